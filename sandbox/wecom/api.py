"""WeCom's API: tokens, messages to members, cards and their updates, the app's menu.

Source: the platform's pages on gettoken, message/send, update_template_card and access frequency. What a member would
get beyond 30 a minute or 1000 an hour is dropped without a word, as there.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import deque
from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, Flask, Response, request

from sandbox.platform import create_faults
from sandbox.platform.api import serve
from sandbox.platform.calls import OK, Answer, Call, File
from sandbox.platform.errors import ApiError
from sandbox.platform.quotas import CHINA
from sandbox.platform.state import Platform
from sandbox.wecom.state import Company

MOST_USERS, TEXT_LIMIT = 1000, 2048
A_MINUTE, AN_HOUR = 30, 1000
LONGEST_CHECK = 14_400  # seconds
CODE_LIFE = timedelta(hours=72)
CARD_KINDS = {"text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction"}


def create_api(company: Company) -> Blueprint:
    """The API as a blueprint: ``/cgi-bin/…``."""
    blueprint = Blueprint("wecom_api", __name__)

    @blueprint.route("/cgi-bin/<path:path>", methods=["GET", "POST"])
    def call(path: str) -> Response:
        return serve(company, path, request, _dispatch)

    return blueprint


def api_app(company: Company) -> Flask:
    """The API and the faults alone, at the root, for tests that need no phone."""
    app = Flask("sandbox.wecom")
    app.register_blueprint(create_api(company))
    app.register_blueprint(create_faults(company))
    return app


def _dispatch(company: Platform, call: Call) -> Answer | File:
    assert isinstance(company, Company)
    if not company.trusted:
        raise ApiError(60020)
    if call.path == "gettoken":
        return _token(company, call)
    company.tokens.check(call.query.get("access_token", ""), call.now)
    endpoint = ENDPOINTS.get(call.path)
    if endpoint is None:
        raise ApiError(66666)
    return endpoint(company, call)


def _token(company: Company, call: Call) -> Answer:
    if call.query.get("corpid") != company.account.app_id:
        raise ApiError(40013)
    if call.query.get("corpsecret") != company.app_secret:
        raise ApiError(40001)
    return {**OK, **company.tokens.stable(call.now)}


def send(company: Company, call: Call) -> Answer:
    """One message to up to a thousand members; whom it cannot reach is named in lower case."""
    _check_agent(company, call.fields)
    named = [one for one in call.text("touser").split("|") if one]
    if not named:
        raise ApiError(82001)
    if len(named) > MOST_USERS:
        raise ApiError(40058)
    kind = call.text("msgtype")
    content = _content(call, kind)
    remembered = _seen(company, call, named, kind, content)
    if remembered is not None:
        return remembered
    known = [one for one in dict.fromkeys(named) if company.follows(one)]
    if not known:
        raise ApiError(81013)
    _count_day(company, call, len(known))
    msg_id = company.next_id()
    for one in known:
        if _may(company, one, call):
            company.record(call.path, one, kind, content, _digest(named, kind, content), msg_id)
    answer: dict[str, object] = {**OK, "msgid": f"m{msg_id}"}
    lost = [one.lower() for one in named if not company.follows(one)]
    if lost:
        answer["invaliduser"] = "|".join(lost)
    if kind == "template_card":
        answer["response_code"] = _code(company, call)
    _keep(company, call, named, kind, content, answer)
    return answer


def _check_agent(company: Company, fields: Mapping[str, object]) -> None:
    if str(fields.get("agentid", "")) != company.agent_id:
        raise ApiError(40056)


def _content(call: Call, kind: str) -> Mapping[str, object]:
    if kind not in ("text", "textcard", "template_card", "markdown", "news"):
        raise ApiError(40008)
    content = call.within(kind)
    if kind in ("text", "markdown"):
        said = content.get("content")
        if not isinstance(said, str) or not said.strip():
            raise ApiError(44004)
        if len(said.encode()) > TEXT_LIMIT:  # the platform cuts; a stand-in had better say so
            raise ApiError(45002)
    if kind == "textcard" and not (
        content.get("title") and content.get("description") and content.get("url")
    ):
        raise ApiError(40058)
    if kind == "template_card":
        _check_card(content)
    return content


def _check_card(card: Mapping[str, object]) -> None:
    if card.get("card_type") not in CARD_KINDS:
        raise ApiError(40058)
    if card["card_type"] == "button_interaction":
        buttons = card.get("button_list")
        task = card.get("task_id")
        whole = (
            isinstance(buttons, list)
            and 1 <= len(buttons) <= 6
            and isinstance(task, str)
            and 0 < len(task) <= 128
        )
        if not whole:
            raise ApiError(40058)


def _digest(named: list[str], kind: str, content: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps([named, kind, content], sort_keys=True).encode()).hexdigest()


def _seen(
    company: Company, call: Call, named: list[str], kind: str, content: Mapping[str, object]
) -> Answer | None:
    """The first call's answer where this is the same again within the interval the call asks for."""
    if call.fields.get("enable_duplicate_check") != 1:
        return None
    asked = call.fields.get("duplicate_check_interval", 1800)
    interval = min(int(str(asked)), LONGEST_CHECK)
    found = company.keeps.get(_digest(named, kind, content))
    if found is None or call.now - found[0] >= timedelta(seconds=interval):
        return None
    return found[1]


