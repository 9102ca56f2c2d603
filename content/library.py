"""The study library: everything in ``content/`` read once, looked up many times.

Opening reads and parses all files and builds the search index only where a file changed since. Nothing here
changes afterwards, so one library serves all threads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content import index
from content.entries import entries
from content.first_topics import FirstTopicList, parse_first_topics
from content.front_matter import ContentError, parse_document, parse_toml
from content.lectures import Lecture, parse_lecture
from content.plans import BranchKind, MonthPlan, month_plan
from content.search import Hit, Search

FOLDER = Path(__file__).parent
LECTURES, TOPICS, PLANS = "library", "first_topics", "plans"


@dataclass(frozen=True, slots=True)
class Series:
    """A run of lectures. ``name`` is what members see and what a lecture's ``series`` says."""

    key: str
    name: str
    summary: str
    lectures: tuple[Lecture, ...]


class Library:
    """The lectures, first topics and month plans of one folder. Make one with :meth:`open`."""

    def __init__(self, files: Mapping[str, str], folder: Path, index_path: Path) -> None:
        self._series = tuple(_series(files, folder))
        self._lectures = tuple(lecture for series in self._series for lecture in series.lectures)
        self._by_slug = {lecture.slug: lecture for lecture in self._lectures}
        self._topics = {topics.month: topics for topics in _topics(files)}
        self._plans = _month_files(files, PLANS)
        content_hash = _hash(files)
        if not index.is_current(index_path, content_hash):
            index.build(index_path, content_hash, tuple(entries(self._lectures, self._topics.values())))
        self._search = Search(index_path)

    @classmethod
    def open(cls, folder: Path, index_path: Path) -> Library:
        """Read ``folder`` (see :data:`FOLDER`); the index is a derived file that may be deleted at any time.

        Safe from several processes at once. Raises ContentError naming the first file that cannot be read;
        ``content.checker`` lists every fault.
        """
        return cls(_read(folder), folder, index_path)

    def close(self) -> None:
        """Let go of the index file."""
        self._search.close()

    def lectures(self) -> tuple[Lecture, ...]:
        """All lectures in the order of the numbers members use."""
        return self._lectures

    def lecture(self, number_or_slug: int | str) -> Lecture | None:
        """The lecture with this number (``3`` or ``"3"``) or slug, or None."""
        if isinstance(number_or_slug, str) and not number_or_slug.isdecimal():
            return self._by_slug.get(number_or_slug)
        number = int(number_or_slug)
        return self._lectures[number - 1] if 1 <= number <= len(self._lectures) else None

    def series(self) -> tuple[Series, ...]:
        """All series in order, each with its lectures."""
        return self._series

    def next_in_series(self, lecture: Lecture) -> Lecture | None:
        """The lecture after this one in its series, or None after the last."""
        following = self.lecture(lecture.number + 1)
        return following if following and following.series == lecture.series else None

    def first_topics(self, month: str) -> FirstTopicList | None:
        """The materials of a month (``"2026-12"``), or None where none have been prepared."""
        return self._topics.get(month)

    def months(self) -> tuple[str, ...]:
        """The months that have first topics, oldest first."""
        return tuple(sorted(self._topics))

    def plan(self, month: str, branch_kind: BranchKind) -> MonthPlan:
        """What such a branch has to do in any month (``"2026-12"``); domain.md rules 1 to 6 and 11.

        Raises ValueError where ``month`` is no ``YYYY-MM``.
        """
        return month_plan(self._plans["template"], self._plans.get(month, {}), month, branch_kind)

    def search(self, query: str, limit: int = 5) -> list[Hit]:
        """Lectures and first topics for what a member typed: words, traditional characters or pinyin."""
        return self._search.find(query, limit)


def read_series(folder: Path) -> tuple[Series, ...]:
    """The series with their lectures as the files stand, without an index. Raises ContentError."""
    return tuple(_series(_read(folder), folder))


def _read(folder: Path) -> dict[str, str]:
    """Every content file by its path below ``folder``."""
    paths = [*folder.glob(f"{LECTURES}/**/*.md"), *folder.glob(f"{LECTURES}/*.toml")]
    paths += [*folder.glob(f"{TOPICS}/*.toml"), *folder.glob(f"{PLANS}/*.toml")]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(paths)}


def _hash(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in files.items():
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()


def _series(files: Mapping[str, str], folder: Path) -> list[Series]:
    listed = parse_toml(files[f"{LECTURES}/series.toml"], "series.toml")["series"]
    number = 1
    found = []
    for row in listed:
        prefix = f"{LECTURES}/{row['key']}/"
        documents = [
            (name, parse_document(text, name)) for name, text in files.items() if name.startswith(prefix)
        ]
        documents.sort(key=lambda item: (item[1].fields.get("order", 0), item[0]))
        lectures = tuple(
            parse_lecture(document, folder / name, row["name"], number + place)
            for place, (name, document) in enumerate(documents)
        )
        number += len(lectures)
        found.append(Series(row["key"], row["name"], row["summary"], lectures))
    return found


def _topics(files: Mapping[str, str]) -> list[FirstTopicList]:
    months = _month_files(files, TOPICS).items()
    return [parse_first_topics(fields, month, f"{TOPICS}/{month}.toml") for month, fields in months]


def _month_files(files: Mapping[str, str], part: str) -> dict[str, dict[str, Any]]:
    return {
        name.removeprefix(f"{part}/").removesuffix(".toml"): parse_toml(text, name)
        for name, text in files.items()
        if name.startswith(f"{part}/")
    }


__all__ = [
    "FOLDER",
    "BranchKind",
    "ContentError",
    "FirstTopicList",
    "Hit",
    "Lecture",
    "Library",
    "MonthPlan",
    "Series",
    "read_series",
]
