"""``/console/meetings``: what is planned, what was held, and planning one more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, link, show
from bot.ledger import attendance, meeting_kinds, meeting_rules, meetings
from bot.ledger.meetings import NewMeeting

HELD_SHOWN = timedelta(days=183)
MOST_SHOWN = 60
KINDS = [kind.name for kind in meeting_kinds.KINDS]


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting as the form has it: not yet checked, each field as it was typed."""

    branch_ids: tuple[int, ...] = ()
    kind: str = ""
    title: str = ""
    starts: str = ""
    place: str = ""

    @property
    def starts_at(self) -> datetime | None:
        """The start as a UTC instant; None where the field does not hold one."""
        try:
            here = datetime.fromisoformat(self.starts)
        except ValueError:
            return None
        return local.instant(here.date(), here.time()) if here.tzinfo is None else None


def add(desk: Desk) -> None:
    """The list, and the form for a new one: shown once more before it is published."""
    desk.page("/console/meetings")(listed)
    desk.page("/console/meetings/new")(new)
    desk.page("/console/meetings/new", method="POST")(publish)


def listed(visit: Visit) -> Answer:
    """Under way, to come, held; narrowed by branch."""
    before = timedelta(minutes=visit.services.config.meetings.opens_minutes_before)
    scope = visit.branch_ids
    return show(
        visit, "meetings.html", open=meetings.unclosed(visit.db, scope, visit.now, before),
        ahead=meetings.upcoming(visit.db, scope, visit.now, days=183, limit=MOST_SHOWN),
        held=meetings.last_closed(visit.db, scope, visit.now - HELD_SHOWN, MOST_SHOWN),
    )  # fmt: skip


def new(visit: Visit) -> Answer:
    """An empty form; with one branch to act for there is nothing to choose."""
    only = tuple(visit.scope_ids) if len(visit.scope) == 1 else ()
    return _form(visit, Plan(branch_ids=only, kind=visit.arg("kind"), starts=visit.arg("starts")))


def publish(visit: Visit) -> Answer:
    """Show what would be published; at the second press publish it. The form's key makes it one meeting."""
    plan = Plan(
        branch_ids=tuple(id_ for id_ in visit.scope_ids if str(id_) in visit.chosen("branches")),
        kind=visit.said("kind", 20),
        title=visit.said("title", 60),
        starts=visit.said("starts", 30),
        place=visit.said("place", 100),
    )
    problems = _problems(visit, plan)
    if problems:
        return _form(visit, plan, problems), 422
    starts_at = plan.starts_at
    assert starts_at is not None
    if visit.said("step") != "publish":
        expected = attendance.expected(visit.db, plan.kind, plan.branch_ids)
        names = [name for id_, name in visit.scope if id_ in plan.branch_ids]
        return show(
            visit, "meeting_look.html", plan=plan, starts_at=starts_at, expected=expected, names=names,
            token=visit.said("form", 40), past=starts_at < visit.now,
        )  # fmt: skip
    held, fresh = meetings.create(
        visit.db,
        NewMeeting(
            key=f"console:{visit.member.id}:{visit.said('form', 40)}",
            branch_ids=plan.branch_ids,
            kind=meeting_kinds.kind(plan.kind).name,
            title=meeting_rules.titled(meeting_kinds.kind(plan.kind).name, plan.title),
            place=plan.place,
            starts_at=starts_at,
        ),
        visit.member.id,
        visit.now,
    )
    if fresh:
        visit.record("meeting", f"meeting {held.id}")
    said = f"✓ 已发布：{held.title}，{local.words(held.starts_at)}" if fresh else "这个会已经发布过了。"
    return back(f"/console/meetings/{held.id}", said)


def _problems(visit: Visit, plan: Plan) -> list[str]:
    found = []
    if not plan.branch_ids:
        found.append("支部：至少选一个。")
    if len(plan.kind) < 2:
        found.append("会议类型：请选一种，或写名称（至少 2 个字）。")
    elif plan.branch_ids and meeting_rules.lacks_committee(visit.db, plan.kind, plan.branch_ids):
        found.append(f"会议类型：{meeting_rules.NO_COMMITTEE}")
    if plan.starts_at is None:
        found.append("时间：请填日期和几点，比如 2026-12-05 19:30。")
    elif problem := meeting_rules.problem_of_start(plan.starts_at, visit.now):
        found.append(f"时间：{problem}只能填一个月内开过的，或一年以内要开的。")
    return found


def _form(visit: Visit, plan: Plan, problems: list[str] | None = None) -> str:
    return show(
        visit,
        "meeting_new.html",
        plan=plan,
        problems=problems or [],
        kinds=KINDS,
        again=link("/console/meetings"),
    )
