"""``固定党日``: which day of the month a branch keeps for 主题党日 (domain.md rule 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import audit, members, theme_days
from bot.ledger.theme_days import ThemeDay
from content.duties import rules
from handlers.which_branch import choose_branch, for_branch
from handlers.wording import plain, yes_or_no

router = Router("theme day")

_DAY = re.compile(
    r"每个?月的?(?:第?(?:最后一|[一二两三四1-4])个?(?:周|星期|礼拜)[一二三四五六日天]|\d{1,2}[日号])"
)
HOW = "发「固定党日 每月第2个周五」或「固定党日 每月15日」，定下支部主题党日是哪天；改期在前后七天以内。"


@router.on(
    "theme_day", "固定党日", "党日时间", "定党日", acts=True, audience="officer", asks_back=True, how=HOW
)
def theme_day(chat: Chat) -> Reply:
    """``固定党日``: which day it is; with a day, fix it, and in a sentence of one's own ask first."""
    meant = _DAY.search(plain(chat.said))
    return choose_branch(chat, "theme day", said=chat.slot("reason"), meant=meant[0] if meant else "")


@for_branch("theme day")
def _of_branch(chat: Chat, branch_id: int, name: str, slots: Mapping[str, object]) -> Reply:
    chat.ask("theme_day", "day", branch_id=branch_id, name=name)
    if said := str(slots.get("said") or ""):
        return _fixed(chat, branch_id, name, said)
    if (chosen := theme_days.parse(str(slots.get("meant") or ""))) is not None:
        chat.ask("theme_day", "confirm", branch_id=branch_id, name=name, said=str(slots["meant"]))
        return Reply(f"{name}的主题党日定成{chosen.title}吗？\n回 1 确认，回 2 不定。")
    kept = theme_days.of_branches(chat.db, [branch_id]).get(branch_id)
    now = f"{kept.title}，本月是 {_this_month(chat, kept)}" if kept else "还没有定"
    return Reply(f"主题党日 · {name}：{now}\n要定，写「每月第2个周五」或「每月15日」；不定了回「取消」。")


def _this_month(chat: Chat, kept: ThemeDay) -> str:
    day = kept.of_month(local.month(chat.now))
    return f"{day.month}月{day.day}日"


def _fixed(chat: Chat, branch_id: int, name: str, said: str) -> Reply:
    chosen = None if said.strip().isdecimal() else theme_days.parse(plain(said))
    if chosen is None:
        chat.ask("theme_day", "day", branch_id=branch_id, name=name)
        return Reply("没看懂。写「每月第2个周五」或「每月15日」；不定了回「取消」。")
    theme_days.set_day(chat.db, branch_id, chosen, chat.member.id, chat.now)
    audit.record(
        chat.db,
        chat.now,
        chat.member.id,
        "chat",
        "theme day",
        f"branch {branch_id}",
        f"{chosen.nth}/{chosen.day}",
    )
    chat.next_form = None
    window = rules().number("theme-day-window")
    return Reply(
        f"✓ 已定　{name} 主题党日：{chosen.title}，本月是 {_this_month(chat, chosen)}\n"
        f"先定主题，再发「开会」；改期在前后 {window} 天以内。"
    )


@router.form("theme_day")
def day_said(chat: Chat) -> Reply:
    """The day."""
    branch_id, name = int(str(chat.open_form.slots["branch_id"])), str(chat.open_form.slots["name"])
    if branch_id not in dict(members.scope(chat.db, chat.member)):
        return Reply("这个支部现在不归您负责了。\n看能做什么，回「帮助」。")
    if chat.open_form.step == "confirm":
        sure = yes_or_no(chat.said)
        if sure is None:
            chat.next_form = chat.open_form
            return Reply("请回 1 确认，回 2 不定。")
        said = str(chat.open_form.slots["said"])
        return (
            _fixed(chat, branch_id, name, said)
            if sure
            else Reply("好，没有定。\n看现在是哪天，回「固定党日」。")
        )
    return _fixed(chat, branch_id, name, chat.said)
