"""A roster file entered into the ledger: nothing half-imported, a second import changes nothing.

A person is recognised by phone; without one on either side, by name and firm, or by name and branch. Who is
in the ledger and not in the file stays: people leave by a decision, not by a missing row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.keys import Keys
from bot.ledger import members, offices
from bot.ledger.members import OFFICE_TITLES, STANDING_TITLES
from bot.ledger.tables import binding, branch, firm, member, membership, office
from bot.roster.sheet import Problem, RosterRow

STANDINGS = {title: name for name, title in STANDING_TITLES.items()}
ROLES = {title: name for name, title in OFFICE_TITLES.items()}


class Conflicts(Exception):
    """The file and the ledger disagree in a way only the office can settle; nothing was entered."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} rows")
        self.problems = problems


@dataclass(slots=True)
class Outcome:
    """What an import did: member ids by what happened to them, and what else was made."""

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    new_branches: list[str] = field(default_factory=list)
    new_firms: list[str] = field(default_factory=list)
    not_in_file: int = 0

    @property
    def people(self) -> list[int]:
        """Everybody in the file."""
        return self.added + self.changed + self.unchanged


@dataclass(slots=True)
class _Known:
    id: int
    name: str
    standing: str
    firm_id: int | None
    branch_id: int | None
    phone_index: str | None
    joined: tuple[object, str]


def enter(
    db: Connection,
    rows: Iterable[RosterRow],
    keys: Keys,
    now: datetime,
    progress: Callable[[], None] = lambda: None,
    *,
    has_offices: bool = True,
) -> Outcome:
    """Enter the rows of a roster. ``progress`` is called once a row; without
    ``has_offices`` the file says nothing of offices, and they stay as they are. Raises Conflicts, having changed rows
    that the caller's transaction then takes back.
    """
    return _Import(db, keys, now, has_offices).run(list(rows), progress)


