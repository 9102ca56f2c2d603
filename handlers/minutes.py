"""``会议记录``: the document of a meeting that is over; ``记录 决议：…`` adds what the roll cannot know (domain.md rule 9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, meetings, minutes
from bot.ledger.meetings import CLOSED, Meeting
from bot.ledger.minutes import TITLES, Field, Minutes
from bot.reports.purposes import PURPOSES
from handlers.exports import give, purpose_of
from handlers.roll import counted
from handlers.which_meeting import act, choose, open_or_last, scope_ids
from handlers.wording import fit, on_day, plain, yes_or_no

router = Router("minutes")

OFFERED_FOR = timedelta(days=62)
NONE = "最近两个月没有散会的会议，还没有会议记录。\n会开完了发「散会」；看安排回「会议」。"
HOW = "散会后发「会议记录」，补上主持人、记录人、决议，就给您 Word 文档。补一句发「记录 决议：……」。"
FIELDS: dict[str, Field] = {
    "主持": "host", "主持人": "host", "记录人": "recorder", "列席": "guest", "议题": "agenda", "议程": "agenda",
    "发言": "speech", "表决": "vote", "表决结果": "vote", "决议": "decision", "决定": "decision", "议定": "decision",
    "小结": "summary",
}  # fmt: skip
_ENTRY = re.compile(
    rf"(?:会议)?(?:记录|补记|记一?下|记上)?[\s:：,，]*({'|'.join(sorted(FIELDS, key=len, reverse=True))})(?:[\s:：,，]+|[是为])(.+)",
    re.S,
)
# What was decided, in a sentence of its own: 会议决定下月去陈白沙纪念馆.
_DECIDED = re.compile(
    r"(?:会议)?(?:记录|补记|记一?下|记上)?[\s:：,，]*(?:会议|支部|大家|一致)*((?:决定|议定|同意|通过).{4,})",
    re.S,
)
_OWNER = re.compile(r"[,，;；。\s]*责任人[\s:：]*([^,，;；。\s]+)")
_DUE = re.compile(r"[,，;；。\s]*(?:完成)?(?:期限|时限)[\s:：]*([^,，;；。]+)")
HOW_TO_ADD = "补一句：主持 李某｜记录人 周某｜议题 …｜发言 …｜表决 …｜决议 …"


@router.on(
    "minutes", "会议记录", "会议纪要", "纪要", "导出会议记录", "看会议记录", audience="officer", how=HOW
)
def minutes_of(chat: Chat) -> Reply:
    """``会议记录``: what is known, what is missing, and the file."""
    found = meetings.last_closed(chat.db, scope_ids(chat), chat.now - OFFERED_FOR, 6)
    return choose(chat, "minutes", found) if found else Reply(NONE)


@act("minutes")
def _shown(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    if meeting.state != CLOSED:
        return Reply(f"{on_day(meeting)}还没有散会。\n会开完了发「散会」，再发「会议记录」。")
    kept = minutes.of(chat.db, meeting)
    chat.ask("minutes", "fill", meeting_id=meeting.id)
    guests = len(attendance.guests(chat.db, meeting))
    figures = attendance.count(attendance.roll(chat.db, meeting, chat.now), guests)
    return Reply(
        fit(
            [
                f"会议记录 · {on_day(meeting)}",
                counted(meeting, figures),
                _known(kept),
                _missing(kept),
                HOW_TO_ADD,
                "要文件，回用途：" + "　".join(f"{n} {one}" for n, one in enumerate(PURPOSES, 1)),
            ]
        )
    )


def _known(kept: Minutes) -> str:
    said = [f"主持人 {kept.host}" if kept.host else "", f"记录人 {kept.recorder}" if kept.recorder else ""]
    said += [
        f"{TITLES[field]} {len(kept.of(field))} 条"
        for field in ("agenda", "speech", "vote", "decision")
        if kept.of(field)
    ]
    return "　".join(part for part in said if part)


def _missing(kept: Minutes) -> str:
    return f"还没有：{'、'.join(kept.missing)}（文件里留空，可手写）" if kept.missing else ""


@router.on(
    "minutes_entry",
    "补会议记录",
    "补记录",
    "记会议记录",
    acts=True,
    audience="officer",
    asks_back=True,
    how="发「记录 决议：通过预算，责任人 张三，期限 12月20日」；主持人、记录人、发言、表决一样。",
)
def entry(chat: Chat) -> Reply:
    """``记录 决议：…``: a line for the meeting under way, or the last one."""
    found = open_or_last(chat)
    return choose(chat, "minutes entry", found, said=chat.said)


@act("minutes entry")
def _entered(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    chat.ask("minutes", "fill", meeting_id=meeting.id)
    return _take(chat, meeting, str(slots["said"])) or Reply(f"{on_day(meeting)}　会议记录\n{HOW_TO_ADD}")


@router.form("minutes")
def filled(chat: Chat) -> Reply:
    """A line, the purpose of the file, 撤掉 or 定稿."""
    form = chat.open_form
    meeting = meetings.get(chat.db, int(str(form.slots["meeting_id"])))
    assert meeting is not None
    if form.step == "final":
        return _made_final(chat, meeting)
    word = plain(chat.said)
    if word in ("撤掉", "删掉", "上一句不要"):
        return _taken_back(chat, meeting)
    if word in ("定稿", "记录 定稿", "记录定稿"):
        chat.ask("minutes", "final", meeting_id=meeting.id)
        return Reply("定稿后再补的，会写成「更正」，带上时间和姓名。\n要定稿吗？回 1 确认，回 2 不办。")
    chat.next_form = form
    taken = _take(chat, meeting, chat.said)
    if taken is not None:
        return taken
    purpose = purpose_of(chat.said)
    if purpose is None or meeting.state != CLOSED:
        return Reply(f"没看懂。{HOW_TO_ADD}\n要文件回 1、2、3；不填了回「取消」。")
    if purpose not in PURPOSES and not word.startswith("用途"):
        return Reply(f"要补记录，开头写上是什么：\n{HOW_TO_ADD}\n要文件回 1、2、3，或写「用途 …」。")
    chat.next_form = None
    options: dict[str, object] = {"meeting": meeting.id, "branches": scope_ids(chat)}
    return give(
        chat, "minutes", options, f"{on_day(meeting)} 会议记录", purpose.removeprefix("用途").strip(" ：:")
    )


def _take(chat: Chat, meeting: Meeting, said: str) -> Reply | None:
    """Enter a line; None where the text does not begin with what it is."""
    field, text = _parted(said.strip())
    if field is None:
        return None
    owner, due = "", ""
    if field == "decision":
        text, owner, due = _with_owner(text)
    minutes.enter(chat.db, meeting.id, field, text, chat.member.id, chat.now, owner=owner, due=due)
    kept = minutes.of(chat.db, meeting)
    note = "（定稿后补的，写成更正）" if kept.final_at else ""
    more = f"　责任人 {owner}" if owner else ""
    more += f"　期限 {due}" if due else ""
    return Reply(
        fit(
            [
                f"✓ 已记{TITLES[field]}{note}：{text[:60]}{more}",
                _missing(kept),
                "接着补下一句；记错了回「撤掉」。"
                + ("要文件回「会议记录」。" if meeting.state == CLOSED else ""),
            ]
        )
    )


def _parted(said: str) -> tuple[Field | None, str]:
    """What kind of line it is, and the line itself."""
    if match := _ENTRY.fullmatch(said):
        return FIELDS[match[1]], match[2].strip()
    if match := _DECIDED.fullmatch(said):
        return "decision", match[1].strip()
    return None, ""


def _with_owner(text: str) -> tuple[str, str, str]:
    """A decision parted from who carries it out and by when."""
    owner, due = _OWNER.search(text), _DUE.search(text)
    bare = _DUE.sub("", _OWNER.sub("", text)).strip(" ,，;；。")
    return bare or text, owner[1] if owner else "", due[1].strip() if due else ""


def _taken_back(chat: Chat, meeting: Meeting) -> Reply:
    kept = minutes.of(chat.db, meeting)
    chat.ask("minutes", "fill", meeting_id=meeting.id)
    lines = kept.corrections or kept.lines
    if not lines:
        return Reply(f"还没有记什么。\n{HOW_TO_ADD}")
    minutes.withdraw(chat.db, lines[-1].id, chat.member.id, chat.now)
    return Reply(
        f"✓ 已撤掉{TITLES[lines[-1].field]}：{lines[-1].said[:60]}\n接着补，或回「会议记录」要文件。"
    )


def _made_final(chat: Chat, meeting: Meeting) -> Reply:
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = chat.form
        return Reply("请回 1 确认，回 2 不办。")
    if not sure:
        return Reply("好，还没有定稿。\n要文件，回「会议记录」。")
    minutes.enter(chat.db, meeting.id, "final", "定稿", chat.member.id, chat.now)
    return Reply(
        f"✓ 已定稿　{on_day(meeting)} 会议记录\n要文件，回「会议记录」；请主持人、记录人在纸上签字。"
    )
