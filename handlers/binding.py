"""Binding and unbinding a phone."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import audit, bindings
from bot.ledger.bindings import AlreadyBound, TooManyTries, WrongCode

router = Router("binding")

HOW = "请发「绑定 姓名 绑定码」，例如：绑定 张三 K7M2P-9QXRT\n绑定码由支部书记给您，一码一用。"
BOUND = """✓ 已绑定　{name}（{branch}）
我们只存姓名、手机（加密）、律所、支部，用于通知、会议和学习记录；绑定即同意，说明回「隐私」，撤回同意回「解绑」。
回数字就行：1 第一议题 2 党课 3 签到请假 4 本月任务 5 通知"""
BOUND_TWICE = {
    "official": "企业微信也绑着：两边都能用，通知发到企业微信。",
    "wecom": "公众号也绑着：两边都能用，通知以后发到企业微信。",
}
CONFIRM_UNBIND = (
    "要解除绑定吗？解除后收不到通知，签到要请组织委员代办；会议记录按规定保留。\n回 1 解除，回 2 不解除。"
)
UNBOUND = "✓ 已解绑，不再给您发通知。\n要再用，请支部书记给一个新绑定码。"
NAMES = {"official": "公众号", "wecom": "企业微信"}
CONFIRM_ONE = "要解除{here}的绑定吗？{there}还绑着，通知照发到那里。\n回 1 解除，回 2 不解除。"
UNBOUND_ONE = "✓ 已解绑{here}。{there}还绑着，通知发到那里。\n那边也不要了，到那边发「解绑」。"


@router.on("bind", "绑定", "认证", "重新绑定", audience="anyone", how=HOW)
def bind(chat: Chat) -> Reply:
    """``绑定 姓名 绑定码``: the name and the single-use code from the secretary (reliability: 5 tries an hour)."""
    name, code = chat.slot("name"), chat.slot("code")
    if chat.sender is not None:
        return _bound_already(chat.sender.name)
    if not name or not code:
        return Reply(HOW)
    message = chat.message
    try:
        member, old = bindings.bind(
            chat.db, message.channel, message.sender, name, code, chat.now, chat.config.binding
        )
    except AlreadyBound as bound:
        return _bound_already(bound.to.name)
    except TooManyTries as tries:
        return Reply(
            f"没绑上：试的次数太多了，{local.clock(tries.until)} 以后再试。\n也可以请支部书记重发绑定码。"
        )
    except WrongCode as wrong:
        if wrong.tries_left == 0:
            return Reply("没绑上：姓名和绑定码对不上。\n这一小时不能再试了；请支部书记核对，或重发绑定码。")
        return Reply(
            f"没绑上：姓名和绑定码对不上，还可试 {wrong.tries_left} 次。\n{HOW}\n码用过或过期了？请支部书记重发。"
        )
    audit.record(
        chat.db, chat.now, member.id, "chat", "bind", f"member {member.id}", "new phone" if old else ""
    )
    said = BOUND.format(name=member.name, branch=member.branch_name or "行业党委")
    return Reply(f"{said}\n{BOUND_TWICE[message.channel]}" if _elsewhere(chat, member.id) else said)


def _elsewhere(chat: Chat, member_id: int) -> dict[str, str]:
    """What the two channels are called where the member is bound on the other one too; else nothing."""
    here = chat.message.channel
    others = [channel for channel, _ in bindings.bound_channels(chat.db, member_id) if channel != here]
    return {"here": NAMES[here], "there": NAMES[others[0]]} if others else {}


def _bound_already(name: str) -> Reply:
    return Reply(f"这部手机已经绑定 {name}，不用再绑。\n换人用？先回「解绑」。")


@router.on(
    "unbind",
    "解绑",
    "解除绑定",
    "撤回同意",
    acts=True,
    asks_back=True,
    how="发「解绑」，再回 1。会议记录按规定保留。",
)
def unbind(chat: Chat) -> Reply:
    """Withdrawing is as easy as consenting (PIPL 15), asked back once because it stops every notice."""
    chat.ask("unbind", "confirm")
    twice = _elsewhere(chat, chat.member.id)
    return Reply(CONFIRM_ONE.format(**twice) if twice else CONFIRM_UNBIND)


@router.form("unbind", only_chooses=True)
def unbind_confirmed(chat: Chat) -> Reply:
    """The answer to 要解除绑定吗."""
    if chat.said in ("1", "解除", "确认", "是"):
        message = chat.message
        bindings.unbind(chat.db, message.channel, message.sender, chat.now, "asked")
        audit.record(chat.db, chat.now, chat.member.id, "chat", "unbind", f"member {chat.member.id}")
        twice = _elsewhere(chat, chat.member.id)
        return Reply(UNBOUND_ONE.format(**twice) if twice else UNBOUND)
    return Reply("好，没有解绑。\n回「帮助」看能做什么。")
