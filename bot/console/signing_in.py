"""Signing in with what chat handed out: the link's button on a phone, the code on another screen; and signing out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request

from bot.console.desk import COOKIE, Answer, Desk
from bot.console.visit import Visit, forget_told
from bot.ledger import audit, members, signing_in
from bot.ledger.signing_in import LASTS, TooManyTries

if TYPE_CHECKING:
    from sqlalchemy import Connection

HOME = "/console/"
OUR_PATH = re.compile(r"/console(/[\w-]+)*/?(\?[\w=&%.-]*)?", re.ASCII)
GONE = "这个链接用过了或过期了（只用一次，5 分钟内有效）。请在聊天里回「后台」再要一个。"
WRONG = "登录码不对，或者过期了。请在聊天里回「后台」看 8 位登录码。"
TOO_MANY = "这一小时里输错的次数太多，先停一停。请用手机点聊天里的链接登录，或过一会儿再试。"


def add(desk: Desk) -> None:
    """``/console/sign-in``, with a link's token or with a code; ``/console/sign-out``."""
    door = _Door(desk)
    desk.pages.add_url_rule("/console", "console_bare", _to_home)
    desk.pages.add_url_rule("/console/sign-in", "sign_in", door.ask)
    desk.pages.add_url_rule("/console/sign-in", "sign_in_code", door.with_code, methods=["POST"])
    desk.pages.add_url_rule("/console/sign-in/<token>", "sign_in_link", door.offer)
    desk.pages.add_url_rule("/console/sign-in/<token>", "sign_in_pressed", door.with_link, methods=["POST"])
    desk.pages.after_request(forget_told)
    desk.page("/console/sign-out", method="POST")(sign_out)


def _to_home() -> Answer:
    return redirect(HOME, 303)  # type: ignore[return-value]


class _Door:
    """The pages that are open to anybody: nothing on them names a person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self) -> Answer:
        """Where the code from the chat is typed."""
        return render_template("console/sign_in.html", to=_destination(), problem="")

    def with_code(self) -> Answer:
        """The code was typed: sign in, or say what to do."""
        services, now = self._desk.services, self._desk.clock()
        code = re.sub(r"\D", "", request.form.get("code", ""))[:20]
        if _from_elsewhere():
            return _problem("请从这个页面登录。", 403)
        try:
            with services.ledger.begin() as db:
                member_id = signing_in.by_code(db, services.keys, code, now)
                secret = self._begun(db, member_id) if member_id is not None else ""
        except TooManyTries:
            return _problem(TOO_MANY, 429)
        return _signed_in(secret, services.config.public_url) if secret else _problem(WRONG, 403)

    def offer(self, token: str) -> Answer:
        """The page behind the link from the chat: one button. Fetching it uses nothing up."""
        with self._desk.services.ledger.read() as db:
            good = signing_in.whose(db, token, self._desk.clock()) is not None
        return render_template("console/sign_in_link.html") if good else _problem(GONE, 410)

    def with_link(self, token: str) -> Answer:
        """The button was pressed."""
        services, now = self._desk.services, self._desk.clock()
        if _from_elsewhere():
            return _problem("请从聊天里的链接登录。", 403)
        with services.ledger.begin() as db:
            member_id = signing_in.by_link(db, token, now)
            secret = self._begun(db, member_id) if member_id is not None else ""
        return _signed_in(secret, services.config.public_url) if secret else _problem(GONE, 410)

    def _begun(self, db: Connection, member_id: int) -> str:
        """A session for a member who (still) holds an office; empty where they do not."""
        member = members.by_id(db, member_id)
        if member is None or not member.is_officer:
            return ""
        now = self._desk.clock()
        audit.record(db, now, member_id, "console", "sign in", f"member {member_id}")
        return signing_in.begin(db, member_id, now)


def sign_out(visit: Visit) -> Answer:
    """End this session; others of the visitor go on."""
    signing_in.end(visit.db, request.cookies.get(COOKIE, ""), visit.now)
    visit.record("sign out", f"member {visit.member.id}")
    response = redirect("/console/sign-in", 303)
    response.delete_cookie(COOKIE, path="/console")
    return response  # type: ignore[return-value]


def _destination() -> str:
    """Where to go after signing in: a page of the console, whatever the address says."""
    wanted = request.values.get("to", "")
    return wanted if OUR_PATH.fullmatch(wanted) else HOME


def _from_elsewhere() -> bool:
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")


def _problem(problem: str, status: int) -> Answer:
    return render_template("console/sign_in.html", to=_destination(), problem=problem), status


def _signed_in(secret: str, public_url: str) -> Response:
    response = redirect(_destination(), 303)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(LASTS.total_seconds()),
        path="/console",
        secure=public_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return response  # type: ignore[return-value]
