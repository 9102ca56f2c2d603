"""What officers type into forms as they say it: a day without its year, grades with their names."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.past_day import nearest_day
from tests.chat.evenings import START, bubbles, plan


@pytest.fixture
def tell(say):
    return bubbles(say)


@pytest.mark.parametrize(
    ("said", "today", "day"),
    [
        ("11月20日", date(2026, 11, 23), date(2026, 11, 20)),
        ("12月5号", date(2026, 11, 23), date(2026, 12, 5)),
        ("1月3日", date(2026, 12, 30), date(2027, 1, 3)),
        ("12月30日", date(2027, 1, 3), date(2026, 12, 30)),
        ("2月29日", date(2028, 2, 1), date(2028, 2, 29)),
        ("没有日子", date(2026, 11, 23), None),
    ],
)
def test_a_day_without_its_year_is_the_nearest(said, today, day):
    assert nearest_day(said, today) == day


def test_a_register_takes_a_day_as_it_is_said(tell):
    tell("郑干事", "党委书记讲党课")
    tell("郑干事", "填")
    assert "题目？" in tell("郑干事", "11月20日")
    for said in ("宪法与我们", "律协"):
        tell("郑干事", said)
    assert "日期：2026-11-20" in tell("郑干事", "3")


@pytest.mark.parametrize("said", ["优秀2合格5", "优秀 2，合格 5", "合格5，优秀2，不合格0", "2 5 0 0"])
def test_grades_are_taken_with_their_names_or_in_their_order(tell, said):
    tell("李书记", "民主评议")
    assert "优秀 2　合格 5　基本合格 0　不合格 0，共 7 人" in tell("李书记", said)


@pytest.mark.parametrize("said", ["优秀2 合格5 3", "优秀合格"])
def test_what_is_half_said_is_asked_again(tell, said):
    tell("李书记", "民主评议")
    assert "请写四个数" in tell("李书记", said)


def test_a_meeting_is_named_by_its_number_and_then_moved(town, tell):
    plan(town)
    plan(town, kind="党课", starts_at=START.replace(day=28))
    assert "党课\n改到什么时候" in tell("李书记", "改期 2")
