"""The API side over HTTP: ``/cgi-bin/…`` as a Flask blueprint, with faults on request."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable, Mapping
from mimetypes import guess_type
from typing import Any, Self

from flask import Blueprint, Flask, Request, Response, request
from werkzeug.datastructures import FileStorage

from sandbox.platform import assets, sends
from sandbox.platform.calls import OK, Answer, Call, Endpoint, File
from sandbox.platform.errors import ApiError
from sandbox.platform.faults import BEFORE, Fault, fault_from
from sandbox.platform.state import Platform


def _token(platform: Platform, call: Call) -> Answer:
    _check_secret(platform, call.query)
    return platform.tokens.plain(call.now)


def _stable_token(platform: Platform, call: Call) -> Answer:
    if call.method != "POST":
        raise ApiError(43002)
    _check_secret(platform, call.fields)
    return platform.tokens.stable(call.now, call.fields.get("force_refresh") is True)


def _check_secret(platform: Platform, given: Mapping[str, Any]) -> None:
    if given.get("grant_type") != "client_credential":
        raise ApiError(40002)
    if given.get("appid") != platform.account.app_id:
        raise ApiError(40013)
    if given.get("secret") != platform.app_secret:
        raise ApiError(40125)


def _clear_quota(platform: Platform, call: Call) -> Answer:
    if call.text("appid") != platform.account.app_id:
        raise ApiError(40013)
    platform.quotas.clear(call.now)
    return OK


def _callback_ip(platform: Platform, call: Call) -> Answer:
    return {"ip_list": ["127.0.0.1"]}


Dispatch = Callable[[Platform, Call], "Answer | File"]
OPEN: frozenset[str] = frozenset({"token", "stable_token", "showqrcode"})  # these need no access token
ENDPOINTS: Mapping[str, Endpoint] = {
    "token": _token,
    "stable_token": _stable_token,
    "clear_quota": _clear_quota,
    "getcallbackip": _callback_ip,
    "get_api_domain_ip": _callback_ip,
    **sends.ENDPOINTS,
    **assets.ENDPOINTS,
}


def create_api(platform: Platform) -> Blueprint:
    """The API as a blueprint: ``/cgi-bin/…``."""
    blueprint = Blueprint("platform_api", __name__)

    @blueprint.route("/cgi-bin/<path:path>", methods=["GET", "POST"])
    def call(path: str) -> Response:
        return serve(platform, path, request)

    return blueprint


def create_faults(platform: Platform) -> Blueprint:
    """``/faults`` as a blueprint: POST a :class:`Fault`'s fields to arm it, GET the armed, DELETE them all."""
    blueprint = Blueprint("platform_faults", __name__)

    @blueprint.route("/faults", methods=["GET", "POST", "DELETE"])
    def faults() -> Response:
        return _faults(platform)

    return blueprint


def api_app(platform: Platform) -> Flask:
    """The API and the faults alone, at the root, for tests that need no phone."""
    app = Flask("sandbox.platform")
    app.register_blueprint(create_api(platform))
    app.register_blueprint(create_faults(platform))
    return app


def serve(platform: Platform, path: str, incoming: Request, dispatch: Dispatch | None = None) -> Response:
    """Answer one call: the fault it meets, or what the endpoint says. ``dispatch`` knows another API's endpoints."""
    body = incoming.get_data(cache=True)
    with platform.lock:
        fault = platform.faults.take(path, body)
    if not platform.online:
        return _torn(incoming)
    if fault is not None and fault.kind in BEFORE:
        spoiled = _before(fault, incoming)
        if spoiled is not None:
            return spoiled
    response = _act(platform, path, incoming, dispatch or _dispatch)
    return response if fault is None or fault.kind in BEFORE else _after(fault, incoming, response)


def _act(platform: Platform, path: str, incoming: Request, dispatch: Dispatch) -> Response:
    try:
        with platform.lock:
            answer = dispatch(platform, _call(platform, path, incoming))
    except ApiError as refused:
        return _json(refused.answer())
    if isinstance(answer, File):
        return Response(answer.content, mimetype=answer.mimetype)
    return _json(answer)


def _dispatch(platform: Platform, call: Call) -> Answer | File:
    if call.path not in ENDPOINTS:
        raise ApiError(66666)
    if call.path not in OPEN:
        platform.tokens.check(call.query.get("access_token", ""), call.now)
    platform.quotas.count(call.path, call.now)
    return ENDPOINTS[call.path](platform, call)


def _call(platform: Platform, path: str, incoming: Request) -> Call:
    file = incoming.files.get("media")
    fields: object = {}
    if file is None and incoming.method == "POST":
        try:
            fields = json.loads(incoming.get_data(cache=True) or b"null")
        except ValueError:
            raise ApiError(47001) from None
        if fields is None:
            raise ApiError(44002)
    if not isinstance(fields, dict):
        raise ApiError(47001)
    sent = File(_mimetype(file), file.read()) if file is not None else None
    return Call(path, incoming.method, incoming.args, fields, sent, platform.clock())


def _mimetype(file: FileStorage) -> str:
    """What a file is: as it says itself, else, like the platform, by its name."""
    return file.mimetype or guess_type(file.filename or "")[0] or ""


def _json(answer: Answer) -> Response:
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(text, content_type="application/json; encoding=utf-8")  # the platform's own header


def _before(fault: Fault, incoming: Request) -> Response | None:
    if fault.kind == "errcode":
        return _json(ApiError(fault.code).answer())
    if fault.kind == "http":
        return Response("<html>busy</html>", status=fault.code or 502, mimetype="text/html")
    if fault.kind == "reset":
        return _torn(incoming)
    time.sleep(fault.seconds)
    return None


def _after(fault: Fault, incoming: Request, response: Response) -> Response:
    if fault.kind == "truncate":
        body = response.get_data()
        return Response(body[: len(body) // 2], content_type=response.content_type)
    if fault.kind == "html":
        return Response("<html><body>ok</body></html>", mimetype="text/html")
    if fault.kind == "http_after":
        return Response("<html>busy</html>", status=fault.code or 500, mimetype="text/html")
    if fault.kind == "hang_after":
        time.sleep(fault.seconds)
        return response
    return _torn(incoming)


def _torn(incoming: Request) -> Response:
    """A reset connection where the server hands out its socket; an aborted answer elsewhere."""
    return Response(_Tear(incoming.environ.get("werkzeug.socket")), status=502)


class _Tear:
    """A body that breaks the connection when the server asks for its first byte."""

    def __init__(self, sock: socket.socket | None) -> None:
        self.sock = sock

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if self.sock is not None:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            socket.close(self.sock.detach())
        raise ConnectionAbortedError


def _faults(platform: Platform) -> Response:
    with platform.lock:
        if request.method == "DELETE":
            platform.faults.clear()
        if request.method == "POST":
            try:
                platform.faults.add(fault_from(request.get_json()))
            except (TypeError, ValueError) as wrong:
                return Response(str(wrong), status=400, mimetype="text/plain")
        armed = [
            {"path": one.path, "kind": one.kind, "times": one.times} for one in platform.faults.waiting()
        ]
    return _json({"faults": armed})
