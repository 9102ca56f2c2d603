"""Calling a meeting off and moving it: shown once more, then told to exactly those who knew of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import meeting_changes, meeting_rules, meetings
from bot.ledger.meetings import PLANNED, Meeting
from bot.understanding.dates import parse_when
from bot.understanding.numbers import to_int
from handlers.which_meeting import scope_ids
from handlers.wording import fit, in_full, number, numbered, plain, with_place, yes_or_no

router = Router("meeting change")

SHOWN = 5
REASONS = ("场地有变", "时间冲突", "人数不够")
_PLACE = re.compile(r"(?:地[点方](?:[改换][到成为在])?|在|到)\s*(?P<place>\S.{0,60})$")
CANCEL_HOW = "发「取消会议」，回号、写原因，看一遍再回 1。\n已经提醒过的人会收到取消通知。"
MOVE_HOW = "发「改期 1 周五晚上七点」，1 是「改期」列出的号；要换地点，后面写「地点 五楼」。"


@router.on(
    "meeting_cancel", "取消会议", "会议取消", "撤销会议", acts=True, audience="officer", asks_back=True,
    how=CANCEL_HOW,
)  # fmt: skip
def cancel(chat: Chat) -> Reply:
    """``取消会议 1 场地没了``: which and why, shown once more."""
    return _which(chat, "cancel", reason=plain(chat.slot("reason")))


@router.on(
    "meeting_move",
    "改期",
    "会议改期",
    "改会议时间",
    acts=True,
    audience="officer",
    asks_back=True,
    how=MOVE_HOW,
)
def move(chat: Chat) -> Reply:
    """``改期 1 周五晚上七点``: which, to when and why, shown once more."""
    return _which(chat, "move", when=chat.slot("reason"), reason="")


def _ahead(chat: Chat) -> list[Meeting]:
    """The meetings to come that the sender's own branches hold."""
    scope = scope_ids(chat)
    return [one for one in meetings.upcoming(chat.db, scope, chat.now) if one.branch_id in scope]


def _which(chat: Chat, do: str, **said: str) -> Reply:
    ahead = _ahead(chat)
    if not ahead:
        return Reply("没有还没开的会。\n开过的，散会后一周内能改签到；看安排回「会议」。")
    n = to_int(chat.slot("n") or "x")
    if n is None and len(ahead) == 1:
        return _next(chat, ahead[0], {"do": do, **said})
    if n is not None and 1 <= n <= min(len(ahead), SHOWN):
        return _next(chat, ahead[n - 1], {"do": do, **said})
    offered = ahead[:SHOWN]
    chat.ask("meeting_change", "which", do=do, ids=[one.id for one in offered], **said)
    verb = "取消" if do == "cancel" else "改"
    return Reply(
        fit([f"{verb}哪一个会？", *numbered(in_full(one) for one in offered), "回数字；不办了回「取消」。"])
    )


def _next(chat: Chat, held: Meeting, job: Mapping[str, str]) -> Reply:
    """Ask for what is still to be said: when, why; then show it."""
    slots = {**job, "id": held.id}
    if job["do"] == "move":
        problem = _problem(chat, held, job["when"]) if job["when"] else ""
        if problem or not job["when"]:
            chat.ask("meeting_change", "when", **{**slots, "when": ""})
            return Reply(
                f"{problem or in_full(held)}\n改到什么时候？比如：周五晚上七点。\n不改了回「取消」。"
            )
    if not job["reason"]:
        chat.ask("meeting_change", "reason", **slots)
        return Reply(
            f"{in_full(held)}\n什么原因？{'　'.join(numbered(REASONS))}\n回数字，或直接写；会告诉大家。"
        )
    chat.ask("meeting_change", "confirm", **slots)
    known = len([id_ for id_ in meeting_changes.who_knows(chat.db, held.id) if id_ != chat.member.id])
    told = (
        f"知道这个会的 {known} 人会收到通知，没发出的提醒收回。"
        if known
        else "还没有提醒过人，不用另发通知。"
    )
    first = f"要取消 {in_full(held)} 吗？"
    if job["do"] == "move":
        starts_at, place = _new(chat, held, job["when"])
        where = f"（{place}）" if place else ""
        first = f"{in_full(held)}\n改到 {local.words(starts_at)}{where}，对吗？"
    return Reply(fit([*first.split("\n"), f"原因：{job['reason']}", told, "回 1 确认，回 2 不办。"]))


