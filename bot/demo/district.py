"""The fictional district of the demo, entered through the same verbs as a real one, with a month behind it."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from bot import local
from bot.config import Config
from bot.keys import Keys
from bot.ledger import attendance, bindings, first_topics, leave, meetings, members, offices, roster, tasks
from bot.ledger.first_topics import Study
from bot.ledger.meetings import Meeting, NewMeeting
from bot.ledger.members import Member
from bot.roster.reading import read
from content.library import Library
from content.plans import BranchKind
from sandbox import cast

# (days ago, hour, kind, place): what each branch held in the month behind it.
HELD = (
    (33, 19, "支部党员大会", "三楼会议室"),
    (26, 19, "党课", "三楼会议室"),
    (19, 15, "主题党日", "社区法律服务站"),
    (12, 12, "支委会", "书记办公室"),
    (5, 19, "党课", "三楼会议室"),
)
REASONS = ("开庭", "出差", "会见当事人", "身体不适")
UNBOUND = "梁启明"  # his phone is left for the visitor to bind


def enter(db: Connection, config: Config, keys: Keys, library: Library, now: datetime) -> None:
    """Fill an empty ledger: roster, phones, a month of meetings, this month's tasks."""
    sheet = read(cast.ROSTER, cast.ROSTER.name)
    long_ago = now - timedelta(days=400)
    roster.enter(db, sheet.rows, keys, long_ago)
    district = cast.load()
    for name, branch_names in district.instructors.items():
        for branch_name in branch_names:
            found = members.branch_named(db, branch_name)
            assert found is not None
            offices.appoint(db, members.named(db, name)[0].id, "instructor", long_ago, branch_id=found[0])
    for person in district.phones:
        if person.name != UNBOUND and (member := members.named(db, person.name)):
            bindings.bind_directly(db, "official", person.openid, member[0].id, long_ago)
    for person in district.wecom:
        if member := members.named(db, person.name):
            bindings.bind_directly(db, "wecom", person.openid, member[0].id, long_ago)
    chance = random.Random(7)  # noqa: S311 - the same district each time
    for branch_id, _ in members.branches(db):
        _month_behind(db, branch_id, config, keys, library, now, chance)
        for month in (local.month(now - timedelta(days=31)), local.month(now)):
            _tasks(db, branch_id, library, month, now)


def _tasks(db: Connection, branch_id: int, library: Library, month: str, now: datetime) -> None:
    shape = tasks.shape_of(db, branch_id)
    plan = library.plan(month, BranchKind(shape.committee, shape.groups, shape.joint))
    tasks.fill(db, branch_id, month, plan.tasks, now)


def _month_behind(
    db: Connection,
    branch_id: int,
    config: Config,
    keys: Keys,
    library: Library,
    now: datetime,
    chance: random.Random,
) -> None:
    officer = members.officers_of(db, branch_id)[0]
    committee = tasks.shape_of(db, branch_id).committee
    today = local.day(now)
    for days, hour, kind, place in HELD:
        if kind == "支委会" and not committee:
            continue
        starts_at = local.instant(_weekday(today - timedelta(days=days)), time(hour, 30))
        new = NewMeeting(f"demo-{branch_id}-{days}", (branch_id,), kind, kind, place, starts_at)
        held, _ = meetings.create(db, new, officer.id, starts_at - timedelta(days=3))
        _attend(db, held, officer, config, keys, chance)
        month = local.month(starts_at)
        materials = library.first_topics(month)
        if kind == "支部党员大会" and materials is not None:
            titles = tuple(item.title for item in materials.items[:2])
            study = Study(titles, host=officer.name, lead_reader=officer.name, decided="本周内各自读完原文")
            first_topics.record(db, held, study, officer.id, starts_at + timedelta(hours=1))


def _weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _attend(
    db: Connection, held: Meeting, officer: Member, config: Config, keys: Keys, chance: random.Random
) -> None:
    codes = attendance.Codes(keys, config.meetings.code_seconds)
    for entry in attendance.roll(db, held, held.starts_at):
        member = members.by_id(db, entry.member_id)
        assert member is not None
        draw = chance.random()
        if draw < 0.12:
            asked_at = held.starts_at - timedelta(hours=chance.randint(3, 40))
            request = leave.ask(db, held, member.id, chance.choice(REASONS), asked_at)
            leave.decide(db, request, leave.APPROVED, officer.id, asked_at + timedelta(hours=1))
        elif draw < 0.94:
            at = held.starts_at + timedelta(minutes=chance.randint(-20, 12), seconds=chance.randint(0, 59))
            attendance.by_code(db, member, codes.spoken(held.id, at), at, config.meetings, codes)
    attendance.close(db, held.id, officer.id, held.starts_at + timedelta(minutes=90))


def something_to_do(db: Connection, now: datetime) -> None:
    """A meeting that can be checked in to right now, and one to ask leave from; anew at each start."""
    branch_id, _ = members.branches(db)[0]
    officer = members.officers_of(db, branch_id)[0]
    soon = now.replace(second=0, microsecond=0) + timedelta(minutes=20 - local.at(now).minute % 10)
    if not meetings.running(db, [branch_id], now, timedelta(minutes=30)):
        key = f"demo-now-{soon:%Y%m%d%H%M}"
        meetings.create(
            db, NewMeeting(key, (branch_id,), "党课", "党课", "三楼会议室", soon), officer.id, now
        )
    next_week = local.instant(_weekday(local.day(now) + timedelta(days=9)), time(19, 30))
    new = NewMeeting(
        f"demo-next-{next_week:%Y%m%d}", (branch_id,), "支部党员大会", "支部党员大会", "三楼会议室", next_week
    )
    meetings.create(db, new, officer.id, now)


def code_for_the_unbound(db: Connection, now: datetime, days: int) -> tuple[str, str] | None:
    """The name and a fresh binding code of the one who is not bound yet; None once he is."""
    member = members.named(db, UNBOUND)[0]
    if bindings.bound_channels(db, member.id):
        return None
    new = bindings.make_code()
    bindings.keep_code(db, member.id, new, now, days)
    return member.name, new.code
