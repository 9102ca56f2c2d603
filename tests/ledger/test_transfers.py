"""Transfers keep their history; who is away six months is 流动党员."""

from __future__ import annotations

from datetime import date

import pytest

from bot import local
from bot.ledger import members, offices, transfers
from bot.ledger.spans import plus_months, plus_years
from bot.ledger.transfers import TransferRefused
from tests.cast import LONG_AGO, NOW


def test_a_transfer_ends_the_old_membership_and_its_offices(db, cast):
    assert transfers.transfer(db, cast.ids["周组织"], cast.joint, None, "cli", NOW) == 1
    moved = members.by_id(db, cast.ids["周组织"])
    assert (moved.branch_id, moved.offices) == (cast.joint, ())
    stays = transfers.history(db, cast.ids["周组织"])
    assert [(one.branch_name, one.since, one.until) for one in stays] == [
        ("一支部", LONG_AGO, NOW),
        ("联合支部", NOW, None),
    ]


def test_an_instructor_keeps_the_branches_they_guide(db, cast):
    offices.appoint(db, cast.ids["王党员"], "instructor", LONG_AGO, branch_id=cast.first)
    transfers.transfer(db, cast.ids["王党员"], cast.joint, None, "cli", NOW)
    assert [held.role for held in members.by_id(db, cast.ids["王党员"]).offices] == ["instructor"]


def test_a_transfer_to_where_one_is_changes_nothing(db, cast):
    with pytest.raises(TransferRefused, match="已经在一支部"):
        transfers.transfer(db, cast.ids["王党员"], cast.first, None, "cli", NOW)
    assert len(transfers.history(db, cast.ids["王党员"])) == 1


def test_six_months_away_without_a_transfer_is_floating(db, cast):
    assert transfers.set_away(db, cast.ids["王党员"], date(2026, 5, 23), None, NOW)
    assert not transfers.set_away(db, cast.ids["王党员"], date(2026, 6, 1), None, NOW)
    assert transfers.floating(db, [cast.first], date(2026, 11, 22)) == []
    (one,) = transfers.floating(db, [cast.first], date(2026, 11, 23))
    assert (one.name, one.floating_from) == ("王党员", date(2026, 11, 23))
    assert transfers.floating(db, [cast.joint], date(2026, 11, 23)) == []


def test_who_is_back_or_transferred_is_no_longer_away(db, cast):
    for name in ("王党员", "吴党员"):
        transfers.set_away(db, cast.ids[name], date(2026, 1, 1), None, NOW)
    assert transfers.come_back(db, cast.ids["王党员"], local.day(NOW))
    assert not transfers.come_back(db, cast.ids["王党员"], local.day(NOW))
    transfers.transfer(db, cast.ids["吴党员"], cast.joint, None, "cli", NOW)
    assert transfers.who_is_away(db, [cast.first, cast.joint]) == []


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2027, 2, 28), -3, date(2026, 11, 28)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, then):
    assert plus_months(day, months) == then


def test_three_years_from_a_leap_day_end_in_february():
    assert plus_years(date(2028, 2, 29), 3) == date(2031, 2, 28)
