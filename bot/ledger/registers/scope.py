"""Who fills a register and who sees its rows: by the roles its declaration names (product B4)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ledger.members import Member
from bot.ledger.registers.rows import Entry
from content.registers import Register, Role

DISTRICT = "district"


def _roles(member: Member) -> set[Role]:
    held: set[Role] = {"member"} if member.branch_id is not None else set()
    if member.is_staff:
        held.add("committee")
    elif member.is_officer:
        held.add("officer")
    return held


def may_fill(register: Register, member: Member) -> bool:
    """Whether a member may enter rows: of their own for a register of members, else of a branch they act for."""
    return not register.derived and bool(_roles(member) & set(register.fills))


def may_see(register: Register, member: Member) -> bool:
    """Whether a member may open a register at all; whose rows they see there is another matter."""
    return bool(_roles(member) & set(register.sees))


def sees_rows(register: Register, member: Member) -> bool:
    """Whether a member sees rows and not only what they come to: never other members' own."""
    return register.level != "member" and bool(_roles(member) & set(register.sees) - {"member"})


def place_of(register: Register, member: Member, branch_id: int | None) -> tuple[str, int | None]:
    """Whose a row is that ``member`` enters for ``branch_id``: the row's ``of``, and the branch it is counted with."""
    if register.level == "member":
        return f"member-{member.id}", member.branch_id
    if register.level == "district":
        return DISTRICT, branch_id
    if branch_id is None:
        raise ValueError("a register of branches needs the branch")
    return f"branch-{branch_id}", branch_id


def visible_branches(register: Register, scope: Sequence[int]) -> Sequence[int] | None:
    """The branches whose rows somebody with that scope sees; None for all, where members see the district's rows."""
    return None if register.level == "district" and "member" in register.sees else scope


def may_change(register: Register, member: Member, entry: Entry, scope: Sequence[int]) -> bool:
    """Whether a member may correct a row or take it back: their own, one of their branches, for the committee any."""
    if not may_fill(register, member):
        return False
    if register.level == "member":
        return entry.of == f"member-{member.id}"
    return member.is_staff or entry.branch_id in scope