def _keep(
    company: Company, call: Call, named: list[str], kind: str, content: Mapping[str, object],
    answer: dict[str, object],
) -> None:  # fmt: skip
    company.keeps[_digest(named, kind, content)] = (call.now, answer)


def _count_day(company: Company, call: Call, people: int) -> None:
    today = call.now.astimezone(CHINA).date().isoformat()
    used = company.sent_today.get(today, 0) + people
    if used > company.accounts_cap * 200:
        raise ApiError(45009)
    company.sent_today = {today: used}


def _may(company: Company, user_id: str, call: Call) -> bool:
    """Whether a member still takes one: beyond the limits it is dropped, and nobody is told."""
    recent = company.sent_to.setdefault(user_id, deque())
    while recent and call.now - recent[0] >= timedelta(hours=1):
        recent.popleft()
    in_minute = sum(call.now - at < timedelta(minutes=1) for at in recent)
    if in_minute >= A_MINUTE or len(recent) >= AN_HOUR:
        return False
    recent.append(call.now)
    return True


def _code(company: Company, call: Call) -> str:
    code = secrets.token_urlsafe(24)
    company.codes_given[code] = call.now
    return code


def update_card(company: Company, call: Call) -> Answer:
    """Change a card's button; a response code serves once, for 72 hours."""
    _check_agent(company, call.fields)
    given = company.codes_given.pop(call.text("response_code"), None)
    if given is None or call.now - given >= CODE_LIFE:
        raise ApiError(60140)
    return OK


def create_menu(company: Company, call: Call) -> Answer:
    """Replace the app's menu."""
    if call.query.get("agentid") != company.agent_id:
        raise ApiError(40056)
    buttons = call.fields.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise ApiError(40016)
    for button in buttons:
        if len(button.get("sub_button") or []) > 5:
            raise ApiError(40023)
    company.menu = {"button": buttons}
    company.touch()
    return OK


def get_menu(company: Company, call: Call) -> Answer:
    """The menu as it stands."""
    if call.query.get("agentid") != company.agent_id:
        raise ApiError(40056)
    if company.menu is None:
        raise ApiError(46003)
    return {**OK, **company.menu}


def callback_ip(company: Company, call: Call) -> Answer:
    """Where callbacks come from."""
    return {**OK, "ip_list": ["127.0.0.1"]}


ENDPOINTS = {
    "message/send": send,
    "message/update_template_card": update_card,
    "menu/create": create_menu,
    "menu/get": get_menu,
    "getcallbackip": callback_ip,
}
