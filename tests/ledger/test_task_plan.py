"""The verbs by which a branch's month comes to differ from the plan, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ledger import task_plan, tasks
from content.library import BranchKind
from tests.cast import NOW

MONTH = "2026-11"


@pytest.fixture
def month(db, cast, library):
    tasks.fill(db, cast.first, MONTH, library.plan(MONTH, BranchKind()).tasks, NOW)
    return {one.kind: one for one in tasks.of_month(db, cast.first, MONTH)}


def test_an_own_task_takes_the_next_number_even_of_one_left_out(db, cast, month):
    by = cast.ids["李书记"]
    last = max(one.no for one in month.values())
    one, did = task_plan.add(db, cast.first, MONTH, "走访", date(2026, 11, 28), by, NOW)
    assert (did, one.no, one.mandatory) == (True, last + 1, False)
    assert task_plan.leave_out(db, one, by, NOW, "加错了")
    other, _ = task_plan.add(db, cast.first, MONTH, "走访企业", date(2026, 11, 28), by, NOW)
    assert other.no == last + 2


def test_what_is_left_out_is_missing_nowhere_and_no_meeting_completes_it(db, cast, month):
    one, by = month["主题党日"], cast.ids["李书记"]
    assert task_plan.leave_out(db, one, by, NOW, "台风")
    assert not task_plan.leave_out(db, one, by, NOW, "台风")
    assert one.id not in {it.id for it in tasks.missing(db, MONTH)}
    assert [it.id for it in tasks.left_out(db, cast.first, MONTH)] == [one.id]
    assert tasks.complete(db, cast.first, MONTH, one.no, "", by, NOW) == (None, False)


def test_filling_the_month_again_brings_nothing_back(db, cast, month, library):
    by = cast.ids["李书记"]
    task_plan.leave_out(db, month["主题党日"], by, NOW, "台风")
    task_plan.change(db, month["第一议题"], by, NOW, title="先学第一议题")
    assert tasks.fill(db, cast.first, MONTH, library.plan(MONTH, BranchKind()).tasks, NOW) == 0
    titles = {one.kind: one.title for one in tasks.of_month(db, cast.first, MONTH)}
    assert "主题党日" not in titles
    assert titles["第一议题"] == "先学第一议题"


def test_the_history_tells_every_step_in_order(db, cast, month):
    one, by = month["主题党日"], cast.ids["李书记"]
    task_plan.change(db, one, by, NOW, due=date(2026, 11, 20))
    task_plan.leave_out(db, one, by, NOW, "台风")
    assert task_plan.restore(db, one, by, NOW)
    assert not task_plan.restore(db, one, by, NOW)
    steps = task_plan.history(db, one.id)
    assert [step.verb for step in steps] == ["change", "leave_out", "restore"]
    assert steps[0].after == f"{one.title}（11月20日前）"
    assert steps[1].reason == "台风"


def test_a_done_task_is_neither_changed_nor_left_out(db, cast, month):
    one, by = month["主题党日"], cast.ids["李书记"]
    tasks.complete(db, cast.first, MONTH, one.no, "", by, NOW)
    assert task_plan.change(db, one, by, NOW, title="别的") is None
    assert not task_plan.leave_out(db, one, by, NOW, "台风")
    assert task_plan.history(db, one.id) == []


def test_a_yearly_duty_may_move_within_its_year_and_no_further(db, cast, month):
    one, by = month["其他"], cast.ids["李书记"]
    assert task_plan.period_of(db, month["支部党员大会"]) == (date(2026, 11, 1), date(2026, 12, 31))
    with pytest.raises(task_plan.OutsideItsPeriod):
        task_plan.change(db, one, by, NOW, due=date(2027, 1, 1))


def test_the_same_duty_is_found_in_another_branch(db, cast, month, library):
    tasks.fill(db, cast.joint, MONTH, library.plan(MONTH, BranchKind(joint=True)).tasks, NOW)
    found = task_plan.same_in(db, month["主题党日"], cast.joint)
    assert found is not None
    assert (found.branch_id, found.kind) == (cast.joint, "主题党日")
    own, _ = task_plan.add(db, cast.first, MONTH, "走访", date(2026, 11, 28), cast.ids["李书记"], NOW)
    assert task_plan.same_in(db, own, cast.joint) is None
