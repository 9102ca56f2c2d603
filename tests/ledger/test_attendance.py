from datetime import timedelta

import pytest

from bot.ledger import attendance, leave, meetings, members
from bot.ledger.attendance import ABSENT, LEAVE, PRESENT, MeetingOver, NewMark
from tests.cast import FIRST, JOINT, NOW
from tests.ledger.gatherings import CODES, MINUTE, SETTINGS, START, meeting, person

CLOSED_AT = START + 90 * MINUTE


@pytest.fixture
def held(db, cast):
    return meeting(db, cast)


def mark(db, cast, held, state, *names, how="officer", at=START):
    by_name = {one.name: one for one in attendance.roll(db, held, at)}
    marks = [NewMark(by_name[n].member_id, by_name[n].branch_id, by_name[n].standing, state) for n in names]
    return attendance.mark(db, held, marks, how, cast.ids["周组织"], at)


def counts(db, held, at=START):
    now = meetings.get(db, held.id)
    return attendance.count(attendance.roll(db, now, at), len(attendance.guests(db, now)))


def test_the_roll_is_numbered_in_roster_order(db, cast, held):
    assert [(one.number, one.name) for one in attendance.roll(db, held, START)] == list(enumerate(FIRST, 1))


def test_before_the_closing_nobody_is_absent(db, cast, held):
    mark(db, cast, held, PRESENT, "王党员", "吴党员")
    figures = counts(db, held)
    assert (figures.due, figures.present, figures.leave, figures.absent, figures.unmarked) == (8, 2, 0, 0, 6)


def test_present_leave_and_absent_make_up_those_due(db, cast, held):
    mark(db, cast, held, PRESENT, "李书记", "周组织", "王党员")
    leave.excuse(db, held, cast.ids["冯党员"], "出差", cast.ids["周组织"], NOW)
    leave.ask(db, held, cast.ids["陈党员"], "开庭", NOW)
    figures = attendance.close(db, held.id, cast.ids["李书记"], CLOSED_AT).counts
    assert (figures.present, figures.leave, figures.absent, figures.unmarked) == (3, 1, 4, 0)
    assert figures.present + figures.leave + figures.absent == figures.due == 8


def test_closing_twice_changes_nothing_the_second_time(db, cast, held):
    first = attendance.close(db, held.id, cast.ids["李书记"], CLOSED_AT)
    again = attendance.close(db, held.id, cast.ids["周组织"], CLOSED_AT + MINUTE)
    assert (first.first, again.first) == (True, False)
    assert again.meeting.closed_at == CLOSED_AT
    assert first.counts == again.counts
    assert len(attendance.events(db, held.id, cast.ids["王党员"])) == 1


def test_a_mark_on_paper_stays_as_it_was_at_the_closing(db, cast, held):
    mark(db, cast, held, LEAVE, "王党员", how="paper")
    attendance.close(db, held.id, cast.ids["李书记"], CLOSED_AT)
    assert [e.verb for e in attendance.events(db, held.id, cast.ids["王党员"])] == ["mark"]


def test_the_same_mark_again_is_no_change(db, cast, held):
    assert len(mark(db, cast, held, PRESENT, "王党员")) == 1
    assert mark(db, cast, held, PRESENT, "王党员") == []


def test_a_correction_after_the_closing_keeps_what_stood_before(db, cast, held):
    attendance.close(db, held.id, cast.ids["李书记"], CLOSED_AT)
    closed = meetings.get(db, held.id)
    mark(db, cast, closed, PRESENT, "王党员", at=CLOSED_AT + MINUTE)
    last = attendance.events(db, held.id, cast.ids["王党员"])[-1]
    assert (last.verb, last.before, last.after, last.by_member_id) == (
        "correct",
        "absent",
        "present",
        cast.ids["周组织"],
    )
    assert (counts(db, held).present, counts(db, held).absent) == (1, 7)


def test_a_called_off_meeting_takes_no_marks(db, cast, held):
    meetings.cancel(db, held.id)
    with pytest.raises(MeetingOver):
        mark(db, cast, held, PRESENT, "王党员")


def test_each_counts_in_their_own_branch_at_a_joint_meeting(db, cast):
    held = meeting(db, cast, joint=True)
    roll = attendance.roll(db, held, START)
    assert [one.name for one in roll] == [*FIRST, *JOINT]
    attendance.by_code(db, person(db, cast, "蒋党员"), CODES.spoken(held.id, START), START, SETTINGS, CODES)
    attendance.close(db, held.id, cast.ids["李书记"], CLOSED_AT)
    closed = attendance.roll(db, meetings.get(db, held.id), CLOSED_AT)
    assert {one.name: one.branch_name for one in closed}["蒋党员"] == "联合支部"
    assert [one.name for one in closed if one.state == PRESENT] == ["蒋党员"]


def test_a_move_after_the_closing_changes_no_past_roll(db, cast, held):
    attendance.close(db, held.id, cast.ids["李书记"], CLOSED_AT)
    members.move(db, cast.ids["王党员"], cast.joint, CLOSED_AT + MINUTE)
    roll = attendance.roll(db, meetings.get(db, held.id), CLOSED_AT + timedelta(days=1))
    assert {one.name: one.branch_name for one in roll}["王党员"] == "一支部"


def test_one_who_moves_between_two_due_branches_is_due_once(db, cast):
    held = meeting(db, cast, joint=True)
    members.move(db, cast.ids["王党员"], cast.joint, START + MINUTE)
    roll = attendance.roll(db, held, START + 2 * MINUTE)
    assert [one.branch_name for one in roll if one.name == "王党员"] == ["联合支部"]
    assert attendance.close(db, held.id, None, CLOSED_AT).counts.due == len(FIRST) + len(JOINT)


