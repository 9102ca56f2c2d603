"""``销假``: a member who asked leave can come after all; whoever answers for the branch is told."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import leave
from bot.ledger.leave import Request
from handlers.telling import officers, tell
from handlers.wording import fit, in_full, number, numbered

router = Router("leave back")

HOW = "请了假又能来了，发「销假」；开会以后来了，直接签到就行。"
NONE = "现在没有您请的假。\n能来了？到场直接签到就行。"


@router.on(
    "leave_back", "销假", "撤销请假", "取消请假", "撤回请假", "收回请假", "不请假了", "不用请假了", acts=True, how=HOW
)  # fmt: skip
def leave_back(chat: Chat) -> Reply:
    """Take back the only leave there is, or the one that is chosen."""
    asked = leave.ahead(chat.db, chat.member.id, chat.now)
    if not asked:
        return Reply(NONE)
    if len(asked) == 1:
        return _taken_back(chat, asked[0])
    shown = asked[:5]
    chat.ask("leave_back", "which", ids=[one.id for one in shown])
    return Reply(
        fit(
            ["销哪一次的假？", *numbered(in_full(one.meeting) for one in shown), "回数字；不销了回「取消」。"]
        )
    )


@router.form("leave_back", only_chooses=True)
def chosen(chat: Chat) -> Reply:
    """Which of several."""
    ids = chat.open_form.slots["ids"]
    assert isinstance(ids, list)
    which = number(chat.said, len(ids))
    if not which:
        chat.next_form = chat.form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不销了回「取消」。")
    asked = leave.ahead(chat.db, chat.member.id, chat.now)
    one = next((each for each in asked if each.id == ids[which - 1]), None)
    return _taken_back(chat, one) if one is not None else Reply(NONE)


def _taken_back(chat: Chat, one: Request) -> Reply:
    if not leave.withdraw(chat.db, one, chat.now):
        return Reply(NONE)
    tell(
        chat, officers(chat), key=f"leave-{one.id}-back", kind="leave", title=f"已销假：{one.name}",
        body=f"{in_full(one.meeting)}\n能来参加，原来请的假不算了。", expires_at=one.meeting.starts_at,
    )  # fmt: skip
    return Reply(f"✓ 已销假　{in_full(one.meeting)}\n到场回「签到」；又来不了，再回「请假 事由」。")
