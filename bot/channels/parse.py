"""The platform's fields as a Message of ours: every type and event it documents (wechat.md 1.2)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from bot.channels.envelope import BadMessage
from bot.channels.fields import Fields
from bot.chat import Message

KINDS = frozenset({"text", "image", "voice", "video", "shortvideo", "location", "link"})
# Events that a handler may take; the rest of what the platform documents is answered and logged by name.
EVENTS = frozenset(
    {
        *("subscribe", "unsubscribe", "scan", "click", "location", "view", "view_miniprogram"),
        *("scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin"),
        *("location_select", "templatesendjobfinish", "masssendjobfinish", "publishjobfinish"),
        *("freepublishjobfinish", "subscribe_msg_popup_event", "subscribe_msg_change_event"),
        *("subscribe_msg_sent_event", "user_authorization_revoke", "user_info_modified"),
        *("kf_create_session", "kf_close_session", "kf_switch_session"),
    }
)
_LONGEST_ID = 128
_LONGEST_TEXT = 4096  # characters; the platform's own limit for a text is about half of that


def message_of(fields: Fields) -> tuple[Message | None, str]:
    """The message, and its type or event for the log; None for what no handler could take.

    Raises BadMessage (400) where a field that every message has is missing or of another kind.
    """
    receiver, sender = _id(fields, "ToUserName"), _id(fields, "FromUserName")
    created, kind = _number(fields, "CreateTime"), _id(fields, "MsgType").lower()
    try:
        sent_at = datetime.fromtimestamp(created, UTC)
    except (ValueError, OverflowError, OSError):
        raise BadMessage(400, "CreateTime") from None
    if kind == "event":
        return _event(fields, receiver, sender, created, sent_at)
    number = _number(fields, "MsgId")
    if kind not in KINDS:
        return None, _loggable(kind)
    words = fields.get("Recognition" if kind == "voice" else "Content", "")
    message = Message(
        channel="official",
        key=f"official:{receiver}:{number}",
        sender=sender,
        receiver=receiver,
        kind=kind,
        sent_at=sent_at,
        text=words[:_LONGEST_TEXT] if isinstance(words, str) else "",
        media_id=_optional(fields, "MediaId"),
    )
    return message, kind


def _event(
    fields: Fields, receiver: str, sender: str, created: int, sent_at: datetime
) -> tuple[Message | None, str]:
    name = _id(fields, "Event").lower()
    payload = _payload(fields, name)
    if name not in EVENTS:
        return None, _loggable(name)
    # Events have no id: the platform's advice is sender and time; two different ones may share a second.
    digest = hashlib.sha256(f"{name}\0{payload}\0{_optional(fields, 'MsgID')}".encode()).hexdigest()[:16]
    message = Message(
        channel="official",
        key=f"official:{receiver}:{sender}:{created}:{digest}",
        sender=sender,
        receiver=receiver,
        kind="event",
        sent_at=sent_at,
        event=name,
        event_key=payload,
        text=_optional(fields, "Status"),
    )
    return message, name


def _payload(fields: Fields, name: str) -> str:
    """What an event is about: the scene, the menu key, what was scanned, the number of what was sent."""
    if name in ("scancode_push", "scancode_waitmsg"):
        scanned = fields.get("ScanCodeInfo")
        return _optional(scanned, "ScanResult") if isinstance(scanned, dict) else ""
    if name.endswith("jobfinish"):
        return _optional(fields, "MsgID") or _optional(fields, "MsgId")
    key = _optional(fields, "EventKey")
    return key.removeprefix("qrscene_") if name == "subscribe" else key


def _id(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST_ID:
        raise BadMessage(400, name)
    return value.strip()


def _number(fields: Fields, name: str) -> int:
    """A whole number, as XML has it (text) or JSON (a number)."""
    value: Any = fields.get(name)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal() and len(value) <= 20:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64:
        return value
    raise BadMessage(400, name)


def _optional(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return str(value)[:512] if isinstance(value, (str, int)) else ""


def _loggable(name: str) -> str:
    """A type or event name from outside, safe to write into a log."""
    return "".join(ch for ch in name[:40] if ch.isascii() and (ch.isalnum() or ch in "_-")) or "unnamed"
