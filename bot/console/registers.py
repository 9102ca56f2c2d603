"""``/console/registers``: the declared registers: what is due, the rows, what they come to, and entering them."""

from __future__ import annotations

from decimal import Decimal

from flask import request

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, show
from bot.ledger import firms
from bot.ledger import registers as ledger
from bot.ledger.registers import Entry, sees_rows, visible_branches
from bot.roster.listing import listing
from bot.roster.sheet import Refused as CannotRead
from content.register_values import read_row, warnings
from content.registers import Register, registers

SHOWN = 300
PAGE = "/console/registers/{}"


def add(desk: Desk) -> None:
    """The list, one register, a row's history; entering, withdrawing and taking in by POST."""
    desk.page("/console/registers")(listed)
    desk.page("/console/registers/<name>")(opened)
    desk.page("/console/registers/<name>", method="POST")(enter)
    desk.page("/console/registers/<name>/take-in", method="POST")(take_in)
    desk.page("/console/registers/<name>/rows/<int:number>")(row)
    desk.page("/console/registers/<name>/rows/<int:number>/withdraw", method="POST")(withdraw)


def listed(visit: Visit) -> Answer:
    """The registers the visitor may see, with what is due of those they fill."""
    found = [one for one in registers() if ledger.may_see(one, visit.member)]
    own = [one for one in found if ledger.may_fill(one, visit.member)]
    today, staff = local.day(visit.now), visit.member.is_staff
    due = ledger.due(visit.db, own, visit.branch_ids, today, committee=staff)
    return show(visit, "registers.html", registers=found, due=due, names=dict(visit.scope), today=today)


def opened(visit: Visit, name: str) -> Answer:
    """One register: due, sums with a chart, rows, the form for one more (``?edit=`` a row, to correct it)."""
    register = _register(visit, name)
    edit = visit.arg("edit")
    entry = _own(visit, register, int(edit)) if edit.isdecimal() else None
    values = dict(entry.values) if entry is not None else {}
    return _page(visit, register, values, entry.branch_id if entry else None, corrects=entry)


def _page(
    visit: Visit,
    register: Register,
    values: dict[str, str],
    branch_id: int | None,
    problems: list[str] | None = None,
    corrects: Entry | None = None,
) -> str:
    scope = visible_branches(register, visit.branch_ids)
    entries = ledger.rows(visit.db, register, scope) if sees_rows(register, visit.member) else []
    staff = visit.member.is_staff
    return show(
        visit, "register.html", register=register, values=values, branch_id=branch_id, problems=problems or [],
        fills=ledger.may_fill(register, visit.member) and register.level != "member",
        entries=entries[:SHOWN], more=len(entries) - SHOWN, sums=ledger.sums(visit.db, register, scope),
        due=ledger.due(visit.db, [register], visit.branch_ids, local.day(visit.now), committee=staff),
        names=dict(visit.scope), corrects=corrects.id if corrects is not None else None,
        firms=firms.names(visit.db, None if staff else visit.scope_ids), figure=_figure, staff=staff,
    )  # fmt: skip


def _figure(number: Decimal | None) -> str:
    return "—" if number is None else f"{number:f}"


def enter(visit: Visit, name: str) -> Answer:
    """Enter a row; one of the same key is corrected by it. What was typed stays where something is wrong."""
    register = _filled(visit, name)
    said = {field.key: visit.said(field.key, 600) for field in register.fields}
    known = firms.names(visit.db, None if visit.member.is_staff else visit.scope_ids)
    values, problems = read_row(register, said, known)
    number = visit.said("corrects", 12)
    entry = _own(visit, register, int(number)) if number.isdecimal() else None
    if entry is not None and entry.ended_at is not None:
        visit.refuse("这一行刚改过或撤掉了，请看新的再改。", PAGE.format(name))
    branch_id = entry.branch_id if entry is not None else None
    if entry is None and register.level == "branch":
        branch_id = visit.branch_said()
    if problems:
        return _page(visit, register, said, branch_id, problems, entry), 422
    place = ledger.place_of(register, visit.member, branch_id)
    _, outcome = ledger.enter(
        visit.db, register, values, place, visit.member.id, visit.now, "console",
        entry.id if entry is not None else None,
    )  # fmt: skip
    done = {
        "entered": "✓ 已登记。",
        "corrected": "✓ 已更正，原来的还留着。",
        "as it was": "和原来一样，没有改动。",
    }
    return back(PAGE.format(name), done[outcome] + "".join(warnings(register, values)))


def take_in(visit: Visit, name: str) -> Answer:
    """Take in a filled-in sheet, whole or not at all."""
    register = _filled(visit, name)
    file = request.files.get("file")
    if file is None or not file.filename:
        visit.refuse("请先选一个文件。", PAGE.format(name))
    try:
        rows = listing(file.stream, file.filename, ledger.headings(register))  # type: ignore[arg-type]
    except CannotRead as refused:
        visit.refuse(f"{refused.what}。{refused.way_out}", PAGE.format(name))
    done = ledger.take_in(visit.db, register, rows, visit.scope, visit.member, visit.now, "console")
    if done.faults:
        return _page(visit, register, {}, None, ["一行也没有导入，请改好再传一次：", *done.faults[:50]]), 422
    return back(
        PAGE.format(name), f"✓ 新增 {done.entered} 行，更正 {done.corrected} 行，不变 {done.as_it_was} 行。"
    )


def row(visit: Visit, name: str, number: int) -> Answer:
    """A row with every version it has had."""
    register = _register(visit, name)
    entry = _entry(visit, register, number)
    versions = ledger.history(visit.db, entry)
    return show(
        visit, "register_row.html", register=register, entry=versions[-1], versions=versions,
        fills=ledger.may_change(register, visit.member, entry, visit.scope_ids),
    )  # fmt: skip


def withdraw(visit: Visit, name: str, number: int) -> Answer:
    """Take a row back; it stays with who did so."""
    register = _filled(visit, name)
    entry = _own(visit, register, number)
    if not ledger.withdraw(visit.db, entry, visit.member.id, visit.now, "console"):
        visit.refuse("这一行已经改过或撤掉了。", PAGE.format(name))
    return back(PAGE.format(name), "✓ 已撤掉，原文还留着。")


def _register(visit: Visit, name: str) -> Register:
    found = next((one for one in registers() if one.name == name), None)
    if found is None or not ledger.may_see(found, visit.member):
        visit.missing("这张登记表")
    return found


def _filled(visit: Visit, name: str) -> Register:
    found = _register(visit, name)
    if not ledger.may_fill(found, visit.member) or found.level == "member":
        visit.refuse("这张表由本人或别人填，您只能看。", PAGE.format(name), 403)
    return found


def _entry(visit: Visit, register: Register, number: int) -> Entry:
    """A row the visitor may see: of their branches, or the district's."""
    found = ledger.get(visit.db, number)
    own = visible_branches(register, visit.scope_ids)
    if (
        found is None
        or found.register != register.name
        or not sees_rows(register, visit.member)
        or (own is not None and found.branch_id not in own and found.branch_id is not None)
    ):
        visit.missing("这一行")
    return found


def _own(visit: Visit, register: Register, number: int) -> Entry:
    """A row the visitor may change."""
    found = _entry(visit, register, number)
    if not ledger.may_change(register, visit.member, found, visit.scope_ids):
        visit.refuse("这一行是别的支部登记的，您只能看。", PAGE.format(register.name), 403)
    return found
