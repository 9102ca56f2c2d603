"""The board of a month's tasks, and one task: done, taken back, changed, left out, restored, in one branch or all."""

from __future__ import annotations

import pytest

from bot.ledger import month_plans, notices, task_plan, tasks
from tests.chat.evenings import START, close, plan

PAGE = "/console/tasks"
MONTH = "2026-11"


@pytest.fixture
def listed(town):
    """The month's tasks of both branches; those of 一支部 by number."""
    with town.db() as db:
        for branch_id in (town.cast.first, town.cast.joint):
            month_plans.fill(db, town.services.library, branch_id, MONTH, town.now)
        return {one.no: one for one in tasks.of_month(db, town.cast.first, MONTH)}


def now_of(town, one):
    with town.db() as db:
        every = tasks.of_month(db, one.branch_id, MONTH) + tasks.left_out(db, one.branch_id, MONTH)
    return next(it for it in every if it.id == one.id)


def optional(listed):
    return next(one for one in listed.values() if not one.mandatory)


def required(listed):
    return next(one for one in listed.values() if one.mandatory)


def row(page, label):
    (found,) = [tr for tr in page.select("#by-branch tbody tr") if tr.th.text.strip() == label]
    return [td.text.strip() for td in found.select("td")]


def test_the_board_counts_what_the_ledger_counts(town, visitor, listed):
    with town.db() as db:
        tasks.complete(db, town.cast.first, MONTH, 1, "办了", town.cast.ids["李书记"], town.now)
        off = optional(listed)
        task_plan.leave_out(db, off, town.cast.ids["李书记"], town.now, "会计所统一收")
        month = tasks.of_month(db, town.cast.first, MONTH)
    overdue = sum(one.is_overdue(town.now.date()) for one in month)
    want = [1, len(month) - 1, overdue, 1]
    page = visitor("郑干事").page(f"{PAGE}?month={MONTH}")
    assert row(page, "一支部")[:4] == [str(figure) for figure in want]
    assert [tr.th.text for tr in page.select("#by-branch tbody tr")] == ["一支部", "联合支部"]
    assert page.select_one("figure[data-chart]")["data-from"] == "by-branch"


def test_a_branch_is_shown_task_by_task_with_its_evidence(town, visitor, listed):
    page = visitor("李书记").page(f"{PAGE}?month={MONTH}")
    for one in listed.values():
        assert one.title in page.main.text
        assert one.evidence in page.main.text
    assert "联合支部" not in page.main.text


def test_when_the_plan_was_sent_is_said(town, visitor, listed):
    assert "没有发" in row(visitor("李书记").page(PAGE), "一支部")[4]
    with town.db() as db:
        notices.create(
            db, key=f"monthly-{MONTH}-branch-{town.cast.first}", kind="tasks", title="11月任务", body="x",
            recipients=[town.cast.ids["王党员"]], now=town.now,
        )  # fmt: skip
    assert "11月23日（周一）10:00 已发" in row(visitor("李书记").page(PAGE), "一支部")[4]


def test_the_plan_is_handed_out_by_a_press_and_once(town, visitor):
    one = visitor("李书记")
    assert not one.page(PAGE).select("a[href^='/console/tasks/']")
    done = one.press(PAGE, "/fill")
    with town.db() as db:
        month = tasks.of_month(db, town.cast.first, MONTH)
    assert len(done.select("a[href^='/console/tasks/']")) == len(month) > 0


def test_a_task_is_reported_done_and_taken_back(town, visitor, listed):
    one = visitor("李书记")
    path = f"{PAGE}/{listed[1].id}"
    assert "✓ 已完成" in one.press(path, "/done", note="=学了两篇").text
    assert now_of(town, listed[1]).note == "=学了两篇"
    assert "✓ 已撤销" in one.press(path, "/undo").text
    assert now_of(town, listed[1]).done_at is None
    with town.db() as db:
        rows = db.exec_driver_sql(
            "select actor, verb, detail from audit where verb like 'task_%' order by id"
        ).all()
    assert [(actor, verb) for actor, verb, _ in rows] == [("console", "task_done"), ("console", "task_undo")]
    assert "=学了两篇" in rows[1][2]


def test_what_a_meeting_has_done_is_not_taken_back(town, visitor, listed):
    held = plan(town, kind="主题党日")
    town.at(START)
    close(town, held)
    one = next(it for it in listed.values() if it.kind == "主题党日")
    officer = visitor("李书记")
    page = officer.page(f"{PAGE}/{one.id}")
    assert "开会自动完成" in page.text
    assert not page.select("form[action$='/undo']")
    key = page.select_one("input[name=key]")["value"]
    assert officer.post(f"{PAGE}/{one.id}/undo", {"key": key}).status_code == 422
    assert now_of(town, one).done_at is not None


