"""A lecture: what members read or listen to, each fact with the source that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from content.front_matter import ContentError, Document
from content.pages import cut_into_pages, plain_text

Kind = Literal["text", "audio", "film"]
KINDS: tuple[str, ...] = get_args(Kind)
# Strength of a source, best first: official page, law text, institution or press, weak copy (domain.md head).
GRADES = ("O", "R", "I", "W")
# What a fact's third piece says while the committee's editor has still to find a better source.
TO_CHECK = "待核"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. ``mark`` is the letter facts point with; ``grade`` is one of GRADES."""

    mark: str
    grade: str
    title: str
    url: str

    @property
    def citable(self) -> bool:
        """Whether members may be shown the source: weak copies are not cited to them."""
        return self.grade != "W"


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement. ``source`` holds the marks that carry it (``"a b"``), ``grade`` the best among them.

    ``to_check`` is set while the committee's editor has still to look for a better source (待核 in the file).
    """

    statement: str
    source: str
    grade: str
    to_check: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A self-check question; nobody but the reader sees the answer given."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Film:
    """What may be said of a film without showing it: the service never hosts or streams one."""

    title: str
    year: int
    director: str
    synopsis: str
    channels: str


@dataclass(frozen=True)
class Lecture:
    """One lecture of the library.

    ``number`` is the one members type (from 1, stable while files keep their series and order); ``date`` is
    the day or year of the events (``1928-02-06``, ``1928``, or empty); ``body`` is Markdown; ``recording`` is
    the audio file beside the text where one has been made; ``series`` is the name members see; ``related_film``
    is the slug of a film lecture that goes with it, or empty.
    """

    slug: str
    number: int
    title: str
    series: str
    order: int
    place: str
    date: str
    kind: Kind
    summary: str
    keywords: tuple[str, ...]
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    body: str
    questions: tuple[Question, ...]
    discussion: tuple[str, ...]
    film: Film | None
    recording: Path | None
    related_film: str = ""

    @property
    def needs_check(self) -> bool:
        """Whether some fact still wants a look by the committee's editor before it is cited."""
        return any(fact.to_check for fact in self.facts)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The body as chat bubbles, each leaving room for a heading and a last line (see content/pages.py)."""
        return cut_into_pages(self.body)

    @cached_property
    def text(self) -> str:
        """The body without Markdown marks."""
        return plain_text(self.body)


def parse_lecture(document: Document, path: Path, series: str, number: int) -> Lecture:
    """The lecture a file describes. Raises ContentError naming the file and the field that is wrong."""
    fields = document.fields
    try:
        sources = tuple(Source(*row) for row in fields["sources"])
        grades = {source.mark: source.grade for source in sources}
        return Lecture(
            slug=path.stem,
            number=number,
            title=fields["title"],
            series=series,
            order=fields["order"],
            place=fields["place"],
            date=fields["date"],
            kind=fields["kind"],
            summary=fields["summary"],
            keywords=tuple(fields["keywords"]),
            facts=tuple(_fact(row, grades) for row in fields["facts"]),
            sources=sources,
            body=document.body,
            questions=tuple(Question(*row) for row in fields["questions"]),
            discussion=tuple(fields["discussion"]),
            film=_film(fields),
            recording=_recording(path),
            related_film=fields.get("related_film", ""),
        )
    except KeyError as missing:
        raise ContentError(f"{path}: {missing} is missing") from missing
    except (TypeError, ValueError) as wrong:
        raise ContentError(f"{path}: {wrong}") from wrong


def _fact(row: list[str], grades: dict[str, str]) -> Fact:
    statement, marks, *state = row
    best = min((grades[mark] for mark in marks.split()), key=GRADES.index)
    return Fact(statement, marks, best, to_check=state == [TO_CHECK])


def _film(fields: dict[str, Any]) -> Film | None:
    return Film(**fields["film"]) if "film" in fields else None


def _recording(path: Path) -> Path | None:
    recording = path.with_suffix(".mp3")
    return recording if recording.exists() else None
