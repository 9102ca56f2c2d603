"""The words of a delivery's life, and what passes between the ledger and the sender."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.ledger.quotas import CUSTOMER

__all__ = ["CUSTOMER"]

PENDING, CLAIMED, SENDING = "pending", "claimed", "sending"
ACCEPTED, FAILED, UNKNOWN, CANCELLED = "accepted", "failed", "unknown", "cancelled"
OFFICIAL = "official"
TEMPLATE = "template"
WECOM, MASS = "wecom", "mass"
BATCHED = (WECOM, MASS)  # many in one call: see batches.py
# How long the platform drops a repeat of our key, less a margin: ten minutes for a template message
# (reliability.md 2.4). A route that is not here has no key: in doubt, it is never sent again.
KEY_LIFE = {TEMPLATE: timedelta(minutes=8)}
# The same for a call to many: WeCom compares receivers and content for four hours, a mass send's key lives a day.
BATCH_KEY_LIFE = {WECOM: timedelta(hours=3, minutes=50), MASS: timedelta(hours=23)}
REASON_LIMIT, WHY_LIMIT = 200, 100

Scope = Literal["recipient", "notice", "channel"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that ``owner`` may send until its lease ends."""

    id: int
    owner: str
    platform_key: str


@dataclass(frozen=True, slots=True)
class Sending:
    """A call about to be made. ``number`` counts its attempts; ``doubt_since`` is when the first that may have been
    accepted began; ``was_in_doubt`` whether that was before this one; ``has_template`` whether one may be tried.
    """

    id: int
    owner: str
    number: int
    notice_id: int
    member_id: int
    channel: str
    openid: str
    route: str
    platform_key: str
    doubt_since: datetime
    was_in_doubt: bool
    has_template: bool
    kind: str
    title: str
    body: str
    url: str
    send_at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform took it. ``platform_id`` is its number, empty where it gives none."""

    platform_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform did not take it, or may not have (``doubtful``).

    ``reason`` is Chinese, for people. ``permanent``: the same call would be refused again; ``wait``: before the next
    try, None for our own back-off. ``scope``: whom the cause concerns. ``unfollowed``: they follow us no more.
    """

    reason: str
    code: int | None = None
    permanent: bool = False
    wait: timedelta | None = None
    doubtful: bool = False
    scope: Scope = "recipient"
    unfollowed: bool = False


@dataclass(frozen=True, slots=True)
class Reaped:
    """What was left behind by workers that died: given back to be sent, or not certain any more."""

    given_back: int
    unknown: int
