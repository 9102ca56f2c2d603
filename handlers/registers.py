"""``台账``: the declared registers from chat: what they come to, what is due, a row entered one question at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import members
from bot.ledger import registers as ledger
from bot.ledger.registers import DueItem, Entry, SumTable, sees_rows, visible_branches
from content.registers import Register, named, registers
from handlers import register_rows
from handlers.which_meeting import scope_ids
from handlers.wording import fit, number, numbered, plain

router = Router("registers")

SHOWN_ROWS, SHOWN_SUMS = 3, 4
HOW = "发「台账」，看有哪些登记表、哪些该填；回数字打开，回「填」加一行。也可以直接发「三结对」「六个有」。"
WORDS = tuple(
    dict.fromkeys(word for one in registers() if one.name not in ("gongyi", "leitai") for word in one.words)
)


@router.on("registers", "登记台账", "台账", "登记表", *WORDS, audience="officer", how=HOW)
def opened(chat: Chat) -> Reply:
    """``台账``: all of them; ``三结对``: that one."""
    said = plain(chat.said)
    wanted = next((one for one in registers() if said in one.words), None)
    if wanted is not None and ledger.may_see(wanted, chat.member):
        return _open(chat, wanted)
    return _listed(chat)


@router.on(
    "service", "公益服务", "公益", "公益法律服务", "我的公益", "报名公益", "值班",
    how="发「公益」，报名或记一次公益法律服务；小时数只有您自己看得到。",
)  # fmt: skip
def service(chat: Chat) -> Reply:
    """A member's own services of the year, and the way to enter one."""
    return _open(chat, named("gongyi"))


def _visible(chat: Chat) -> list[Register]:
    return [one for one in registers() if ledger.may_see(one, chat.member)]


def _due(chat: Chat, found: Sequence[Register]) -> list[DueItem]:
    own = [one for one in found if ledger.may_fill(one, chat.member)]
    today = local.day(chat.now)
    return ledger.due(chat.db, own, scope_ids(chat), today, committee=chat.member.is_staff)


def _listed(chat: Chat) -> Reply:
    found = _visible(chat)
    due = _due(chat, found)
    owing = {item.register.name for item in due}
    titles = [f"{n} {one.title}{'（该填）' if one.name in owing else ''}" for n, one in enumerate(found, 1)]
    lines = ["　".join(titles[start : start + 3]) for start in range(0, len(titles), 3)]
    chat.ask("registers", "choose", names=[one.name for one in found])
    today = local.day(chat.now)
    nearest = next((one for one in due if one.due_on >= today), due[-1] if due else None)
    said = f"最近要办：{nearest.says}，{_by(nearest, today)}" if nearest else "现在没有该填的。"
    return Reply(fit(["登记台账", *lines, said, "回数字打开；不看了回「取消」。"]))


def _by(item: DueItem, today: date) -> str:
    on = f"{item.due_on.month}月{item.due_on.day}日"
    return f"{on}前" if item.due_on >= today else f"已过 {on}"


def _open(chat: Chat, register: Register) -> Reply:
    """What it comes to, the last rows, what is due, and what can be done."""
    mine = register.level == "member" and chat.member.branch_id is not None and not chat.member.is_staff
    entries = _entries(chat, register)
    fills = ledger.may_fill(register, chat.member)
    chat.ask("registers", "opened", name=register.name, ids=[one.id for one in entries[:SHOWN_ROWS]])
    due = _due(chat, [register])[:1]
    sums = _own_sums(register, entries) if mine else []
    if not mine or chat.member.is_officer:
        sums += [f"支部合计　{line}" if mine else line for line in _sum_lines(chat, register)]
    rows = numbered(register_rows.line(register, one) for one in entries[:SHOWN_ROWS])
    if register.derived:
        rows = _birthdays(chat)
    can = "回「填」加一行" if fills else ""
    can += "，「改 1」「撤 1」改掉或撤掉一行" if fills and entries else ""
    return Reply(
        fit(
            [
                register.title + ("（今年，只有您看得到）" if mine else ""),
                *sums,
                *(f"该办：{item.says}，{_by(item, local.day(chat.now))}" for item in due),
                *(rows or ([] if sums and not mine else ["还没有登记。"])),
                f"{can or '看别的，回「台账」' if chat.member.is_officer else can or '看别的，回「帮助」'}。",
            ]
        )
    )


