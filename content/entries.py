"""What can be found: a lecture or a first topic, as the index and the search see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from content.first_topics import FirstTopicList
from content.lectures import Lecture

HitKind = Literal["lecture", "first_topic"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find. ``number`` is the lecture's, or the topic's place in its month.

    ``keywords``, names of people and places, are searched as the lead is but not shown.
    """

    kind: HitKind
    slug: str
    number: int
    title: str
    lead: str
    body: str
    keywords: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, str, str]:
        """Title, lead and body: what is searched, the weightiest first."""
        return self.title, self.lead, self.body


def entries(lectures: Iterable[Lecture], months: Iterable[FirstTopicList]) -> Iterator[Entry]:
    """Every lecture, then every first topic once, as it stands in the newest month that has it."""
    for lecture in lectures:
        keywords = (*lecture.keywords, *filter(None, lecture.place.split("、")))
        yield Entry(
            "lecture", lecture.slug, lecture.number, lecture.title, lecture.summary, lecture.text, keywords
        )
    newest = {topic.title: topic for month in sorted(months, key=lambda m: m.month) for topic in month.items}
    for topic in newest.values():
        body = "\n".join([topic.summary, *topic.prompts])
        yield Entry("first_topic", topic.slug, topic.no, topic.title, topic.issuer, body, ())
