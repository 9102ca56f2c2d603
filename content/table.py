"""The library as a table for its editors: lectures × facts × sources, a row each, nothing left empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from content.lectures import Fact, Lecture, Source

NOT_CITED = "转载页，不对外引用"


class FactRow(NamedTuple):
    """One fact of one lecture with one of the sources that carry it, as it stands in the table."""

    number: int
    lecture: str
    series: str
    kind: str
    place: str
    date: str
    film: str
    fact: str
    state: str
    grade: str
    source: str
    url: str


HEADINGS = ("讲", "标题", "系列", "形式", "地点", "日期", "相关影片", "事实", "核对", "等级", "来源", "网址")
KIND_NAMES = {"text": "文字", "audio": "音频", "film": "影片"}
assert len(HEADINGS) == len(FactRow._fields)


def fact_rows(lectures: Iterable[Lecture]) -> Iterator[FactRow]:
    """A row for each source of each fact, in the order of the lectures."""
    lectures = tuple(lectures)
    films = {lecture.slug: lecture.film.title for lecture in lectures if lecture.film}
    for lecture in lectures:
        film = films.get(lecture.slug) or films.get(lecture.related_film, "")
        sources = {source.mark: source for source in lecture.sources}
        for fact in lecture.facts:
            for mark in fact.source.split():
                yield _row(lecture, film, fact, sources[mark])


def _row(lecture: Lecture, film: str, fact: Fact, source: Source) -> FactRow:
    return FactRow(
        number=lecture.number,
        lecture=lecture.title,
        series=lecture.series,
        kind=KIND_NAMES[lecture.kind],
        place=lecture.place,
        date=lecture.date,
        film=f"《{film}》" if film else "",
        fact=fact.statement,
        state="待核" if fact.to_check else "有据",
        grade=source.grade,
        source=source.title,
        url=source.url or NOT_CITED,
    )


def empty_cells(rows: Iterable[FactRow]) -> list[str]:
    """What is left empty, as ``第 3 讲 地点``; none in a library that is ready to be shown."""
    found = (
        f"第 {row.number} 讲 {heading}"
        for row in rows
        for heading, cell in zip(HEADINGS, row, strict=True)
        if not str(cell).strip()
    )
    return list(dict.fromkeys(found))