class _Import:
    def __init__(self, db: Connection, keys: Keys, now: datetime, has_offices: bool) -> None:
        self.has_offices = has_offices
        self.db, self.keys, self.now = db, keys, now
        self.outcome = Outcome()
        self.committee_id = offices.the_committee(db)
        self.branches = _ids_by_name(db, branch)
        self.firms = _ids_by_name(db, firm)
        self.known = self._people()
        self.by_phone = {one.phone_index: one for one in self.known if one.phone_index}
        self.by_name: dict[str, list[_Known]] = defaultdict(list)
        for one in self.known:
            self.by_name[one.name].append(one)
        self.offices = self._offices()

    def run(self, rows: list[RosterRow], progress: Callable[[], None]) -> Outcome:
        problems: list[Problem] = []
        self._make_branches(rows)
        seen: dict[int, int] = {}
        for row in rows:
            found = self._recognise(row)
            if isinstance(found, Problem):
                problems.append(found)
            elif found is not None and found.id in seen:
                problems.append(
                    Problem(
                        row.line,
                        "姓名",
                        f"{row.name}和第 {seen[found.id]} 行认作同一个人",
                        "请给两行都填上手机号。",
                    )
                )
            else:
                seen[self._enter(row, found)] = row.line
            progress()
        if problems:
            raise Conflicts(problems)
        self.outcome.not_in_file = sum(1 for one in self.known if one.id not in seen)
        return self.outcome

    def _people(self) -> list[_Known]:
        rows = self.db.execute(
            select(
                member.c.id,
                member.c.name,
                member.c.standing,
                member.c.firm_id,
                membership.c.branch_id,
                member.c.phone_index,
                member.c.joined_on,
                member.c.joined_precision,
            )
            .outerjoin(membership, (membership.c.member_id == member.c.id) & membership.c.until.is_(None))
            .where(member.c.left_at.is_(None))
        )
        return [_Known(*row[:6], (row[6], row[7])) for row in rows]

    def _offices(self) -> dict[tuple[int, int], set[str]]:
        held: dict[tuple[int, int], set[str]] = defaultdict(set)
        rows = self.db.execute(
            select(office.c.member_id, office.c.branch_id, office.c.role).where(
                office.c.until.is_(None), office.c.branch_id.is_not(None)
            )
        )
        for member_id, branch_id, role in rows:
            held[member_id, branch_id].add(role)
        return held

    def _make_branches(self, rows: list[RosterRow]) -> None:
        """New branches: joint where the name says so or several firms share it (domain.md rule 12)."""
        firms_of: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            firms_of[row.branch].add(row.firm)
        for name, firms in firms_of.items():
            if name not in self.branches:
                kind = "joint" if "联合" in name or len(firms - {""}) > 1 else "independent"
                self.branches[name] = _insert(
                    self.db,
                    branch,
                    committee_id=self.committee_id,
                    name=name,
                    kind=kind,
                    created_at=self.now,
                )
                self.outcome.new_branches.append(name)

    def _firm(self, name: str) -> int | None:
        if name and name not in self.firms:
            self.firms[name] = _insert(self.db, firm, name=name)
            self.outcome.new_firms.append(name)
        return self.firms.get(name)

    def _recognise(self, row: RosterRow) -> _Known | Problem | None:
        """Who in the ledger a row is; None for somebody new, a Problem where it cannot be told."""
        index = self.keys.index(row.phone) if row.phone else None
        if index and index in self.by_phone:
            same = self.by_phone[index]
            if same.name != row.name:
                what = f"手机号在系统里登记的是{same.name}，这里是{row.name}"
                return Problem(row.line, "手机", what, "改过名请先在系统里改；填错了请改名册。")
            return same
        namesakes = [one for one in self.by_name[row.name] if not (index and one.phone_index)] or [
            one for one in self.by_name[row.name] if self._same_place(one, row)
        ]
        here = [one for one in namesakes if self._same_place(one, row)]
        if len(here) == 1 or (not here and len(namesakes) == 1 and not index):
            return (here or namesakes)[0]
        if len(here) > 1:
            what = f"系统里有 {len(here)} 位{row.name}，分不清是哪一位"
            return Problem(row.line, "手机", what, "请填上手机号。")
        return None

    def _same_place(self, one: _Known, row: RosterRow) -> bool:
        same_firm = bool(row.firm) and one.firm_id == self.firms.get(row.firm)
        return same_firm or one.branch_id == self.branches[row.branch]

    def _enter(self, row: RosterRow, found: _Known | None) -> int:
        firm_id, branch_id = self._firm(row.firm), self.branches[row.branch]
        index = self.keys.index(row.phone) if row.phone else None
        sealed = self.keys.seal(row.phone) if row.phone else None
        standing = STANDINGS[row.standing]
        if found is None:
            id_ = members.add(
                self.db,
                name=row.name,
                standing=standing,
                now=self.now,
                branch_id=branch_id,
                firm_id=firm_id,
                joined_on=row.joined_on,
                joined_precision=row.joined_precision,
                phone_sealed=sealed,
                phone_index=index,
            )
            self._set_offices(id_, branch_id, row)
            self.outcome.added.append(id_)
            return id_
        changes: dict[str, object] = {}
        if standing != found.standing:
            changes["standing"] = standing
        if firm_id is not None and firm_id != found.firm_id:
            changes["firm_id"] = firm_id
        if row.joined_on and (row.joined_on, row.joined_precision) != found.joined:
            changes |= {"joined_on": row.joined_on, "joined_precision": row.joined_precision}
        if index and index != found.phone_index:
            changes |= {"phone_index": index, "phone_sealed": sealed}
        if changes:
            self.db.execute(update(member).where(member.c.id == found.id).values(**changes))
        moved = branch_id != found.branch_id
        if moved:
            members.move(self.db, found.id, branch_id, self.now)
        changed = self._set_offices(found.id, branch_id, row) or moved or bool(changes)
        (self.outcome.changed if changed else self.outcome.unchanged).append(found.id)
        return found.id

    def _set_offices(self, member_id: int, branch_id: int, row: RosterRow) -> bool:
        """Make the offices in this branch those of the row; an office given up is ended, not erased."""
        if not self.has_offices:
            return False
        wanted = {ROLES[title] for title in (row.office, *row.also) if title in ROLES}
        held = self.offices[member_id, branch_id]
        for role in wanted - held:
            if role == "staff":
                offices.appoint_staff(self.db, member_id, self.now)
            else:
                offices.appoint(self.db, member_id, role, self.now, branch_id=branch_id)
        for role in held - wanted:
            self.db.execute(
                update(office)
                .where(
                    office.c.member_id == member_id,
                    office.c.branch_id == branch_id,
                    office.c.role == role,
                    office.c.until.is_(None),
                )
                .values(until=self.now)
            )
        return wanted - {"staff"} != held


def not_bound(db: Connection, member_ids: Iterable[int]) -> list[members.Member]:
    """Those of the given members who have no phone bound, in the order given."""
    bound = {id_ for (id_,) in db.execute(select(binding.c.member_id).where(binding.c.unbound_at.is_(None)))}
    found = (members.by_id(db, id_) for id_ in member_ids if id_ not in bound)
    return [one for one in found if one is not None]


def _ids_by_name(db: Connection, table: object) -> dict[str, int]:
    return {name: id_ for id_, name in db.execute(select(table.c.id, table.c.name))}  # type: ignore[attr-defined]


def _insert(db: Connection, table: object, **values: object) -> int:
    made = db.execute(insert(table).values(**values)).inserted_primary_key  # type: ignore[arg-type]
    assert made is not None
    return int(made[0])
