"""WeCom's messages and events into a ``Message``: the Official Account's reading, with a table of its own."""

from __future__ import annotations

from dataclasses import replace

from bot.channels import messages
from bot.channels.wire import Fields
from bot.chat import Message

WECOM = "wecom"
CARD_CLICK = "card_click"

# Of WeCom's some sixty events these concern somebody; the others are answered with nothing and logged by name.
# ``enter_agent`` comes each time the chat is opened: greeting there would greet all day. ``change_contact`` says that
# somebody left the company; ``unsubscribe``, which comes as well, is enough.
EVENTS: messages.Events = {
    "subscribe": messages.key,
    "unsubscribe": messages.key,
    "click": messages.key,
    "view": messages.key,
    "scancode_push": messages.scanned,
    "scancode_waitmsg": messages.scanned,
    "template_card_event": messages.key,
}


def read(fields: Fields) -> tuple[Message | None, str]:
    """The message, and the name of its event or type for the log; see ``messages.read``. Raises Malformed.

    A tap on a card's button is the event ``card_click``, whatever the platform calls it.
    """
    message, name = messages.read(fields, WECOM, EVENTS)
    if message is not None and message.event == "template_card_event":
        message = replace(message, event=CARD_CLICK)
    return message, name
