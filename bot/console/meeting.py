"""``/console/meetings/<number>``: one meeting from plan to minutes; its live part keeps up to date."""

from __future__ import annotations

from datetime import timedelta

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, show
from bot.ledger import attendance, first_topics, leave, meeting_changes, meeting_kinds, meetings, minutes
from bot.ledger.attendance import Codes, Entry
from bot.ledger.meetings import CANCELLED, CLOSED, PLANNED, Meeting
from bot.page_links import SCREEN, PageLinks

CORRECTABLE_FOR = timedelta(days=7)  # as in chat: later, a mark is corrected through a dispute or not at all
STATES = {PLANNED: "未开", "running": "进行中", CLOSED: "已散会", CANCELLED: "已取消"}


def add(desk: Desk) -> None:
    """The page, and the part of it that changes while the meeting runs."""
    desk.page("/console/meetings/<int:number>")(whole)
    desk.page("/console/meetings/<int:number>/live")(live)


def whole(visit: Visit, number: int) -> Answer:
    """When and where, the code and the count, the roll with a box each, the minutes, what to take away."""
    held = visit.meeting(number)
    entries = own_entries(visit, held)
    visit.looked_at(f"meeting {held.id}", [one.member_id for one in entries])
    library = visit.services.library
    studies = meeting_kinds.kind(held.kind).first_topic
    names = {one.member_id: one.name for one in entries}
    return show(
        visit, "meeting.html", meeting=held, entries=entries, branches=meetings.branches_of(visit.db, held.id),
        guests=attendance.guests(visit.db, held), may_mark=may_mark(visit, held), may_change=may_change(visit, held),
        votes=may_vote(visit, held),
        topics=library.first_topics(local.month(held.starts_at)) if studies else None,
        studied=first_topics.of_meeting(visit.db, held.id), minutes=minutes.of(visit.db, held),
        fields=minutes.TITLES, how=attendance.HOW_TITLES, states=attendance.STATE_TITLES,
        relayed=[(id_, names[id_]) for id_ in attendance.relayed(visit.db, held.id) if id_ in names],
        waiting=[one for one in leave.waiting(visit.db, visit.scope_ids) if one.meeting.id == held.id],
        screen=_screen(visit, held), knows=len(meeting_changes.who_knows(visit.db, held.id)), **_live(visit, held),
    )  # fmt: skip


def live(visit: Visit, number: int) -> Answer:
    """The code and the figures alone, asked for every few seconds: no names, so nobody is looked up."""
    held = visit.meeting(number)
    return show(visit, "meeting_live.html", meeting=held, **_live(visit, held))


def _live(visit: Visit, held: Meeting) -> dict[str, object]:
    settings = visit.services.config.meetings
    opens = held.starts_at - timedelta(minutes=settings.opens_minutes_before)
    running = held.state == PLANNED and opens <= visit.now < held.starts_at + meetings.LASTS_AT_MOST
    codes = Codes(visit.services.keys, settings.code_seconds)
    figures = attendance.count(
        attendance.roll(visit.db, held, visit.now), len(attendance.guests(visit.db, held))
    )
    return {
        "running": running,
        "opens": opens,
        "state": STATES["running" if running else held.state],
        "code": codes.spoken(held.id, visit.now) if running else "",
        "left": codes.seconds_left(visit.now),
        "figures": figures,
        "quorum": attendance.quorum_text(held.kind, figures) if visit.now >= held.starts_at else "",
        "over": held.state in (CLOSED, CANCELLED),
    }


def own_entries(visit: Visit, held: Meeting) -> list[Entry]:
    """The roll's lines of the visitor's own branches (domain.md rule 15)."""
    own = set(visit.scope_ids)
    return [one for one in attendance.roll(visit.db, held, visit.now) if one.branch_id in own]


def may_mark(visit: Visit, held: Meeting) -> bool:
    """Whether marks can be made or corrected: until a week after the closing."""
    if held.state == CLOSED:
        return held.closed_at is not None and visit.now - held.closed_at <= CORRECTABLE_FOR
    return held.state == PLANNED


def may_vote(visit: Visit, held: Meeting) -> bool:
    """Whether votes can be entered: of a meeting that votes, from its opening until a week after the closing."""
    opens = held.starts_at - timedelta(minutes=visit.services.config.meetings.opens_minutes_before)
    return meeting_kinds.kind(held.kind).quorum and may_mark(visit, held) and visit.now >= opens


def may_change(visit: Visit, held: Meeting) -> bool:
    """Whether it can still be moved or called off by the visitor: planned, to come, of a branch of theirs."""
    return held.state == PLANNED and held.starts_at > visit.now and held.branch_id in visit.scope_ids


def _screen(visit: Visit, held: Meeting) -> str:
    """The address of the room's screen for a meeting that is not over."""
    if held.state != PLANNED:
        return ""
    links = PageLinks(visit.services.keys, "")
    return links.url(f"/screen/{held.id}", visit.member.id, visit.now, SCREEN, held.id)
