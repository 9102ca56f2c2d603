"""Which files make the library: those that came with the service, and over them what was published here since."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from content.front_matter import parse_toml

LECTURES, TOPICS, PLANS = "library", "first_topics", "plans"
SERIES = f"{LECTURES}/series.toml"
# Renewed with every publishing: one look at it says whether anything changed.
MARK = ".published"


def read(folder: Path, published: Path | None = None) -> dict[str, str]:
    """Every content file by its path below ``folder``; one below ``published`` stands over its namesake."""
    files = _read(folder)
    if published is not None and published.is_dir():
        files |= _read(published)
    return dict(sorted(files.items()))


def write(published: Path, name: str, text: str) -> None:
    """Put a file among the published, whole or not at all, and renew the mark that the others look at."""
    for path, content in ((published / name, text), (published / MARK, name)):
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        mine.write_text(content, encoding="utf-8")
        os.replace(mine, path)


def mark(published: Path | None) -> int:
    """What the mark says now: another number after each publishing, 0 where nothing was published."""
    try:
        return (published / MARK).stat().st_mtime_ns if published is not None else 0
    except OSError:
        return 0


def content_hash(files: Mapping[str, str]) -> str:
    """One value for all the files' names and texts."""
    digest = hashlib.sha256()
    for name, text in files.items():
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()


def series_keys(files: Mapping[str, str]) -> list[str]:
    """The folders that lectures may stand in. Raises ContentError, KeyError where series.toml cannot be read."""
    return [row["key"] for row in parse_toml(files[SERIES], "series.toml").get("series", ())]


def _read(folder: Path) -> dict[str, str]:
    paths = [*folder.glob(f"{LECTURES}/**/*.md"), *folder.glob(f"{LECTURES}/*.toml")]
    paths += [*folder.glob(f"{TOPICS}/*.toml"), *folder.glob(f"{PLANS}/*.toml")]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(paths)}
