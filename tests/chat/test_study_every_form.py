"""Every lecture, list and plan as a page, as chat text within the limits, and as something to be listened to."""

from __future__ import annotations

import re

import pytest

from bot.channels.render import TEXT_LIMIT
from bot.narration.script import LABEL, LONGEST_PART, Script, of_lecture, of_plan, of_topics, seconds
from bot.page_links import PageLinks
from content.plans import BranchKind
from tests.town import KEYS

FOOTER = re.compile(r"\n（\d+/\d+）.*$", re.DOTALL)
KINDS = (BranchKind(committee=True, groups=True), BranchKind(joint=True), BranchKind())


def page(town, path: str) -> str:
    answer = town.browser.get(PageLinks(KEYS, "").url(path, town.cast.ids["王党员"], town.now))
    assert answer.status_code == 200, path
    return answer.text


def bubbles(say, first: str) -> list[str]:
    """What comes back for ``first``, and for 下一页 until there is no more."""
    told = [say("王党员", first)]
    while "下一页" in told[-1]:
        told.append(say("王党员", "下一页"))
        assert len(told) < 40
    return told


def fits(told: list[str]) -> None:
    for reply in told:
        assert reply.strip()
        assert len(reply) <= 300
        assert reply.count("\n") < 8, reply
        assert len(reply.encode()) <= TEXT_LIMIT


def can_be_read_out(script: Script) -> None:
    assert len(script.text) > 30
    assert LABEL in script.whole[:12]
    for part in script.parts:
        assert part.startswith(LABEL)
        assert seconds(part) <= LONGEST_PART, (script.key, len(part))
    spoken = "".join("".join(part.split("\n")[1:]) for part in script.parts).replace(
        "后面还有，回继续听。", ""
    )
    assert script.text.replace("\n", "") in spoken  # nothing is lost between the pieces
    assert not set(script.text) & set("#*`[]_<>|"), script.key


def test_every_lecture(town, say, library):
    for lecture in library.lectures():
        told = bubbles(say, f"听第{lecture.number}讲")
        fits(told)
        said = re.sub(r"\n|[【】]", "", "".join(FOOTER.sub("", reply) for reply in told))
        assert lecture.text.replace("\n", "") in said, lecture.slug
        assert lecture.title in page(town, f"/p/lectures/{lecture.slug}")
        assert "data-aloud" in page(town, f"/p/lectures/{lecture.slug}")
        can_be_read_out(of_lecture(lecture))


def test_every_month_of_first_topics(town, say, library):
    for month in library.months():
        topics = library.first_topics(month)
        assert topics is not None
        year, number = month.split("-")
        told = [say("王党员", f"{year}年{int(number)}月第一议题")]
        assert told[0].startswith(f"第一议题 · {year}年{int(number)}月")
        told += [say("王党员", str(item.no)) for item in topics.items]
        say("王党员", "取消")
        fits(told)
        shown = page(town, f"/p/first-topic/{month}")
        assert all(item.title in shown and item.title in "".join(told) for item in topics.items)
        assert "data-aloud" in shown
        can_be_read_out(of_topics(topics))


@pytest.mark.parametrize("kind", KINDS)
def test_every_months_plan(library, kind):
    for month in library.months():
        plan = library.plan(month, kind)
        script = of_plan(plan)
        assert all(task.title in script.text for task in plan.tasks)
        can_be_read_out(script)


def test_years_are_read_digit_by_digit(library):
    script = of_lecture(library.lecture("shi-yang"))
    assert "一九二三年" in script.text
    assert "1923年" not in script.text
