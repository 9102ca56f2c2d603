"""``/console/audit``: who did what and looked up whom. Things are named by number; no message is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot import local
from bot.console.audit_words import ACTORS, SUBJECTS, VERBS
from bot.console.desk import Answer, Desk
from bot.console.notices import page_asked
from bot.console.schedule import titled
from bot.console.visit import Visit, show
from bot.ledger import audit_trail, members
from bot.ledger.audit_trail import Entry, Wanted

ON_A_PAGE = 50
DAYS_SHOWN = timedelta(days=31)
NAMES_SHOWN = 12
_THING = re.compile(r"(?P<before>(?:[a-z]+ of )?)(?P<kind>[a-z_]+) (?P<number>\d+)", re.ASCII)
_IDS = re.compile(r"\d+(?: \d+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words: who did it by which way, what, to what (a ``path`` where there is a page of it)."""

    at: datetime
    who: str
    way: str
    did: str
    thing: str
    path: str
    detail: str


def add(desk: Desk) -> None:
    """Staff see all of it, officers their own acts and those about their branches."""
    desk.page("/console/audit")(page)


def page(visit: Visit) -> Answer:
    """Narrowed by day, verb and person."""
    asked = {name: visit.arg(name)[:40] for name in ("day", "verb", "who")}
    day = _day(asked["day"])
    number = page_asked(visit)
    staff = visit.member.is_staff
    wanted = Wanted(
        since=local.instant(day, time()) if day else visit.now - DAYS_SHOWN,
        until=local.instant(day + timedelta(days=1), time()) if day else visit.now + timedelta(seconds=1),
        verb=asked["verb"],
        persons=audit_trail.named(visit.db, asked["who"]) if asked["who"] else None,
        own=None if staff else visit.member.id,
        branch_ids=() if staff else tuple(visit.scope_ids),
    )
    entries, total = audit_trail.page(visit.db, wanted, ON_A_PAGE, (number - 1) * ON_A_PAGE)
    people = {id_ for one in entries for id_ in _people(one)}
    visit.looked_at("audit", sorted(people - {visit.member.id}))
    return show(
        visit, "audit.html", lines=_lines(visit, entries, people), total=total, asked=asked, page=number,
        last=max(-(-total // ON_A_PAGE), 1), day_is_wrong=bool(asked["day"]) and day is None,
        verbs=[(verb, VERBS.get(verb, verb)) for verb in audit_trail.verbs(visit.db)],
    )  # fmt: skip


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _people(one: Entry) -> set[int]:
    """Whom a line names: who did it, about whom, who was looked up."""
    found = {one.member_id} if one.member_id is not None else set()
    if (thing := _THING.fullmatch(one.subject)) and thing["kind"] == "member":
        found.add(int(thing["number"]))
    return found | set(_looked_up(one))


def _looked_up(one: Entry) -> list[int]:
    return (
        [int(id_) for id_ in one.detail.split()]
        if one.verb == "look up" and _IDS.fullmatch(one.detail)
        else []
    )


def _lines(visit: Visit, entries: list[Entry], people: set[int]) -> list[Line]:
    known = audit_trail.names(visit.db, people)
    branches = dict(members.branches(visit.db))
    return [_line(one, known, branches) for one in entries]


def _line(one: Entry, known: dict[int, str], branches: dict[int, str]) -> Line:
    thing, path = _thing(one.subject, known, branches)
    looked_up = _looked_up(one)
    detail = one.detail if len(one.detail) <= 80 else f"{one.detail[:79]}…"
    if looked_up:
        shown = "、".join(known.get(id_, f"{id_} 号") for id_ in looked_up[:NAMES_SHOWN])
        detail = f"{shown} 等 {len(looked_up)} 人" if len(looked_up) > NAMES_SHOWN else shown
    who = known.get(one.member_id, f"{one.member_id} 号") if one.member_id is not None else "服务自己"
    return Line(
        one.at, who, ACTORS.get(one.actor, one.actor), VERBS.get(one.verb, one.verb), thing, path, detail
    )


def _thing(subject: str, known: dict[int, str], branches: dict[int, str]) -> tuple[str, str]:
    """What a line is about, in words, and its page: ``member 12`` → 王党员, ``meeting 7`` → 会议 7."""
    found = _THING.fullmatch(subject)
    if subject.startswith("job "):
        return titled(subject.removeprefix("job ")), ""
    if found is None:
        return SUBJECTS.get(subject, ("", ""))[0] or subject, ""
    number = int(found["number"])
    if found["kind"] == "member":
        return known.get(number, f"{number} 号"), ""
    if found["kind"] == "branch":
        return branches.get(number, f"{number} 号支部"), ""
    title, place = SUBJECTS.get(found["kind"], (found["kind"], ""))
    return f"{title} {number}", f"{place}/{number}" if place else ""
