"""The meeting-room screen (product J3): the code to scan and to say, how many are in, what is studied first.

Everybody in the room reads it, so it has figures and no names.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from bot import local
from bot.ledger import attendance, meeting_kinds, meetings, members
from bot.ledger.attendance import Codes
from bot.ledger.meetings import Meeting
from bot.page_links import SCREEN, PageLinks
from bot.pages.screen.scene_pictures import Fetch, ScenePictures

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.services import Clock, Services

SHORTEST_PICTURE = 60  # seconds: what the platform grants at least
TOPICS_SHOWN = 4
Answer = str | tuple[str, int]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def blueprint(services: Services, clock: Clock, fetch: Fetch | None = None) -> Blueprint:
    """``/screen/<meeting>``: the page, and the part of it that changes. ``fetch``: see ScenePictures."""
    pages = Blueprint("screen", __name__, template_folder="templates")
    screen = _Screen(services, clock, ScenePictures(fetch))
    pages.add_url_rule("/screen/<int:number>", "whole", screen.whole)
    pages.add_url_rule("/screen/<int:number>/now", "now", screen.changing)
    pages.after_request(_guard)
    return pages


class _Screen:
    def __init__(self, services: Services, clock: Clock, pictures: ScenePictures) -> None:
        self._services = services
        self._clock = clock
        self._pictures = pictures
        self._links = PageLinks(services.keys, services.config.public_url)
        self._codes = Codes(services.keys, services.config.meetings.code_seconds)

    def whole(self, number: int) -> Answer:
        """The page; with scripts off it comes anew by itself."""
        return self._shown("screen/screen.html", number)

    def changing(self, number: int) -> Answer:
        """The code and the figures, as the page's script asks for them."""
        return self._shown("screen/live.html", number)

    def _shown(self, template: str, number: int) -> Answer:
        now = self._clock()
        allowed = self._links.read(request.args.get("k", ""), now)
        if allowed is None or allowed.kind != SCREEN or allowed.subject != number:
            return render_template("screen/gone.html"), 410
        with self._services.ledger.read() as db:
            held = meetings.get(db, number)
            officer = members.by_id(db, allowed.member_id)
            if held is None or officer is None or not self._may(db, officer, number):
                return render_template("screen/gone.html"), 410
            roll = attendance.roll(db, held, now)
            figures = attendance.count(roll, len(attendance.guests(db, held)))
        opens = held.starts_at - self._before()
        running = held.state == meetings.PLANNED and opens <= now < held.starts_at + meetings.LASTS_AT_MOST
        return render_template(
            template, meeting=held, figures=figures, running=running, opens=local.clock(opens),
            when=local.words(held.starts_at), key=allowed.token, topics=self._topics(held),
            quorum=attendance.quorum_text(held.kind, figures) if now >= held.starts_at else "",
            code=self._codes.spoken(number, now) if running else "", left=self._codes.seconds_left(now),
            picture=self._picture(held) if running else "",
        )  # fmt: skip

    def _may(self, db: Connection, officer: members.Member, number: int) -> bool:
        """Whether the officer still acts for one of the meeting's branches."""
        scope = {id_ for id_, _ in members.scope(db, officer)}
        return any(id_ in scope for id_, _ in meetings.branches_of(db, number))

    def _before(self) -> timedelta:
        return timedelta(minutes=self._services.config.meetings.opens_minutes_before)

    def _picture(self, held: Meeting) -> str:
        now = self._clock()
        scene = self._codes.scene(held.id, now)
        # Good for this window and the next: the code before is still taken then.
        return self._pictures.svg(scene, max(SHORTEST_PICTURE, 2 * self._codes.seconds), now)

    def _topics(self, held: Meeting) -> list[str]:
        if not meeting_kinds.kind(held.kind).first_topic:
            return []
        found = self._services.library.first_topics(local.month(held.starts_at))
        return [item.title for item in found.items[:TOPICS_SHOWN]] if found else []


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
