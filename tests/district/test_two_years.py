"""A district lives for a while by chat and console alone; its report says what happened, worked out once more here."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot import local
from bot.ledger import bindings, calendar, members, offices, roster
from bot.reports import periods
from bot.roster.reading import read as read_roster
from content.plans import BranchKind, Task
from tests import cast as people
from tests import town as towns
from tests.console.conftest import Visitor
from tests.district.life import LONG_AGO, Gathering, Life, months
from tests.district.people import Roll, as_csv, roll

STAFF = "郑干事"


def live(
    folder: Path, library, *, branches: int, members_count: int, firms: int, first: str, count: int
) -> Life:
    """Set a district up (roster file, binding codes said in chat) and let it live so many months."""
    found = roll(branches, members_count, firms)
    ledger = towns.new_ledger(folder)
    cast = people.Cast()
    town = towns.Town(towns.config(folder), ledger, cast, library)
    town.at(LONG_AGO)
    codes = _set_up(town, folder, found)
    for one in found.people:
        cast.ids[one.name] = one.number
    for one in found.people:
        assert "✓" in town.say(one.name, f"绑定 {one.name} {codes[one.name]}")
    life = Life(town, found, STAFF)
    for month in months(first, count):
        life.month(month)
    return life


def _set_up(town, folder: Path, found: Roll) -> dict[str, str]:
    """What the operator does: the roster, a code for everybody, one member of the committee's staff."""
    path = folder / "roster.csv"
    path.write_text(as_csv(found), "utf-8")
    made = {one.name: bindings.make_code() for one in found.people}
    with town.db() as db:
        calendar.seed(db)
        rows = read_roster(path, path.name)
        assert not rows.problems
        outcome = roster.enter(db, rows.rows, towns.KEYS, town.now)
        assert len(outcome.added) == len(found.people)
        for one in found.people:
            (member,) = members.named(db, one.name)
            bindings.keep_code(db, member.id, made[one.name], town.now, 30)
        id_ = members.add(db, name=STAFF, standing=members.FULL, now=town.now)
        offices.appoint_staff(db, id_, town.now)
        town.cast.ids[STAFF] = 99999
        bindings.bind_directly(db, "official", town.cast.openid(STAFF), id_, town.now)
    return {name: code.code for name, code in made.items()}


def tables_of(
    visitor: Visitor, period: str
) -> tuple[dict[str, tuple[str, str]], dict[str, list[str]], dict[str, list[str]]]:
    """The report page: figures by title as (now, before), months, branches."""
    page = visitor.page(f"/console/report?period={period}")
    figures, by_month, by_branch = {}, {}, {}
    for table in page.select("table"):
        for row in table.select("tbody tr"):
            first, *rest = [cell.text.strip() for cell in row.select("th, td")]
            if table.get("id") == "months":
                by_month[first] = rest
            elif table.get("id") == "of-branches":
                by_branch[first] = rest
            elif table.get("id") is None:
                figures[first] = (rest[0], rest[2])
    return figures, by_month, by_branch


def within(life: Life, period: str) -> list[Gathering]:
    of = set(periods.parse(period).months)
    return [one for one in life.seen.gatherings if one.on.isoformat()[:7] in of]


def share(part: int, whole: int) -> str:
    if not whole:
        return "—"
    value = round(100 * part / whole, 1)
    return str(int(value)) if value == int(value) else f"{value:.1f}"


def check(life: Life, period: str) -> None:
    """Every figure of the page that the events tell of."""
    visitor = Visitor(life.town).sign_in(STAFF)
    figures, by_month, by_branch = tables_of(visitor, period)
    held, before = within(life, period), within(life, periods.parse(period).before.name)
    for column, of in enumerate((held, before)):
        kinds = Counter(one.kind for one in of)
        for kind in ("主题党日", "支部党员大会", "党课", "结对活动", "支委会"):
            assert figures[kind][column] == str(kinds[kind]), (kind, column)
        due = sum(len(one.due) for one in of)
        present = sum(len(one.present) for one in of)
        assert figures["出勤率（实到／应到人次）"][column] == share(present, due)
        assert figures["第一议题学习"][column] == str(sum(one.studied for one in of))
        assert figures["几个支部合开的会"][column] == str(sum(len(one.branches) > 1 for one in of))
    assert figures["党支部"][0] == str(len(life.roll.branches))
    standings = Counter(one.standing for one in life.roll.people)
    assert figures["正式党员"][0] == str(standings["正式党员"])
    assert figures["预备党员"][0] == str(standings["预备党员"])
    assert figures["有党员的律所"][0] == str(len(life.roll.firms))
    of_period = set(periods.parse(period).months)
    assert figures["通知"][0] == str(sum(on.isoformat()[:7] in of_period for on, _ in life.seen.notices))
    for month in of_period:
        of_month = [one for one in held if one.on.isoformat()[:7] == month]
        said = by_month[f"{month[:4]}年{int(month[5:])}月"]
        assert said == [
            str(sum(len(one.due) for one in of_month)), str(sum(len(one.present) for one in of_month))
        ]  # fmt: skip
    for name, of in life.roll.branches.items():
        own = {one.name for one in of}
        mine = [one for one in held if name in one.branches]
        row = by_branch[name]
        assert row[4] == str(len(mine)), name
        assert row[5] == str(sum(len(one.due & own) for one in mine)), name
        assert row[6] == str(sum(len(one.present & own) for one in mine)), name
        assert row[7] == str(
            len({one.on.month for one in mine if one.studied and one.branches[0] == name})
        ), name
        assert (row[0], row[1]) == tasks_of(life, name, period), name


