"""One opening of a console page: by whom, when, within which branches, in which transaction."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request

from bot.console.nav import sections
from bot.ledger import audit, meetings
from bot.ledger.meetings import Meeting
from bot.ledger.members import Member

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.services import Services

SAID = "console_said"  # the cookie that carries one sentence over a redirect
NAMES_AN_ENTRY = 40


class Refused(Exception):
    """What was asked is not done, and nothing of it is kept: ``why`` in Chinese, where to go ``back`` to."""

    def __init__(self, why: str, status: int = 422, back: str = "") -> None:
        super().__init__(why)
        self.why, self.status, self.back = why, status, back


@dataclass
class Visit:
    """``scope`` are the branches the visitor acts for, (id, name); ``key`` belongs into every form.

    A view sets ``knock`` where it wrote deliveries, so that the queue is woken after the commit; and ``after`` where
    what it answers with needs the ledger by itself (a file): it is called once the transaction is over.
    """

    services: Services
    db: Connection
    now: datetime
    member: Member
    key: str
    scope: tuple[tuple[int, str], ...]
    knock: bool = False
    after: Callable[[], str | tuple[str, int] | Response] | None = None
    seen: list[tuple[str, str]] = field(default_factory=list)

    @property
    def scope_ids(self) -> list[int]:
        """The ids of the branches the visitor acts for."""
        return [id_ for id_, _ in self.scope]

    @property
    def branch(self) -> int | None:
        """The branch the page is narrowed to by ``?branch=``; None for all of the scope."""
        chosen = request.args.get("branch", "")
        return int(chosen) if chosen.isdecimal() and int(chosen) in dict(self.scope) else None

    @property
    def branch_ids(self) -> list[int]:
        """The branches the page is about: the one chosen, or the whole scope."""
        return self.scope_ids if self.branch is None else [self.branch]

    def arg(self, name: str, default: str = "") -> str:
        """A value of the address, trimmed."""
        return request.args.get(name, default).strip()

    def said(self, name: str, most: int = 2000) -> str:
        """A field of the form, trimmed. Raises Refused where it is longer than ``most`` characters."""
        text = request.form.get(name, "").strip().replace("\r\n", "\n")
        if len(text) > most:
            self.refuse(f"太长了：最多 {most} 个字，现在是 {len(text)} 个。")
        return text

    def chosen(self, name: str) -> list[str]:
        """The values ticked in the form under one name."""
        return request.form.getlist(name)

    def branch_said(self, name: str = "branch") -> int:
        """The branch chosen in the form. Raises Refused where it is not one of the visitor's."""
        said = request.form.get(name, "")
        if not said.isdecimal() or int(said) not in dict(self.scope):
            self.refuse("请选一个您负责的支部。")
        return int(said)

    def refuse(self, why: str, back: str = "", status: int = 422) -> NoReturn:
        """Do nothing of what was asked, and say why in Chinese."""
        raise Refused(why, status, back)

    def missing(self, what: str) -> NoReturn:
        """``what`` is not there or not the visitor's to see: the same answer for both."""
        raise Refused(f"没有{what}，或者不在您负责的范围内。", 404)

    def meeting(self, number: int) -> Meeting:
        """A meeting of one of the visitor's branches. Raises Refused (404) for any other."""
        found = meetings.get(self.db, number)
        own = dict(self.scope)
        if found is None or not any(id_ in own for id_, _ in meetings.branches_of(self.db, number)):
            self.missing("这次会议")
        return found

    def record(self, verb: str, subject: str, detail: str = "") -> None:
        """Write into the audit what is being done."""
        audit.record(self.db, self.now, self.member.id, "console", verb, subject, detail)

    def looked_at(self, what: str, member_ids: Iterable[int] = ()) -> None:
        """Note, after the page, that persons were looked up: ``what`` says where (``meeting 12``)."""
        ids = list(member_ids)
        for start in range(0, max(len(ids), 1), NAMES_AN_ENTRY):
            self.seen.append((what, " ".join(str(id_) for id_ in ids[start : start + NAMES_AN_ENTRY])))

    def note_lookups(self, db: Connection) -> None:
        """Write down what :meth:`looked_at` was told."""
        for what, ids in self.seen:
            audit.record(db, self.now, self.member.id, "console", "look up", what, ids)


def show(visit: Visit, template: str, **given: object) -> str:
    """A page of ours. Every page knows its visitor, the sections open to them, and a key for a new form."""
    return render_template(
        f"console/{template}",
        visit=visit,
        sections=sections(visit.member),
        here=request.path,
        form_token=secrets.token_urlsafe(12),
        told=_told(),
        link=link,
        **given,
    )


def link(path: str, **args: object) -> str:
    """A path with its arguments; empty ones are left out."""
    kept = {name: str(value) for name, value in args.items() if value not in (None, "")}
    return f"{path}?{urlencode(kept)}" if kept else path


def back(path: str, said: str = "") -> Response:
    """After a form: to a page, which says once what has been done."""
    response = make_response(redirect(path, 303))
    if said:
        packed = base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
        response.set_cookie(SAID, packed, max_age=60, path="/console", httponly=True, samesite="Lax")
    return response


def _told() -> str:
    """What the form before has done; :func:`forget_told` takes it away once it was shown."""
    try:
        return str(json.loads(base64.urlsafe_b64decode(request.cookies.get(SAID, ""))))
    except ValueError:
        return ""


def forget_told(response: Response) -> Response:
    """The sentence carried over a redirect has been shown on a whole page: it is not shown again."""
    shown = request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html"
    if shown and SAID in request.cookies and "HX-Request" not in request.headers:
        response.delete_cookie(SAID, path="/console")
    return response
