"""Marks an officer makes for others: ``代签 李四``, or from the paper sheet ``到 1-8,10 假 9``; asked back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, meetings, members
from bot.ledger.attendance import ABSENT, GUEST, LEAVE, PRESENT, Entry, MeetingOver, NewMark
from bot.ledger.meetings import CLOSED, Meeting
from bot.understanding.called import those_called
from bot.understanding.numbers import parse_list
from handlers.roll import own_roll
from handlers.which_meeting import act, choose, open_or_last
from handlers.wording import fit, names, on_day, yes_or_no

router = Router("paper marks")

HOW = (
    "一个人：「代签 李四」。照纸质签到表：「到 1-8,10 假 9」，号是「名单」里的序号。\n都会先给您看一遍再记。"
)
WORDS = {
    "实到": PRESENT, "已到": PRESENT, "签到": PRESENT, "到": PRESENT,
    "请假": LEAVE, "假": LEAVE, "缺席": ABSENT, "缺": ABSENT, "未到": ABSENT,
}  # fmt: skip
TITLES = {PRESENT: "到", LEAVE: "假", ABSENT: "缺", GUEST: "列席"}
_BETWEEN = " ，,;；。、"
_DIGIT = "0-9一二三四五六七八九十百两"
_WORD = "|".join(sorted((*WORDS, "列席", "补学", "补"), key=len, reverse=True))
# 到 is a mark, and between two numbers (1到8) a range.
_PART = re.compile(
    rf"(?P<word>{_WORD})[\s:：]*(?P<numbers>(?:[{_DIGIT}零〇\s,，、;；和号~～—–至-]|(?<=[{_DIGIT}])到(?=[{_DIGIT}]))+)"
)


@router.on(
    "paper_marks", "代签", "补录签到", "纸质签到", "登记签到", "手工签到",
    acts=True, audience="officer", asks_back=True, how=HOW,
)  # fmt: skip
def paper_marks(chat: Chat) -> Reply:
    """``代签 李四`` (several names with 、) or ``到 1-8,10 假 9`` by the numbers of the roll."""
    name, text = chat.slot("name"), chat.slot("reason")
    if name:
        return choose(chat, "mark names", open_or_last(chat), names=name)
    if text:
        return choose(chat, "mark numbers", open_or_last(chat), text=text)
    return Reply(HOW)


@act("mark names")
def _names(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    said = [one for one in re.split(r"[、,，;；和\s]+", str(slots["names"])) if one]
    roll = own_roll(chat, meeting)
    by_name: dict[str, list[Entry]] = {}
    for one in roll:
        by_name.setdefault(one.name, []).append(one)
    called = {one: those_called(one, by_name, str) for one in said}
    vague = next((one for one in said if len(called[one]) > 1), None)
    if vague is not None:
        return Reply(f"「{vague}」可能是：{names(called[vague])}。\n请写全名再发一次；看号回「名单」。")
    said = list(dict.fromkeys(called[one][0] if called[one] else one for one in said))
    double = next((one for one in said if len(by_name.get(one, [])) > 1), None)
    if double is not None:
        numbers = "、".join(str(one.number) for one in by_name[double])
        return Reply(
            f"名单里有两位{double}（{numbers} 号）。\n请按号代签，如「到 {by_name[double][0].number}」。"
        )
    unknown = [one for one in said if one not in by_name]
    if unknown:
        return _guest(chat, meeting, unknown[0]) if len(said) == 1 else _not_listed(unknown)
    return _ask_back(chat, meeting, {PRESENT: [by_name[one][0] for one in said]})


def _not_listed(unknown: Sequence[str]) -> Reply:
    return Reply(f"应到名单里没有：{names(unknown)}。\n请核对姓名；看名单回「名单」。")


def _guest(chat: Chat, meeting: Meeting, name: str) -> Reply:
    """Somebody who is not on the roll may have sat in: 列席, which never counts."""
    found = members.named(chat.db, name)
    if len(found) != 1:
        return _not_listed([name])
    one = found[0]
    chat.ask("guest", "confirm", meeting_id=meeting.id, member_id=one.id)
    return Reply(
        f"{one.name}不在应到名单里。要记为列席（{on_day(meeting)}）吗？列席不计入应到。\n回 1 确认，回 2 不办。"
    )


@act("mark numbers")
def _numbers(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    roll = {one.number: one for one in own_roll(chat, meeting)}
    wanted: dict[str, list[Entry]] = {}
    seen: set[int] = set()
    for state, numbers in read_marks(str(slots["text"])):
        if state is None:
            return Reply(
                f"没看懂这一段。\n请这样写：到 1-8,10 假 9 缺 11（一共 {len(roll)} 人）。补学由本人回「补学」。"
            )
        wrong = [n for n in numbers if n not in roll or n in seen]
        if wrong:
            why = "写了两次" if wrong[0] in seen else f"不在名单里（一共 {len(roll)} 人）"
            return Reply(f"{wrong[0]} 号{why}。\n请改好再发一次；看号回「名单」。")
        seen.update(numbers)
        wanted.setdefault(state, []).extend(roll[n] for n in numbers)
    return _ask_back(chat, meeting, wanted) if wanted else Reply(HOW)


def read_marks(text: str) -> list[tuple[str | None, list[int]]]:
    """``到 1-8,10 假 9`` as states with their numbers; a state of None where a part makes no sense."""
    found: list[tuple[str | None, list[int]]] = []
    rest = text.strip(_BETWEEN)
    while rest:
        match = _PART.match(rest)
        numbers = parse_list(match["numbers"].strip(_BETWEEN)) if match else None
        if match is None or not numbers or match["word"] not in WORDS:
            return [(None, [])]
        found.append((WORDS[match["word"]], numbers))
        rest = rest[match.end() :].strip(_BETWEEN)
    return found


def _ask_back(chat: Chat, meeting: Meeting, wanted: Mapping[str, Sequence[Entry]]) -> Reply:
    """What would be written, with the names, before it is."""
    marks = [[one.member_id, state] for state, entries in wanted.items() for one in entries]
    chat.ask("paper_marks", "confirm", meeting_id=meeting.id, marks=marks)
    after = "（已散会，作更正）" if meeting.state == CLOSED else ""
    count = sum(len(entries) for entries in wanted.values())
    if count == 1:
        ((state, entries),) = ((s, e) for s, e in wanted.items() if e)
        what = {PRESENT: "代签", LEAVE: "记请假", ABSENT: "记缺席"}[state]
        return Reply(f"要给{entries[0].name}{what}（{on_day(meeting)}{after}）吗？回 1 确认，回 2 不办。")
    lines = [
        f"{TITLES[state]} {len(entries)} 人：{names([one.name for one in entries], 20)}"
        for state, entries in wanted.items()
    ]
    return Reply(fit([f"{on_day(meeting)}{after}，照这样记吗？", *lines, "回 1 确认，回 2 不办。"]))


@router.form("paper_marks")
def confirmed(chat: Chat) -> Reply:
    """1 writes the marks that were shown, as the roll stands now."""
    form = chat.form
    assert form is not None
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 确认，回 2 不办。")
    if not sure:
        return Reply("好，什么也没有记。\n要再记，发「代签 姓名」或「到 1-8 假 9」。")
    meeting = meetings.get(chat.db, int(str(form.slots["meeting_id"])))
    marks = form.slots["marks"]
    assert meeting is not None
    assert isinstance(marks, list)
    on_roll = {one.member_id: one for one in own_roll(chat, meeting)}
    wanted = [
        NewMark(id_, on_roll[id_].branch_id, on_roll[id_].standing, state)
        for id_, state in marks
        if id_ in on_roll
    ]
    how = "officer" if len(wanted) == 1 else "paper"
    try:
        changed = attendance.mark(chat.db, meeting, wanted, how, chat.member.id, chat.now)
    except MeetingOver:
        return Reply(f"没记上：{meeting.title}已经取消。\n看会议安排，回「会议」。")
    return Reply(_written(wanted, len(wanted) - len(changed)))


def _written(wanted: Sequence[NewMark], unchanged: int) -> str:
    figures = "　".join(
        f"{TITLES[state]} {count}"
        for state in (PRESENT, LEAVE, ABSENT)
        if (count := sum(one.state == state for one in wanted))
    )
    note = f"其中 {unchanged} 人原来就是这样记的。" if unchanged else ""
    return fit([f"✓ 已记　{figures}", note, "看结果，回「点名」。"])


@router.form("guest")
def guest_confirmed(chat: Chat) -> Reply:
    """1 enters the guest."""
    form = chat.form
    assert form is not None
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 确认，回 2 不办。")
    meeting = meetings.get(chat.db, int(str(form.slots["meeting_id"])))
    one = members.by_id(chat.db, int(str(form.slots["member_id"])))
    if not sure or meeting is None or one is None:
        return Reply("好，什么也没有记。\n看名单，回「名单」。")
    attendance.mark_guest(chat.db, meeting, one.id, one.standing, chat.member.id, chat.now)
    return Reply(f"✓ 已记列席　{one.name}（{on_day(meeting)}）\n看结果，回「点名」。")
