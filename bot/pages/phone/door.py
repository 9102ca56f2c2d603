"""Who opens a phone page: the signed link is read, its member looked up, and only then is a page made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request

from bot.ledger import bindings, large_type, members
from bot.ledger.members import Member
from bot.page_links import PERSONAL, READING, Kind, PageLinks, Pass

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.services import Clock, Services

Answer = str | tuple[str, int] | Response
# Nothing runs and nothing is fetched but our own; a lecture may be read aloud by the device.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One opening of a page: by whom, when, in which transaction; ``url`` makes links that stay with the visitor."""

    services: Services
    db: Connection
    now: datetime
    member: Member
    opened_with: Pass
    links: PageLinks

    def url(self, path: str) -> str:
        """The path with this visit's own key: a page leads on only as far as the link that opened it."""
        return f"{path}?k={self.opened_with.token}"


View = Callable[..., Answer]


class Door:
    """Adds pages to a blueprint; each is closed to whoever has no good link."""

    def __init__(self, pages: Blueprint, services: Services, clock: Clock) -> None:
        self.pages = pages
        self.services = services
        self.clock = clock
        self.links = PageLinks(services.keys, services.config.public_url)
        self.rules: dict[tuple[str, str], tuple[Kind, ...]] = {}
        pages.after_request(_guard)

    def page(
        self, rule: str, kinds: tuple[Kind, ...] = (READING, PERSONAL), method: str = "GET"
    ) -> Callable[[View], View]:
        """Give a path to the view below; ``kinds`` are the links that open it. POST views may write."""

        def register(view: View) -> View:
            @wraps(view)
            def opened(**given: Any) -> Answer:
                return self._open(view, kinds, method, given)

            self.rules[f"{self.pages.name}.{view.__name__}", method] = kinds
            self.pages.add_url_rule(rule, view.__name__, opened, methods=[method])
            return view

        return register

    def _open(self, view: View, kinds: tuple[Kind, ...], method: str, given: dict[str, Any]) -> Answer:
        now = self.clock()
        allowed = self.links.read(request.args.get("k", ""), now)
        if allowed is None or allowed.kind not in kinds:
            return _gone()
        ledger = self.services.ledger
        with ledger.begin() if method == "POST" else ledger.read() as db:
            member = members.by_id(db, allowed.member_id)
            if member is None or not bindings.bound_channels(db, member.id):
                return _gone()
            visit = Visit(self.services, db, now, member, allowed, self.links)
            return view(visit, **given)


def show(visit: Visit, template: str, **given: object) -> str:
    """A page of ours, in the visitor's type size."""
    care = large_type.is_on(visit.db, visit.member.id)
    return render_template(f"phone/{template}", visit=visit, url=visit.url, care=care, **given)


def missing(visit: Visit, what: str) -> tuple[str, int]:
    """``what`` is not there, or not for this member: the same page for both."""
    return show(visit, "missing.html", what=what), 404


def _gone() -> tuple[str, int]:
    return render_template("phone/gone.html", care=False), 410


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response
