"""The lanes in which one call carries many: what each of them sends for a batch."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.client import Client
from bot.channels.wecom.client import WecomClient
from bot.chat import Card
from bot.ledger.deliveries import MASS, WECOM, Batch, Taken

# Makes a batch's call. Raises SendError where it was refused, failed, or may have failed.
Lane = Callable[[Batch], Taken]


def lanes(official: Client | None, wecom: WecomClient | None) -> dict[str, Lane]:
    """The lanes of the channels there are."""
    found: dict[str, Lane] = {}
    if wecom is not None:
        found[WECOM] = _in_wecom(wecom)
    if official is not None:
        found[MASS] = _en_masse(official)
    return found


def _in_wecom(client: WecomClient) -> Lane:
    """A card with the button 收到 where an answer is wanted, a card with a link, or a text.

    Everything is drawn from the batch alone: made again, it is the same call to the byte.
    """

    def call(batch: Batch) -> Taken:
        if batch.needs_confirmation:
            task = f"notice-{batch.notice_id}-{batch.id}"
            key = f"ack-{batch.notice_id}"
            sent = client.send_notice(batch.receivers, batch.title, batch.body, batch.url, key, task)
        elif batch.url:
            sent = client.send_card(batch.receivers, Card(batch.title, batch.body, batch.url))
        else:
            sent = client.send_text(batch.receivers, f"{batch.title}\n{batch.body}".rstrip())
        return Taken(sent.msgid, sent.response_code, sent.refused)

    return call


def _en_masse(client: Client) -> Lane:
    """One text to all, under the key by which the platform knows a repeat."""

    def call(batch: Batch) -> Taken:
        text = f"{batch.title}\n{batch.body}".rstrip()
        return Taken(client.mass_send(batch.receivers, text, batch.platform_key))

    return call
