"""What is done at a notice's page: nudge, correct, withdraw, telephone. Every verb is the one chat uses."""

from __future__ import annotations

from dataclasses import dataclass

from bot.console.desk import Answer, Desk
from bot.console.notice import found, to_phone
from bot.console.visit import Visit, back, show
from bot.keys import WrongKey
from bot.ledger import members, notices
from bot.ledger.deliveries import ACCEPTED, Receipt
from bot.ledger.notices import Notice, announcing, nudging, seen_by

NOT_KEPT = "没有登记"


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to ring up: their number in the clear, and why."""

    name: str
    branch: str
    phone: str
    why: str


def add(desk: Desk) -> None:
    """All by POST, for each changes something or shows phone numbers; a correction is written on a page of its own."""
    desk.page("/console/notices/<int:number>/correct")(correction)
    for name, view in (("nudge", nudge), ("correct", correct), ("withdraw", withdraw), ("phones", phones)):
        desk.page(f"/console/notices/<int:number>/{name}", method="POST")(view)


def _path(one: Notice) -> str:
    return f"/console/notices/{one.id}"


def nudge(visit: Visit, number: int) -> Answer:
    """催收: whoever has it and has not answered; nobody else hears of it."""
    one = found(visit, number)
    to = nudging.silent(seen_by.receipts_for(visit.db, visit.member, one))
    if one.cancelled_at is not None or not to:
        visit.refuse("没有要催的：送到的都回了，或者还没发出、已经撤回。", _path(one))
    made = nudging.nudge(visit.db, one, to, visit.member, visit.services.config.push, visit.now, "console")
    if not made.fresh:
        return back(_path(one), "今天已经催过一次了，明天再催；急的话打电话。")
    visit.knock = True
    return back(_path(one), f"✓ 已提醒 {made.recipients} 人；回过的没有打扰。")


def withdraw(visit: Visit, number: int) -> Answer:
    """撤回, by its author: within the minute nobody gets it; afterwards it stops what has not gone."""
    one = found(visit, number)
    if one.created_by != visit.member.id:
        visit.refuse("只有写这条通知的人能撤回；内容有错，请发更正。", _path(one))
    done = announcing.withdraw(visit.db, one, visit.member, visit.now, "console")
    if done is None:
        return back(_path(one), "已经撤回过了。")
    if not done.out:
        return back(_path(one), "✓ 已撤回，一个人也没有收到。")
    return back(_path(one), f"已有 {done.out} 人收到，撤不回来；还没发的 {done.stopped} 人不发了。")


def correction(visit: Visit, number: int) -> Answer:
    """Where the right words are written."""
    return _writing(visit, _correctable(visit, number), "", [])


def correct(visit: Visit, number: int) -> Answer:
    """Send the right words to exactly those who had the wrong ones."""
    one = _correctable(visit, number)
    text, token = visit.said("text", 4000), visit.said("form", 40)
    problems = []
    if len(text) < announcing.SHORTEST:
        problems.append("更正后的说法：太短了，比如：时间改为周五下午四点。")
    if len(text) > announcing.LONGEST:
        problems.append(f"更正后的说法：最多 {announcing.LONGEST} 字，现在 {len(text)} 字。请只写改了什么。")
    if problems or not token:
        return _writing(visit, one, text, problems or ["页面过期了，请再按一次。"]), 422
    try:
        made = announcing.send_correction(
            visit.db, visit.member, one, text, f"console:{visit.member.id}:{token}",
            visit.services.config.push, visit.now, "console",
        )  # fmt: skip
    except announcing.NoSecondPerson:
        why = "原通知是两个人发的，更正也要；现在行业党委只登记了您一位。请先让管理员加一位，或打电话说明。"
        return _writing(visit, one, text, [why]), 422
    path = f"/console/notices/{made.notice_id}"
    if not made.fresh:
        return back(path, "这条更正已经发过了。")
    visit.knock = True
    if announcing.waits(one):
        return back(path, f"已写好，等另一位工作人员放行（{made.recipients} 人）；原通知还没发出的已拦住。")
    return back(path, f"✓ 更正已发给 {made.recipients} 人；没收到原通知的不发，要打电话的看名单。")


def _correctable(visit: Visit, number: int) -> Notice:
    one = found(visit, number)
    if one.cancelled_at is not None or one.approval == notices.WAITING:
        visit.refuse("这条通知已经撤回，或者还没放行，不用更正。", _path(one))
    return one


def _writing(visit: Visit, one: Notice, text: str, problems: list[str]) -> str:
    return show(
        visit,
        "notice_correct.html",
        one=one,
        text=text,
        problems=problems,
        title=announcing.corrected_title(one),
        waits=announcing.waits(one),
        longest=announcing.LONGEST,
    )


def phones(visit: Visit, number: int) -> Answer:
    """打电话名单 with the numbers: only here, only when asked for, and written down."""
    one = found(visit, number)
    listed = to_phone(one, seen_by.receipts_for(visit.db, visit.member, one))
    ids = [receipt.member_id for receipt in listed]
    visit.looked_at(f"phones of notice {one.id}", ids)
    visit.record("phones", f"notice {one.id}", f"{len(ids)} 人")
    calls = [
        Call(
            receipt.name,
            receipt.branch_name,
            _phone(visit, receipt),
            "送到了，没回「收到」" if receipt.state == ACCEPTED else receipt.reason or "没有送达",
        )
        for receipt in listed
    ]
    return show(visit, "notice_phones.html", one=one, calls=calls)


def _phone(visit: Visit, receipt: Receipt) -> str:
    """In the clear for those of the visitor's own branches: an author may have lost one of them since."""
    own = visit.member.is_staff or receipt.branch_name in dict(visit.scope).values()
    sealed = members.contact_details(visit.db, receipt.member_id).phone_sealed if own else None
    if not sealed:
        return NOT_KEPT if own else "不在您负责的支部"
    try:
        return visit.services.keys.unseal(sealed)
    except WrongKey:
        return "解不开（密钥换过）"
