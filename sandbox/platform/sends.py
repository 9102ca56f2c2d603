"""The three ways an account writes to people: customer-service, template and mass messages."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import timedelta

from sandbox import wire
from sandbox.platform.calls import OK, Answer, Call, Endpoint, known
from sandbox.platform.errors import ApiError
from sandbox.platform.quotas import CHINA
from sandbox.platform.state import MassJob, Platform

TEXT_LIMIT = 2048  # bytes
TYPING_SECONDS = 15
TEMPLATE_KEY_LIFE = timedelta(minutes=10)
MASS_KEY_LIFE = timedelta(hours=24)
MASS_A_MONTH = 4
_MEDIA = {"image", "voice", "video", "mpvideo"}


def custom_send(platform: Platform, call: Call) -> Answer:
    """A customer-service message, within what the person's own acts allow."""
    openid = known(platform, call.text("touser"))
    kind, content = _content(platform, call)
    if not platform.follows(openid):
        raise ApiError(45015)
    platform.windows.spend(openid, call.now)
    platform.accept(call.path, openid, kind, content)
    return OK


def typing(platform: Platform, call: Call) -> Answer:
    """The 对方正在输入 state, for fifteen seconds, within thirty of the person's last word."""
    openid, command = known(platform, call.text("touser")), call.text("command")
    if command not in ("Typing", "CancelTyping"):
        raise ApiError(45072)
    if command == "CancelTyping":
        platform.typing.pop(openid, None)
        return OK
    said = [bubble.at for bubble in platform.chats.of(openid) if bubble.side == "me"]
    if not said or call.now.timestamp() - said[-1] > 30:
        raise ApiError(45080)
    if openid in platform.typing and platform.typing[openid] > call.now:
        raise ApiError(45081)
    platform.typing[openid] = call.now + timedelta(seconds=TYPING_SECONDS)
    platform.touch()
    return OK


def _content(platform: Platform, call: Call) -> tuple[str, Mapping[str, object]]:
    kind = call.text("msgtype")
    checks = {
        "text": _text,
        "news": _news,
        "msgmenu": _menu,
        **dict.fromkeys(_MEDIA, _medium),
        "music": _music,
    }
    if kind not in checks:
        raise ApiError(40008)
    content = call.within(kind)
    checks[kind](platform, call, content)
    return kind, content


def _text(platform: Platform, call: Call, content: Mapping[str, object]) -> None:
    text = content.get("content")
    if not isinstance(text, str) or not text.strip():
        raise ApiError(44004)
    if len(text.encode("utf-8", "surrogatepass")) > TEXT_LIMIT:
        raise ApiError(45002)


def _news(platform: Platform, call: Call, content: Mapping[str, object]) -> None:
    articles = content.get("articles")
    if not isinstance(articles, list) or not articles:
        raise ApiError(47001)
    if len(articles) > 1:
        raise ApiError(45008)


def _menu(platform: Platform, call: Call, content: Mapping[str, object]) -> None:
    entries = content.get("list")
    if not isinstance(entries, list) or not entries or any("content" not in entry for entry in entries):
        raise ApiError(47001)


def _medium(platform: Platform, call: Call, content: Mapping[str, object]) -> None:
    platform.media.get(str(content.get("media_id", "")), call.now)


def _music(platform: Platform, call: Call, content: Mapping[str, object]) -> None:
    if not content.get("musicurl") or not content.get("thumb_media_id"):
        raise ApiError(47001)
    platform.media.get(str(content["thumb_media_id"]), call.now)


def template_send(platform: Platform, call: Call) -> Answer:
    """A template message; the same ``client_msg_id`` to the same person within ten minutes is sent once.

    What a repeat is answered is not written down; here it is the first one's answer.
    """
    openid = known(platform, call.text("touser"))
    template = call.text("template_id")
    if platform.templates is not None and template not in platform.templates:
        raise ApiError(40037)
    shown = _filled(platform, template, call.within("data"))
    if not platform.follows(openid):
        raise ApiError(43004)
    key = call.text("client_msg_id")
    earlier = platform.template_keys.get((openid, key))
    if key and earlier is not None and call.now - earlier[1] < TEMPLATE_KEY_LIFE:
        return {**OK, "msgid": earlier[0]}
    content = {"text": shown, "url": call.text("url")}
    msg_id = platform.accept(call.path, openid, "template", content, key)
    if key:
        platform.template_keys[openid, key] = (msg_id, call.now)
    platform.tell(wire.template_finished(openid, msg_id, int(call.now.timestamp())))
    return {**OK, "msgid": msg_id}


