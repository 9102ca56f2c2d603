"""``转接`` a member to another branch; ``外出`` who is away; ``组织设置`` what to look at (domain.md rules 12 and 13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import audit, members, structure, terms, transfers
from bot.ledger.transfers import TransferRefused
from bot.understanding.guards import PERSON
from handlers.past_day import past_day
from handlers.which_branch import choose_branch, for_branch
from handlers.which_member import officers_member
from handlers.wording import fit, plain, yes_or_no

router = Router("transfers")

TRANSFER_HOW = "发「转接 李四 联合支部」，看过一遍回 1；原支部的记录留在原支部。"
_SPOKEN_OF = re.compile(
    rf"(?:^|登记一?下?|给|把|[,，\s])(?P<name>{PERSON})(?:从|要|今天|明天|到|去|出国|出差|外出|流动|长期|在外|调|\d)"
)
AWAY_HOW = "发「外出 李四 6月1日」登记外出；回来了发「外出 李四 回来」。满六个月标为流动党员。"
STRUCTURE_HOW = "发「组织设置」，看任期还有多久、该不该单独建支部、设支委会；只提醒，由组织决定。"


@router.on(
    "transfer", "转接", "转接组织关系", "转支部", acts=True, audience="committee", asks_back=True, how=TRANSFER_HOW
)  # fmt: skip
def transfer(chat: Chat) -> Reply:
    """``转接 李四 联合支部``."""
    said = chat.slot("reason")
    return _shown(chat, said) if said else _ask(chat, "")


def _ask(chat: Chat, first: str) -> Reply:
    chat.ask("transfer", "who")
    return Reply(f"{first}谁转到哪个支部？写「姓名 支部」，如「李四 联合支部」。\n不办了回「取消」。")


def _shown(chat: Chat, said: str) -> Reply:
    words = re.split(r"[\s,，、到]+", plain(said), maxsplit=1)
    branch = members.branch_named(chat.db, words[1].strip()) if len(words) == 2 else None
    if branch is None:
        return _ask(chat, f"没有「{words[1]}」。" if len(words) == 2 else "")
    one = officers_member(chat, words[0])
    if isinstance(one, Reply):
        return one
    if one.branch_id == branch[0]:
        return Reply(f"{one.name}已经在{branch[1]}，不用转。\n看花名册，回「导出花名册」。")
    chat.ask("transfer", "confirm", member_id=one.id, to=branch[0])
    held = "、".join(
        members.OFFICE_TITLES.get(office.role, office.role)
        for office in one.offices
        if office.branch_id == one.branch_id and office.role != "instructor"
    )
    return Reply(
        fit(
            [
                f"{one.name}：{one.branch_name} → {branch[1]}，今天起。",
                f"原支部的职务（{held}）同时结束。" if held else "",
                "原支部的考勤留在原支部，以后的会按新支部算。",
                "组织关系手续另办。回 1 转，回 2 不转。",
            ]
        )
    )


@router.form("transfer")
def transfer_said(chat: Chat) -> Reply:
    """Who and where to, then 1."""
    form = chat.open_form
    if form.step == "who":
        return _shown(chat, chat.said)
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 转，回 2 不转。")
    if not sure:
        return Reply("好，没有转。\n看能做什么，回「帮助」。")
    member_id, to = int(str(form.slots["member_id"])), int(str(form.slots["to"]))
    try:
        transfers.transfer(chat.db, member_id, to, chat.member.id, "chat", chat.now)
    except TransferRefused as refused:
        return Reply(f"没转：{refused}\n看能做什么，回「帮助」。")
    one = members.by_id(chat.db, member_id)
    assert one is not None
    return Reply(
        f"✓ 已转接　{one.name} 现在在{one.branch_name}\n转错了，再发一次「转接」转回去，两次都有记录。"
    )


@router.on(
    "away", "外出", "外出登记", "流动党员", acts=True, audience="officer", asks_back=True, how=AWAY_HOW
)
def away(chat: Chat) -> Reply:
    """``外出``: who is away; ``外出 李四 6月1日``; ``外出 李四 回来``."""
    said = chat.slot("reason") or (chat.said if _called(chat.said) else "")
    return _away_shown(chat, said) if said else choose_branch(chat, "away")


def _called(said: str) -> str:
    """Who is spoken of in a sentence: 登记老王外出深圳, 林律师去北京半年; empty where nobody is."""
    match = _SPOKEN_OF.search(plain(said))
    return match["name"] if match else ""


@for_branch("away")
def _who_is_away(chat: Chat, branch_id: int, name: str, slots: Mapping[str, object]) -> Reply:
    chat.ask("away", "who")
    today = local.day(chat.now)
    found = transfers.who_is_away(chat.db, [branch_id])
    audit.record(chat.db, chat.now, chat.member.id, "chat", "away", f"branch {branch_id}")
    lines = [
        f"{one.name}　{one.since.isoformat()} 起" + ("　流动党员" if one.floating_from <= today else "")
        for one in found[:5]
    ]
    return Reply(
        fit(
            [
                f"外出 · {name} {len(found)} 人",
                *lines,
                "登记写「李四 6月1日」，回来写「李四 回来」；不办了回「取消」。",
            ]
        )
    )


def _away_shown(chat: Chat, said: str) -> Reply:
    words = re.split(r"[\s,，]+", plain(said), maxsplit=1)
    back = len(words) == 2 and words[1].strip() in ("回来", "回来了", "已回来")
    day = past_day(words[1], local.day(chat.now)) if len(words) == 2 and not back else None
    if not back and day is None and (name := _called(said)):
        return _since_when(chat, name, said)
    if not back and day is None:
        chat.ask("away", "who")
        return Reply("写「姓名 哪天起」，如「李四 6月1日」；回来写「李四 回来」。\n不办了回「取消」。")
    one = officers_member(chat, words[0])
    if isinstance(one, Reply):
        return one
    if back:
        done = transfers.come_back(chat.db, one.id, local.day(chat.now))
        return Reply(
            f"✓ 已记　{one.name}回来了。\n看还有谁外出，回「外出」。"
            if done
            else f"没有登记过{one.name}外出。\n看有谁外出，回「外出」。"
        )
    assert day is not None
    return _gone(chat, one, day)


def _since_when(chat: Chat, name: str, said: str) -> Reply:
    """Shown before it is entered, or asked for the day where none was said: a sentence may mean something else."""
    one = officers_member(chat, name)
    if isinstance(one, Reply):
        return one
    day = past_day(said, local.day(chat.now))
    if day is None:
        chat.ask("away", "since", member_id=one.id)
        return Reply(f"{one.name}哪天起外出？写「6月1日」或「今天」。\n不办了回「取消」。")
    chat.ask("away", "confirm", member_id=one.id, day=day.isoformat())
    return Reply(f"{one.name}从 {day.isoformat()} 起外出，登记吗？\n回 1 登记，回 2 不办。")


def _gone(chat: Chat, one: members.Member, day: date) -> Reply:
    if not transfers.set_away(chat.db, one.id, day, chat.member.id, chat.now):
        return Reply(f"{one.name}已经登记外出，不用再记。\n看有谁外出，回「外出」。")
    return Reply(
        f"✓ 已记　{one.name} {day.isoformat()} 起外出。\n满六个月会提醒书记；回来发「外出 {one.name} 回来」。"
    )


@router.form("away")
def away_said(chat: Chat) -> Reply:
    """Who, and since when or that they are back."""
    form = chat.open_form
    if form.step == "who":
        return _away_shown(chat, chat.said)
    one = members.by_id(chat.db, int(str(form.slots["member_id"])))
    assert one is not None
    if form.step == "since":
        day = past_day(plain(chat.said), local.day(chat.now))
        if day is None:
            chat.next_form = form
            return Reply("没看懂是哪天。写「6月1日」或「今天」；不办了回「取消」。")
        return _gone(chat, one, day)
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 登记，回 2 不办。")
    if not sure:
        return Reply("好，没有登记。\n看有谁外出，回「外出」。")
    return _gone(chat, one, date.fromisoformat(str(form.slots["day"])))


@router.on("structure", "组织设置", "支部设置", "任期", audience="officer", how=STRUCTURE_HOW)
def structure_of(chat: Chat) -> Reply:
    """Terms that end soon and bodies that should be set up, in the branches one acts for."""
    scope = dict(members.scope(chat.db, chat.member))
    today = local.day(chat.now)
    running = terms.of_branches(chat.db, scope)
    ending = sorted(
        (one for one in running.values() if one.remind_from() <= today), key=lambda one: one.ends_on
    )
    advice = structure.advice(chat.db, scope, today, firms=chat.member.is_staff)
    lines = [
        f"{one.branch_name}本届{'已于' if one.ends_on < today else '到'} {one.ends_on.isoformat()}"
        f"{'到期' if one.ends_on < today else ''}，请准备换届"
        for one in ending
    ]
    lines += [f"{one.name}：{one.says}" for one in advice]
    if not lines:
        own = next(iter(running.values()), None) if len(scope) == 1 else None
        until = f"本届到 {own.ends_on.isoformat()}。" if own else ""
        return Reply(f"组织设置没有要看的。{until}\n换届发「换届」；看还差什么，回「支部情况」。")
    more = f"还有 {len(lines) - 5} 条，到后台看。" if len(lines) > 5 else ""
    return Reply(
        fit([f"组织设置　要看 {len(lines)} 条", *lines[:5], more, "只是提醒，由组织决定；换届发「换届」。"])
    )
