"""``/console/notices``: what officers have written, what waits for a second person, what goes out later."""

from __future__ import annotations

from datetime import datetime

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, show
from bot.ledger import members, notices
from bot.ledger.notices import Notice, approving, seen_by

ON_A_PAGE = 50
TABS = {"": "全部", "waiting": "等放行", "later": "还没到时间", "withdrawn": "撤回、退回"}


def add(desk: Desk) -> None:
    """The list; and the decision of the second person."""
    desk.page("/console/notices")(listed)
    desk.page("/console/notices/<int:number>/decide", "committee", "POST")(decide)


def listed(visit: Visit) -> Answer:
    """The visitor's own notices and their branches', staff everybody's, the latest first."""
    tab = visit.arg("state") if visit.arg("state") in TABS else ""
    page = page_asked(visit)
    found, total = seen_by.listed(visit.db, visit.member, visit.now, tab, ON_A_PAGE, (page - 1) * ON_A_PAGE)
    waiting = notices.waiting_for_approval(visit.db) if visit.member.is_staff else []
    authors = {one.created_by: author_of(visit, one) for one in waiting}
    return show(
        visit, "notices.html", found=[(one, state_of(one.notice, visit.now)) for one in found], tabs=TABS,
        tab=tab, page=page, last=max(-(-total // ON_A_PAGE), 1), total=total, waiting=waiting, authors=authors,
    )  # fmt: skip


def page_asked(visit: Visit) -> int:
    """The page of a list that the address asks for: 1 to 99,999."""
    said = visit.arg("page")
    return max(int(said), 1) if said.isdecimal() and len(said) < 6 else 1


def author_of(visit: Visit, one: Notice) -> str:
    """The name of who wrote it; empty where no person did, or they have left."""
    author = members.by_id(visit.db, one.created_by) if one.created_by is not None else None
    return author.name if author is not None else ""


def state_of(one: Notice, now: datetime) -> tuple[str, str]:
    """How a notice stands, in Chinese, and how it is marked (``bad``, ``wait``, ``off`` or nothing)."""
    if one.approval == notices.REJECTED:
        return "被退回", "off"
    if one.cancelled_at is not None:
        return "已撤回", "off"
    if one.approval == notices.WAITING:
        return "等放行", "wait"
    if one.halted_at is not None:
        return "停发", "bad"
    if one.send_at > now:
        return f"{local.words(one.send_at)} 发", "wait"
    return "已发出", ""


def decide(visit: Visit, number: int) -> Answer:
    """放行 or 不放行 by a person who did not write it."""
    one = notices.get(visit.db, number)
    if one is None or one.approval != notices.WAITING:
        visit.refuse("这条已经有人处理，或者撤回了。", "/console/notices")
    push, path = visit.services.config.push, f"/console/notices/{number}"
    if one.created_by == visit.member.id:
        visit.refuse("是您自己写的，要另一位工作人员放行。", path)
    if visit.said("verdict") == "go":
        done = approving.let_go(visit.db, one, visit.member, push, visit.now, "console")
        told = f"✓ 已放行，正在发出：{one.title}"
    else:
        reason = visit.said("reason", 200)
        if not reason:
            visit.refuse("不放行请写原因，会告诉写的人。", path)
        done = approving.send_back(visit.db, one, visit.member, reason, push, visit.now, "console")
        told = f"已退回，没有发出：{one.title}。已告诉写的人。"
    if not done:
        visit.refuse("这条已经有人处理，或者撤回了。", "/console/notices")
    visit.knock = True
    return back(path, told)