def _filled(platform: Platform, template: str, values: Mapping[str, object]) -> str:
    said: dict[str, str] = {}
    for name, entry in values.items():
        value = entry.get("value") if isinstance(entry, Mapping) else None
        if not isinstance(value, str | int | float) or (name.startswith("thing") and len(str(value)) > 20):
            raise ApiError(47003)
        if name not in ("first", "remark"):  # no longer shown since May 2023
            said[name] = str(value)
    text = (platform.templates or {}).get(template)
    if text is None:
        return "\n".join(said.values())
    wanted = set(re.findall(r"\{\{(\w+)\.DATA\}\}", text))
    if wanted - set(said):
        raise ApiError(47003)
    return re.sub(r"\{\{(\w+)\.DATA\}\}", lambda found: said[found[1]], text)


def mass_send(platform: Platform, call: Call) -> Answer:
    """The same message to a list of people; answers at once and reports its counts by an event."""
    audience = call.fields.get("touser")
    if not isinstance(audience, list) or not 2 <= len(set(audience)) <= 10_000:
        raise ApiError(40130)
    kind, content = _content(platform, call)
    key = call.text("clientmsgid")
    if len(key.encode()) > 64:
        raise ApiError(45067)
    shared = key or hashlib.sha256(json.dumps([audience, content], sort_keys=True).encode()).hexdigest()
    _refuse_repeat(platform, call, shared)
    job = MassJob(shared, platform.next_id(), call.now)
    platform.mass_jobs[shared] = job
    month = call.now.astimezone(CHINA).strftime("%Y-%m")
    sent = sum(
        _one_of_many(platform, call, str(o), kind, content, job, month) for o in dict.fromkeys(audience)
    )
    platform.tell(wire.mass_finished("oPlatform-sends-this-by-self", job.msg_id, int(call.now.timestamp()),
                                     len(set(audience)), sent))  # fmt: skip
    words = "send job submission success"
    return {"errcode": 0, "errmsg": words, "msg_id": job.msg_id, "msg_data_id": job.msg_id % 10**9}


def _refuse_repeat(platform: Platform, call: Call, key: str) -> None:
    job = platform.mass_jobs.get(key)
    if job is None or call.now - job.at >= MASS_KEY_LIFE:
        return
    if (call.now - job.at).total_seconds() < platform.mass_retry_seconds:
        raise ApiError(45066)
    raise ApiError(45065, msg_id=job.msg_id)


def _one_of_many(
    platform: Platform,
    call: Call,
    openid: str,
    kind: str,
    content: Mapping[str, object],
    job: MassJob,
    month: str,
) -> bool:
    received = platform.mass_received.get((openid, month), 0)
    if not platform.follows(openid) or received >= MASS_A_MONTH:
        return False
    platform.mass_received[openid, month] = received + 1
    platform.record(call.path, openid, kind, content, call.text("clientmsgid"), job.msg_id)
    return True


def mass_get(platform: Platform, call: Call) -> Answer:
    """How a mass send stands."""
    asked = str(call.fields.get("msg_id", ""))
    found = any(str(job.msg_id) == asked for job in platform.mass_jobs.values())
    return {"msg_id": call.fields.get("msg_id"), "msg_status": "SEND_SUCCESS" if found else "SEND_FAIL"}


ENDPOINTS: Mapping[str, Endpoint] = {
    "message/custom/send": custom_send,
    "message/custom/typing": typing,
    "message/template/send": template_send,
    "message/mass/send": mass_send,
    "message/mass/get": mass_get,
}
