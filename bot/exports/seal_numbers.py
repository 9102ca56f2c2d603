"""The seal's number as it stands in a file, however the file was changed since."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_LETTERS = "2-9A-HJ-NP-Z"
_IN_TEXT = re.compile(rf"编号 ([{_LETTERS}]{{4}}-[{_LETTERS}]{{4}})".encode())
_IN_NAME = re.compile(rf"(?<![{_LETTERS}])([{_LETTERS}]{{4}}-[{_LETTERS}]{{4}})(?![{_LETTERS}])")
_ABOUT = "docProps/core.xml"  # of an office file; kept when somebody edits and saves it
_LARGEST = 1 << 20
_CHUNK = 1 << 20


def number_in(path: Path) -> str | None:
    """The number a file carries, in its text or, where that has none (CSV), in its name. Raises OSError."""
    found = _in_office_file(path) if zipfile.is_zipfile(path) else _in_bytes(path)
    if found is None and (named := _IN_NAME.search(path.stem)):
        return named[1]
    return found


def _in_office_file(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            if _ABOUT not in archive.namelist():
                return None
            with archive.open(_ABOUT) as about:
                return _first(about.read(_LARGEST))  # never more, whatever the file says it unpacks to
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        return None


def _in_bytes(path: Path) -> str | None:
    """In a text or SQLite file; a line of ICS may be folded in the middle."""
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = (before + chunk).replace(b"\r\n ", b"")
            if found := _first(text):
                return found
            before = text[-64:]
    return None


def _first(text: bytes) -> str | None:
    match = _IN_TEXT.search(text)
    return match[1].decode() if match else None
