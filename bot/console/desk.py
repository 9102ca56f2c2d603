"""Who opens a console page: session, office, scope and the key of the form are checked here, for every route.

A page is closed unless its visitor is signed in and still holds an office. GET views get a connection that only
reads; a POST view runs in one transaction that is taken back where the view refuses.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from bot.console.visit import Refused, Visit
from bot.ledger import bindings, members, signing_in
from bot.ledger.signing_in import NOTED_EVERY, Session

if TYPE_CHECKING:
    from bot.services import Clock, Services

Answer = str | tuple[str, int] | Response
View = Callable[..., Answer]
Who = Literal["officer", "committee"]
COOKIE = "console"
LARGEST = 2**31 - 1  # what an id of ours can be
MOST_SENT = 24 << 20  # of a form with a file in it
TOO_LARGE = "文件太大了，最多 20 MB。"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Desk:
    """Adds pages to the blueprint. ``rules`` remembers who may open what, by endpoint and method."""

    def __init__(self, pages: Blueprint, services: Services, clock: Clock) -> None:
        self.pages = pages
        self.services = services
        self.clock = clock
        self.rules: dict[tuple[str, str], Who] = {}
        pages.after_request(_guard)

    def page(
        self, rule: str, who: Who = "officer", method: Literal["GET", "POST"] = "GET"
    ) -> Callable[[View], View]:
        """Give a path to the view below. ``who``: any officer, within their scope, or the committee's staff only."""

        def register(view: View) -> View:
            @wraps(view)
            def opened(**given: Any) -> Answer:
                return self._open(view, who, given)

            name = f"{view.__module__.rpartition('.')[2]}_{view.__name__}"
            self.rules[f"{self.pages.name}.{name}", method] = who
            self.pages.add_url_rule(rule, name, opened, methods=[method])
            return view

        return register

    def _open(self, view: View, who: Who, given: dict[str, Any]) -> Answer:
        writes = request.method == "POST"
        now = self.clock()
        request.max_content_length = MOST_SENT
        secret = request.cookies.get(COOKIE, "")
        ledger = self.services.ledger
        try:
            with ledger.begin() if writes else ledger.read() as db:
                held = signing_in.session(db, secret, now) if secret else None
                member = members.by_id(db, held.member_id) if held else None
                if held is None or member is None or not bindings.bound_channels(db, member.id):
                    return _to_the_door()
                if not (member.is_staff if who == "committee" else member.is_officer):
                    return render_template("console/closed.html", member=member), 403
                if writes and not _is_ours(held):
                    return render_template("console/stale.html"), 403
                visit = Visit(self.services, db, now, member, held.form_key, members.scope(db, member))
                if any(isinstance(one, int) and one > LARGEST for one in given.values()):
                    visit.missing("这一页")  # no id is as large; the database would only complain
                answer = view(visit, **given)
            if visit.after is not None:
                answer = visit.after()
        except RequestEntityTooLarge:
            return render_template("console/refused.html", why=TOO_LARGE, back=""), 413
        except Refused as refused:
            return render_template("console/refused.html", why=refused.why, back=refused.back), refused.status
        self._afterwards(visit, secret, held)
        return answer

    def _afterwards(self, visit: Visit, secret: str, held: Session) -> None:
        """What is written down about the visit itself, and the knock for what it put into the ledger."""
        if visit.knock:
            self.services.queue.knock()
        if visit.seen or visit.now - held.seen_at >= NOTED_EVERY:
            with self.services.ledger.begin() as db:
                signing_in.seen(db, secret, visit.now)
                visit.note_lookups(db)


def _is_ours(held: Session) -> bool:
    """Whether the form came from a page of this session: its key, and what the browser says of its origin."""
    sent = request.form.get("key", "")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site in ("same-origin", "none") and hmac.compare_digest(sent.encode(), held.form_key.encode())


def _to_the_door() -> Answer:
    """Not signed in: a page leads to the sign-in and back; a form or a part of a page is told so."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return redirect(f"/console/sign-in?to={quote(request.full_path.rstrip('?'))}", 303)  # type: ignore[return-value]
    return render_template("console/sign_in.html", to="/console/", problem="登录已过期，请重新登录。"), 401


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response
