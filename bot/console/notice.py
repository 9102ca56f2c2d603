"""``/console/notices/N``: what became of a notice, person by person, and what can still be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Response, make_response

from bot.console.desk import Answer, Desk
from bot.console.notices import author_of, page_asked, state_of
from bot.console.visit import Visit, show
from bot.ledger import deliveries, members, notices
from bot.ledger.deliveries import ACCEPTED, FAILED, UNKNOWN, Receipt
from bot.ledger.notices import Notice, nudging, seen_by
from bot.ledger.notices.seen_by import Figures

ON_A_PAGE = 200
STATES = {
    "pending": "等着发", "claimed": "等着发", "sending": "正在发", "accepted": "已达", "failed": "未达",
    "unknown": "不能确定", "cancelled": "不发了",
}  # fmt: skip
MARKS = {"accepted": "", "failed": "bad", "unknown": "bad", "cancelled": "off"}
ROUTES = {
    "customer": "公众号客服消息",
    "template": "公众号模板消息",
    "mass": "公众号群发",
    "wecom": "企业微信",
}
SETTLING = timedelta(minutes=30)  # afterwards what still waits is looked at by hand


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice as its page begins: how it stands, how long it can be undone, whether more is still to happen."""

    notice: Notice
    state: tuple[str, str]
    figures: Figures
    seconds: int
    moving: bool


def add(desk: Desk) -> None:
    """The page, and the part of it that brings itself up to date while the notice goes out."""
    desk.page("/console/notices/<int:number>")(page)
    desk.page("/console/notices/<int:number>/live")(live)


def found(visit: Visit, number: int) -> Notice:
    """A notice that is the visitor's to see. Raises Refused (404) for any other."""
    one = seen_by.one(visit.db, visit.member, number)
    if one is None:
        visit.missing("这条通知")
    return one


def page(visit: Visit, number: int) -> Answer:
    """Figures, the ledger of its recipients, what can be done."""
    one = found(visit, number)
    own = seen_by.receipts_for(visit.db, visit.member, one)
    start = (page_asked(visit) - 1) * ON_A_PAGE
    shown = own[start : start + ON_A_PAGE]
    visit.looked_at(f"notice {one.id}", [receipt.member_id for receipt in shown])
    second = members.by_id(visit.db, one.approved_by) if one.approved_by is not None else None
    return show(
        visit, "notice.html", one=one, standing=standing(visit, one, seen_by.counted(own)),
        author=author_of(visit, one), second=second.name if second else "", shown=shown,
        states=STATES, marks=MARKS, routes=ROUTES,
        page=start // ON_A_PAGE + 1, last=max(-(-len(own) // ON_A_PAGE), 1), to_nudge=len(nudging.silent(own)),
        to_phone=len(to_phone(one, own)), mine=one.created_by == visit.member.id,
        corrected=one.id in notices.corrected(visit.db, [one.id]),
        doubtful=deliveries.counts(visit.db, one.id).get(UNKNOWN, 0),
    )  # fmt: skip


def live(visit: Visit, number: int) -> Answer:
    """The head of the page alone; once nothing moves any more, the whole page is asked for anew."""
    one = found(visit, number)
    head = standing(visit, one, seen_by.figures_for(visit.db, visit.member, one))
    answer: Response = make_response(show(visit, "notice_live.html", one=one, standing=head))
    if not head.moving:
        answer.headers["HX-Refresh"] = "true"
    return answer


def standing(visit: Visit, one: Notice, figures: Figures) -> Standing:
    """How it stands, in the figures of those who are the visitor's to see."""
    stopped = one.cancelled_at is not None or one.halted_at is not None or one.approval == notices.WAITING
    seconds = max(int((one.send_at - visit.now).total_seconds() + 0.999), 0)
    undo = visit.services.config.push.undo_seconds
    soon = not stopped and seconds <= max(undo, 60)
    moving = soon and figures.pending > 0 and visit.now < one.send_at + SETTLING
    return Standing(one, state_of(one, visit.now), figures, seconds if soon else 0, moving)


def to_phone(one: Notice, own: list[Receipt]) -> list[Receipt]:
    """打电话名单: whom it did not reach; and whom it did and whose answer is still wanted."""
    if one.cancelled_at is not None:
        return []
    return [
        receipt
        for receipt in own
        if receipt.confirmed_at is None
        and (receipt.state in (FAILED, UNKNOWN) or (receipt.state == ACCEPTED and one.needs_confirmation))
    ]
