"""``缺席原因``: why somebody was absent without leave, entered by the officer (domain.md rule 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.chat import Chat, Reply, Router
from bot.ledger import attendance
from bot.ledger.attendance import ABSENT, NewMark
from bot.ledger.meetings import Meeting
from bot.understanding.called import those_called
from content import leave_reasons
from handlers.leave import kept_words
from handlers.roll import own_roll
from handlers.which_meeting import act, choose, open_or_last
from handlers.wording import fit, names, number, on_day, plain

router = Router("absence reason")

HOW = "散会后一周内发「缺席原因 李四 出差」，或「缺席原因 3 出差」（号看「名单」）；还是缺席，不算无故。病情不记，只记“身体原因”。"
REASON_LIMIT = 100


@router.on(
    "absence_reason", "缺席原因", "登记缺席原因", acts=True, audience="officer", asks_back=True, how=HOW
)
def absence_reason(chat: Chat) -> Reply:
    """``缺席原因 李四 出差``; without words, who is absent without a reason."""
    who, *why = _words(chat.slot("reason"))
    said = " ".join([who, *(leave_reasons.read(one).text for one in why)])
    return choose(chat, "absence reason", open_or_last(chat), said=said)


def _words(said: str) -> list[str]:
    return re.split(r"[\s,，:：]+", plain(said), maxsplit=1)


@act("absence reason")
def _for(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    roll = own_roll(chat, meeting)
    absent = [one for one in roll if one.state == ABSENT]
    words = _words(str(slots.get("said") or ""))
    if len(words) < 2 or not words[1]:
        waiting = [f"{one.number} {one.name}" for one in absent if not one.reason][:12]
        return Reply(
            fit(
                [
                    f"{on_day(meeting)}　缺席 {len(absent)}，没写原因的 {len([1 for one in absent if not one.reason])}",
                    "、".join(waiting),
                    "写上姓名（或号）和原因，如「缺席原因 李四 出差」。",
                ]
            )
        )
    at = number(words[0], len(roll))
    if at:
        found = [one for one in absent if one.number == at]
    else:
        found = those_called(words[0], absent, lambda entry: entry.name)
    if len(found) > 1:
        return Reply(
            f"「{words[0]}」可能是：{names([one.name for one in found])}。\n请写号再发，如「缺席原因 {found[0].number} 出差」。"
        )
    if not found:
        return Reply(f"{on_day(meeting)}的缺席里没有「{words[0]}」。\n看名单，回「名单」。")
    one = found[0]
    read = leave_reasons.read(words[1][:REASON_LIMIT])
    mark = NewMark(one.member_id, one.branch_id, one.standing, ABSENT, read.text)
    attendance.mark(chat.db, meeting, [mark], "officer", chat.member.id, chat.now)
    return Reply(f"✓ 已记　{one.name}缺席，原因：{kept_words(read)}\n还是缺席，不算无故；记错了再发一次。")
