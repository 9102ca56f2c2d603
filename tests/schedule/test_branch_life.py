"""Who loses touch and which term ends is told to the secretary alone, once, and nothing is decided."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot import local
from bot.ledger import attendance, meetings, members, offices, transfers
from bot.ledger.attendance import NewMark
from bot.ledger.meetings import NewMeeting
from bot.ledger.tables import member
from tests.cast import NOW

JOB = ["branch_life"]


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


@pytest.fixture
def day(day):
    day.started(here(2026, 11, 24, 8))
    return day


def evening(day, on, but=(), branch=None, reasons=None):
    """A meeting of a branch to which everybody came but those named."""
    at = local.instant(on, time(19, 30))
    branch_id = branch or day.cast.first
    with day.ledger.begin() as db:
        made, _ = meetings.create(
            db, NewMeeting(f"m{on}{branch_id}", (branch_id,), "主题党日", "主题党日", "", at), None, NOW
        )
        there = [one for one in members.of_branch(db, branch_id) if one.name not in but]
        marks = [NewMark(one.id, branch_id, one.standing, "present") for one in there]
        attendance.mark(db, made, marks, "officer", day.cast.ids["李书记"], at)
        attendance.close(db, made.id, None, at)


def silent_since(day, on=date(2026, 8, 23)):
    evening(day, on)
    evening(day, date(2026, 10, 20), but=["王党员"])


def test_three_months_of_silence_reach_the_secretary_alone_and_once(day):
    silent_since(day)
    day.fire(here(2026, 11, 24, 9, 41), JOB)
    ((key, told),) = day.written("silent").items()
    assert told == {"李书记"}
    notice = day.notice(key)
    assert notice.body.startswith("王党员：2026年8月23日以后，没有参加过组织生活，满 3 个月。")
    assert "王党员" not in notice.title
    assert notice.branch_id is None
    day.fire(here(2026, 11, 25, 9, 41), JOB)
    assert len(day.written("silent")) == 1


def test_five_and_six_months_are_said_again_and_the_last_leaves_it_to_the_branch(day):
    silent_since(day)
    day.fire(here(2027, 1, 25, 9, 41), JOB)
    day.fire(here(2027, 2, 23, 9, 41), JOB)
    keys = sorted(day.written("silent"))
    assert [key.rsplit("-", 1)[1] for key in keys] == ["5", "6"]
    last = day.notice(keys[1])
    assert last.title == "有一位党员，请提交支部研究"
    assert "系统不作任何认定" in last.body
    with day.ledger.read() as db:
        assert db.execute(member.select().where(member.c.name == "王党员")).one().left_at is None


def test_two_runs_at_once_say_it_once(day):
    silent_since(day)
    from bot.jobs import branch_life

    at = here(2026, 11, 24, 9, 41)
    branch_life.tell(day.services, at, at)  # and then: kill -9
    day.fire(at, JOB)
    assert len(day.written("silent")) == 1


def test_three_unexcused_absences_in_a_year_are_said_once_a_year(day):
    for month in (2, 5, 8, 11):
        evening(day, date(2026, month, 10), but=["吴党员"] if month != 5 else [])
    day.fire(here(2026, 11, 24, 9, 41), JOB)
    evening(day, date(2026, 11, 24), but=["吴党员"])
    day.fire(here(2026, 11, 26, 9, 41), JOB)
    ((key, told),) = day.written("absences").items()
    assert (key, told) == (f"absences-{day.cast.ids['吴党员']}-2026", {"李书记"})


def test_six_months_away_are_said_to_the_own_secretary(day):
    with day.ledger.begin() as db:
        transfers.set_away(db, day.cast.ids["蒋党员"], date(2026, 5, 24), None, NOW)
    day.fire(here(2026, 11, 24, 9, 41), JOB)
    assert list(day.written("away").values()) == [{"钱书记"}]


def test_a_term_is_spoken_of_three_months_ahead_and_when_it_is_over(day):
    day.fire(here(2027, 10, 8, 9, 41), JOB)
    day.fire(here(2028, 1, 7, 9, 41), JOB)
    assert {key[:9] for key in day.written("term")} == {"term-ends", "term-over"}
    assert {frozenset(told) for told in day.written(f"term-ends-{day.cast.first}").values()} == {
        frozenset({"李书记"})
    }


def test_nothing_goes_out_on_a_holiday(day):
    silent_since(day, on=date(2026, 8, 28))
    day.fire(here(2026, 11, 28, 9, 41), JOB)  # a Saturday
    ((key, _),) = day.written("silent").items()
    assert local.day(day.notice(key).send_at) == date(2026, 11, 30)


def test_a_branch_without_secretary_tells_nobody_else(day):
    with day.ledger.begin() as db:
        offices.relieve(
            db, day.cast.ids["李书记"], "secretary", NOW - timedelta(days=1), branch_id=day.cast.first
        )
    silent_since(day)
    day.fire(here(2026, 11, 24, 9, 41), JOB)
    assert day.written("silent") == {}
