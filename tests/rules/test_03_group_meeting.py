"""Rule 3: each group meets once a month; a branch without groups has nothing to do."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from bot.ledger import offices
from bot.ledger.tables import branch
from tests.cast import LONG_AGO
from tests.ledger.duty_days import held, state


def test_without_groups_it_does_not_apply(db, cast):
    one = state(db, cast.first, "group-meeting")
    assert (one.state, one.required, one.reason) == ("not applicable", 0, "没有划分党小组")


def test_a_branch_with_groups_and_no_leader_entered_owes_one(db, cast):
    db.execute(update(branch).where(branch.c.id == cast.first).values(has_groups=True))
    assert state(db, cast.first, "group-meeting").required == 1


@pytest.mark.parametrize(("meetings", "expected"), [(0, "owed"), (1, "owed"), (2, "done"), (3, "done")])
def test_two_groups_owe_two_meetings_a_month(db, cast, meetings, expected):
    for name in ("王党员", "吴党员"):
        offices.appoint(db, cast.ids[name], "group_leader", LONG_AGO, branch_id=cast.first)
    for number in range(meetings):
        held(db, cast, "党小组会", date(2026, 11, 28 + number))
    assert state(db, cast.first, "group-meeting").state == expected


def test_the_month_after_begins_anew(db, cast):
    offices.appoint(db, cast.ids["王党员"], "group_leader", LONG_AGO, branch_id=cast.first)
    held(db, cast, "党小组会", date(2026, 11, 30))
    assert state(db, cast.first, "group-meeting", date(2026, 11, 30)).state == "done"
    assert state(db, cast.first, "group-meeting", date(2026, 12, 1)).state == "owed"
