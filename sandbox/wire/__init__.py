"""The wire format of an Official Account's webhook, as the platform writes and reads it.

Messages are built as fields (``text``, ``subscribe``, ``scan`` …), sealed into a signed request
(:func:`seal`), and the answer is read back with every check the platform makes (:func:`open_reply`).
Source: the platform's pages on receiving messages, passive replies and message encryption.
"""

from sandbox.wire.account import Account, Mode, decrypt, encrypt, sign
from sandbox.wire.bodies import Fields, Form, to_json, to_xml
from sandbox.wire.messages import (
    click,
    event,
    image,
    link,
    location,
    location_report,
    location_select,
    mass_finished,
    pictures,
    published,
    revoke,
    scan,
    scan_code,
    short_video,
    subscribe,
    subscribe_msg_change,
    subscribe_msg_popup,
    subscribe_msg_sent,
    template_finished,
    text,
    unsubscribe,
    video,
    view,
    view_miniprogram,
    voice,
)
from sandbox.wire.replies import ReplyFault, open_reply
from sandbox.wire.requests import seal, verification

__all__ = [
    "Account",
    "Fields",
    "Form",
    "Mode",
    "ReplyFault",
    "click",
    "decrypt",
    "encrypt",
    "event",
    "image",
    "link",
    "location",
    "location_report",
    "location_select",
    "mass_finished",
    "open_reply",
    "pictures",
    "published",
    "revoke",
    "scan",
    "scan_code",
    "seal",
    "short_video",
    "sign",
    "subscribe",
    "subscribe_msg_change",
    "subscribe_msg_popup",
    "subscribe_msg_sent",
    "template_finished",
    "text",
    "to_json",
    "to_xml",
    "unsubscribe",
    "verification",
    "video",
    "view",
    "view_miniprogram",
    "voice",
]
