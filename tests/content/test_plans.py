"""Month plans: any month has one, and it keeps the yearly quotas (domain.md rules 1 to 6)."""

from __future__ import annotations

from datetime import date

import pytest

from content.library import BranchKind, Library, MonthPlan
from content.quotas import SHAPES, shortfalls, year_table

SMALL = BranchKind()
LARGE = BranchKind(committee=True, groups=True, joint=True)
YEAR = [f"2028-{month:02}" for month in range(1, 13)]


def _kinds(plan: MonthPlan) -> list[str]:
    return [task.kind for task in plan.tasks if task.mandatory]


@pytest.mark.parametrize("month", ["2026-11", "2026-12", "2027-01", "2027-02", "2031-07"])
def test_any_month_has_a_plan_with_a_theme(library: Library, month: str) -> None:
    plan = library.plan(month, SMALL)
    assert plan.month == month
    assert plan.theme
    assert [task.no for task in plan.tasks] == list(range(1, len(plan.tasks) + 1))
    assert all(task.due.isoformat().startswith(month) for task in plan.tasks)


def test_a_branch_without_committee_or_groups_is_shown_what_does_not_apply(library: Library) -> None:
    plan = library.plan("2026-12", SMALL)
    assert {"支委会", "党小组会"}.isdisjoint(_kinds(plan))
    assert {"支委会", "党小组会"} == {task.kind for task in plan.not_applicable}


def test_a_branch_with_committee_and_groups_has_them_every_month(library: Library) -> None:
    for month in YEAR:
        plan = library.plan(month, LARGE)
        assert {"支委会", "党小组会", "第一议题", "主题党日"} <= set(_kinds(plan))
        assert plan.not_applicable == ()


def test_each_quarter_has_a_members_meeting_and_a_lecture(library: Library) -> None:
    for quarter in (YEAR[start : start + 3] for start in range(0, 12, 3)):
        kinds = [kind for month in quarter for kind in _kinds(library.plan(month, SMALL))]
        assert kinds.count("支部党员大会") == 1
        assert kinds.count("党课") == 1


def test_the_yearly_items_fall_in_the_fourth_quarter_and_close_by_march(library: Library) -> None:
    autumn = [kind for month in YEAR[9:] for kind in _kinds(library.plan(month, SMALL))]
    assert {"组织生活会", "民主评议", "谈心谈话"} <= set(autumn)
    assert {"组织生活会", "民主评议"} <= set(_kinds(library.plan("2029-03", SMALL)))


def test_only_a_joint_branch_draws_up_a_rota(library: Library) -> None:
    keys = {task.key for task in library.plan("2027-01", BranchKind(joint=True)).tasks}
    assert "joint-rota" in keys
    assert "joint-rota" not in {task.key for task in library.plan("2027-01", SMALL).tasks}


def test_a_months_own_file_changes_the_template(library: Library) -> None:
    due = {task.key: task.due for task in library.plan("2026-11", SMALL).tasks}
    assert due["members-meeting"] == date(2026, 11, 27)
    assert {task.key: task.due_day for task in library.plan("2028-11", SMALL).tasks}["members-meeting"] == 30


def test_the_last_day_of_a_short_month_is_its_own_last_day(library: Library) -> None:
    assert library.plan("2028-02", SMALL).tasks[0].due == date(2028, 2, 29)


def test_the_theme_stands_in_the_theme_days_title(library: Library) -> None:
    plan = library.plan("2027-04", SMALL)
    assert f"主题党日：{plan.theme}" in [task.title for task in plan.tasks]


@pytest.mark.parametrize("year", [2026, 2027, 2028])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_duty_falls_as_often_as_the_rules_say(library: Library, year: int, shape: str) -> None:
    plans = [library.plan(f"{year}-{month:02}", SHAPES[shape]) for month in range(1, 13)]
    table = {line.quota.name: (line.planned, line.wanted) for line in year_table(plans, SHAPES[shape])}
    wanted = {
        "第一议题": 12, "主题党日": 12, "支部党员大会": 4, "党课": 4, "组织生活会": 1, "民主评议": 1, "谈心谈话": 1,
    }  # fmt: skip
    more = {
        "独立支部": {"支委会": 12, "党小组会": 12},
        "联合支部": {"支委会": 12, "各律所轮值": 1, "律所负责人联席会议": 1},
        "不设支委会的支部": {},
    }
    assert table == {name: (times, times) for name, times in (wanted | more[shape]).items()}
    assert list(shortfalls(plans, SHAPES[shape])) == []


def test_the_year_ahead_has_its_own_themes_and_notes(library: Library) -> None:
    ahead = ["2026-11", "2026-12", *(f"2027-{month:02}" for month in range(1, 12))]
    plans = [library.plan(month, SMALL) for month in ahead]
    assert all(plan.note for plan in plans)
    assert len({plan.theme for plan in plans}) >= 11


@pytest.mark.parametrize("month", ["2026-13", "2026", "latest", ""])
def test_a_month_that_is_none_is_refused(library: Library, month: str) -> None:
    with pytest.raises(ValueError, match=r"month|isoformat"):
        library.plan(month, SMALL)