def test_probationary_members_are_due_but_do_not_vote(db, cast, held):
    mark(db, cast, held, PRESENT, "卫预备", "王党员")
    figures = counts(db, held)
    assert (figures.due, figures.voting_due) == (8, 7)
    assert (figures.present, figures.voting_present) == (2, 1)


def test_an_exclusion_needs_its_reason_body_and_date_and_shortens_the_roll(db, cast, held):
    with pytest.raises(ValueError, match="reason"):
        attendance.exclude(db, held, cast.ids["王党员"], "卧床", "", "", cast.ids["李书记"], NOW)
    attendance.exclude(
        db, held, cast.ids["王党员"], "卧床", "行业党委", "2026-11-20", cast.ids["李书记"], NOW
    )
    assert (counts(db, held).due, counts(db, held).voting_due) == (7, 6)
    attendance.include_again(db, held, cast.ids["王党员"])
    assert counts(db, held).due == 8


def test_the_roll_is_fixed_once_closed(db, cast, held):
    attendance.close(db, held.id, None, CLOSED_AT)
    with pytest.raises(MeetingOver):
        attendance.exclude(
            db, meetings.get(db, held.id), cast.ids["王党员"], "卧床", "行业党委", "2026-11-20", 1, NOW
        )


def test_exactly_half_is_neither_met_nor_missed(db, cast, held):
    attendance.exclude(
        db, held, cast.ids["褚党员"], "出国半年以上", "行业党委", "2026-11-20", cast.ids["李书记"], NOW
    )
    mark(db, cast, held, PRESENT, "李书记", "周组织", "卫预备")
    assert attendance.verdict(counts(db, held)) == "not met"
    mark(db, cast, held, PRESENT, "王党员")
    assert attendance.verdict(counts(db, held)) == "exactly half"
    assert "刚好半数" in attendance.quorum_text(held.kind, counts(db, held))
    mark(db, cast, held, PRESENT, "吴党员")
    assert attendance.verdict(counts(db, held)) == "met"


def test_a_lecture_needs_no_quorum(db, cast, held):
    assert attendance.quorum_text("党课", counts(db, held)) == ""


def test_making_up_never_changes_the_mark(db, cast, held):
    attendance.close(db, held.id, None, CLOSED_AT)
    wang, later = cast.ids["王党员"], CLOSED_AT + timedelta(days=2)
    (missed,) = attendance.missed(db, wang, later, 30)
    assert attendance.make_up(db, wang, missed, "读了本月材料", later)
    assert not attendance.make_up(db, wang, missed, "又读了", later)
    assert attendance.missed(db, wang, later, 30) == []
    figures = counts(db, held)
    assert (figures.present, figures.absent, figures.made_up) == (0, 8, 1)


def test_a_meeting_too_long_ago_is_not_made_up(db, cast, held):
    attendance.close(db, held.id, None, CLOSED_AT)
    assert attendance.missed(db, cast.ids["王党员"], START + timedelta(days=30, minutes=1), 30) == []


def test_who_was_there_has_nothing_to_make_up(db, cast, held):
    mark(db, cast, held, PRESENT, "王党员")
    attendance.close(db, held.id, None, CLOSED_AT)
    assert attendance.missed(db, cast.ids["王党员"], CLOSED_AT, 30) == []


def test_a_dispute_leaves_the_mark_until_an_officer_answers(db, cast, held):
    attendance.close(db, held.id, None, CLOSED_AT)
    wang = cast.ids["王党员"]
    (own,) = attendance.disputable(db, wang, CLOSED_AT)
    attendance.dispute(db, wang, own, "我到了，手机没电", CLOSED_AT)
    (open_one,) = attendance.open_disputes(db, [cast.first])
    assert (open_one.name, open_one.state, open_one.says) == ("王党员", ABSENT, "我到了，手机没电")
    assert attendance.open_disputes(db, [cast.joint]) == []
    mark(db, cast, meetings.get(db, held.id), PRESENT, "王党员", at=CLOSED_AT)
    assert attendance.open_disputes(db, [cast.first]) == []
    assert [e.verb for e in attendance.events(db, held.id, wang)] == ["close", "dispute", "correct"]


def test_a_dispute_may_be_answered_by_leaving_the_mark(db, cast, held):
    attendance.close(db, held.id, None, CLOSED_AT)
    (own,) = attendance.disputable(db, cast.ids["王党员"], CLOSED_AT)
    attendance.dispute(db, cast.ids["王党员"], own, "我到了", CLOSED_AT)
    attendance.uphold(db, attendance.open_disputes(db, [cast.first])[0], cast.ids["李书记"], CLOSED_AT)
    assert attendance.open_disputes(db, [cast.first]) == []


def test_after_seven_days_a_mark_is_no_longer_disputed(db, cast, held):
    attendance.close(db, held.id, None, CLOSED_AT)
    assert attendance.disputable(db, cast.ids["王党员"], START + timedelta(days=7))
    assert attendance.disputable(db, cast.ids["王党员"], START + timedelta(days=7, seconds=1)) == []


def test_a_hundred_marks_at_once(db, cast, held):
    ids = [
        members.add(db, name=f"众{n}", standing=members.FULL, now=NOW, branch_id=cast.first)
        for n in range(100)
    ]
    marks = [NewMark(one, cast.first, members.FULL, PRESENT) for one in ids]
    assert len(attendance.mark(db, held, marks, "paper", cast.ids["周组织"], START)) == 100
    figures = attendance.close(db, held.id, None, CLOSED_AT).counts
    assert (figures.due, figures.present, figures.absent) == (108, 100, 8)
