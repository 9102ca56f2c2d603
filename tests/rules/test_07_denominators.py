"""Rule 7: who may vote; elections need more than four fifths; an exclusion needs reason, body and date."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ledger import attendance, restrictions, votes
from bot.ledger.votes import Ballots
from content.duties import rules
from tests.cast import NOW
from tests.ledger.gatherings import meeting


def figures(db, held):
    return attendance.count(attendance.roll(db, held, NOW))


@pytest.mark.parametrize(
    ("since", "until", "voters"),
    [
        (date(2026, 11, 25), None, 6),  # from the day of the meeting
        (date(2026, 11, 26), None, 7),
        (date(2025, 11, 25), date(2026, 11, 25), 7),  # over on the day
        (date(2025, 11, 26), date(2026, 11, 26), 6),
    ],
)
def test_under_observation_there_is_no_vote_and_still_a_seat(db, cast, since, until, voters):
    held = meeting(db, cast)  # on 25 November 2026
    assert restrictions.restrict(db, cast.ids["王党员"], since, until, "区纪委", None, NOW)
    assert (figures(db, held).due, figures(db, held).voting_due) == (8, voters)


def test_it_is_entered_once_and_lifted_from_a_day(db, cast):
    held = meeting(db, cast)
    assert restrictions.restrict(db, cast.ids["王党员"], date(2026, 1, 1), None, "区纪委", None, NOW)
    assert not restrictions.restrict(db, cast.ids["王党员"], date(2026, 2, 1), None, "区纪委", None, NOW)
    assert restrictions.lift(db, cast.ids["王党员"], date(2026, 11, 25))
    assert figures(db, held).voting_due == 7
    with pytest.raises(ValueError, match="body"):
        restrictions.restrict(db, cast.ids["吴党员"], date(2026, 1, 1), None, " ", None, NOW)


@pytest.mark.parametrize(
    ("due", "present", "allowed", "valid"),
    [
        (10, 7, False, False),
        (10, 8, False, False),
        (10, 8, True, True),
        (10, 9, False, True),
        (7, 5, True, False),
        (7, 6, False, True),
        (5, 4, False, False),
        (5, 4, True, True),
    ],
)
def test_an_election_needs_more_than_four_fifths_and_just_that_by_setting(due, present, allowed, valid):
    rule = rules().votes["election"]
    judged = votes.judge(rule, due, present, Ballots(present, 0, 0), at_four_fifths=allowed)
    assert (judged.outcome != "not valid") is valid
    assert bool(judged.warning) is (present * 5 == due * 4)


def test_an_exclusion_names_its_reason_body_and_date(db, cast):
    held = meeting(db, cast)
    with pytest.raises(ValueError, match="reason"):
        attendance.exclude(db, held, cast.ids["王党员"], "长期外派", "区委", "", 1, NOW)
    attendance.exclude(
        db, held, cast.ids["王党员"], "长期外派", "区委", "2026-11-01", cast.ids["李书记"], NOW
    )
    assert (figures(db, held).due, figures(db, held).voting_due) == (7, 6)
    (one,) = restrictions.left_out(db, held)
    assert (one.reason, one.settled_by, one.settled_on, one.votes_only) == (
        "长期外派",
        "区委",
        "2026-11-01",
        False,
    )
