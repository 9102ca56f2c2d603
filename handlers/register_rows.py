"""A row of a register entered in chat, one question at a time; corrected, withdrawn. Each asks back before it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot import local
from bot.chat import Chat, Reply
from bot.ledger import firms
from bot.ledger import registers as ledger
from bot.ledger.registers import Entry
from bot.understanding.dates import parse_when
from content.register_values import Wrong, read, warnings
from content.registers import Field, Register, named
from handlers.past_day import exact_day, nearest_day
from handlers.which_branch import choose_branch, for_branch
from handlers.which_meeting import scope_ids
from handlers.wording import fit, number, numbered, plain, yes_or_no

NOTHING = {"number": "没有这个数回「不填」。"}  # nought is a number
FILL = frozenset(["填", "填报", "填写", "加", "登记", "报名", "记一次"])
DONE = frozenset(["好", "好了", "改好了", "完", "确认", "登记"])
WHICH_LINES, CHOICES_LENGTH = 6, 150
_MONTH_AND_DAY = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]?")
EMPTY = frozenset(["0", "没有", "无", "跳过", "不填"])


def line(register: Register, one: Entry) -> str:
    """A row in one line, for a list."""
    said = [
        one.values.get(field.key, "") + (field.unit if field.type == "number" else "")
        for field in register.fields
    ]
    return "，".join(part for part in said if part)[:44]


def withdraw(chat: Chat, slots: dict[str, Any]) -> Reply:
    """1 takes the row back."""
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = chat.form
        return Reply("请回 1 确认，回 2 不办。")
    entry = ledger.get(chat.db, slots["id"])
    if not sure or entry is None or not ledger.withdraw(chat.db, entry, chat.member.id, chat.now):
        return Reply(
            "好，没有撤。\n再看，回「台账」。"
            if chat.member.is_officer
            else "好，没有撤。\n再看，回「公益」。"
        )
    return Reply(f"✓ 已撤掉，原文还留着。\n{line(named(slots['name']), entry)}")


def begin(chat: Chat, register: Register, corrects: Entry | None = None) -> Reply:
    """Ask for the branch where there are several, then field by field; of a row corrected, only what is to be changed."""
    draft = {"name": register.name, "values": {}, "at": 0, "branch": None, "corrects": None}
    if corrects is not None:
        values = {field.key: corrects.values.get(field.key, "") for field in register.fields}
        return _which(
            chat, register, {**draft, "values": values, "branch": corrects.branch_id, "corrects": corrects.id}
        )
    if register.level == "branch":
        return choose_branch(chat, "register row", draft=draft)
    return _ask(chat, register, {**draft, "branch": chat.member.branch_id})


@for_branch("register row")
def _of_branch(chat: Chat, branch_id: int, name: str, slots: Mapping[str, object]) -> Reply:
    draft = slots["draft"]
    assert isinstance(draft, dict)
    return _ask(chat, named(draft["name"]), {**draft, "branch": branch_id})


def _which(chat: Chat, register: Register, draft: dict[str, Any], fault: str = "") -> Reply:
    """The fields of a row being corrected, each with its number."""
    chat.ask("registers", "which", **draft)
    said = [
        f"{n} {field.title}：{draft['values'][field.key][:12] or '—'}"
        for n, field in enumerate(register.fields, 1)
    ]
    wide = 2 if len(said) > WHICH_LINES else 1
    lines = ["　".join(said[start : start + wide]) for start in range(0, len(said), wide)]
    warned = warnings(register, draft["values"])[:1]
    return Reply(
        fit(
            [
                fault or f"更正{register.title}",
                *lines,
                *warned,
                "改哪项回它的数字；改好了回「好」，不改回「取消」。",
            ]
        )
    )


def which(chat: Chat, slots: dict[str, Any]) -> Reply:
    """The number of the field to change; 好 keeps the row."""
    register = named(slots["name"])
    if plain(chat.said) in DONE:
        return _keep(chat, slots)
    chosen = number(chat.said, len(register.fields))
    if chosen is None:
        return _which(chat, register, slots, f"请回 1 到 {len(register.fields)} 的数字，或「好」。")
    return _ask(chat, register, {**slots, "at": chosen - 1})


def _ask(chat: Chat, register: Register, draft: dict[str, Any], fault: str = "") -> Reply:
    """The next question, or the whole row to be confirmed."""
    if draft["at"] >= len(register.fields):
        return _whole(chat, register, draft)
    field = register.fields[draft["at"]]
    chat.ask("registers", "fill", **draft)
    was = draft["values"].get(field.key, "") if draft["corrects"] else ""
    empty = "" if field.required else NOTHING.get(field.type, "没有回 0。")
    place = "" if draft["corrects"] else f" {draft['at'] + 1}/{len(register.fields)}"
    return Reply(
        fit(
            [
                fault,
                f"{register.title}{place}　{_question(chat, field)}",
                f"原来是「{was[:60]}」。" if was else "",
                field.hint,
                f"{empty}不填了回「取消」。",
            ]
        )
    )


def _whole(chat: Chat, register: Register, draft: dict[str, Any]) -> Reply:
    chat.ask("registers", "confirm", **draft)
    said = [
        f"{field.title}：{draft['values'][field.key]}"
        for field in register.fields
        if draft["values"][field.key]
    ]
    lines = ["　".join(said[start : start + 2]) for start in range(0, len(said), 2)]
    warned = warnings(register, draft["values"])[:1]
    return Reply(fit([f"{register.title}，照这样登记吗？", *lines, *warned, "回 1 登记，回 2 不办。"]))


def _question(chat: Chat, field: Field) -> str:
    if field.type == "choice":
        shown = list(field.choices) if field.choices[0][:1].isdecimal() else numbered(field.choices)
        apart = "　" if len("　".join(shown)) < CHOICES_LENGTH else " "
        return f"{field.title}？\n{apart.join(shown)}"
    if field.type == "yes_no":
        return f"{field.title}？回 1 是，回 2 否。"
    if field.type == "firm":
        known = firms.names(chat.db, None if chat.member.is_staff else scope_ids(chat))
        return f"{field.title}？" + ("\n" + "　".join(numbered(known)) if len(known) <= 6 else "写律所名称。")
    example = {"date": "比如 12月5日、2026-12-05，或昨天", "month": "比如 2026-12", "year": "比如 2026"}.get(
        field.type, ""
    )
    return f"{field.title}{f'（{field.unit}）' if field.unit else ''}？{example}"


def _day_in_words(chat: Chat, field: Field, said: str) -> str:
    """昨天, 上周五, 11月20日: as a date, where the field takes one."""
    if field.type != "date" or exact_day(said) is not None:
        return said
    if _MONTH_AND_DAY.fullmatch(said):
        day = nearest_day(said, local.day(chat.now))
        return day.isoformat() if day is not None else said
    when = parse_when(said, chat.now) if not said[:1].isdecimal() else None
    return local.day(when.start).isoformat() if when is not None else said


def fill(chat: Chat, slots: dict[str, Any]) -> Reply:
    """The answer to the question of a field; a wrong one is asked again with the reason."""
    register = named(slots["name"])
    field = register.fields[slots["at"]]
    said = _day_in_words(chat, field, chat.said.strip())
    if not field.required and plain(said) in (EMPTY - {"0"} if field.type == "number" else EMPTY):
        said = ""
    known = (
        firms.names(chat.db, None if chat.member.is_staff else scope_ids(chat))
        if field.type == "firm"
        else []
    )
    chosen = number(said, len(known)) if known and len(known) <= 6 else None
    try:
        value = known[chosen - 1] if chosen else read(field, said, known)
    except Wrong as wrong:
        return _ask(chat, register, slots, str(wrong))
    values = {**slots["values"], field.key: value}
    if slots["corrects"]:
        return _which(chat, register, {**slots, "values": values})
    return _ask(chat, register, {**slots, "values": values, "at": slots["at"] + 1})


def confirm(chat: Chat, slots: dict[str, Any]) -> Reply:
    """1 keeps the row."""
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = chat.form
        return Reply("请回 1 登记，回 2 不办。")
    if not sure:
        return Reply(
            "好，没有登记。\n要再填，回「台账」。"
            if chat.member.is_officer
            else "好，没有登记。\n要再填，回「公益」。"
        )
    return _keep(chat, slots)


def _keep(chat: Chat, slots: dict[str, Any]) -> Reply:
    register = named(slots["name"])
    if register.level == "branch" and slots["branch"] not in scope_ids(chat):
        return Reply("没登记上：这个支部不归您负责了。\n要改，请联系行业党委办公室。")
    place = ledger.place_of(register, chat.member, slots["branch"])
    _, outcome = ledger.enter(
        chat.db, register, slots["values"], place, chat.member.id, chat.now, corrects=slots["corrects"]
    )
    done = {"entered": "已登记", "corrected": "已更正，原来的还留着", "as it was": "和原来一样，没有改动"}[
        outcome
    ]
    again = "看这张表，回「台账」。" if chat.member.is_officer else "看自己的，回「公益」。"
    return Reply(f"✓ {done}　{register.title}\n{again}")
