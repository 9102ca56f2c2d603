"""我的学时: told to the member alone; 散会 says how long it lasted."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ledger import members
from bot.understanding.durations import minutes_in
from tests.chat.evenings import START, bubbles, code, plan


@pytest.fixture
def tell(say):
    return bubbles(say)


@pytest.fixture
def lecture(town, tell):
    """A 党课 that 王党员 came to."""
    held = plan(town, kind="党课")
    town.at(START)
    tell("王党员", f"签到 {code(town, held)}")
    return held


def test_a_closed_session_gives_its_hours(town, tell, lecture):
    tell("李书记", "散会")
    assert "到会的各记 1 学时（按60分钟，不是的回「时长 两小时」）" in tell("李书记", "1")
    shown = tell("王党员", "我的学时")
    assert shown.splitlines()[:2] == ["2026 年学时 1（一般一年不少于 32）", "11月25日 党课　1"]
    assert "只有您看得到" in shown
    assert tell("吴党员", "我的学时").startswith("2026 年学时 0")


def test_the_officer_says_how_long_it_lasted(town, tell, lecture):
    assert "要结束" in tell("李书记", "散会 两小时")
    assert "到会的各记 2 学时" in tell("李书记", "1")
    assert tell("王党员", "学时").startswith("2026 年学时 2")


def test_how_long_is_corrected_within_a_week(town, tell, lecture):
    tell("李书记", "散会")
    tell("李书记", "1")
    assert tell("李书记", "时长 90分钟").startswith(
        "✓ 已改　11月25日 党课 90 分钟，到会、补学的各记 1.5 学时"
    )
    assert tell("王党员", "学时").startswith("2026 年学时 1.5")
    town.later(days=8)
    assert tell("李书记", "时长 90分钟").startswith("近一周没有")


def test_making_up_gives_the_hours_and_not_the_attendance(town, tell, lecture):
    tell("李书记", "散会")
    tell("李书记", "1")
    town.later(hours=2)
    tell("吴党员", "补学 已读本月三篇材料")
    assert "11月25日 党课　1（补学）" in tell("吴党员", "我的学时")
    assert "缺席 1" in tell("吴党员", "我的记录")


def test_an_officer_is_reminded_of_the_training_and_a_member_is_not(tell):
    assert "一般一年不少于 56" in tell("李书记", "我的学时")
    assert "集中培训" in tell("李书记", "我的学时")
    assert "集中培训" not in tell("王党员", "我的学时")


def test_who_joined_this_year_has_less_to_do(town, tell):
    with town.db() as db:
        id_ = town.cast.ids["卫预备"]
        db.execute(
            members.member.update().where(members.member.c.id == id_).values(joined_on=date(2026, 7, 1))
        )
    assert "一般一年不少于 16" in tell("卫预备", "我的学时")


def test_a_committee_meeting_asks_for_no_length(town, tell):
    plan(town, kind="支委会")
    town.at(START)
    tell("李书记", "散会")
    assert "学时" not in tell("李书记", "1")


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("两小时", 120), ("2小时", 120), ("一个半小时", 90), ("1.5小时", 90), ("半小时", 30), ("半个小时", 30),
        ("九十分钟", 90), ("90分钟", 90), ("两小时二十分钟", 140), ("一个钟头", 60), ("两个半小时", 150), ("改天", None),
    ],
)  # fmt: skip
def test_how_long_is_said_in_many_ways(said, minutes):
    assert minutes_in(said) == minutes
