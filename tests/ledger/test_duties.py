"""What a branch owes in a period, what it has held, what is missing and by when."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from sqlalchemy import event, insert, update

from bot.ledger import duties, first_topics, members, offices
from bot.ledger.first_topics import Study
from bot.ledger.tables import appraisal, branch, branch_talk, hosting, member
from tests.cast import LONG_AGO, NOW
from tests.ledger.duty_days import held, state

TODAY = date(2026, 11, 23)


def test_what_was_held_is_done_and_the_rest_is_owed_by_a_day(db, cast):
    held(db, cast, "主题党日", date(2026, 11, 13))
    done = state(db, cast.first, "theme-day")
    assert (done.state, done.required, done.held, done.due_on) == ("done", 1, 1, date(2026, 11, 30))
    assert [(one.on, one.title) for one in done.counted] == [(date(2026, 11, 13), "主题党日")]
    lecture = state(db, cast.first, "lecture")
    assert (lecture.state, lecture.held, lecture.due_on) == ("owed", 0, date(2026, 12, 31))
    assert lecture.period.title == "2026年第四季度"
    assert lecture.source.rule == 5


def test_a_meeting_counts_once_it_is_closed_and_is_shown_as_planned_until_then(db, cast):
    held(db, cast, "党课", date(2026, 11, 27), closed=False)
    one = state(db, cast.first, "lecture")
    assert (one.state, one.held) == ("owed", 0)
    assert [plan.on for plan in one.planned] == [date(2026, 11, 27)]


def test_a_meeting_of_one_kind_does_not_meet_another_duty(db, cast):
    held(db, cast, "支部党员大会", date(2026, 11, 20))
    assert state(db, cast.first, "members-meeting").state == "done"
    assert state(db, cast.first, "lecture").state == "owed"


def test_one_gathering_meets_two_duties_with_two_records(db, cast):
    held(db, cast, "支部党员大会", date(2026, 11, 20))
    held(db, cast, "党课", date(2026, 11, 20))
    assert {state(db, cast.first, key).state for key in ("members-meeting", "lecture")} == {"done"}


def test_a_joint_meeting_counts_once_in_each_ledger(db, cast):
    held(db, cast, "主题党日", date(2026, 11, 20), branches=(cast.first, cast.joint))
    for branch_id in (cast.first, cast.joint):
        one = state(db, branch_id, "theme-day")
        assert (one.state, one.held, len(one.counted)) == ("done", 1, 1)


def test_the_first_topic_counts_by_its_record(db, cast):
    meeting = held(db, cast, "支部党员大会", date(2026, 11, 20))
    assert state(db, cast.first, "first-topic").state == "owed"
    first_topics.record(db, meeting, Study(("材料",)), None, NOW)
    assert state(db, cast.first, "first-topic").state == "done"


def test_small_branches_have_no_committee_meetings_and_independent_ones_no_rota(db, cast):
    small = state(db, cast.joint, "committee-meeting")
    assert (small.state, small.required) == ("not applicable", 0)
    assert small.reason == "正式党员 3 名，满 7 名才设支委会"
    assert state(db, cast.first, "committee-meeting").state == "owed"
    assert state(db, cast.first, "joint-rota").reason == "不是联合支部"


def test_each_group_with_a_leader_is_to_meet(db, cast):
    assert state(db, cast.first, "group-meeting").reason == "没有划分党小组"
    for name in ("王党员", "吴党员"):
        offices.appoint(db, cast.ids[name], "group_leader", LONG_AGO, branch_id=cast.first)
    held(db, cast, "党小组会", date(2026, 11, 3))
    one = state(db, cast.first, "group-meeting")
    assert (one.state, one.required, one.held) == ("owed", 2, 1)
    held(db, cast, "党小组会", date(2026, 11, 4))
    assert state(db, cast.first, "group-meeting").state == "done"


def test_talks_of_each_kind_of_pair_are_owed_and_names_are_not_asked(db, cast):
    def talked(branch_id, pair):
        db.execute(
            insert(branch_talk).values(branch_id=branch_id, held_on=TODAY, pair=pair, count=2, entered_at=NOW)
        )

    talked(cast.first, "committee")
    talked(cast.first, "with_members")
    one = state(db, cast.first, "talks")
    assert (one.state, one.required, one.held, one.lacking) == ("owed", 3, 2, ("党员之间",))
    assert state(db, cast.joint, "talks").required == 2
    talked(cast.first, "among_members")
    assert state(db, cast.first, "talks").state == "done"


def test_in_a_joint_branch_each_firm_hosts_once(db, cast):
    other = db.execute(insert(branch.metadata.tables["firm"]).values(name="另一家律师事务所"))
    firm_id = other.inserted_primary_key[0]
    db.execute(update(member).where(member.c.id == cast.ids["沈党员"]).values(firm_id=firm_id))
    meeting = held(db, cast, "主题党日", date(2026, 5, 8), branches=(cast.joint,))
    db.execute(insert(hosting).values(meeting_id=meeting.id, firm_id=firm_id, entered_at=NOW))
    one = state(db, cast.joint, "joint-rota")
    assert (one.state, one.required, one.held) == ("owed", 2, 1)
    assert one.lacking == ("广东小荷律师事务所",)


def test_the_heads_of_a_joint_branchs_firms_meet_once_a_year(db, cast):
    assert state(db, cast.joint, "joint-heads").state == "owed"
    held(db, cast, "律所负责人联席会议", date(2026, 3, 8), branches=(cast.joint,))
    assert state(db, cast.joint, "joint-heads").state == "done"


def test_an_appraisal_counts_by_its_meeting_or_by_its_result(db, cast):
    assert state(db, cast.first, "appraisal").state == "owed"
    db.execute(
        insert(appraisal).values(
            branch_id=cast.first, year=2026, held_on=TODAY, excellent=2, qualified=5, basic=0, unqualified=0,
            entered_at=NOW,
        )
    )  # fmt: skip
    assert state(db, cast.first, "appraisal").state == "done"
    held(db, cast, "民主评议", date(2026, 11, 20), branches=(cast.joint,))
    assert state(db, cast.joint, "appraisal").state == "done"


def test_a_past_period_is_overdue_seen_from_today(db, cast):
    one = state(db, cast.first, "theme-day", on=date(2026, 10, 31), today=TODAY)
    assert (one.period.name, one.state, one.due_on) == ("2026-10", "overdue", date(2026, 10, 31))
    held(db, cast, "主题党日", date(2026, 10, 31), clock=time(23, 59))
    assert state(db, cast.first, "theme-day", on=date(2026, 10, 31), today=TODAY).state == "done"


def test_what_the_last_periods_left_undone_is_listed(db, cast):
    held(db, cast, "主题党日", date(2026, 10, 9))
    found = {one.duty.key: one.period.name for one in duties.left_over(db, [cast.first], TODAY)[cast.first]}
    assert found["first-topic"] == "2026-10"
    assert found["lecture"] == "2026-Q3"
    assert found["life-meeting"] == "2025"
    assert "theme-day" not in found


def test_a_branch_owes_nothing_for_the_time_before_it_was_entered(db, cast):
    db.execute(
        update(branch)
        .where(branch.c.id == cast.first)
        .values(created_at=datetime(2026, 11, 2, tzinfo=NOW.tzinfo))
    )
    october = state(db, cast.first, "theme-day", on=date(2026, 10, 31), today=TODAY)
    assert (october.state, october.reason) == ("not applicable", "那时支部还没有登记")
    assert state(db, cast.first, "theme-day").state == "owed"
    assert state(db, cast.first, "lecture").state == "owed"


def test_a_dissolved_branch_owes_nothing(db, cast):
    db.execute(update(branch).where(branch.c.id == cast.joint).values(dissolved_at=LONG_AGO))
    assert duties.of_branch(db, cast.joint, TODAY) == []


@pytest.mark.parametrize("branches", [2, 42])
def test_the_number_of_statements_does_not_grow_with_the_branches(db, cast, branches):
    for number in range(branches - 2):
        db.execute(
            insert(branch).values(
                committee_id=cast.committee, name=f"支部{number}", kind="independent", created_at=LONG_AGO
            )
        )
    ids = [id_ for id_, _ in members.branches(db)]
    assert len(ids) == branches
    statements = []

    def count(*given):
        statements.append(given[2])

    event.listen(db, "before_cursor_execute", count)
    found = duties.of_branches(db, ids, TODAY)
    event.remove(db, "before_cursor_execute", count)
    assert len(found) == branches
    assert len(statements) == 8


def test_a_tally_has_counts_only(db, cast):
    held(db, cast, "主题党日", date(2026, 11, 13))
    counts = duties.tally(duties.of_branch(db, cast.first, TODAY))
    assert (counts.done, counts.overdue, counts.not_applicable) == (1, 0, 3)
    assert counts.owed == 7
