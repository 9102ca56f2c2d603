"""Deliveries: one notice on its way to one member, and what is certain of it at every moment.

pending → claimed → sending → accepted | failed | unknown; cancelled when the notice is taken back before. The row is
``sending`` on disk before the platform is called, so a process that dies leaves "may have been sent", never nothing
(reliability.md 2.4).
"""

from bot.ledger.deliveries import batches
from bot.ledger.deliveries.adding import add
from bot.ledger.deliveries.batches import Batch, Taken
from bot.ledger.deliveries.claiming import claim, expire, is_due, reap, release
from bot.ledger.deliveries.digests import follow
from bot.ledger.deliveries.due import drop_unwanted
from bot.ledger.deliveries.receipts import Receipt, counts, phone_list, receipts, reported, resolve
from bot.ledger.deliveries.sending import start
from bot.ledger.deliveries.settling import settle
from bot.ledger.deliveries.states import (
    ACCEPTED,
    CANCELLED,
    CLAIMED,
    CUSTOMER,
    FAILED,
    KEY_LIFE,
    MASS,
    OFFICIAL,
    PENDING,
    SENDING,
    TEMPLATE,
    UNKNOWN,
    WECOM,
    Accepted,
    Claimed,
    Reaped,
    Refused,
    Sending,
)

__all__ = [
    "ACCEPTED",
    "CANCELLED",
    "CLAIMED",
    "CUSTOMER",
    "FAILED",
    "KEY_LIFE",
    "MASS",
    "OFFICIAL",
    "PENDING",
    "SENDING",
    "TEMPLATE",
    "UNKNOWN",
    "WECOM",
    "Accepted",
    "Batch",
    "Claimed",
    "Reaped",
    "Receipt",
    "Refused",
    "Sending",
    "Taken",
    "add",
    "batches",
    "claim",
    "counts",
    "drop_unwanted",
    "expire",
    "follow",
    "is_due",
    "phone_list",
    "reap",
    "receipts",
    "release",
    "reported",
    "resolve",
    "settle",
    "start",
]
