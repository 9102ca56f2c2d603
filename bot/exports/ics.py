"""A calendar as an ICS file (RFC 5545), in the time of Shanghai."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar

from bot.exports.beside import beside
from bot.exports.calendar import Calendar, Event
from bot.exports.neutral import legal
from bot.exports.table import SHANGHAI, Note

PRODUCT = "-//Rongshu//榕树 会议日历//ZH"
_OFFSET = timedelta(hours=8)


def write_ics(path: Path, calendar: Calendar, note: Note) -> int:
    """Write the events; returns how many. An event that was moved keeps its UID and has a higher SEQUENCE."""
    with beside(path) as draft:
        draft.write_bytes(as_ics(calendar, note))
    return len(calendar.events)


def as_ics(calendar: Calendar, note: Note) -> bytes:
    """The file's content."""
    file = icalendar.Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", legal(calendar.name))
    file.add("x-wr-timezone", SHANGHAI.key)
    if note.seal:
        file.add("x-wr-caldesc", note.seal)
    file.add_component(_zone())
    for event in calendar.events:
        file.add_component(_event(event))
    content: bytes = file.to_ical()
    return content


def _zone() -> icalendar.Timezone:
    """Asia/Shanghai as it has been since 1992: eight hours ahead, without summer time."""
    zone = icalendar.Timezone()
    zone.add("tzid", SHANGHAI.key)
    standard = icalendar.TimezoneStandard()
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 - a time zone begins at a local time
    standard.add("tzoffsetfrom", _OFFSET)
    standard.add("tzoffsetto", _OFFSET)
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _event(event: Event) -> icalendar.Event:
    one = icalendar.Event()
    one.add("uid", event.uid)
    one.add("sequence", event.revision)
    one.add("dtstamp", event.changed_at.astimezone(UTC))
    one.add("last-modified", event.changed_at.astimezone(UTC))
    one.add("dtstart", event.starts_at.astimezone(SHANGHAI))
    one.add("dtend", event.ends_at.astimezone(SHANGHAI))
    one.add("summary", legal(event.title))
    if event.place:
        one.add("location", legal(event.place))
    if event.about:
        one.add("description", legal(event.about))
    one.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    one.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    return one
