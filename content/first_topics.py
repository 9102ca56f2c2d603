"""第一议题: the month's published materials, in our own words, with what to discuss (domain.md rule 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from content.front_matter import ContentError


@dataclass(frozen=True, slots=True)
class FirstTopic:
    """One published document. ``date`` is its publication (``2024-07-18``, ``2023-12``); ``source`` an address.

    ``lecture`` is the slug of a lecture that goes with it, or empty.
    """

    slug: str
    no: int
    title: str
    issuer: str
    date: str
    summary: str
    prompts: tuple[str, ...]
    source: str
    lecture: str


@dataclass(frozen=True, slots=True)
class FirstTopicList:
    """The materials of one month (``2026-12``), in reading order."""

    month: str
    note: str
    items: tuple[FirstTopic, ...]


def parse_first_topics(fields: dict[str, Any], month: str, where: str) -> FirstTopicList:
    """The list a month's file describes. Raises ContentError naming the file and the missing field."""
    try:
        items = tuple(
            FirstTopic(
                slug=f"{month}-{no}",
                no=no,
                title=row["title"],
                issuer=row["issuer"],
                date=row["date"],
                summary=row["summary"],
                prompts=tuple(row["prompts"]),
                source=row["source"],
                lecture=row.get("lecture", ""),
            )
            for no, row in enumerate(fields["item"], 1)
        )
    except KeyError as missing:
        raise ContentError(f"{where}: {missing} is missing") from missing
    return FirstTopicList(month, fields.get("note", ""), items)
