"""Rule 9: serial number, vote figures, owner and deadline; after the final version only corrections with their author."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.ledger import attendance, meetings, minutes, votes
from bot.ledger.votes import Ballots, NewVote
from tests.cast import NOW
from tests.ledger.gatherings import START, meeting


def closed(db, cast, at=START, kind="支部党员大会"):
    held = meeting(db, cast, starts_at=at, kind=kind)
    attendance.close(db, held.id, None, at + timedelta(hours=1))
    return meetings.get(db, held.id)


@pytest.mark.parametrize(
    ("first", "second", "serial"),
    [
        (datetime(2026, 1, 10, 3, tzinfo=UTC), datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 2),
        (
            datetime(2026, 12, 31, 15, 59, tzinfo=UTC),
            datetime(2026, 12, 31, 16, 0, tzinfo=UTC),
            1,
        ),  # New Year here
    ],
)
def test_the_serial_number_begins_anew_with_the_year(db, cast, first, second, serial):
    closed(db, cast, first)
    assert minutes.of(db, closed(db, cast, second)).serial == serial


def test_a_vote_stands_in_the_minutes_with_its_figures(db, cast, come):
    held = meeting(db, cast)
    come(held, 5)
    votes.record(db, held, NewVote("k", "ordinary", "通过年度计划", Ballots(4, 1, 0)), None, NOW)
    (line,) = minutes.of(db, held).of("vote")
    assert line.said == "通过年度计划：应到有表决权 7，到会 5，赞成 4，反对 1，弃权 0，超过应到半数，通过"


def test_a_decision_has_its_owner_and_deadline(db, cast):
    held = closed(db, cast)
    minutes.enter(db, held.id, "decision", "走访", None, NOW, owner="周组织", due="12月20日")
    (line,) = minutes.of(db, held).of("decision")
    assert (line.owner, line.due) == ("周组织", "12月20日")


def test_after_the_final_version_what_comes_is_a_correction_with_author_and_time(db, cast):
    held = closed(db, cast)
    minutes.enter(db, held.id, "decision", "按月", cast.ids["李书记"], NOW)
    minutes.enter(db, held.id, "final", "定稿", cast.ids["李书记"], NOW)
    minutes.enter(db, held.id, "decision", "按季", cast.ids["周组织"], NOW + timedelta(days=1))
    kept = minutes.of(db, held)
    assert [line.said for line in kept.of("decision")] == ["按月"]
    (corrected,) = kept.corrections
    assert (corrected.said, corrected.entered_by) == ("按季", "周组织")
    assert corrected.entered_at == NOW + timedelta(days=1)


def test_dissent_is_kept_as_it_was_said(db, cast):
    held = closed(db, cast)
    for said in ("陈党员：不同意", "褚党员：同意"):
        minutes.enter(db, held.id, "speech", said, None, NOW)
    assert [line.said for line in minutes.of(db, held).of("speech")] == ["陈党员：不同意", "褚党员：同意"]
