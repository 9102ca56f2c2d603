"""Styles and scripts as they are sent: packed, kept for ever, under an address that changes with them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Response, abort, request, send_file

TYPES = {".css": "text/css", ".js": "text/javascript"}
FOREVER = "public, max-age=31536000, immutable"  # the address changes with the content


def attached(path: Path, name: str) -> Response:
    """A file to be kept under a name; the open file outlives its place, which may go before it is sent."""
    answer = send_file(path.open("rb"), as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@dataclass(frozen=True)
class _File:
    content: bytes

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.content, 9)

    @cached_property
    def mark(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:8]


class Files:
    """The files a room of pages may send, by name and folder; no other can be asked for."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = folders
        self._read: dict[str, _File] = {}

    def send(self, name: str) -> Response:
        """The file, packed where the browser takes it; 404 for any other name."""
        if name not in self._folders:
            abort(404)
        file = self._file(name)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(file.packed if zipped else file.content, mimetype=TYPES[Path(name).suffix])
        response.headers["Cache-Control"] = FOREVER
        response.headers["Vary"] = "Accept-Encoding"
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        return response

    def mark(self, name: str) -> str:
        """Eight characters that change with the file."""
        return self._file(name).mark

    def _file(self, name: str) -> _File:
        """Read once a process; a missing file is an empty one, so that a page without its style still says all."""
        if name not in self._read:
            path = self._folders[name] / name
            self._read[name] = _File(path.read_bytes() if path.exists() else b"")
        return self._read[name]
