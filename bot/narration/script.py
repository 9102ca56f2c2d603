"""What is read out: a lecture, a month's first topics or a month's plan as text for a voice, and in what pieces.

A voice message lasts at most 60 seconds (wechat.md 2.5), so the text is cut at its sentences. Each piece begins with
the words 合成语音: a synthetic voice says that it is one (domain.md 8.3, the rules on labelling of 1 September 2025).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from content.first_topics import FirstTopicList
from content.lectures import Lecture
from content.plans import MonthPlan

LABEL = "合成语音"
LONGEST_PART = 60  # seconds: what the platform takes
MADE_BY = "espeak-ng 2"  # to be counted up where the same text would now sound different
# Measured over the lectures: at most 0.27 s a character, pauses and all. Cut with room to spare.
SECONDS_A_CHARACTER = 0.28
ROOM = 54  # seconds by that reckoning

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]+[”’」』）》]*|[^。！？；\n]+")
_CLAUSE = re.compile(r"[^，、：]*[，、：]+|[^，、：]+")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?=年)")
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class Script:
    """Something to be read out. ``key`` names it (a lecture's slug); ``text`` is what the voice is given."""

    key: str
    title: str
    text: str

    @property
    def stamp(self) -> str:
        """Changes with what is read and with what reads it: sound made of another is out of date."""
        return hashlib.sha256(f"{MADE_BY}\0{self.title}\0{self.text}".encode()).hexdigest()

    @property
    def whole(self) -> str:
        """All of it, for one long file."""
        return f"以下是{LABEL}。{self.title}。\n{self.text}"

    @property
    def parts(self) -> tuple[str, ...]:
        """The same in pieces that fit a voice message each, every one with its label."""
        cut = _cut(f"{self.title}。\n{self.text}")
        return tuple(_part(number, text, len(cut)) for number, text in enumerate(cut, 1))


def of_lecture(lecture: Lecture) -> Script:
    """A lecture; a film lecture says what film it is and where it may lawfully be seen."""
    lines = [lecture.summary]
    if film := lecture.film:
        lines.append(
            f"影片《{film.title}》，{film.year}年，导演{film.director}。{film.synopsis}{film.channels}"
        )
    return _script(lecture.slug, f"第{lecture.number}讲，{lecture.title}", [*lines, lecture.text])


def of_topics(topics: FirstTopicList) -> Script:
    """A month's first topics: title, date and issuer of each, our orientation, what to talk about."""
    lines = [topics.note]
    for item in topics.items:
        lines += [f"第{item.no}篇，{item.title}。{item.issuer}，{_spoken_date(item.date)}。", item.summary]
        lines.append(f"讨论：{''.join(item.prompts)}")
    return _script(f"first-topic-{topics.month}", f"第一议题，{_spoken_date(topics.month)}", lines)


def of_plan(plan: MonthPlan) -> Script:
    """A month's tasks with the day each is due."""
    lines = [
        f"第{number}项，{one.title}，{one.due.month}月{one.due.day}日前。凭据：{one.evidence}。"
        for number, one in enumerate(plan.tasks, 1)
    ]
    return _script(f"plan-{plan.month}", f"{_spoken_date(plan.month)}组织生活任务", lines)


def seconds(text: str) -> float:
    """About how long reading takes: an upper estimate (see SECONDS_A_CHARACTER)."""
    return len(text) * SECONDS_A_CHARACTER


def _script(key: str, title: str, lines: list[str]) -> Script:
    return Script(key, title, "\n".join(_said(line) for line in lines if line.strip()))


def _said(text: str) -> str:
    """Years digit by digit, dates in words: a voice would read 1927年 as a number of years."""
    return _YEAR.sub(lambda found: found[1].translate(_DIGITS), _DATE.sub(lambda f: _spoken_date(f[0]), text))


def _spoken_date(date: str) -> str:
    year, *rest = date.split("-")
    units = zip(rest, ("月", "日"), strict=False)
    return f"{year.translate(_DIGITS)}年" + "".join(f"{int(number)}{unit}" for number, unit in units)


def _part(number: int, text: str, of: int) -> str:
    head = f"{LABEL}。" if of == 1 else f"{LABEL}，共{of}段，第{number}段。"
    return f"{head}\n{text}" if number == of else f"{head}\n{text}\n后面还有，回继续听。"


def _cut(text: str) -> list[str]:
    room = int((ROOM - seconds("合成语音，共十段，第十段。后面还有，回继续听。")) / SECONDS_A_CHARACTER)
    cut = [""]
    for sentence in _SENTENCE.findall(text):
        for piece in _pieces(sentence, room):
            if cut[-1] and len(cut[-1]) + len(piece) > room:
                cut.append("")
            cut[-1] += piece
    return [part for part in cut if part]


def _pieces(sentence: str, room: int) -> list[str]:
    """A sentence, or its clauses where it is longer than a piece may be, and failing that what fits."""
    if len(sentence) <= room:
        return [sentence]
    return [
        clause[start : start + room]
        for clause in _CLAUSE.findall(sentence)
        for start in range(0, len(clause), room)
    ]
