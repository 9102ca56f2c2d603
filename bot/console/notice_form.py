"""What the form of a notice holds: each field as it was typed, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import local
from bot.console.visit import Visit
from bot.ledger import audience_people
from bot.ledger.audiences import TITLES, Audience
from bot.ledger.members import STANDING_TITLES
from bot.ledger.notices import TITLE_LIMIT
from bot.ledger.notices.announcing import LONGEST, SHORTEST

FARTHEST = timedelta(days=366)
NOT_A_TIME = "请填日期和几点，比如 2026-12-05 09:00"


@dataclass(frozen=True, slots=True)
class Written:
    """The fields; ``branches`` and ``people`` are ids, ``name`` whom to look for, ``token`` the form's own key."""

    title: str = ""
    body: str = ""
    branches: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    wants: bool = False
    deadline: str = ""
    send: str = ""
    name: str = ""
    token: str = ""

    @property
    def deadline_at(self) -> datetime | None:
        """The deadline as a UTC instant; None where the field holds none."""
        return instant(self.deadline)

    @property
    def send_at(self) -> datetime | None:
        """When it is to go out; None: at once."""
        return instant(self.send)


def instant(typed: str) -> datetime | None:
    """What a ``datetime-local`` field sends, as a UTC instant; None where it is empty or no time."""
    try:
        here = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return local.instant(here.date(), here.time()) if here.tzinfo is None else None


def read(visit: Visit) -> Written:
    """The form as it came; of branches and persons only the visitor's own are taken."""
    ids = [int(id_) for id_ in visit.chosen("people") if id_.isdecimal() and len(id_) < 10]
    people = audience_people.persons(visit.db, visit.scope_ids, ids) if ids else []
    return Written(
        title=visit.said("title", 1000),
        body=visit.said("body", 4000),
        branches=tuple(id_ for id_ in visit.scope_ids if str(id_) in visit.chosen("branches")),
        roles=tuple(role for role in TITLES if role in visit.chosen("roles") and role != "staff"),
        standings=tuple(name for name in STANDING_TITLES if name in visit.chosen("standings")),
        people=tuple(one.id for one in people),
        wants=visit.said("wants", 5) == "yes",
        deadline=visit.said("deadline", 30),
        send=visit.said("send", 30),
        name=visit.said("name", 20),
        token=visit.said("form", 40),
    )


def audience_of(visit: Visit, written: Written) -> Audience:
    """Whom it is for; persons alone bring their own branches with them."""
    branches = written.branches
    if not branches and written.people:
        own = audience_people.persons(visit.db, visit.scope_ids, written.people)
        branches = tuple(dict.fromkeys(one.branch_id for one in own))
    return Audience(branches, written.roles, written.standings, written.people)


def problems(visit: Visit, written: Written) -> list[str]:
    """What must be put right before it can be looked at, a line each."""
    found = []
    if not 2 <= len(written.title) <= TITLE_LIMIT:
        found.append(f"标题：写 2 到 {TITLE_LIMIT} 个字，现在 {len(written.title)} 个。")
    whole = len(written.title) + len(written.body)
    if whole > LONGEST:
        found.append(f"正文：连标题最多 {LONGEST} 字，现在 {whole} 字。请写短些，或说明材料在哪里看。")
    elif whole < SHORTEST:
        found.append("正文：太短了，看的人会不明白。请写全：什么事、什么时候、要做什么。")
    if not (written.branches or written.people):
        chosen = "职务、身份要和支部一起选。" if written.roles or written.standings else ""
        found.append(f"发给谁：至少选一个支部，或点名选人。{chosen}")
    return (
        found + _times(visit, written) + ([] if written.token else ["页面过期了，请从「发通知」重新打开。"])
    )


def _times(visit: Visit, written: Written) -> list[str]:
    found = []
    send_at, deadline = written.send_at, written.deadline_at
    if written.send and send_at is None:
        found.append(f"发出时间：{NOT_A_TIME}；空着就是马上发。")
    elif send_at is not None and not visit.now <= send_at <= visit.now + FARTHEST:
        found.append("发出时间：请填今后一年以内的时间；空着就是马上发。")
    if written.deadline and deadline is None:
        found.append(f"截止时间：{NOT_A_TIME}。")
    elif deadline is not None and not max(send_at or visit.now, visit.now) < deadline <= visit.now + FARTHEST:
        found.append("截止时间：要晚于发出时间，在一年以内。")
    return found
