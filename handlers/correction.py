"""更正: the right words to exactly those who had the wrong ones (product G3)."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import notices
from bot.ledger.notices import Notice, announcing
from handlers import notice_words
from handlers.which_notice import NONE, chosen, mine, no_such
from handlers.wording import fit, yes_or_no

router = Router("correction")

SHOWN = 140


@router.on(
    "correction", "更正", "更正通知", "发更正", "勘误", acts=True, audience="officer", asks_back=True,
    how="发「更正 时间改为周五下午四点」，发给收到原通知的每一个人，不多不少；「更正 2 …」更正上一条。",
)  # fmt: skip
def correction(chat: Chat) -> Reply:
    """``更正 2 时间改为四点``: shown once, then sent."""
    found = [one for one in mine(chat) if one.approval != notices.WAITING]
    if not found:
        return NONE
    one = chosen(chat, found, chat.slot("n"))
    if one is None:
        return no_such(found)
    if not chat.slot("reason"):
        chat.ask("correction", "text", id=one.id, key=f"correct:{chat.message.occasion}")
        return Reply(
            f"更正「{one.title}」，写更正后的说法：\n比如：时间改为周五下午四点。不更正了回「取消」。"
        )
    return _preview(chat, one, chat.slot("reason"), f"correct:{chat.message.occasion}")


def _preview(chat: Chat, one: Notice, text: str, key: str) -> Reply:
    if len(text) > notice_words.LONGEST:
        return Reply(f"太长了，最多 {notice_words.LONGEST} 字。\n请只写改了什么。")
    chat.ask("correction", "confirm", id=one.id, key=key, text=text)
    return Reply(
        fit(
            [
                f"更正 → 收到原通知的人（原发给 {one.audience}）",
                f"原通知：{one.title}",
                f"更正为：{text[:SHOWN]}",
                "要改，直接写新的说法；回 1 发出，回 2 不发。",
            ]
        )
    )


@router.form("correction")
def answer(chat: Chat) -> Reply:
    """The words, or the decision."""
    form = chat.open_form
    one = notices.get(chat.db, int(str(form.slots["id"])))
    if one is None or one.cancelled_at is not None:
        return Reply("原通知已经撤回，不用更正。\n要发新的，回「发通知」。")
    sure = yes_or_no(chat.said) if form.step == "confirm" else None
    if sure is None and form.step == "confirm" and chat.intent.name == "confirm":
        sure = True
    if sure is False:
        return Reply("好，没有发更正。\n看回执，回「回执」。")
    if sure is None:
        if len(chat.said) < 4:
            chat.next_form = form
            return Reply("写更正后的说法，比如：时间改为周五下午四点。\n回 1 发出，回 2 不发。")
        return _preview(chat, one, chat.said, str(form.slots["key"]))
    return _send(chat, one, str(form.slots["text"]), str(form.slots["key"]))


def _send(chat: Chat, one: Notice, text: str, key: str) -> Reply:
    try:
        made = announcing.send_correction(
            chat.db, chat.member, one, text, key, chat.config.push, chat.now, "chat"
        )
    except announcing.NoSecondPerson:
        return Reply(
            "没发：原通知是两个人发的，更正也要；现在行业党委只登记了您一位。\n请先让管理员加一位，或打电话说明。"
        )
    if not made.fresh:
        return Reply("这条更正已经发过了。\n看回执，回「回执」。")
    chat.knock = True
    if announcing.waits(one):
        return Reply(
            f"已写好，等另一位工作人员放行（{made.recipients} 人）　{one.title}\n"
            "原通知还没发出的已拦住；不想发了，回「撤回」。"
        )
    return Reply(
        f"✓ 更正已发给 {made.recipients} 人　{one.title}\n没收到原通知的不发；要打电话的，回「电话名单」。\n看谁收到了，回「回执」。"
    )