def tasks_of(life: Life, branch: str, period: str) -> tuple[str, str]:
    """Mandatory tasks of a branch and how many are done, by the plan's files and what was seen to happen."""
    of = life.roll.branches[branch]
    full = sum(one.standing == "正式党员" for one in of)
    shape = BranchKind(committee=full >= 7, groups=False, joint="联合" in branch)
    lived = {local.month(life.town.now), *(one.on.isoformat()[:7] for one in life.seen.gatherings)}
    own = [one for one in life.seen.gatherings if branch in one.branches]
    owed = done = 0
    for month in periods.parse(period).months:
        plan = life.town.services.library.plan(month, shape) if month in lived else None
        for task in plan.tasks if plan else ():
            if task.mandatory:
                owed += 1
                done += (branch, month, task.no) in life.seen.entered or is_met(task, month, own)
    return str(owed), str(done)


def is_met(task: Task, month: str, own: list[Gathering]) -> bool:
    """Whether a gathering of the branch meets a task: of its kind, within the period its quota counts in."""
    if task.kind == "第一议题":
        return any(one.studied and one.on.isoformat()[:7] == month for one in own)
    length = {"month": 1, "quarter": 3, "year": 12}[task.per]

    def slot(name: str) -> tuple[str, int]:
        return name[:4], (int(name[5:]) - 1) // length

    return any(one.kind == task.kind and slot(one.on.isoformat()[:7]) == slot(month) for one in own)


def check_attendance_file(life: Life, period: str, tmp_path: Path) -> None:
    """The attendance file of the same period has a line for each person due, with the state the events tell."""
    from bot.reports import Request, make

    with life.town.db() as db:
        ids = tuple(id_ for id_, _ in members.branches(db))
    path = tmp_path / f"attendance-{period}.csv"
    make(
        life.town.ledger,
        towns.KEYS,
        Request("attendance", ids, "核对", STAFF, periods.parse(period)),
        path,
        life.town.now,
    )
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    states = Counter(row["状态"] for row in rows)
    held = within(life, period)
    present = sum(len(one.present) for one in held)
    leave = sum(len(one.leave) for one in held)
    assert states["实到"] == present
    assert states["请假"] == leave
    assert sum(states.values()) == sum(len(one.due) for one in held)


@pytest.fixture(scope="module")
def season(tmp_path_factory, library) -> Iterator[Life]:
    """Five branches over the turn of a year."""
    life = live(
        tmp_path_factory.mktemp("season"),
        library,
        branches=6,
        members_count=48,
        firms=9,
        first="2025-12",
        count=4,
    )
    yield life
    life.town.ledger.close()


@pytest.mark.parametrize("period", ["2025-12", "2026-Q1", "2026-H1", "2026", "2025"])
def test_the_report_says_what_happened(season, period):
    check(season, period)


def test_the_attendance_file_says_so_too(season, tmp_path):
    check_attendance_file(season, "2026-Q1", tmp_path)


def test_something_happened(season):
    """The figures are not all noughts."""
    held = season.seen.gatherings
    assert len(held) > 25
    assert any(one.leave for one in held)
    assert any(one.due - one.present - one.leave for one in held)
    assert season.seen.entered
    assert season.seen.confirmed
    assert local.day(season.town.now) > date(2026, 3, 1)


@pytest.mark.slow
def test_sixty_firms_for_two_years(tmp_path, library):
    life = live(
        tmp_path / "two-years", library, branches=42, members_count=480, firms=60, first="2024-12", count=24
    )
    for period in ("2025-H1", "2025-H2", "2026-H1", "2026-H2", "2025", "2026-Q3"):
        check(life, period)
    check_attendance_file(life, "2026-H1", tmp_path)
    life.town.ledger.close()
