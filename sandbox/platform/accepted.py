"""What the platform really accepted: the ground truth when the other side has been killed."""

from __future__ import annotations

import json
import os
from pathlib import Path

Entry = dict[str, object]


class AcceptLog:
    """An append-only list, kept in memory and, given a ``path``, as a JSON line each in a file.

    A line is written by one system call before the platform answers, so it is there even if this process
    dies next. Fields: ``path openid key msgid kind content at``.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[Entry] = []
        self._file = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def add(self, entry: Entry) -> None:
        """Note one accepted message to one person."""
        self.entries.append(entry)
        if self._file is not None:
            os.write(self._file, json.dumps(entry, ensure_ascii=False).encode() + b"\n")

    def to(self, openid: str) -> list[Entry]:
        """What was accepted for one person, oldest first."""
        return [entry for entry in self.entries if entry["openid"] == openid]

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def read(path: Path) -> list[Entry]:
    """The entries of a log file, oldest first."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
