"""Fields into a ``Message``: every type, every event of the Official Account, and which of them concern us."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot.channels.errors import Malformed
from bot.channels.wire import Fields, text_of
from bot.chat import Message

OFFICIAL = "official"
Events = Mapping[str, Callable[[Fields], str]]

# What counts as the words of a message. A place's label or an article's title must not pass for a command.
KINDS = {
    "text": "Content",
    "voice": "Recognition",
    "image": "",
    "video": "",
    "shortvideo": "",
    "location": "",
    "link": "",
}
_ADDRESS = re.compile(r"[!-9;-~]{1,64}")  # no colon: it parts the pieces of the key
_NAME = re.compile(r"\w{1,40}", re.ASCII)
_MESSAGE_ID = re.compile(r"[0-9]{1,20}")
_SECONDS = re.compile(r"[0-9]{1,11}")


def read(fields: Fields, channel: str = OFFICIAL, events: Events | None = None) -> tuple[Message | None, str]:
    """The message, and the name of its event or type for the log.

    ``events``: the channel's events that concern a handler, each with where its payload is; the Official
    Account's unless given. The message is None where no handler is concerned: types and events unknown, those of
    customer-service staff, and where somebody is (``LOCATION`` comes every five seconds, and positions are not
    kept). Raises Malformed.
    """
    kind = text_of(fields, "MsgType")
    if not kind:
        raise Malformed("no MsgType")
    if kind == "event":
        return _event(fields, channel, EVENTS if events is None else events)
    return _plain(fields, kind, channel)


def _plain(fields: Fields, kind: str, channel: str) -> tuple[Message | None, str]:
    words = KINDS.get(kind)
    if words is None:
        return None, _loggable(kind)
    text = text_of(fields, words) if words else ""
    number = text_of(fields, "MsgId")
    if number and not _MESSAGE_ID.fullmatch(number):
        raise Malformed("MsgId is not a number")
    sent_at = _sent_at(fields)
    sender, receiver = _address(fields, "FromUserName"), _address(fields, "ToUserName")
    made = number or f"{sender}:{_seconds(sent_at)}:{kind}:{_digest(text, text_of(fields, 'MediaId'))}"
    message = Message(
        channel=channel,
        key=f"{channel}:{receiver}:{made}",
        sender=sender,
        receiver=receiver,
        kind=kind,
        sent_at=sent_at,
        text=text,
        media_id=text_of(fields, "MediaId"),
    )
    return message, ""


def _event(fields: Fields, channel: str, events: Events) -> tuple[Message | None, str]:
    name = text_of(fields, "Event").lower()  # CLICK and SCAN are shouted, subscribe is not
    if not name:
        raise Malformed("no Event")
    key_of = events.get(name)
    if key_of is None:
        return None, _loggable(name)
    event_key = key_of(fields)
    sender, receiver, sent_at = (
        _address(fields, "FromUserName"),
        _address(fields, "ToUserName"),
        _sent_at(fields),
    )
    # A card's choices count too: two of them in one second are two events (OptionIds, or OpitonIds as it is spelt).
    chosen = repr(fields.get("SelectedItems", ""))
    what = _digest(text_of(fields, "EventKey"), event_key, text_of(fields, "TaskId"), chosen)
    message = Message(
        channel=channel,
        key=f"{channel}:{receiver}:{sender}:{_seconds(sent_at)}:{name}:{what}",
        sender=sender,
        receiver=receiver,
        kind="event",
        sent_at=sent_at,
        event=name,
        event_key=event_key,
    )
    return message, name


def key(fields: Fields) -> str:
    """What the platform calls the event's key: a menu entry's, an address."""
    return text_of(fields, "EventKey")


def _scene(fields: Fields) -> str:
    return key(fields).removeprefix("qrscene_")


def scanned(fields: Fields) -> str:
    """What the camera read, not which menu entry opened it."""
    return _within(fields, "ScanCodeInfo", "ScanResult")


def _job(fields: Fields) -> str:
    """``MsgID:Status``, as in ``200228332:failed:user block``."""
    return f"{text_of(fields, 'MsgID') or text_of(fields, 'MsgId')}:{text_of(fields, 'Status')}"


def _counted_job(fields: Fields) -> str:
    """``MsgID:Status:total:sent:failed``; a mass send reports counts only, never per person."""
    counts = (text_of(fields, name) for name in ("TotalCount", "SentCount", "ErrorCount"))
    return ":".join((_job(fields), *counts))


def _choices(container: str) -> Callable[[Fields], str]:
    """``template=accept,template=reject``; ``List`` is one object or several (in JSON an array)."""

    def choices(fields: Fields) -> str:
        inside = fields.get(container)
        rows = inside.get("List") if isinstance(inside, dict) else None
        listed = rows if isinstance(rows, list) else [rows]
        return ",".join(
            f"{text_of(row, 'TemplateId')}={text_of(row, 'SubscribeStatusString') or text_of(row, 'ErrorStatus')}"
            for row in listed
            if isinstance(row, dict)
        )

    return choices


def _publication(fields: Fields) -> str:
    info = "PublishEventInfo"
    return f"{_within(fields, info, 'publish_id')}:{_within(fields, info, 'publish_status')}"


def _withdrawn(fields: Fields) -> str:
    return text_of(fields, "RevokeInfo")


def _within(fields: Fields, container: str, name: str) -> str:
    inside = fields.get(container)
    return text_of(inside, name) if isinstance(inside, dict) else ""


# Event in lower case → where its payload is. An event that is not here is answered ``success`` and logged by
# name: LOCATION, kf_create_session, kf_close_session, kf_switch_session, and whatever the platform adds next.
EVENTS: dict[str, Callable[[Fields], str]] = {
    "subscribe": _scene,
    "unsubscribe": key,
    "scan": _scene,
    "click": key,
    "view": key,
    "view_miniprogram": key,
    "scancode_push": scanned,
    "scancode_waitmsg": scanned,
    "pic_sysphoto": key,
    "pic_photo_or_album": key,
    "pic_weixin": key,
    "location_select": key,
    "templatesendjobfinish": _job,
    "masssendjobfinish": _counted_job,
    "subscribe_msg_popup_event": _choices("SubscribeMsgPopupEvent"),
    "subscribe_msg_change_event": _choices("SubscribeMsgChangeEvent"),
    "subscribe_msg_sent_event": _choices("SubscribeMsgSentEvent"),
    "user_authorization_revoke": _withdrawn,
    "user_info_modified": _withdrawn,
    "publishjobfinish": _publication,  # two names for one event: other makers' samples disagree
    "freepublishjobfinish": _publication,
}


def _address(fields: Fields, name: str) -> str:
    address = text_of(fields, name)
    if not _ADDRESS.fullmatch(address):
        raise Malformed(f"{name} is no address")
    return address


def _sent_at(fields: Fields) -> datetime:
    made = text_of(fields, "CreateTime")
    if not _SECONDS.fullmatch(made):
        raise Malformed("CreateTime is no time")
    return datetime.fromtimestamp(int(made), UTC)


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _loggable(name: str) -> str:
    """A name somebody else chose, safe in a log line."""
    return name if _NAME.fullmatch(name) else "unreadable"
