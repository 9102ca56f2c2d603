"""放行: a notice to several branches goes out when a second person of the committee has looked at it (product G1)."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import members, notices
from bot.ledger.notices import Notice, approving
from bot.understanding.numbers import to_int
from handlers.wording import fit, numbered, plain

router = Router("approvals")

NONE = "现在没有等放行的通知。\n看发出的，回「回执」。"


@router.on(
    "approve_notice", "放行", "待放行", "放行通知", acts=True, audience="committee", asks_back=True,
    how="发给几个支部的通知，要另一位工作人员「放行」才发出；先给您看全文。",
)  # fmt: skip
def approve(chat: Chat) -> Reply:
    """What waits, as its members will see it; nobody lets their own go."""
    waiting = notices.waiting_for_approval(chat.db)
    if not waiting:
        return Reply(NONE)
    said = chat.slot("n") or plain(chat.said).removeprefix("放行").strip()
    n = to_int(said) if said else None
    if len(waiting) == 1 or (n is not None and 1 <= n <= len(waiting)):
        return _shown(chat, waiting[(n or 1) - 1 if n and n <= len(waiting) else 0])
    chat.ask("approve_notice", "choose", ids=[one.id for one in waiting])
    return Reply(
        fit(
            [
                "等放行的通知",
                *numbered(one.title[:24] for one in waiting[:5]),
                "回数字看全文；不看了回「取消」。",
            ]
        )
    )


def _shown(chat: Chat, one: Notice) -> Reply:
    author = members.by_id(chat.db, one.created_by) if one.created_by else None
    if author is not None and author.id == chat.member.id:
        return Reply(f"「{one.title}」是您自己写的，要另一位工作人员放行。\n不想发了，回「撤回」。")
    chat.ask("approve_notice", "decide", id=one.id)
    return Reply(
        fit(
            [
                f"{author.name if author else ''}写的 → {one.audience}",
                one.title,
                one.body[:140],
                "回 1 放行，马上发出；回「不放行 原因」退回。",
            ]
        )
    )


@router.form("approve_notice")
def answer(chat: Chat) -> Reply:
    """The number of one, or the decision about it."""
    form = chat.open_form
    said = plain(chat.said)
    if form.step == "choose":
        ids = form.slots["ids"]
        assert isinstance(ids, list)
        n = to_int(said)
        one = notices.get(chat.db, ids[n - 1]) if n is not None and 1 <= n <= len(ids) else None
        if one is None:
            chat.next_form = form
            return Reply(f"请回 1 到 {len(ids)} 的数字；不看了回「取消」。")
        return _shown(chat, one)
    one = notices.get(chat.db, int(str(form.slots["id"])))
    if one is None or one.approval != notices.WAITING or one.cancelled_at is not None:
        return Reply("这条已经有人处理，或者撤回了。\n看别的，回「放行」。")
    if said.startswith(("不放行", "不同意", "退回", "2", "不发")):
        return _refused(chat, one, said)
    if said not in ("1", "放行", "同意", "确认", "发", "发出", "好"):
        chat.next_form = form
        return Reply("回 1 放行，马上发出；回「不放行 原因」退回；先不管，回「取消」。")
    return _let_go(chat, one)


def _let_go(chat: Chat, one: Notice) -> Reply:
    if not approving.let_go(chat.db, one, chat.member, chat.config.push, chat.now, "chat"):
        return Reply("这条您不能放行：是您自己写的，或者已经有人处理了。\n看别的，回「放行」。")
    chat.knock = True
    return Reply(f"✓ 已放行，正在发出　{one.title}\n看谁收到了，回「回执」。")


def _refused(chat: Chat, one: Notice, said: str) -> Reply:
    reason = said.removeprefix("不放行").removeprefix("不同意").removeprefix("退回").strip(" ，,：:2")
    if not approving.send_back(chat.db, one, chat.member, reason, chat.config.push, chat.now, "chat"):
        return Reply("这条已经有人处理了。\n看别的，回「放行」。")
    chat.knock = True
    return Reply(f"已退回，没有发出　{one.title}\n已告诉写的人。")