def _new(chat: Chat, held: Meeting, words: str) -> tuple[datetime, str]:
    """The new time and place that were said; what of the time was not said stays. The place may be empty."""
    place = _PLACE.search(words)
    when = parse_when(words[: place.start()] if place else words, chat.now)
    start = when.start if when is not None else held.starts_at
    if when is not None and not when.has_time:
        start = local.instant(local.day(start), local.at(held.starts_at).time())
    return start, place["place"].strip() if place else ""


def _only_place(words: str) -> bool:
    """地点换到五楼: another place at the old time."""
    return re.match(r"地[点方]", words) is not None and _PLACE.match(words) is not None


def _problem(chat: Chat, held: Meeting, words: str) -> str:
    """Why a meeting cannot be moved to what was said; empty where it can."""
    place = _PLACE.search(words)
    if parse_when(words[: place.start()] if place else words, chat.now) is None and not _only_place(words):
        return "没看懂改到什么时候。"
    starts_at, _ = _new(chat, held, words)
    return meeting_rules.problem_of_move(held, starts_at, chat.now)


@router.form("meeting_change")
def answer(chat: Chat) -> Reply:
    """Which meeting, to when, why; 1 does it."""
    form = chat.open_form
    job = {name: str(form.slots[name]) for name in ("do", "when", "reason") if name in form.slots}
    if form.step == "which":
        ids = form.slots["ids"]
        assert isinstance(ids, list)
        chosen = number(chat.said, len(ids))
        held = meetings.get(chat.db, ids[chosen - 1]) if chosen else None
        if held is None:
            chat.next_form = form
            return Reply(f"请回 1 到 {len(ids)} 的数字；不办了回「取消」。")
        return _next(chat, held, job)
    held = meetings.get(chat.db, int(str(form.slots["id"])))
    assert held is not None
    if held.state != PLANNED or held.starts_at <= chat.now:
        return Reply(f"没办成：{in_full(held)}已经开始、散会或取消了。\n看会议安排，回「会议」。")
    if form.step == "when":
        return _next(chat, held, {**job, "when": plain(chat.said)})
    if form.step == "reason":
        chosen = number(chat.said, len(REASONS))
        words = REASONS[chosen - 1] if chosen else plain(chat.said)
        return _next(chat, held, {**job, "reason": "" if words.isdecimal() else words})
    return _confirmed(chat, held, job)


def _confirmed(chat: Chat, held: Meeting, job: Mapping[str, str]) -> Reply:
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = chat.form
        return Reply("请回 1 确认，回 2 不办。")
    if not sure:
        return Reply("好，会议没有动。\n看会议安排，回「会议」。")
    by, push = chat.member.id, chat.config.push
    if job["do"] == "cancel":
        change = meeting_changes.call_off(chat.db, held, job["reason"], by, chat.now, push)
        done = f"✓ 已取消　{in_full(held)}"
    else:
        starts_at, place = _new(chat, held, job["when"])
        change = meeting_changes.move(
            chat.db, held, starts_at, place or None, job["reason"], by, chat.now, push
        )
        now = meetings.get(chat.db, held.id)
        assert now is not None
        done = f"✓ 已改期　{local.words(now.starts_at)} {with_place(now)}"
    if change is None:
        return Reply("没办成：这个会已经散会或取消了。\n看会议安排，回「会议」。")
    chat.knock = True
    told = f"已通知知道这个会的 {len(change.told)} 人" if change.told else "还没有提醒过人，没有另发通知"
    back = f"，收回没发出的提醒 {change.taken_back} 条" if change.taken_back else ""
    return Reply(f"{done}\n{told}{back}。\n大家发「会议」看得到；看安排，回「会议」。")
