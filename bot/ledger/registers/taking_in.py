"""A filled-in sheet taken into a register: whole or not at all, each fault named by its line and field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.ledger import firms
from bot.ledger.members import Member
from bot.ledger.registers.rows import enter
from bot.ledger.registers.scope import DISTRICT
from content.register_values import read_row
from content.registers import Register

if TYPE_CHECKING:
    from sqlalchemy import Connection

BRANCH = "党支部"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a sheet: faults, each with its line, or how many rows were entered, corrected, as they were."""

    faults: tuple[str, ...]
    entered: int = 0
    corrected: int = 0
    as_it_was: int = 0


def headings(register: Register) -> list[str]:
    """The columns a sheet of the register has: the branch, and the fields by their titles."""
    return [BRANCH, *(field.title for field in register.fields)]


def take_in(
    db: Connection,
    register: Register,
    rows: Sequence[tuple[int, Mapping[str, str]]],
    scope: Sequence[tuple[int, str]],
    by: Member | None,
    now: datetime,
    actor: str,
) -> TakenIn:
    """Enter the rows of a sheet: (line, cells by title). With any fault nothing is entered.

    ``scope``: the branches whose rows may be entered, (id, name); with one, the sheet need not name it.
    """
    known = firms.names(db, None if by is None or by.is_staff else [id_ for id_, _ in scope])
    ready: list[tuple[dict[str, str], tuple[str, int | None]]] = []
    seen: dict[tuple[str, ...], int] = {}
    faults: list[str] = []
    for line, cells in rows:
        said = {field.key: cells.get(field.title, "") for field in register.fields}
        values, wrong = read_row(register, said, known)
        branch_id = _branch(register, cells.get(BRANCH, ""), scope)
        if branch_id == 0:
            wrong.insert(0, f"{BRANCH}：没有「{cells.get(BRANCH, '')}」，或不归您负责。")
        place = (DISTRICT, None) if register.level == "district" else (f"branch-{branch_id}", branch_id)
        name = (place[0], *(values.get(key, "") for key in register.keys))
        if register.keys and not wrong and seen.setdefault(name, line) != line:
            titles = "、".join(register.field(key).title for key in register.keys)
            wrong.append(f"和第 {seen[name]} 行是同一行（{titles}都相同）。")
        faults += [f"第 {line} 行 {one}" for one in wrong]
        ready.append((values, place))
    if register.level == "member":
        faults = [f"{register.title}由本人登记，不能导入。"]
    if faults:
        return TakenIn(tuple(faults))
    done = [
        enter(db, register, values, place, by.id if by else None, now, actor)[1] for values, place in ready
    ]
    return TakenIn((), done.count("entered"), done.count("corrected"), done.count("as it was"))


def _branch(register: Register, said: str, scope: Sequence[tuple[int, str]]) -> int:
    """The id of the branch a line names; 0 where there is none of that name in the scope."""
    if register.level == "district":  # the branch follows from the firm
        return 0 if said and said not in ("行业党委", *(name for _, name in scope)) else -1
    if not said and len(scope) == 1:
        return scope[0][0]
    return next((id_ for id_, name in scope if name == said), 0)
