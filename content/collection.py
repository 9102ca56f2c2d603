"""The library as it stood when its files were read: nothing in it changes, so one serves all threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content import files as content_files
from content import index
from content.entries import entries
from content.files import LECTURES, PLANS, SERIES, TOPICS
from content.first_topics import FirstTopicList, parse_first_topics
from content.front_matter import parse_document, parse_toml
from content.lectures import Lecture, parse_lecture
from content.search import Search


@dataclass(frozen=True, slots=True)
class Series:
    """A run of lectures. ``name`` is what members see and what a lecture's ``series`` says."""

    key: str
    name: str
    summary: str
    lectures: tuple[Lecture, ...]


class Collection:
    """All that a set of files holds, with its search index, which is built where it is not of these files."""

    def __init__(self, files: Mapping[str, str], folder: Path, index_path: Path) -> None:
        self.series = tuple(read_series(files, folder))
        self.lectures = tuple(lecture for series in self.series for lecture in series.lectures)
        self.by_slug = {lecture.slug: lecture for lecture in self.lectures}
        self.topics = {topics.month: topics for topics in _topics(files)}
        self.plans = _month_files(files, PLANS)
        content_hash = content_files.content_hash(files)
        if not index.is_current(index_path, content_hash):
            index.build(index_path, content_hash, tuple(entries(self.lectures, self.topics.values())))
        self.search = Search(index_path)


def read_series(files: Mapping[str, str], folder: Path) -> list[Series]:
    """The series with their lectures. ``folder`` is where recordings lie beside the texts. Raises ContentError."""
    listed = parse_toml(files[SERIES], "series.toml")["series"]
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
