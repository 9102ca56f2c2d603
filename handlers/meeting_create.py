"""Planning a meeting, in one sentence or one thing at a time; shown once more before it is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, audit, meeting_kinds, meeting_rules, meetings, members
from bot.ledger.meetings import Meeting, NewMeeting
from bot.understanding.dates import parse_when
from bot.understanding.days import find_day
from bot.understanding.numbers import parse_list
from handlers.wording import fit, number, numbered, plain, yes_or_no

router = Router("meeting create")

HOW = "一句话：「开会 下周三晚上七点半 三楼会议室 支部党员大会」。\n或只发「开会」，我一样一样问；最后给您看一遍再发布。"
ASKED_KINDS = [kind.name for kind in meeting_kinds.KINDS[:6]]
PLACE_WORDS = re.compile(r"楼|室|厅|馆|所|线上|腾讯会议|中心|路|号|村|社区|基地|旧址|公园|法院|司法局|律协")


@router.on(
    "meeting_create", "开会", "安排会议", "新建会议", "发起会议", "我要开会", acts=True, audience="officer",
    asks_back=True, how=HOW,
)  # fmt: skip
def create(chat: Chat) -> Reply:
    """``开会 下周三晚上七点半 三楼会议室 支部党员大会``: what the sentence leaves out is asked for."""
    scope = members.scope(chat.db, chat.member)
    if not scope:
        return Reply("您现在没有负责的支部，开不了会。\n要改，请联系行业党委办公室。")
    draft: dict[str, Any] = {
        "key": f"chat:{chat.message.occasion}",
        "kind": "",
        "starts_at": "",
        "place": None,
    }
    draft["branches"] = [scope[0][0]] if len(scope) == 1 else []
    if chat.slot("kind"):
        draft["kind"] = meeting_kinds.kind(chat.slot("kind")).name
    if chat.slot("reason"):
        _read_sentence(chat, chat.slot("reason"), draft)
    return _next(chat, draft)


def _read_sentence(chat: Chat, text: str, draft: dict[str, Any]) -> None:
    """Take kind, time, branch, place and title from a sentence."""
    when = parse_when(text, chat.now)
    rest = text
    if when is not None:
        rest = when.rest
        if when.has_time:
            draft["starts_at"] = when.start.isoformat()
        else:
            draft["day"] = when.start.isoformat()
    if not draft["kind"] and (found := meeting_kinds.find(rest)) is not None:
        draft["kind"], rest = found[0].name, found[1]
    for id_, name in members.scope(chat.db, chat.member):
        if name in rest:
            rest = rest.replace(name, " ")
            draft["branches"] = [*dict.fromkeys([*draft["branches"], id_])]
    pieces = [
        piece for piece in re.split(r"[\s,，。;；]+", rest) if piece not in ("", "在", "于", "开会", "召开")
    ]
    place = next((piece for piece in pieces if PLACE_WORDS.search(piece)), pieces[0] if pieces else None)
    if place is not None:
        pieces.remove(place)
        draft["place"] = place.removeprefix("在")[:100]
    if pieces:
        draft["title"] = " ".join(pieces)[:60]


def _next(chat: Chat, draft: dict[str, Any]) -> Reply:
    """Ask for the first thing that is missing; when nothing is, show it all."""
    if not draft["branches"]:
        return _ask_branch(chat, draft)
    if not draft["kind"]:
        chat.ask("meeting_create", "kind", **draft)
        return Reply(
            fit(["开什么会？", "　".join(numbered(ASKED_KINDS)), "回数字，或写会议名称；不开了回「取消」。"])
        )
    if meeting_rules.lacks_committee(chat.db, draft["kind"], draft["branches"]):
        draft["kind"] = ""
        chat.ask("meeting_create", "kind", **draft)
        return Reply(
            f"{meeting_rules.NO_COMMITTEE}\n换一种：{'　'.join(numbered(ASKED_KINDS))}\n回数字；不开了回「取消」。"
        )
    if not draft["starts_at"]:
        chat.ask("meeting_create", "when", **draft)
        asked = "几点？" if draft.get("day") else "什么时候？"
        return Reply(f"{draft['kind']}，{asked}\n比如：下周三晚上七点半。不开了回「取消」。")
    if draft["place"] is None:
        chat.ask("meeting_create", "where", **draft)
        return Reply("在哪里开？\n写地点，比如：三楼会议室；还没定回 0。")
    return _preview(chat, draft)


def _ask_branch(chat: Chat, draft: dict[str, Any]) -> Reply:
    chat.ask("meeting_create", "branch", **draft)
    scope = members.scope(chat.db, chat.member)
    listed = numbered(name for _, name in scope[:5])
    more = f"（共 {len(scope)} 个支部，没列出的写名称）" if len(scope) > 5 else ""
    return Reply(fit([f"哪个支部开会？{more}", *listed, "回数字；几个支部合开，写 1,2。"]))


def _due(chat: Chat, draft: Mapping[str, Any]) -> list[tuple[str, int]]:
    """How many would be due, by the name of their branch."""
    return attendance.expected(chat.db, draft["kind"], draft["branches"])


def _preview(chat: Chat, draft: dict[str, Any]) -> Reply:
    starts_at = datetime.fromisoformat(draft["starts_at"])
    problem = meeting_rules.problem_of_start(starts_at, chat.now)
    if problem:
        draft["starts_at"] = ""
        chat.ask("meeting_create", "when", **draft)
        return Reply(f"{problem}\n请再说一次，比如：下周三晚上七点半。")
    chat.ask("meeting_create", "confirm", **draft)
    by_branch = "、".join(f"{name} {count} 人" for name, count in _due(chat, draft))
    past = "（时间已过，作补录）" if starts_at < chat.now else ""
    opens = starts_at - timedelta(minutes=chat.config.meetings.opens_minutes_before)
    return Reply(
        fit(
            [
                f"{_title(draft)}　{local.words(starts_at)}{past}",
                f"地点：{draft['place'] or '待定'}",
                f"应到：{by_branch or '0 人'}",
                "" if past else f"{local.clock(opens)} 开始签到",
                "要改就写新的时间，或写「地点 五楼」。",
                "回 1 确认，回 2 不办。",
            ]
        )
    )


def _title(draft: Mapping[str, Any]) -> str:
    return meeting_rules.titled(str(draft["kind"]), draft.get("title", ""))


@router.form("meeting_create")
def answer(chat: Chat) -> Reply:
    """The answer to what was asked last."""
    form = chat.form
    assert form is not None
    draft = dict(form.slots)
    said = plain(chat.said)
    problem = _ANSWERS[form.step](chat, draft, said)
    if isinstance(problem, Reply):
        return problem
    if problem:
        chat.next_form = form
        return Reply(problem)
    return _next(chat, draft)


def _branch_said(chat: Chat, draft: dict[str, Any], said: str) -> str:
    scope = members.scope(chat.db, chat.member)
    chosen = parse_list(said)
    if chosen and all(1 <= n <= len(scope) for n in chosen):
        draft["branches"] = [scope[n - 1][0] for n in chosen]
        return ""
    draft["branches"] = [id_ for id_, name in scope if said and (name in said or said in name)]
    return "" if draft["branches"] else "没有这个支部。\n请回数字或支部名称；不开了回「取消」。"


def _kind_said(chat: Chat, draft: dict[str, Any], said: str) -> str | Reply:
    chosen = number(said, len(ASKED_KINDS))
    if chosen is not None:
        draft["kind"] = ASKED_KINDS[chosen - 1]
    elif parse_when(said, chat.now) is not None:
        _read_sentence(chat, said, draft)
    elif len(said) >= 2 and not said.isdecimal():
        found = meeting_kinds.find(said)
        draft["kind"] = found[0].name if found else meeting_kinds.kind(said).name
    if not draft["kind"] and (draft["starts_at"] or draft.get("day")):
        chat.ask("meeting_create", "kind", **draft)
        return Reply(
            f"时间、地点先记着。开什么会？\n{'　'.join(numbered(ASKED_KINDS))}\n回数字，或写会议名称；不开了回「取消」。"
        )
    return "" if draft["kind"] else f"请回 1 到 {len(ASKED_KINDS)} 的数字，或写会议名称；不开了回「取消」。"


def _when_said(chat: Chat, draft: dict[str, Any], said: str) -> str:
    when = parse_when(said, chat.now)
    if when is None:
        return "没看懂时间。\n比如：下周三晚上七点半，或 12月5日 19:30；不开了回「取消」。"
    if when.has_time:
        draft["starts_at"] = _on_the_day(chat, said, when.start, draft.get("day")).isoformat()
    else:
        draft["day"] = when.start.isoformat()
    if draft["place"] is None and PLACE_WORDS.search(when.rest):
        draft["place"] = when.rest.strip(" ,，。在").removeprefix("地点")[:100]
    return ""


def _on_the_day(chat: Chat, said: str, start: datetime, day: str | None) -> datetime:
    """A time that was said alone belongs to the day said before: 下周三晚上, then 八点."""
    if day is None or find_day(said, local.day(chat.now)) is not None:
        return start
    before, clock = local.at(datetime.fromisoformat(day)), local.at(start).time()
    if before.hour >= 12 and clock.hour < 12 and not re.search("早|上午|凌晨", said):
        clock = clock.replace(hour=clock.hour + 12)
    return local.instant(before.date(), clock)


def _where_said(chat: Chat, draft: dict[str, Any], said: str) -> str:
    draft["place"] = "" if said in ("0", "待定", "没定", "还没定") else said[:100]
    return ""


def _confirm_said(chat: Chat, draft: dict[str, Any], said: str) -> str | Reply:
    sure = yes_or_no(said)
    if sure is not None:
        return _publish(chat, draft) if sure else Reply("好，没有开。\n要再开，发「开会」。")
    if said.startswith("地点"):
        return _where_said(chat, draft, said.removeprefix("地点").strip(" :：改成为"))
    when = parse_when(said, chat.now)
    if when is None:
        return "请回 1 确认，回 2 不办；要改就写新的时间，或写「地点 五楼」。"
    planned = local.at(datetime.fromisoformat(draft["starts_at"]))
    if when.has_time:
        moved = _on_the_day(chat, said, when.start, draft["starts_at"])
    else:
        moved = local.instant(local.day(when.start), planned.time())
    draft["starts_at"] = moved.isoformat()
    return ""


_ANSWERS = {
    "branch": _branch_said,
    "kind": _kind_said,
    "when": _when_said,
    "where": _where_said,
    "confirm": _confirm_said,
}


def _publish(chat: Chat, draft: Mapping[str, Any]) -> Reply:
    new = NewMeeting(
        key=draft["key"],
        branch_ids=tuple(draft["branches"]),
        kind=draft["kind"],
        title=_title(draft),
        place=draft["place"],
        starts_at=datetime.fromisoformat(draft["starts_at"]),
    )
    meeting, fresh = meetings.create(chat.db, new, chat.member.id, chat.now)
    if not fresh:
        return Reply(
            f"这个会已经发布过了：{local.words(meeting.starts_at)} {meeting.title}。\n看安排，回「会议」。"
        )
    audit.record(chat.db, chat.now, chat.member.id, "chat", "meeting", f"meeting {meeting.id}")
    return Reply(_published(meeting, chat.now))


def _published(meeting: Meeting, now: datetime) -> str:
    first = f"✓ 已发布　{local.words(meeting.starts_at)} {meeting.title}"
    if meeting.starts_at < now:
        return f"{first}\n补录签到，回「到 1-8 假 9」；录完回「散会」。"
    return (
        f"{first}\n支部的人回「会议」看得到，来不了回「请假」。\n到时您回「签到码」念口令，完了回「散会」。"
    )
