"""How a branch stands with each duty: done, owed, overdue, or not applicable and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from bot.ledger.duties.held import PAIRS, Held, Of, Wanted, find
from bot.ledger.duties.periods import Period, before, period_of
from bot.ledger.duties.shapes import BranchShape, shapes
from content.duties import Duty, Source, rules

State = Literal["done", "owed", "overdue", "not applicable"]
DONE: State = "done"
OWED: State = "owed"
OVERDUE: State = "overdue"
NOT_APPLICABLE: State = "not applicable"
STATE_TITLES = {DONE: "已办", OWED: "还差", OVERDUE: "过期没办", NOT_APPLICABLE: "不适用"}
LOOKED_BACK_YEARS = 2  # what began a year late may have been for the year before


@dataclass(frozen=True, slots=True)
class DutyState:
    """A branch's standing with one duty in one period, as seen on a day.

    ``required`` and ``held`` count meetings, records, kinds of talks or firms that hosted; ``lacking`` names what is
    missing where names help. ``counted`` is what counts, ``planned`` what is fixed and not held yet. ``due_on`` is the
    last local day; ``reason`` says why it is not applicable.
    """

    duty: Duty
    branch_id: int
    period: Period
    required: int
    held: int
    state: State
    due_on: date
    counted: tuple[Held, ...] = ()
    planned: tuple[Held, ...] = ()
    lacking: tuple[str, ...] = ()
    reason: str = ""

    @property
    def source(self) -> Source:
        """The document the duty comes from."""
        return self.duty.source


@dataclass(frozen=True, slots=True)
class Tally:
    """How many duties stand how: what the committee's table of branches shows."""

    done: int
    owed: int
    overdue: int
    not_applicable: int


def tally(states: Iterable[DutyState]) -> Tally:
    """Duties by state."""
    found = [one.state for one in states]
    return Tally(*(found.count(state) for state in (DONE, OWED, OVERDUE, NOT_APPLICABLE)))


def of_branch(db: Connection, branch_id: int, on: date, today: date | None = None) -> list[DutyState]:
    """What a branch owes in the periods a local day lies in; until 31 March also what the last year left open (rule 6).

    ``today`` decides what is overdue; left out, it is ``on``. Empty for a branch that was dissolved before.
    """
    return of_branches(db, [branch_id], on, today).get(branch_id, [])


def of_branches(
    db: Connection, branch_ids: Iterable[int], on: date, today: date | None = None
) -> dict[int, list[DutyState]]:
    """The same for many branches, by id, in eight statements."""

    def wanted(duty: Duty) -> list[Period]:
        period = period_of(duty.per, on)
        last = before(period)
        return [last, period] if duty.closes and on <= _due_on(duty, last) else [period]

    return _evaluate(db, branch_ids, wanted, on, today or on)


def left_over(db: Connection, branch_ids: Iterable[int], today: date) -> dict[int, list[DutyState]]:
    """What the periods that ended last left undone and can no longer be made good, by branch id."""

    def wanted(duty: Duty) -> list[Period]:
        last = before(period_of(duty.per, today))
        return [last] if today > _due_on(duty, last) else []

    found = _evaluate(db, branch_ids, wanted, today, today)
    return {branch_id: [one for one in states if one.state == OVERDUE] for branch_id, states in found.items()}


def _due_on(duty: Duty, period: Period) -> date:
    return date(period.ends.year + 1, *duty.closes) if duty.closes else period.ends


def _evaluate(
    db: Connection,
    branch_ids: Iterable[int],
    periods: Callable[[Duty], list[Period]],
    on: date,
    today: date,
) -> dict[int, list[DutyState]]:
    ids = list(branch_ids)
    owed = [(duty, periods(duty)) for duty in rules().duties]
    wanted = [_wanted(duty, of) for duty, of in owed if of]
    found = find(db, ids, wanted)
    return {
        shape.id: [
            _state(duty, period, shape, _counting(duty, period, shape, found), today)
            for duty, of in owed
            for period in of
        ]
        for shape in shapes(db, ids, on).values()
    }


def _wanted(duty: Duty, periods: list[Period]) -> Wanted:
    first, last = periods[0], periods[-1]
    if not duty.closes:
        return Wanted(duty, first.begins, last.ends)
    return Wanted(duty, date(first.begins.year - LOOKED_BACK_YEARS, 1, 1), _due_on(duty, last))


def _counting(duty: Duty, period: Period, shape: BranchShape, found: Of) -> list[Held]:
    """What counts for a period. What may close in the next year fills the older year first, if that still lacks it."""
    of_branch = found.get((shape.id, duty.key), [])
    if not duty.closes:
        return [one for one in of_branch if one.on in period]
    years: dict[int, list[Held]] = {}
    for one in sorted(of_branch, key=lambda one: (one.planned, one.on)):
        years.setdefault(_year_of(duty, one, shape, years), []).append(one)
    return years.get(period.begins.year, [])


def _year_of(duty: Duty, one: Held, shape: BranchShape, years: dict[int, list[Held]]) -> int:
    if one.of:  # entered for a year by name
        return int(one.of)
    last = before(period_of(duty.per, one.on))
    done = sum(not other.planned for other in years.get(last.begins.year, []))
    late = one.on <= _due_on(duty, last) and last.ends >= shape.since and done < duty.times
    return last.begins.year if late else one.on.year


def _state(duty: Duty, period: Period, shape: BranchShape, of: Sequence[Held], today: date) -> DutyState:
    counted = tuple(one for one in of if not one.planned)
    planned = tuple(one for one in of if one.planned and one.on >= today)
    required, held, lacking = _figures(duty, shape, counted)
    due_on = _due_on(duty, period)
    reason = _not_applicable(duty, period, shape)
    if reason:
        required = 0
        state = NOT_APPLICABLE
    elif held >= required:
        state = DONE
    else:
        state = OVERDUE if today > due_on else OWED
    return DutyState(
        duty, shape.id, period, required, held, state, due_on, counted, planned,
        () if reason else lacking, reason,
    )  # fmt: skip


def _not_applicable(duty: Duty, period: Period, shape: BranchShape) -> str:
    if period.ends < shape.since:
        return "那时支部还没有登记"
    if duty.applies == "committee" and not shape.committee:
        needed = rules().number("committee-from")
        return f"正式党员 {shape.full_members} 名，满 {needed} 名才设支委会"
    if duty.applies == "groups" and not shape.groups:
        return "没有划分党小组"
    if duty.applies == "joint" and not shape.joint:
        return "不是联合支部"
    return ""


def _figures(duty: Duty, shape: BranchShape, counted: Sequence[Held]) -> tuple[int, int, tuple[str, ...]]:
    """How many are required, how many were held, and the names of what is missing."""
    if duty.counts == "talk":
        pairs = [pair for pair in PAIRS if shape.committee or pair != "committee"]
        missing = [pair for pair in pairs if sum(one.of == pair for one in counted) < duty.times]
        return len(pairs), len(pairs) - len(missing), tuple(PAIRS[pair] for pair in missing)
    if duty.counts == "hosting":
        hosts = [one.of for one in counted]
        missing_firms = [name for id_, name in shape.firms if hosts.count(str(id_)) < duty.times]
        return len(shape.firms), len(shape.firms) - len(missing_firms), tuple(missing_firms)
    if duty.applies == "groups":
        return duty.times * max(shape.groups, 1), len(counted), ()
    return duty.times, len(counted), ()