def test_a_task_is_changed_and_what_it_was_stays(town, visitor, listed):
    one, path = visitor("李书记"), f"{PAGE}/{listed[1].id}"
    done = one.press(path, "/change", title="先学第一议题，两次", due="2026-11-28")
    assert "✓ 已改" in done.text
    assert listed[1].title in done.select("table")[-1].text
    assert (now_of(town, listed[1]).title, str(now_of(town, listed[1]).due_on)) == (
        "先学第一议题，两次",
        "2026-11-28",
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"due": "2027-02-01"}, "只能排在 2026-11-01 到"),
        ({"due": ""}, "最后一天：请填日期"),
        ({"title": "学"}, "内容：写 2 到"),
    ],
)
def test_a_wrong_change_says_why_and_keeps_what_was_typed(town, visitor, listed, fields, said):
    sent = {"title": "<改>内容", "due": "2026-11-28", **fields}
    page = visitor("李书记").press(f"{PAGE}/{listed[1].id}", "/change", 422, **sent)
    assert said in page.select_one(".problems").text
    assert page.select_one("form[action$='/change'] input[name=title]")["value"] == sent["title"]
    assert now_of(town, listed[1]) == listed[1]


def test_what_the_rules_require_only_the_committee_leaves_out(town, visitor, listed):
    one = required(listed)
    officer = visitor("李书记")
    page = officer.page(f"{PAGE}/{one.id}")
    assert not page.select("form[action$='/leave-out']")
    key = page.select_one("input[name=key]")["value"]
    assert officer.post(f"{PAGE}/{one.id}/leave-out", {"key": key, "reason": "太忙了"}).status_code == 422
    done = visitor("郑干事").press(f"{PAGE}/{one.id}", "/leave-out", reason="台风停会")
    assert "✓ 不做了（1 个支部）" in done.text
    assert "台风停会" in done.text


def test_the_committee_changes_all_branches_at_once_and_back(town, visitor, listed):
    one, staff = required(listed), visitor("郑干事")
    path = f"{PAGE}/{one.id}"
    assert "（2 个支部）" in staff.press(path, "/leave-out", reason="台风停会", wide="yes").text
    with town.db() as db:
        assert [it.title for it in tasks.left_out(db, town.cast.joint, MONTH)] == [one.title]
    assert "（2 个支部）" in staff.press(path, "/restore", wide="yes").text
    with town.db() as db:
        assert not tasks.left_out(db, town.cast.joint, MONTH)
        assert not tasks.left_out(db, town.cast.first, MONTH)


def test_a_secretary_changes_their_own_branch_only(town, visitor, listed):
    one = optional(listed)
    done = visitor("李书记").press(f"{PAGE}/{one.id}", "/leave-out", reason="会计所统一收", wide="yes")
    assert "（1 个支部）" in done.text
    with town.db() as db:
        assert not tasks.left_out(db, town.cast.joint, MONTH)


def test_the_committee_adds_a_task_to_all_branches(town, visitor, listed):
    staff = visitor("郑干事")
    done = staff.press(PAGE, "/add", title="=报送总结", due="2026-11-28", branch="all")
    assert "（2 个支部）" in done.text
    assert "没有重复加" in staff.press(PAGE, "/add", title="=报送总结", due="2026-11-28", branch="all").text
    with town.db() as db:
        for branch_id in (town.cast.first, town.cast.joint):
            assert [it.title for it in tasks.of_month(db, branch_id, MONTH)].count("=报送总结") == 1


def test_a_secretary_cannot_add_to_all_branches(town, visitor, listed):
    one = visitor("李书记")
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    sent = {"key": key, "title": "报送总结", "due": "2026-11-28", "branch": "all"}
    assert one.post(f"{PAGE}/add", sent).status_code == 422
    wrong = one.press(PAGE, "/add", 422, title="报", due="2026-11-01")
    assert "已经过了" in wrong.select_one(".problems").text
    assert wrong.select_one("form[action$='/add'] input[name=title]")["value"] == "报"


def test_another_branchs_task_is_not_there(town, visitor, listed):
    other = visitor("钱书记")
    key = other.page(PAGE).select_one("input[name=key]")["value"]
    path = f"{PAGE}/{listed[1].id}"
    assert other.get(path).status_code == 404
    for act in ("done", "undo", "change", "leave-out", "restore"):
        sent = {"key": key, "note": "办了", "title": "改了", "due": "2026-11-28", "reason": "不做了"}
        assert other.post(f"{path}/{act}", sent).status_code == 404
    assert now_of(town, listed[1]) == listed[1]
