"""A written document, whatever the file: a title and blocks under it, each of them plain text and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what is known of each, side by side: 时间, 地点 …; what is empty is left free to be written in."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs under it. Without any there are ``blank`` ruled lines to write on."""

    heading: str
    lines: Sequence[str] = ()
    blank: int = 0
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its headings on every page. ``widths`` in millimetres; ``height`` of a row that is written on."""

    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[str]]
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, side by side, each with its date."""

    labels: Sequence[str]


Block = Facts | Section | Grid | Signatures


@dataclass(frozen=True, slots=True)
class Document:
    """A document on A4: ``title``, a line under it, the blocks in order."""

    title: str
    under: str
    blocks: Sequence[Block]