def _entries(chat: Chat, register: Register) -> list[Entry]:
    today = local.day(chat.now)
    if register.level == "member" and chat.member.branch_id is not None:
        return ledger.of_member(chat.db, register, chat.member.id, date(today.year, 1, 1))
    if not sees_rows(register, chat.member):
        return []
    return ledger.rows(chat.db, register, visible_branches(register, scope_ids(chat)))


def _sum_lines(chat: Chat, register: Register) -> list[str]:
    since = date(local.day(chat.now).year, 1, 1) if register.level == "member" else ledger.EVER
    tables = ledger.sums(chat.db, register, visible_branches(register, scope_ids(chat)), since)
    return [line for table in tables[:SHOWN_SUMS] if (line := _sum_line(table))]


def _sum_line(table: SumTable) -> str:
    if not table.rows:
        return ""
    unit = table.declared.unit
    if table.years:
        total = sum(row.now for row in table.rows if row.now is not None)
        return f"{table.declared.title} {table.years[0]}年合计：{total:g} {unit}"
    parts = "，".join(f"{row.label} {row.now:g}" for row in table.rows[:6])
    return f"{table.declared.title}（{unit}）：{parts}"


def _own_sums(register: Register, entries: Sequence[Entry]) -> list[str]:
    """A member's own numbers of the year, for that member alone."""
    found = []
    for field in register.fields:
        if field.type == "number":
            total = sum(float(one.values.get(field.key) or 0) for one in entries)
            found.append(f"{field.title}合计 {total:g} {field.unit}，共 {len(entries)} 次")
    return found


def _birthdays(chat: Chat) -> list[str]:
    month = local.at(chat.now).month
    said = []
    for branch_id in scope_ids(chat)[:3]:
        for one in members.of_branch(chat.db, branch_id):
            held = members.contact_details(chat.db, one.id)
            if held.joined_on and held.joined_precision != "year" and held.joined_on.month == month:
                day = f"{held.joined_on.day}日" if held.joined_precision == "day" else ""
                said.append(f"{one.name}　{held.joined_on.year}年{month}月{day}")
    return said[:6] or ["本月没有。"]


@router.form("registers")
def answer(chat: Chat) -> Reply:
    """A number, 填, 改, 撤, or the answer to what was asked of a row."""
    form = chat.open_form
    step = _STEPS[form.step]
    return step(chat, dict(form.slots))


def _choose(chat: Chat, slots: dict[str, Any]) -> Reply:
    chosen = number(chat.said, len(slots["names"]))
    if chosen is None:
        chat.next_form = chat.form
        return Reply(f"请回 1 到 {len(slots['names'])} 的数字；不看了回「取消」。")
    return _open(chat, named(slots["names"][chosen - 1]))


def _act(chat: Chat, slots: dict[str, Any]) -> Reply:
    register = named(slots["name"])
    said = plain(chat.said)
    fills = ledger.may_fill(register, chat.member)
    if fills and said in register_rows.FILL:
        return register_rows.begin(chat, register)
    verb, rest = said[:1], number(said[1:], len(slots["ids"])) if len(said) > 1 else None
    entry = ledger.get(chat.db, slots["ids"][rest - 1]) if rest else None
    own = entry is not None and ledger.may_change(register, chat.member, entry, scope_ids(chat))
    if entry is not None and ((verb in "改撤" and not own) or entry.ended_at is not None):
        return _not_this(chat, own)
    if verb == "改" and entry is not None:
        return register_rows.begin(chat, register, entry)
    if verb == "撤" and entry is not None:
        chat.ask("registers", "withdraw", name=register.name, id=entry.id)
        return Reply(f"要撤掉这一行吗？\n{register_rows.line(register, entry)}\n回 1 确认，回 2 不办。")
    chat.next_form = chat.form
    ways = "回「填」加一行，回「改 1」「撤 1」" if fills else "回「取消」再发「台账」"
    return Reply(f"没看懂。{ways}；不办了回「取消」。")


def _not_this(chat: Chat, own: bool) -> Reply:
    chat.next_form = chat.form
    why = "这一行刚改过或撤掉了，再发「台账」看新的" if own else "这一行是别的支部登记的，您只能看"
    return Reply(f"没办成：{why}。\n不办了回「取消」。")


_STEPS = {
    "choose": _choose, "opened": _act, "withdraw": register_rows.withdraw, "which": register_rows.which,
    "fill": register_rows.fill, "confirm": register_rows.confirm,
}  # fmt: skip
