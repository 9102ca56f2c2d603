"""What every channel gives the webhook: a request that was proven and read, and the answer's way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.channels import wire
from bot.chat import Message, Reply

BODY_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request that was proven and read.

    ``message`` is None where no handler is concerned. ``event`` is the event's name in lower case, or an unknown
    type's, for the log. ``encrypted`` and ``form`` say how the answer must go out.
    """

    message: Message | None
    encrypted: bool
    event: str = ""
    form: wire.Form = "xml"


class Channel(Protocol):
    """A channel as the webhook sees it. Whatever the bytes, only BadMessage is raised."""

    name: str

    def verify_url(self, query: Mapping[str, str], now: datetime) -> str:
        """The answer to the platform's check of the address."""

    def receive(self, query: Mapping[str, str], body: bytes, now: datetime) -> Incoming:
        """Prove and read one push."""

    def render(self, reply: Reply, incoming: Incoming, now: datetime) -> bytes:
        """The body that answers it; what to answer where there is nothing to say is the channel's to know."""
