"""Markdown files that begin with TOML between ``+++`` fences."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

FENCE = "+++"


class ContentError(ValueError):
    """A content file cannot be read; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file taken apart. ``body_line`` is the line of the file, from 1, on which the body begins."""

    fields: dict[str, Any]
    body: str
    body_line: int


def parse_document(text: str, where: str) -> Document:
    """Take a file apart. Raises ContentError, naming ``where``, without fences or with broken TOML."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != FENCE:
        raise ContentError(f"{where}: the first line must be {FENCE}")
    try:
        end = next(number for number, line in enumerate(lines[1:], 1) if line.strip() == FENCE)
    except StopIteration:
        raise ContentError(f"{where}: the front matter has no closing {FENCE}") from None
    fields = parse_toml("\n".join(lines[1:end]), where)
    start = end + 1
    while start < len(lines) and not lines[start].strip():
        start += 1
    return Document(fields, "\n".join(lines[start:]).strip(), start + 1)


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """TOML as a dict. Raises ContentError, naming ``where`` and the parser's reason."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise ContentError(f"{where}: {broken}") from broken
