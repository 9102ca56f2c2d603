"""Pushes that wait for a person: halted notices, and deliveries of which nobody knows whether they arrived."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Chat, Form, Reply, Router
from bot.ledger import troubles
from bot.ledger.troubles import HALTED, Trouble
from bot.understanding.numbers import to_int
from handlers.wording import fit, number, numbered, yes_or_no

router = Router("delivery troubles")

LOOKED_BACK = timedelta(days=31)
SHOWN = 5
HOW = "发「发送问题」看停发的、不能确定送到没有的，回号处理：接着发、重发、都收到了。"
AGAIN, CHECKED, LET_GO = "again", "checked", "let_go"
VERBS = {AGAIN: "重发", CHECKED: "记为收到", LET_GO: "让它接着发"}
NONE = "没有要处理的发送问题。\n看通知的下落，回「回执」。"


@router.on("delivery_troubles", "发送问题", "推送问题", "发送情况", audience="officer", how=HOW)
def listed(chat: Chat) -> Reply:
    """What waits, with the numbers it is dealt with by: one's own notices', for staff everybody's."""
    found = _mine(chat)
    if not found:
        return Reply(NONE)
    shown = found[:SHOWN]
    chat.ask("delivery_troubles", "which", ids=[_id(one) for one in shown])
    more = f"还有 {len(found) - SHOWN} 件，先办这些。" if len(found) > SHOWN else ""
    return Reply(fit(["发送问题", *numbered(map(_line, shown)), more, "回号处理；以后再说回「取消」。"]))


@router.on("deliver_again", "重发", acts=True, audience="officer", asks_back=True, how=HOW)
def again(chat: Chat) -> Reply:
    """``重发 1``: send once more to who is in doubt."""
    return _do(chat, AGAIN)


@router.on("delivery_checked", "已核对", acts=True, audience="officer", asks_back=True, how=HOW)
def checked(chat: Chat) -> Reply:
    """``已核对 1``: they have it, somebody asked them."""
    return _do(chat, CHECKED)


@router.on("notice_let_go", "接着发", acts=True, audience="officer", asks_back=True, how=HOW)
def let_go(chat: Chat) -> Reply:
    """``接着发 1``: a halted notice goes on."""
    return _do(chat, LET_GO)


def _mine(chat: Chat) -> list[Trouble]:
    return troubles.of_officer(chat.db, chat.member, chat.now - LOOKED_BACK, chat.now)


def _id(one: Trouble) -> list[object]:
    return [one.kind, one.notice_id]


def _line(one: Trouble) -> str:
    title = one.title if len(one.title) <= 14 else f"{one.title[:13]}…"
    if one.kind == HALTED:
        return f"停发「{title}」，{one.count} 人没发：{one.why[:24]}"
    return f"不能确定「{title}」{one.count} 人收到没有"


def _do(chat: Chat, what: str) -> Reply:
    """The trouble of that number in the list, if this can be done about it; asked back."""
    found = _mine(chat)[:SHOWN]
    n = to_int(chat.slot("n") or "x")
    fitting = [one for one in found if (one.kind == HALTED) == (what == LET_GO)]
    one = found[n - 1] if n is not None and 1 <= n <= len(found) else None
    if n is None and len(fitting) == 1:
        one = fitting[0]
    if one is None or one not in fitting:
        return listed(chat)
    return _ask_back(chat, one, what)


def _ask_back(chat: Chat, one: Trouble, what: str) -> Reply:
    chat.ask("delivery_troubles", "confirm", id=_id(one), what=what)
    asked = {
        AGAIN: f"要给「{one.title}」不能确定的 {one.count} 人重发吗？可能有人收到两遍。",
        CHECKED: f"「{one.title}」不能确定的 {one.count} 人，都核对过收到了吗？",
        LET_GO: f"「{one.title}」停发的原因（{one.why}）除掉了吗？接着发给 {one.count} 人。",
    }
    return Reply(f"{asked[what]}\n回 1 确认，回 2 不办。")


@router.form("delivery_troubles", only_chooses=True)
def answer(chat: Chat) -> Reply:
    """Which; what to do about it; 1 does it."""
    form = chat.open_form
    if form.step == "which":
        return _chosen(chat, form)
    wanted = form.slots["id"]
    one = next((it for it in _mine(chat) if _id(it) == wanted), None)
    if one is None:
        return Reply(f"刚刚有人处理过了。\n{NONE if not _mine(chat) else '看其余的，回「发送问题」。'}")
    if form.step == "what":
        chosen = number(chat.said, 2)
        if chosen is None:
            chat.next_form = form
            return Reply("请回 1 重发，回 2 都收到了；以后再说回「取消」。")
        return _ask_back(chat, one, (AGAIN, CHECKED)[chosen - 1])
    return _confirmed(chat, form, one)


def _chosen(chat: Chat, form: Form) -> Reply:
    ids = form.slots["ids"]
    assert isinstance(ids, list)
    chosen = number(chat.said, len(ids))
    one = next((it for it in _mine(chat) if chosen and _id(it) == ids[chosen - 1]), None)
    if one is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(ids)} 的数字；以后再说回「取消」。")
    if one.kind == HALTED:
        return _ask_back(chat, one, LET_GO)
    chat.ask("delivery_troubles", "what", id=_id(one))
    return Reply(
        f"{_line(one)}\n问一问他们再定：1 重发　2 都收到了\n回数字；名单回「电话名单」，以后再说回「取消」。"
    )


def _confirmed(chat: Chat, form: Form, one: Trouble) -> Reply:
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 确认，回 2 不办。")
    if not sure:
        return Reply("好，没有动。\n再看，回「发送问题」。")
    what = str(form.slots["what"])
    if what == LET_GO:
        done = int(troubles.let_go(chat.db, one, chat.member.id, chat.now)) and one.count
    else:
        done = troubles.settle(chat.db, one, arrived=what == CHECKED, by=chat.member.id, now=chat.now)
    chat.knock = True
    return Reply(
        f"✓ 已{VERBS[what]}　{one.title}（{done} 人）\n看下落，回「回执」；看其余的，回「发送问题」。"
    )
