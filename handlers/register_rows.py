"""A row of a register entered in chat, one question at a time; corrected, withdrawn. Each asks back before it is kept."""

from __future__ import annotations

from typing import Any

from bot import local
from bot.chat import Chat, Reply
from bot.ledger import firms, members
from bot.ledger import registers as ledger
from bot.ledger.registers import Entry
from bot.understanding.dates import parse_when
from content.register_values import Wrong, read, warnings
from content.registers import Field, Register, named
from handlers.which_meeting import scope_ids
from handlers.wording import fit, number, numbered, plain, yes_or_no

NOTHING = {"number": "没有这个数回「不填」。"}  # nought is a number
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


def begin(chat: Chat, register: Register, values: dict[str, str], branch_id: int | None = None) -> Reply:
    """Ask for the branch where there are several, then field by field; ``values`` are those of a row being corrected."""
    scope = members.scope(chat.db, chat.member)
    draft = {"name": register.name, "values": {}, "before": values, "at": 0, "branch": branch_id}
    if register.level == "member":
        draft["branch"] = chat.member.branch_id
    elif draft["branch"] is None and len(scope) == 1:
        draft["branch"] = scope[0][0]
    elif draft["branch"] is None and register.level == "branch":
        offered = scope[:6]
        chat.ask("registers", "branch", **draft, ids=[id_ for id_, _ in offered])
        return Reply(
            fit(["哪个支部的？", *numbered(name for _, name in offered), "回数字；不填了回「取消」。"])
        )
    return _ask(chat, register, draft)


def branch(chat: Chat, slots: dict[str, Any]) -> Reply:
    """Which branch the row is of."""
    ids = slots.pop("ids")
    chosen = number(chat.said, len(ids))
    if chosen is None:
        chat.next_form = chat.form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不填了回「取消」。")
    return _ask(chat, named(slots["name"]), {**slots, "branch": ids[chosen - 1]})


def _ask(chat: Chat, register: Register, draft: dict[str, Any], fault: str = "") -> Reply:
    """The next question, or the whole row to be confirmed."""
    if draft["at"] >= len(register.fields):
        chat.ask("registers", "confirm", **draft)
        said = [
            f"{field.title}：{draft['values'][field.key]}"
            for field in register.fields
            if draft["values"][field.key]
        ]
        lines = ["　".join(said[start : start + 2]) for start in range(0, len(said), 2)]
        warned = warnings(register, draft["values"])[:1]
        return Reply(fit([f"{register.title}，照这样登记吗？", *lines, *warned, "回 1 登记，回 2 不办。"]))
    field = register.fields[draft["at"]]
    chat.ask("registers", "fill", **draft)
    was = draft["before"].get(field.key, "")
    keep = (
        f"原来是「{was}」，不改回 0。"
        if was
        else ""
        if field.required
        else NOTHING.get(field.type, "没有回 0。")
    )
    place = f"{draft['at'] + 1}/{len(register.fields)}"
    return Reply(
        fit(
            [
                fault,
                f"{register.title} {place}　{_question(chat, field)}",
                field.hint,
                f"{keep}不填了回「取消」。",
            ]
        )
    )


def _question(chat: Chat, field: Field) -> str:
    if field.type == "choice":
        shown = numbered(field.choices) if len(field.choices) <= 8 else list(field.choices[:6])
        more = f" 等 {len(field.choices)} 项，回数字" if len(shown) < len(field.choices) else ""
        return f"{field.title}？\n{'　'.join(shown)}{more}"
    if field.type == "yes_no":
        return f"{field.title}？回 1 是，回 2 否。"
    if field.type == "firm":
        known = firms.names(chat.db, None if chat.member.is_staff else scope_ids(chat))
        return f"{field.title}？" + ("\n" + "　".join(numbered(known)) if len(known) <= 6 else "写律所名称。")
    example = {"date": "比如 2026-12-05，或昨天", "month": "比如 2026-12", "year": "比如 2026"}.get(
        field.type, ""
    )
    return f"{field.title}{f'（{field.unit}）' if field.unit else ''}？{example}"


def _day_in_words(chat: Chat, field: Field, said: str) -> str:
    """昨天, 上周五: as a date, where the field takes one."""
    when = parse_when(said, chat.now) if field.type == "date" and not said[:1].isdecimal() else None
    return local.day(when.start).isoformat() if when is not None else said


def fill(chat: Chat, slots: dict[str, Any]) -> Reply:
    """The answer to the question of a field; a wrong one is asked again with the reason."""
    register = named(slots["name"])
    field = register.fields[slots["at"]]
    said = _day_in_words(chat, field, chat.said.strip())
    was = slots["before"].get(field.key, "")
    if was and plain(said) == "0":
        said = was
    elif not field.required and plain(said) in (EMPTY - {"0"} if field.type == "number" else EMPTY):
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
    return _ask(
        chat, register, {**slots, "values": {**slots["values"], field.key: value}, "at": slots["at"] + 1}
    )


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
    register = named(slots["name"])
    if register.level == "branch" and slots["branch"] not in scope_ids(chat):
        return Reply("没登记上：这个支部不归您负责了。\n要改，请联系行业党委办公室。")
    place = ledger.place_of(register, chat.member, slots["branch"])
    _, outcome = ledger.enter(chat.db, register, slots["values"], place, chat.member.id, chat.now)
    done = {"entered": "已登记", "corrected": "已更正，原来的还留着", "as it was": "和原来一样，没有改动"}[
        outcome
    ]
    again = "看这张表，回「台账」。" if chat.member.is_officer else "看自己的，回「公益」。"
    return Reply(f"✓ {done}　{register.title}\n{again}")
