"""What there is to read and hear: the home page, first topics, lectures."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask import Response, send_file

from bot import local
from bot.pages.phone.door import Answer, Door, Visit, missing, show
from content.library import Lecture

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

KIND_NAMES = {"text": "文章", "audio": "可听", "film": "电影"}


def add(door: Door) -> None:
    """``/p/``, ``/p/first-topic``, ``/p/lectures`` and what hangs below them."""
    door.page("/p/")(home)
    door.page("/p/first-topic")(first_topic)
    door.page("/p/first-topic/<month>")(first_topic_of)
    door.page("/p/lectures")(lectures)
    door.page("/p/lectures/<slug>")(lecture)
    door.page("/p/lectures/<slug>/recording")(recording)


def home(visit: Visit) -> Answer:
    """The way to everything else."""
    return show(visit, "home.html", month=local.month(visit.now))


def first_topic(visit: Visit) -> Answer:
    """This month's materials."""
    return first_topic_of(visit, local.month(visit.now))


def first_topic_of(visit: Visit, month: str) -> Answer:
    """A month's materials: what each is, and what to talk about (domain.md rule 11)."""
    library = visit.services.library
    found = library.first_topics(month)
    if found is None:
        return missing(visit, "这个月的第一议题材料")
    months = library.months()
    place = months.index(month)
    before, after = months[place - 1] if place else "", months[place + 1] if place + 1 < len(months) else ""
    return show(
        visit, "first_topic.html", found=found, title=_month(month), before=before, after=after,
        lecture_of=library.lecture, month_title=_month,
    )  # fmt: skip


def lectures(visit: Visit) -> Answer:
    """All lectures by series."""
    return show(visit, "lectures.html", series=visit.services.library.series(), kinds=KIND_NAMES)


def lecture(visit: Visit, slug: str) -> Answer:
    """A lecture: text, the voice that reads it, questions for oneself, sources that may be cited."""
    found = _lecture(visit, slug)
    if found is None:
        return missing(visit, "这一讲")
    library = visit.services.library
    return show(
        visit, "lecture.html", lecture=found, text=_markdown().render(found.body),
        following=library.next_in_series(found),
        film=library.lecture(found.related_film) if found.related_film else None,
        sources=[source for source in found.sources if source.citable],
    )  # fmt: skip


def recording(visit: Visit, slug: str) -> Answer:
    """The sound of a lecture; a player asks for parts of it."""
    found = _lecture(visit, slug)
    if found is None or found.recording is None:
        return missing(visit, "这一讲的录音")
    sound: Response = send_file(found.recording, conditional=True, max_age=86400)
    return sound


def _lecture(visit: Visit, slug: str) -> Lecture | None:
    return None if slug.isdecimal() else visit.services.library.lecture(slug)


@cache
def _markdown() -> MarkdownIt:
    """Loaded with the first lecture: it takes a tenth of a second. No raw HTML: a lecture is text, whoever wrote it."""
    from markdown_it import MarkdownIt  # noqa: PLC0415

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "link", "autolink"])


def _month(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"
