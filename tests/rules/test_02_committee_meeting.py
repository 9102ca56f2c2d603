"""Rule 2: seven full members have a committee and one meeting a month of it; under seven it is 不适用, not 未完成."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot import local
from bot.ledger import attendance, meeting_kinds, members, offices
from tests.cast import LONG_AGO, NOW
from tests.ledger.duty_days import TODAY, held, state
from tests.ledger.gatherings import meeting


@pytest.mark.parametrize(("full", "has"), [(6, False), (7, True), (0, False), (49, True)])
def test_six_have_none_and_seven_have_one(full, has):
    assert meeting_kinds.has_committee(full) is has


def test_who_leaves_takes_the_duty_along_from_that_day(db, cast):
    members.move(db, cast.ids["王党员"], cast.joint, local.instant(date(2026, 11, 10), time(12)))
    now = state(db, cast.first, "committee-meeting", TODAY)
    assert (now.state, now.reason) == ("not applicable", "正式党员 6 名，满 7 名才设支委会")
    october = state(db, cast.first, "committee-meeting", date(2026, 10, 31), TODAY)
    assert october.state == "overdue"


def test_probationary_members_do_not_make_it_seven(db, cast):
    members.move(db, cast.ids["王党员"], cast.joint, NOW)
    assert len(members.of_branch(db, cast.first)) == 7
    assert state(db, cast.first, "committee-meeting").state == "not applicable"


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 30), date(2028, 2, 29)])
def test_any_day_of_the_month_counts(db, cast, day):
    held(db, cast, "支委会", day)
    assert state(db, cast.first, "committee-meeting", day).state == "done"


@pytest.mark.parametrize(
    ("there", "verdict", "says"),
    [(1, "not met", "会议无效"), (2, "exactly half", "刚好半数"), (3, "met", "会议有效")],
)
def test_half_of_the_committee_make_it_valid_and_just_half_is_warned_of(db, cast, come, there, verdict, says):
    for name, role in (("王党员", "discipline"), ("吴党员", "publicity")):
        offices.appoint(db, cast.ids[name], role, LONG_AGO, branch_id=cast.first)
    one = meeting(db, cast, kind="支委会")
    come(one, there)
    figures = attendance.count(attendance.roll(db, one, NOW))
    assert (figures.due, attendance.verdict(figures)) == (4, verdict)
    assert says in attendance.quorum_text("支委会", figures)
