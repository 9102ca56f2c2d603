"""Rule 1: a 党员大会 a quarter; a vote opens with half of those due who may vote and passes with more than half of them."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.ledger import attendance, votes
from bot.ledger.votes import Ballots, NewVote, VoteRefused
from content.duties import rules
from tests.cast import NOW
from tests.ledger.duty_days import held, state
from tests.ledger.gatherings import meeting


@pytest.mark.parametrize(
    ("day", "clock", "seen", "done"),
    [
        (date(2026, 12, 31), time(23, 59), date(2026, 12, 31), True),
        (date(2027, 1, 1), time(0, 0), date(2026, 12, 31), False),
        (date(2027, 1, 1), time(0, 0), date(2027, 1, 1), True),
        (date(2026, 10, 1), time(0, 0), date(2026, 12, 31), True),
        (date(2026, 9, 30), time(23, 59), date(2026, 12, 31), False),
        (date(2028, 2, 29), time(19, 30), date(2028, 3, 31), True),
    ],
)
def test_one_a_calendar_quarter_to_the_minute(db, cast, day, clock, seen, done):
    held(db, cast, "支部党员大会", day, clock=clock)
    assert (state(db, cast.first, "members-meeting", seen).state == "done") is done


def test_probationary_members_are_due_and_do_not_vote(db, cast):
    roll = attendance.roll(db, meeting(db, cast), NOW)
    assert (len(roll), sum(one.may_vote for one in roll)) == (8, 7)


@pytest.mark.parametrize(
    ("due", "present", "yes", "outcome", "warns"),
    [
        (12, 5, 5, "not valid", False),
        (12, 6, 6, "not passed", True),  # half are there: it may be held, and half is not more than half
        (12, 7, 6, "not passed", False),
        (12, 7, 7, "passed", False),
        (12, 8, 7, "passed", False),
        (11, 5, 5, "not valid", False),
        (11, 6, 6, "passed", False),
        (11, 6, 5, "not passed", True),  # most of those there, not of those due
        (7, 4, 4, "passed", False),
        (1, 1, 1, "passed", False),
    ],
)
def test_a_vote_is_counted_against_those_due(due, present, yes, outcome, warns):
    judged = votes.judge(rules().votes["ordinary"], due, present, Ballots(yes, present - yes, 0))
    assert (judged.outcome, bool(judged.warning)) == (outcome, warns)


@pytest.mark.parametrize(
    ("present", "yes", "written", "outcome"),
    [
        (6, 6, 1, "not valid"),  # just half are there: an admission needs more
        (7, 7, 0, "passed"),
        (7, 6, 0, "not passed"),
        (7, 6, 1, "passed"),  # the written opinion counts
    ],
)
def test_an_admission_needs_more_than_half_there_and_counts_written_opinions(present, yes, written, outcome):
    ballots = Ballots(yes, present - yes, 0, written_yes=written)
    assert votes.judge(rules().votes["admission"], 12, present, ballots).outcome == outcome


def test_written_opinions_count_at_an_admission_only(db, cast, come):
    held_now = meeting(db, cast)
    come(held_now, 5)
    with pytest.raises(VoteRefused, match="书面意见"):
        votes.record(db, held_now, NewVote("k", "ordinary", "计划", Ballots(5, 0, 0, 1)), None, NOW)
    admitted, _ = votes.record(
        db, held_now, NewVote("a", "admission", "接收某人", Ballots(3, 2, 0, 1), "某人"), None, NOW
    )
    assert (admitted.outcome, admitted.voting_due, admitted.voting_present) == ("passed", 7, 5)
    with pytest.raises(VoteRefused, match="比没到会的 2 人多"):
        votes.record(
            db, held_now, NewVote("b", "admission", "接收他人", Ballots(3, 2, 0, 3), "他人"), None, NOW
        )


def test_one_candidate_at_a_time_and_only_at_the_members_meeting(db, cast, come):
    held_now = meeting(db, cast)
    come(held_now, 6)
    with pytest.raises(VoteRefused, match="一次只表决一个人"):
        votes.record(db, held_now, NewVote("k", "admission", "接收", Ballots(6, 0, 0), "甲、乙"), None, NOW)
    committee = meeting(db, cast, kind="支委会")
    with pytest.raises(VoteRefused, match="支部党员大会"):
        votes.record(db, committee, NewVote("k", "admission", "接收", Ballots(1, 0, 0), "甲"), None, NOW)
