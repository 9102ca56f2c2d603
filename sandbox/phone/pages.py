"""The phone's page and the calls its script makes, as a blueprint to be mounted beside the bot or alone."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, render_template, request

from sandbox.phone.acts import Person, Phones
from sandbox.phone.desk import add_desk
from sandbox.phone.view import page_state
from sandbox.platform import ApiError, Platform, create_api, create_faults
from sandbox.platform.assets import picture_of
from sandbox.push import Pusher
from sandbox.wecom.api import create_api as create_wecom_api
from sandbox.wecom.push import WecomPusher
from sandbox.wecom.state import Company
from sandbox.wire import Account, Mode

Given = Mapping[str, Any]

ACTS: Mapping[str, Callable[[Phones, str, Given], None]] = {
    "say": lambda phones, openid, given: phones.say(openid, given["text"], given.get("menu_id", "")),
    "speak": lambda phones, openid, given: phones.speak(openid, given["transcript"]),
    "picture": lambda phones, openid, given: phones.picture(
        openid, given["mimetype"], base64.b64decode(given["content"], validate=True)
    ),
    "place": lambda phones, openid, given: phones.place(openid, given["label"], 22.58, 113.08),
    "follow": lambda phones, openid, given: phones.follow(openid),
    "unfollow": lambda phones, openid, given: phones.unfollow(openid),
    "scan": lambda phones, openid, given: phones.scan(openid, given["scene"]),
    "press": lambda phones, openid, given: phones.press(openid, given["kind"], given["key"]),
    "tap": lambda phones, openid, given: phones.tap(openid, given["key"], given["task"]),
    "read": lambda phones, openid, given: phones.platform.chats.mark_read(openid),
}
WITHOUT_FOLLOWING = frozenset({"follow", "scan", "read"})


def create_blueprint(
    platform: Platform, account: Account, webhook_url: str, people: Sequence[Person], mode: Mode = "safe"
) -> Blueprint:
    """Everything under ``/sandbox``: the page, its calls, ``/sandbox/faults``, and the platform's API under
    ``/sandbox/platform/cgi-bin``.

    ``webhook_url`` is where the bot listens. The stand-in lives in this process: serve it from one process
    with a thread or more, never from several.
    """
    phones = Phones(platform, Pusher(account, webhook_url, mode), people)
    blueprint = Blueprint(
        "sandbox", __name__, url_prefix="/sandbox", template_folder="templates", static_folder="static"
    )
    blueprint.register_blueprint(create_api(platform), url_prefix="/platform")
    blueprint.register_blueprint(create_faults(platform))
    _add_page(blueprint, phones)
    _add_acts(blueprint, phones)
    add_desk(blueprint, phones)
    return blueprint


def create_wecom_blueprint(
    company: Company, account: Account, callback_url: str, people: Sequence[Person]
) -> Blueprint:
    """The same for WeCom, under ``/sandbox/wecom``; its API is under ``/sandbox/wecom/platform/cgi-bin``."""
    pusher = WecomPusher(account, callback_url, agent_id=company.agent_id)
    phones = Phones(company, pusher, people, "榕树 · 企业微信")
    blueprint = Blueprint("sandbox_wecom", __name__, url_prefix="/sandbox/wecom", template_folder="templates")
    blueprint.register_blueprint(create_wecom_api(company), url_prefix="/platform")
    blueprint.register_blueprint(create_faults(company))
    _add_page(blueprint, phones, "wecom")
    _add_acts(blueprint, phones)
    add_desk(blueprint, phones)
    return blueprint


def app(
    platform: Platform, account: Account, webhook_url: str, people: Sequence[Person], mode: Mode = "safe"
) -> Flask:
    """The stand-in as a process of its own."""
    flask = Flask("sandbox")
    flask.register_blueprint(create_blueprint(platform, account, webhook_url, people, mode))
    return flask


def _add_page(blueprint: Blueprint, phones: Phones, channel: str = "official") -> None:
    @blueprint.get("/")
    def page() -> str:
        return render_template("phone.html", name=phones.account_name, channel=channel)

    @blueprint.get("/state")
    def state() -> Response:
        version, after = request.args.get("version", -1, type=int), request.args.get("after", 0, type=int)
        with phones.platform.lock:
            if request.args.get("run") == phones.run and version == phones.platform.chats.version:
                return Response(status=204)
            return jsonify(page_state(phones, after))

    @blueprint.get("/unread")
    def unread() -> Response:
        """How much waits on this channel's phones, for the tab of the other."""
        with phones.platform.lock:
            chats = phones.platform.chats
            return jsonify({"unread": sum(chats.unread(openid) for openid in phones.people)})

    @blueprint.get("/media/<media_id>")
    def media(media_id: str) -> Response:
        try:
            medium = phones.platform.media.get(media_id, phones.platform.clock())
        except ApiError:
            abort(404)
        safe = medium.mimetype if medium.mimetype.startswith(("image/", "audio/", "video/")) else "text/plain"
        return Response(medium.content, mimetype=safe, headers={"X-Content-Type-Options": "nosniff"})

    @blueprint.get("/code")
    def code() -> Response:
        """The picture of a scene code that still works."""
        platform = phones.platform
        with platform.lock:
            found = platform.codes.get(request.args.get("ticket", ""))
        if found is None or not found.works(platform.clock()):
            abort(404)
        return Response(picture_of(found), mimetype="image/png", headers={"Cache-Control": "no-store"})


def _add_acts(blueprint: Blueprint, phones: Phones) -> None:
    @blueprint.post("/act/<name>")
    def act(name: str) -> Response:
        given = _json()
        openid = given.get("openid", "")
        if name not in ACTS or openid not in phones.people:
            abort(404)
        if name not in WITHOUT_FOLLOWING and not phones.platform.follows(openid):
            return Response("先关注公众号", status=409, mimetype="text/plain")
        try:
            ACTS[name](phones, openid, given)
        except (KeyError, TypeError, binascii.Error):
            abort(400)
        except ApiError as refused:
            return Response(str(refused), status=413, mimetype="text/plain")
        return Response(status=204)


def _json() -> dict[str, Any]:
    """The JSON body. Another site's page cannot send this content type without asking first."""
    given = request.get_json()
    if not isinstance(given, dict):
        abort(400)
    return given
