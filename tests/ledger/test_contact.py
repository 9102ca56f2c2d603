"""Who loses touch, who is often absent: counted for the secretary, decided by people."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot import local
from bot.ledger import attendance, contact, meetings
from bot.ledger.attendance import NewMark
from bot.ledger.meetings import NewMeeting
from tests.cast import NOW


def evening(db, cast, day, present=(), leave=(), reasons=None):
    """A 党员大会 of 一支部 on a local day; everybody not named is absent."""
    at = local.instant(day, time(19, 30))
    made, _ = meetings.create(
        db, NewMeeting(f"m-{day}", (cast.first,), "支部党员大会", "支部党员大会", "", at), None, NOW
    )
    marks = [NewMark(cast.ids[name], cast.first, "full", "present") for name in present]
    marks += [NewMark(cast.ids[name], cast.first, "full", "leave", "开庭") for name in leave]
    marks += [NewMark(cast.ids[n], cast.first, "full", "absent", why) for n, why in (reasons or {}).items()]
    if marks:
        attendance.mark(db, made, marks, "officer", cast.ids["李书记"], at)
    attendance.close(db, made.id, None, at)
    return made


def silent(db, cast, on, name="王党员"):
    return next((one for one in contact.silent(db, on) if one.name == name), None)


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [
        (date(2026, 4, 14), None, False),
        (date(2026, 4, 15), 3, False),
        (date(2026, 6, 14), 3, False),
        (date(2026, 6, 15), 5, False),
        (date(2026, 7, 14), 5, False),
        (date(2026, 7, 15), 6, True),
    ],
)
def test_three_five_and_six_months_are_told_apart_to_the_day(db, cast, on, months, last):
    evening(db, cast, date(2026, 1, 15), present=["王党员"])
    evening(db, cast, date(2026, 3, 15))
    one = silent(db, cast, on)
    assert (one.months if one else None) == months
    assert one is None or (one.last, one.since) == (last, date(2026, 1, 15))


def test_leave_and_making_up_are_taking_part(db, cast):
    evening(db, cast, date(2026, 1, 15), present=["王党员", "吴党员"])
    evening(db, cast, date(2026, 5, 15), leave=["王党员"])
    missed = attendance.missed(db, cast.ids["吴党员"], local.instant(date(2026, 5, 20), time()), 30)
    attendance.make_up(db, cast.ids["吴党员"], missed[0], "已读", local.instant(date(2026, 5, 20), time()))
    assert silent(db, cast, date(2026, 7, 15)) is None
    assert silent(db, cast, date(2026, 7, 15), "吴党员") is None
    assert silent(db, cast, date(2026, 7, 15), "冯党员").last


def test_where_the_branch_held_nothing_nobody_missed_anything(db, cast):
    evening(db, cast, date(2026, 1, 15), present=["王党员"])
    assert silent(db, cast, date(2026, 12, 31)) is None


def test_coming_once_begins_anew(db, cast):
    evening(db, cast, date(2026, 1, 15))
    evening(db, cast, date(2026, 6, 30), present=["王党员"])
    evening(db, cast, date(2026, 8, 1))
    assert silent(db, cast, date(2026, 8, 2)) is None


def test_two_unexcused_absences_are_not_three(db, cast):
    for month in (1, 2, 3):
        evening(db, cast, date(2026, month, 15), present=["吴党员"] if month == 1 else [])
    found = {one.name: one.count for one in contact.often_absent(db, 2026)}
    assert found["王党员"] == 3
    assert "吴党员" not in found


def test_an_absence_with_a_reason_or_of_another_year_does_not_count(db, cast):
    evening(db, cast, date(2025, 12, 31))
    evening(db, cast, date(2026, 1, 1))
    evening(db, cast, date(2026, 2, 15))
    evening(db, cast, date(2026, 3, 15), reasons={"王党员": "住院"})
    assert "王党员" not in {one.name for one in contact.often_absent(db, 2026)}
    assert {one.count for one in contact.often_absent(db, 2026)} == {3}
