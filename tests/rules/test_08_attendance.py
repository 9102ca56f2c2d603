"""Rule 8: 实到 + 请假 + 缺席 = 应到; making up changes none of it; three unexcused a year are told, never punished."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.ledger import attendance, contact, leave, meetings
from bot.ledger.attendance import NewMark
from bot.ledger.leave import TooLate
from tests.cast import NOW
from tests.ledger.gatherings import START, meeting, person


def figures(db, held, now=None):
    kept = meetings.get(db, held.id)
    roll = attendance.roll(db, kept, now or START)
    return attendance.count(roll, len(attendance.guests(db, kept)))


@pytest.mark.parametrize("present", [0, 1, 4, 8])
def test_the_three_states_add_up_to_those_due(db, cast, come, present):
    held = meeting(db, cast)
    come(held, present)
    attendance.mark_guest(db, held, cast.ids["郑干事"], "full", cast.ids["李书记"], START)
    attendance.close(db, held.id, None, START + timedelta(hours=1))
    found = figures(db, held)
    assert found.present + found.leave + found.absent == found.due == 8
    assert (found.present, found.guests, found.unmarked) == (present, 1, 0)


def test_making_up_gives_study_and_changes_neither_presence_nor_quorum(db, cast, come):
    held = meeting(db, cast)
    come(held, 3)
    attendance.close(db, held.id, None, START + timedelta(hours=1))
    before = figures(db, held)
    (missed,) = attendance.missed(db, cast.ids["吴党员"], START + timedelta(days=1), 30)
    attendance.make_up(db, cast.ids["吴党员"], missed, "已读", START + timedelta(days=1))
    after = figures(db, held)
    assert (after.present, after.absent, attendance.verdict(after)) == (3, 5, attendance.verdict(before))
    assert after.made_up == 1


def test_leave_is_asked_before_the_start(db, cast):
    held = meeting(db, cast)
    with pytest.raises(TooLate):
        leave.ask(db, held, cast.ids["王党员"], "开庭", START)
    assert leave.ask(db, held, cast.ids["王党员"], "开庭", START - timedelta(seconds=1))


@pytest.mark.parametrize(("absences", "told"), [(2, False), (3, True), (4, True)])
def test_three_unexcused_in_a_year_are_told_and_change_nothing(db, cast, absences, told):
    for month in range(1, absences + 1):
        at = datetime(2026, month, 20, 11, 30, tzinfo=UTC)
        held = meeting(db, cast, starts_at=at)
        attendance.close(db, held.id, None, at + timedelta(hours=1))
    found = [one.name for one in contact.often_absent(db, 2026)]
    assert ("王党员" in found) is told
    assert person(db, cast, "王党员").standing == "full"


def test_a_reason_that_is_entered_later_excuses(db, cast):
    for month in (1, 2, 3):
        at = datetime(2026, month, 20, 11, 30, tzinfo=UTC)
        held = meeting(db, cast, starts_at=at)
        attendance.close(db, held.id, None, at + timedelta(hours=1))
    mark = NewMark(cast.ids["王党员"], cast.first, "full", "absent", "住院")
    attendance.mark(db, meetings.get(db, held.id), [mark], "officer", cast.ids["李书记"], NOW)
    assert "王党员" not in [one.name for one in contact.often_absent(db, 2026)]
