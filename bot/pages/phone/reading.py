"""What there is to read and hear: the home page, first topics, lectures."""

from __future__ import annotations

from pathlib import Path

from flask import Response, send_file

from bot import local
from bot.narration import store
from bot.narration.script import Script, of_lecture, of_topics
from bot.narration.store import Narration
from bot.pages.markdown import html
from bot.pages.phone.door import Answer, Door, Visit, missing, show
from content.library import Lecture

KIND_NAMES = {"text": "文章", "audio": "可听", "film": "电影"}


def add(door: Door) -> None:
    """``/p/``, ``/p/first-topic``, ``/p/lectures`` and what hangs below them."""
    door.page("/p/")(home)
    door.page("/p/first-topic")(first_topic)
    door.page("/p/first-topic/<month>")(first_topic_of)
    door.page("/p/first-topic/<month>/recording")(first_topic_recording)
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
        lecture_of=library.lecture, month_title=_month, narration=_narration(visit, of_topics(found)),
    )  # fmt: skip


def first_topic_recording(visit: Visit, month: str) -> Answer:
    """A month's materials read out, where the operator has had them read."""
    found = visit.services.library.first_topics(month)
    narration = _narration(visit, of_topics(found)) if found is not None else None
    return missing(visit, "这个月的录音") if narration is None else _sound(narration.path)


def lectures(visit: Visit) -> Answer:
    """All lectures by series."""
    return show(visit, "lectures.html", series=visit.services.library.series(), kinds=KIND_NAMES)


def lecture(visit: Visit, slug: str) -> Answer:
    """A lecture: text, the voice that reads it, questions for oneself, sources that may be cited."""
    found = _lecture(visit, slug)
    if found is None:
        return missing(visit, "这一讲")
    library = visit.services.library
    narration = _narration(visit, of_lecture(found))
    return show(
        visit, "lecture.html", lecture=found, text=html(found.body), narration=narration,
        can_play=narration is not None or found.recording is not None,
        following=library.next_in_series(found),
        film=library.lecture(found.related_film) if found.related_film else None,
        sources=[source for source in found.sources if source.citable],
    )  # fmt: skip


def recording(visit: Visit, slug: str) -> Answer:
    """The sound of a lecture: the committee's own, else the one that came with the text, else the synthetic one."""
    found = _lecture(visit, slug)
    if found is None:
        return missing(visit, "这一讲")
    narration = _narration(visit, of_lecture(found))
    if narration is not None and not narration.synthetic:
        return _sound(narration.path)
    path = found.recording or (narration.path if narration is not None else None)
    return missing(visit, "这一讲的录音") if path is None else _sound(path)


def _narration(visit: Visit, script: Script) -> Narration | None:
    return store.find(visit.services.config.service.data_dir / store.AUDIO, script)


def _sound(path: Path) -> Response:
    """A file of which a player asks for parts; asked again each time whether it is still the same one."""
    sound: Response = send_file(path.resolve(), mimetype="audio/mpeg", conditional=True, max_age=0)
    return sound


def _lecture(visit: Visit, slug: str) -> Lecture | None:
    return None if slug.isdecimal() else visit.services.library.lecture(slug)


def _month(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"
