"""回执: what became of a notice, person by person; 电话名单: whom to ring up."""

from __future__ import annotations

from collections.abc import Sequence

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import audit, lookups, notices
from bot.ledger.deliveries import ACCEPTED, CANCELLED, FAILED, UNKNOWN, Receipt
from bot.ledger.notices import Notice, seen_by
from handlers.which_notice import NONE, chosen, mine, no_such
from handlers.wording import fit, names

router = Router("receipts")

PHONE_WORDS = ("电话", "打电话")
NAMED = 8


@router.on(
    "receipts", "回执", "送达情况", "谁没回", "谁没确认", "谁没收到", "电话名单", "打电话名单", audience="officer",
    how="发「回执」看最近那条通知谁收到、谁没回；「回执 2」看上一条；「电话名单」看要打电话的。",
)  # fmt: skip
def receipts(chat: Chat) -> Reply:
    """The figures of a notice, and the names of who is missing."""
    found = mine(chat)
    if not found:
        return NONE
    one = chosen(chat, found, chat.slot("n"))
    if one is None:
        return no_such(found)
    own = seen_by.receipts_for(chat.db, chat.member, one)
    audit.record(chat.db, chat.now, chat.member.id, "chat", "receipts", f"notice {one.id}")
    seen = [receipt.member_id for receipt in own]
    lookups.note(chat.db, chat.now, chat.member.id, "chat", seen, f"receipts notice {one.id}")
    if any(word in chat.said for word in PHONE_WORDS):
        return Reply(phone_list(one, own))
    return Reply(_told(chat, one, own, len(found)))


def _told(chat: Chat, one: Notice, own: Sequence[Receipt], count: int) -> str:
    due = [receipt for receipt in own if receipt.state != CANCELLED]
    out = [receipt for receipt in due if receipt.state == ACCEPTED]
    silent = [receipt.name for receipt in out if receipt.confirmed_at is None]
    missed = [receipt for receipt in due if receipt.state in (FAILED, UNKNOWN)]
    on_the_way = len(due) - len(out) - len(missed)
    return fit(
        [
            f"回执 · {one.title}",
            _state(chat, one),
            f"应收 {len(due)}　已达 {len(out)}　已看 {sum(r.opened_at is not None for r in due)}"
            f"　收到 {sum(r.confirmed_at is not None for r in due)}　未达 {len(missed)}"
            + (f"　待发 {on_the_way}" if on_the_way else ""),
            f"没回：{names(silent, NAMED)}" if silent and one.needs_confirmation else "",
            f"未达：{names([receipt.name for receipt in missed], NAMED)}（回「电话名单」看原因）"
            if missed
            else "",
            _next(one, bool(silent), count),
        ]
    )


def _state(chat: Chat, one: Notice) -> str:
    if one.halted_at is not None:
        return f"已停发：{one.halted_why}。"
    if one.approval == notices.WAITING:
        return "等另一位工作人员放行，还没有发。"
    if one.send_at > chat.now:
        return f"{local.words(one.send_at)} 发出，还没有发。"
    if one.deadline is not None:
        return f"{local.words(one.deadline)} 截止。"
    return ""


def _next(one: Notice, silent: bool, count: int) -> str:
    nudge = "回「催收」提醒没回的；" if silent and one.needs_confirmation else ""
    other = f"看上一条回「回执 2」，最多 {count}。" if count > 1 else "改错了回「更正 内容」。"
    return nudge + other


def phone_list(one: Notice, own: Sequence[Receipt]) -> str:
    """打电话名单: whom it did not reach, and why; whose answer is still wanted."""
    missed = [
        receipt for receipt in own if receipt.state in (FAILED, UNKNOWN) and receipt.confirmed_at is None
    ]
    silent = [
        r.name for r in own if r.state == ACCEPTED and r.confirmed_at is None and one.needs_confirmation
    ]
    if not missed and not silent:
        return f"「{one.title}」不用打电话：都收到了。\n看回执，回「回执」。"
    lines = [f"{receipt.name}：{receipt.reason or '没有送达'}" for receipt in missed[:5]]
    more = f"还有 {len(missed) - 5} 人没送达，回「导出通知回执」看全部。" if len(missed) > 5 else ""
    return fit(
        [
            f"电话名单 · {one.title}",
            *lines,
            more,
            f"送到了没回：{names(silent, NAMED)}" if silent else "",
            "打过了，记得在心里划掉；还没回的可以先回「催收」。" if silent else "打过就好，不用在这里登记。",
        ]
    )
