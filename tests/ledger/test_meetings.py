from datetime import timedelta

import pytest

from bot.ledger import meeting_kinds, meetings
from bot.ledger.meetings import NewMeeting
from tests.cast import NOW
from tests.ledger.gatherings import MINUTE, START, meeting, person

OPENS = 30 * MINUTE


def test_the_same_form_makes_one_meeting(db, cast):
    new = NewMeeting("form-1", (cast.first,), "党课", "党课", "", START)
    first, made = meetings.create(db, new, None, NOW)
    again, made_again = meetings.create(db, new, None, NOW)
    assert (made, made_again) == (True, False)
    assert first == again


def test_a_joint_meeting_is_due_in_both_branches(db, cast):
    held = meeting(db, cast, joint=True)
    assert [name for _, name in meetings.branches_of(db, held.id)] == ["一支部", "联合支部"]
    assert meetings.upcoming(db, [cast.joint], NOW) == [held]


def test_upcoming_leaves_out_what_has_begun_and_what_is_called_off(db, cast):
    held = meeting(db, cast)
    assert meetings.upcoming(db, [cast.first], START - MINUTE) == [held]
    assert meetings.upcoming(db, [cast.first], START) == []
    assert meetings.cancel(db, held.id)
    assert meetings.upcoming(db, [cast.first], NOW) == []


def test_another_branch_does_not_see_it(db, cast):
    meeting(db, cast)
    assert meetings.upcoming(db, [cast.joint], NOW) == []


def test_a_meeting_runs_from_half_an_hour_before_to_the_second(db, cast):
    held = meeting(db, cast)
    opens = START - OPENS
    assert meetings.running(db, [cast.first], opens - timedelta(seconds=1), OPENS) == []
    assert meetings.running(db, [cast.first], opens, OPENS) == [held]


def test_a_forgotten_meeting_can_be_closed_days_later_but_takes_no_check_ins(db, cast):
    held = meeting(db, cast)
    later = START + timedelta(days=3)
    assert meetings.running(db, [cast.first], later, OPENS) == []
    assert meetings.unclosed(db, [cast.first], later, OPENS) == [held]


def test_a_meeting_moves_until_it_is_over(db, cast):
    held = meeting(db, cast)
    assert meetings.reschedule(db, held.id, START + MINUTE, "五楼")
    moved = meetings.get(db, held.id)
    assert (moved.starts_at, moved.place) == (START + MINUTE, "五楼")
    assert meetings.settle_closed(db, held.id, None, START)
    assert not meetings.reschedule(db, held.id, START)
    assert not meetings.cancel(db, held.id)


@pytest.mark.parametrize(
    ("said", "kind", "rest"),
    [
        ("三楼 支部党员大会", "支部党员大会", "三楼"),
        ("支部委员会 五楼", "支委会", "五楼"),
        ("党员大会", "支部党员大会", ""),
        ("主题党日活动", "主题党日", ""),
    ],
)
def test_a_kind_is_found_by_any_of_its_names(said, kind, rest):
    found, left = meeting_kinds.find(said)
    assert (found.name, left.strip()) == (kind, rest)


def test_a_branch_may_hold_meetings_of_its_own_kind():
    assert meeting_kinds.find("读书会") is None
    own = meeting_kinds.kind("读书会")
    assert (own.name, own.quorum) == ("读书会", False)


def test_six_full_members_have_no_committee_and_seven_have(db, cast):
    assert not meeting_kinds.has_committee(6)
    assert meeting_kinds.has_committee(7)


def test_a_committee_meeting_concerns_office_holders_of_that_branch_only(db, cast):
    assert meeting_kinds.is_due("支委会", person(db, cast, "周组织"), cast.first)
    assert not meeting_kinds.is_due("支委会", person(db, cast, "周组织"), cast.joint)
    assert not meeting_kinds.is_due("支委会", person(db, cast, "王党员"), cast.first)
    assert not meeting_kinds.is_due("支委会", person(db, cast, "孙指导"), cast.first)
