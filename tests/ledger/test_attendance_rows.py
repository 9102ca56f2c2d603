from datetime import timedelta

import pytest

from bot import local
from bot.exports.attendance import tables
from bot.ledger import attendance, leave, meetings, members
from bot.ledger.attendance import NewMark
from tests.cast import FIRST, JOINT, NOW
from tests.ledger.gatherings import CODES, MINUTE, SETTINGS, START, meeting, person

SINCE, UNTIL = local.month_bounds("2026-11")


@pytest.fixture
def held(db, cast):
    """A joint meeting: one present of each branch, one on leave, the instructor as guest; closed."""
    held = meeting(db, cast, joint=True)
    leave.excuse(db, held, cast.ids["冯党员"], "开庭", cast.ids["周组织"], NOW)
    code = CODES.spoken(held.id, START)
    for name in ("王党员", "蒋党员", "孙指导"):
        attendance.by_code(db, person(db, cast, name), code, START, SETTINGS, CODES)
    attendance.close(db, held.id, cast.ids["李书记"], START + 90 * MINUTE)
    return held


def read(db, *branches, now=START + 90 * MINUTE):
    return (
        attendance.meeting_rows(db, branches, SINCE, UNTIL, now),
        list(attendance.member_rows(db, branches, SINCE, UNTIL)),
        list(attendance.mark_rows(db, branches, SINCE, UNTIL)),
    )


def test_the_rows_add_up_in_the_files(db, cast, held):
    rows, _, _ = read(db, cast.first, cast.joint)
    assert [(row.expected, row.state, row.branches) for row in rows] == [
        (len(FIRST) + len(JOINT), "closed", ("一支部", "联合支部"))
    ]
    branches = (cast.first, cast.joint)
    built = tables(
        rows,
        lambda: attendance.member_rows(db, branches, SINCE, UNTIL),
        lambda one: attendance.mark_rows(db, branches, SINCE, UNTIL, one),
        ".xlsx",
    )
    summary = {row[0]: list(row[2:6]) for row in built[0].rows}
    assert summary["一支部"] == [8, 1, 1, 6]
    assert summary["联合支部"] == [3, 1, 0, 2]


def test_an_officer_gets_the_rows_of_their_own_branch_only(db, cast, held):
    rows, people, marks = read(db, cast.joint)
    assert (rows[0].expected, rows[0].branches) == (3, ("联合支部",))
    assert [one.name for one in people] == list(JOINT)
    assert {one.member_id for one in marks} == {cast.ids[name] for name in JOINT}


def test_members_and_marks_come_in_the_same_order(db, cast, held):
    _, people, marks = read(db, cast.first, cast.joint)
    order = [one.id for one in people]
    assert [order.index(one.member_id) for one in marks] == sorted(
        order.index(one.member_id) for one in marks
    )


def test_a_mark_says_how_by_whom_and_why(db, cast, held):
    by_member = {one.member_id: one for one in read(db, cast.first)[2]}
    on_leave = by_member[cast.ids["冯党员"]]
    assert (on_leave.state, on_leave.reason, on_leave.by, on_leave.at) == ("leave", "开庭", "周组织", NOW)
    assert (by_member[cast.ids["王党员"]].how, by_member[cast.ids["王党员"]].by) == ("spoken_code", "")
    assert by_member[cast.ids["孙指导"]].state == "guest"


def test_one_who_moved_stands_with_the_branch_of_that_day(db, cast, held):
    members.move(db, cast.ids["王党员"], cast.joint, START + timedelta(days=1))
    _, people, marks = read(db, cast.first)
    assert {one.name: one.branch for one in people}["王党员"] == "联合支部"
    assert {one.member_id: one.branch for one in marks}[cast.ids["王党员"]] == "一支部"


def test_a_meeting_is_open_from_its_start_and_another_month_is_left_out(db, cast):
    planned = meeting(db, cast)
    meeting(db, cast, kind="党课", starts_at=START + timedelta(days=10))
    assert [row.state for row in read(db, cast.first, now=START - MINUTE)[0]] == ["planned"]
    (row,) = read(db, cast.first, now=START)[0]
    assert (row.id, row.state) == (planned.id, "open")


def test_a_guest_entered_by_the_officer_belongs_to_the_host(db, cast, held):
    marks = [NewMark(cast.ids["郑干事"], cast.first, "full", "guest")]
    attendance.mark(db, meetings.get(db, held.id), marks, "officer", cast.ids["李书记"], START)
    assert cast.ids["郑干事"] in {one.member_id for one in read(db, cast.first)[2]}
