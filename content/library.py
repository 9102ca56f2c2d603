"""The study library: everything in ``content/``, and what was published here since, read once and looked up often.

Opening reads and parses all files and builds the search index only where a file changed since. What is published
later is noticed within seconds by every process: the new index is built beside the old one by a thread of its own
while the old one serves.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from pathlib import Path

from content import files as content_files
from content.collection import Collection, Series
from content.collection import read_series as series_of
from content.files import LECTURES, PLANS, TOPICS
from content.first_topics import FirstTopicList
from content.front_matter import ContentError
from content.lectures import Lecture
from content.plans import BranchKind, MonthPlan, month_plan
from content.search import Hit

FOLDER = Path(__file__).parent
PUBLISHED = "content"  # below the data folder
LOOK_SECONDS = 3.0  # between looks at whether something was published
log = logging.getLogger("content")


class Library:
    """The lectures, first topics and month plans of one folder. Make one with :meth:`open`."""

    def __init__(self, folder: Path, index_path: Path, published: Path | None = None) -> None:
        self._folder, self._index_path, self._published = folder, index_path, published
        self._mark = content_files.mark(published)
        self._look_at = time.monotonic() + LOOK_SECONDS
        self._renewing = threading.Lock()
        self._held = self._first()

    @classmethod
    def open(cls, folder: Path, index_path: Path, published: Path | None = None) -> Library:
        """Read ``folder`` (see :data:`FOLDER`) and, over it, ``published``, the same tree of what was published here.

        The index is a derived file that may be deleted at any time. Safe from several processes at once. Raises
        ContentError naming the first file of ``folder`` that cannot be read; ``content.checker`` lists every fault.
        """
        return cls(folder, index_path, published)

    def _first(self) -> Collection:
        try:
            return self._read(self._published)
        except ContentError as broken:
            if self._published is None:
                raise
            # A file that was published under other rules, or by hand, must not keep the service from starting.
            log.error("what was published is left out, for it cannot be read: %s", broken)
            return self._read(None)

    def _read(self, published: Path | None) -> Collection:
        return Collection(content_files.read(self._folder, published), self._folder, self._index_path)

    @property
    def _now(self) -> Collection:
        """What is served; now and then it is looked whether something was published meanwhile."""
        if self._published is not None and time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_SECONDS
            if content_files.mark(self._published) != self._mark and not self._renewing.locked():
                threading.Thread(target=self.renew, name="library", daemon=True).start()
        return self._held

    def renew(self) -> bool:
        """Read what was published since, if anything, and serve it; False where it cannot be read or nothing is new."""
        with self._renewing:
            mark = content_files.mark(self._published)
            if mark == self._mark:
                return False
            try:
                self._held = self._read(self._published)
            except ContentError as broken:
                log.error("what was published is not served, for it cannot be read: %s", broken)
                self._mark = mark  # it will not read any better the next time
                return False
            except (OSError, sqlite3.Error) as failed:
                log.error("the library could not be renewed (%s); it is tried again", type(failed).__name__)
                return False
            self._mark = mark
            return True

    def close(self) -> None:
        """Let go of the index file."""
        self._held.search.close()

    def lectures(self) -> tuple[Lecture, ...]:
        """All lectures in the order of the numbers members use."""
        return self._now.lectures

    def lecture(self, number_or_slug: int | str) -> Lecture | None:
        """The lecture with this number (``3`` or ``"3"``) or slug, or None."""
        held = self._now
        if isinstance(number_or_slug, str) and not number_or_slug.isdecimal():
            return held.by_slug.get(number_or_slug)
        number = int(number_or_slug)
        return held.lectures[number - 1] if 1 <= number <= len(held.lectures) else None

    def series(self) -> tuple[Series, ...]:
        """All series in order, each with its lectures."""
        return self._now.series

    def next_in_series(self, lecture: Lecture) -> Lecture | None:
        """The lecture after this one in its series, or None after the last."""
        following = self.lecture(lecture.number + 1)
        return following if following and following.series == lecture.series else None

    def first_topics(self, month: str) -> FirstTopicList | None:
        """The materials of a month (``"2026-12"``), or None where none have been prepared."""
        return self._now.topics.get(month)

    def months(self) -> tuple[str, ...]:
        """The months that have first topics, oldest first."""
        return tuple(sorted(self._now.topics))

    def plan(self, month: str, branch_kind: BranchKind) -> MonthPlan:
        """What such a branch has to do in any month (``"2026-12"``); domain.md rules 1 to 6 and 11.

        Raises ValueError where ``month`` is no ``YYYY-MM``.
        """
        plans = self._now.plans
        return month_plan(plans["template"], plans.get(month, {}), month, branch_kind)

    def search(self, query: str, limit: int = 5) -> list[Hit]:
        """Lectures and first topics for what a member typed: words, traditional characters or pinyin."""
        return self._now.search.find(query, limit)


def open_published(data_dir: Path) -> Library:
    """The library of a service with this data folder: what came with it, and what was published here since."""
    return Library.open(FOLDER, data_dir / "library.db", data_dir / PUBLISHED)


def read_series(folder: Path, published: Path | None = None) -> tuple[Series, ...]:
    """The series with their lectures as the files stand, without an index. Raises ContentError."""
    return tuple(series_of(content_files.read(folder, published), folder))


__all__ = [
    "FOLDER",
    "LECTURES",
    "PLANS",
    "PUBLISHED",
    "TOPICS",
    "BranchKind",
    "ContentError",
    "FirstTopicList",
    "Hit",
    "Lecture",
    "Library",
    "MonthPlan",
    "Series",
    "open_published",
    "read_series",
]
