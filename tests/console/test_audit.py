"""The audit read again: by day, verb and person, fifty a page; officers see their own acts only."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.ledger import audit
from bot.ledger.tables import audit as table

PATH = "/console/audit"


def wrote(town, name, verb, subject, detail="", times=1):
    with town.db() as db:
        for _ in range(times):
            audit.record(db, town.now, town.cast.ids[name], "chat", verb, subject, detail)


def lines(page):
    return [" ".join(cell.text for cell in row.select("th, td")[1:]) for row in page.select("tbody tr")]


@pytest.fixture
def staff(town, visitor):
    one = visitor("郑干事")
    town.later(minutes=1)
    return one


def test_names_stand_for_numbers_and_things_lead_to_their_pages(town, staff):
    ids = town.cast.ids
    wrote(town, "李书记", "bind", f"member {ids['王党员']}")
    wrote(town, "李书记", "handover", f"branch {town.cast.joint}")
    wrote(town, "李书记", "nudge", "notice 3")
    wrote(town, "李书记", "look up", "meeting 4", f"{ids['王党员']} {ids['吴党员']}")
    wrote(town, "李书记", "job_policy", "job month_plan", "ask")
    page = staff.page(PATH)
    assert lines(page)[:5] == [
        "李书记 聊天 定停机误了怎么办 每月任务下发 ask",
        "李书记 聊天 查看人员 会议 4 王党员、吴党员",
        "李书记 聊天 催收 通知 3 ",
        "李书记 聊天 支部换届 联合支部 ",
        "李书记 聊天 绑定 王党员 ",
    ]
    assert page.select_one('a[href="/console/notices/3"]') is not None


def test_fifty_a_page_and_as_many_as_the_ledger_has(town, staff):
    wrote(town, "李书记", "nudge", "notice 3", times=120)
    page = staff.page(f"{PATH}?verb=nudge")
    assert len(lines(page)) == 50
    assert "共 120 条" in page.text
    assert len(lines(staff.page(f"{PATH}?verb=nudge&page=3"))) == 20


def test_narrowed_by_day_verb_and_person(town, staff):
    wrote(town, "李书记", "nudge", "notice 3")
    wrote(town, "钱书记", "nudge", "notice 4")
    wrote(town, "钱书记", "roll", "meeting 1")
    wrote(town, "李书记", "bind", f"member {town.cast.ids['钱书记']}")
    assert len(lines(staff.page(f"{PATH}?verb=nudge&who=钱书记"))) == 1
    assert {line.split()[2] for line in lines(staff.page(f"{PATH}?who=钱书记"))} >= {"催收", "看名单", "绑定"}
    assert lines(staff.page(f"{PATH}?day=2026-11-22")) == []
    assert len(lines(staff.page(f"{PATH}?day=2026-11-23&verb=roll"))) == 1
    assert "请填哪一天" in staff.page(f"{PATH}?day=soon").text


def test_officers_see_their_own_acts_and_what_concerns_their_branch(town, visitor):
    wrote(town, "李书记", "nudge", "notice 3")
    wrote(town, "钱书记", "nudge", "notice 4")
    wrote(town, "郑干事", "handover", f"branch {town.cast.first}")
    wrote(town, "郑干事", "handover", f"branch {town.cast.joint}")
    shown = lines(visitor("李书记").page(PATH))
    assert any("通知 3" in line for line in shown)
    assert any("支部换届 一支部" in line for line in shown)
    assert not any("通知 4" in line or "联合支部" in line for line in shown)
    assert "钱书记" not in visitor("李书记").page(f"{PATH}?who=钱书记").select_one("main").text.replace(
        "全部", ""
    )


def test_reading_the_audit_is_in_the_audit(town, staff):
    wrote(town, "李书记", "nudge", "notice 3")
    staff.page(PATH)
    with town.db() as db:
        looked = select(func.count()).where(table.c.verb == "look up", table.c.subject == "audit")
        assert db.execute(looked).scalar() == 1
