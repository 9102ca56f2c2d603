"""Our own entry: every request is another member's check-in by code to one open meeting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def requests(count: int) -> Iterator[tuple[str, bytes]]:
    raise NotImplementedError


def prepare(folder: Path) -> dict[str, str]:
    raise NotImplementedError
