"""Rosters between being read and being entered: sealed, in the data folder, for an hour at most; and what came of them.

A web process may be one of several, so what one has begun the others must see: it stands in files, not in memory.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.keys import Keys

FOLDER = "imports"
KEPT = timedelta(hours=1)  # a roster that nobody has confirmed, codes that nobody has fetched
TOLD = timedelta(days=1)  # what came of an import, which names nobody
SILENT = timedelta(minutes=2)  # after this nobody is at work on it any more
READY, RUNNING, DONE, FAILED = "ready", "running", "done", "failed"
_TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Import:
    """How far an import is: ``at`` is when it was last heard of (UTC, ISO). ``codes``: whether they can be fetched."""

    token: str
    member_id: int
    name: str
    at: str
    state: str = READY
    done: int = 0
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    codes: int = 0
    reason: str = ""


class RosterFiles:
    """The folder. What is in it is readable by the service alone, and sealed."""

    def __init__(self, data_dir: Path, keys: Keys) -> None:
        self._folder = data_dir / FOLDER
        self._keys = keys

    def keep(self, member_id: int, name: str, content: bytes, total: int, now: datetime) -> Import:
        """Keep a roster until it is confirmed; returns what it is asked for by."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        one = Import(secrets.token_hex(16), member_id, name[:100], now.isoformat(), total=total)
        self._write(one.token, "roster", self._sealed(content))
        self.tell(one)
        return one

    def take(self, one: Import, now: datetime) -> bytes | None:
        """The roster, to whoever is first; None to everybody after."""
        content = self._once(one.token, "roster")
        if content is not None:
            self.tell(replace(one, state=RUNNING, at=now.isoformat()))
        return content

    def keep_codes(self, one: Import, content: bytes) -> None:
        """Keep the file of binding codes until it is fetched."""
        self._write(one.token, "codes", self._sealed(content))

    def take_codes(self, one: Import) -> bytes | None:
        """The file of codes, once."""
        content = self._once(one.token, "codes")
        if content is not None:
            self.tell(replace(one, codes=0))
        return content

    def tell(self, one: Import) -> None:
        """Write down how far it is."""
        self._write(one.token, "json", json.dumps(asdict(one), ensure_ascii=False).encode())

    def get(self, token: str, member_id: int) -> Import | None:
        """A member's own import; None for anybody else's."""
        one = self._read(token) if _TOKEN.fullmatch(token) else None
        return one if one is not None and one.member_id == member_id else None

    def _read(self, token: str) -> Import | None:
        try:
            return Import(**json.loads((self._folder / f"{token}.json").read_bytes()))
        except FileNotFoundError:
            return None

    def of_member(self, member_id: int) -> list[Import]:
        """What a member has imported within the day, the latest first."""
        found = (self.get(path.stem, member_id) for path in self._files("json"))
        return sorted((one for one in found if one is not None), key=lambda one: one.at, reverse=True)

    def tidy(self, now: datetime) -> None:
        """Remove what has been kept long enough, by the clock we were given."""
        for ending, kept in (("roster", KEPT), ("codes", KEPT), ("json", TOLD)):
            for path in self._files(ending):
                one = self._read(path.stem)
                if one is None or now - datetime.fromisoformat(one.at) > kept:
                    path.unlink(missing_ok=True)

    def _files(self, ending: str) -> list[Path]:
        return sorted(self._folder.glob(f"*.{ending}")) if self._folder.is_dir() else []

    def _sealed(self, content: bytes) -> bytes:
        return self._keys.seal(base64.b64encode(content).decode())

    def _write(self, token: str, ending: str, content: bytes) -> None:
        beside = self._folder / f"{token}.{ending}.{secrets.token_hex(4)}"
        with open(beside, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(content)
        os.replace(beside, self._folder / f"{token}.{ending}")

    def _once(self, token: str, ending: str) -> bytes | None:
        """What is there, to the one who could take it away."""
        mine = self._folder / f"{token}.{ending}.{secrets.token_hex(4)}"
        try:
            os.rename(self._folder / f"{token}.{ending}", mine)
        except FileNotFoundError:
            return None
        content = mine.read_bytes()
        mine.unlink()
        return base64.b64decode(self._keys.unseal(content))
