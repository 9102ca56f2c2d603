"""What pages of several branches read: figures of attendance, the board of tasks, what one has taken. Both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.ledger import attendance, meetings, seals, task_board, task_plan, tasks
from bot.ledger.attendance import NewMark, summary
from bot.ledger.meetings import NewMeeting
from bot.ledger.seals import Seal
from content.plans import BranchKind
from tests.cast import NOW

AT = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)  # 23:30 here: still November
BOUNDS = (datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC))


def held(db, cast, key, at, marks):
    """A closed meeting of both branches at which ``marks`` were made and the others were absent."""
    branches = (cast.first, cast.joint)
    one, _ = meetings.create(db, NewMeeting(key, branches, "党课", "党课", "", at), cast.ids["李书记"], NOW)
    made = [
        NewMark(cast.ids[name], cast.joint if name == "沈党员" else cast.first, "full", state)
        for name, state in marks.items()
    ]
    attendance.mark(db, one, made, "paper", cast.ids["李书记"], at)
    attendance.close(db, one.id, cast.ids["李书记"], at + timedelta(minutes=20))
    return one


def test_figures_add_up_by_branch_and_count_persons_once(db, cast):
    held(db, cast, "a", AT - timedelta(days=7), {"王党员": "present", "吴党员": "leave", "沈党员": "present"})
    held(db, cast, "b", AT, {"王党员": "present", "吴党员": "leave", "冯党员": "leave"})
    held(db, cast, "december", AT + timedelta(hours=1), {"王党员": "present"})
    found = summary.by_branch(db, [cast.first, cast.joint], *BOUNDS)
    first, joint = found[cast.first], found[cast.joint]
    assert (first.meetings, first.due, first.present, first.leave, first.absent) == (2, 16, 2, 3, 11)
    assert (first.people, first.on_leave, first.away) == (8, 2, 6)
    assert (joint.due, joint.present, joint.leave, joint.absent) == (6, 1, 0, 5)
    both = summary.together(found.values())
    assert (both.due, both.present + both.leave + both.absent) == (22, 22)
    assert first.small
    assert not summary.Figures(people=8, on_leave=0, away=3).small
    assert summary.Figures(people=2).small


def test_a_branch_without_meetings_has_nothing_to_count(db, cast):
    assert summary.by_branch(db, [cast.first], *BOUNDS) == {cast.first: summary.Figures()}


def test_the_board_has_what_is_left_out_too(db, cast, library):
    for branch_id in (cast.first, cast.joint):
        tasks.fill(db, branch_id, "2026-11", library.plan("2026-11", BranchKind()).tasks, NOW)
    one = tasks.of_month(db, cast.first, "2026-11")[0]
    task_plan.leave_out(db, one, cast.ids["李书记"], NOW, "台风停会")
    board = task_board.of_branches(db, "2026-11", [cast.first, cast.joint])
    off = [it.task.id for it in board[cast.first] if it.left_out_at is not None]
    assert off == [one.id]
    assert [it.key for it in board[cast.first]] == [it.key for it in board[cast.joint]]
    found = task_board.get(db, one.id)
    assert found is not None
    assert (found.task.branch_id, found.left_out_at) == (cast.first, NOW)
    assert task_board.get(db, 10**6) is None


def test_the_same_duty_is_found_among_what_is_left_out(db, cast, library):
    for branch_id in (cast.first, cast.joint):
        tasks.fill(db, branch_id, "2026-11", library.plan("2026-11", BranchKind()).tasks, NOW)
    one, other = (tasks.of_month(db, id_, "2026-11")[0] for id_ in (cast.first, cast.joint))
    task_plan.leave_out(db, other, cast.ids["钱书记"], NOW, "台风停会")
    assert task_plan.same_in(db, one, cast.joint) is None
    same = task_plan.same_in(db, one, cast.joint, left_out=True)
    assert same is not None
    assert same.id == other.id


def test_ones_own_files_come_latest_first(db, cast):
    for n, name in enumerate(("李书记", "李书记", "钱书记")):
        made_at = NOW + timedelta(minutes=n)
        seals.register(
            db, Seal(f"{n}" * 64, f"{n}2K4-9QX{n}", "tasks", {}, "存档", n, cast.ids[name], made_at)
        )
    own = seals.of_member(db, cast.ids["李书记"], 5)
    assert [one.rows for one in own] == [1, 0]
    assert len(seals.of_member(db, cast.ids["李书记"], 1)) == 1
