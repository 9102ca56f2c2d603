"""Consent: which version of the privacy notice a member agreed to, when and where; withdrawn as easily (rule 14)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, String, bindparam, insert, or_, select, update

from bot.ledger.tables import Instant, consent

PRIVACY = "privacy"

_GIVE = insert(consent)
_GIVEN = select(consent.c.version).where(
    consent.c.member_id == bindparam("of"),
    consent.c.kind == bindparam("of_kind"),
    consent.c.given_at.is_not(None),
    consent.c.withdrawn_at.is_(None),
)
_ASKED = select(consent.c.id).where(
    consent.c.member_id == bindparam("of"),
    consent.c.kind == bindparam("of_kind"),
    consent.c.version == bindparam("of_version"),
)
_WITHDRAW = (
    update(consent)
    .where(
        consent.c.member_id == bindparam("of"),
        consent.c.withdrawn_at.is_(None),
        or_(consent.c.channel == bindparam("where"), bindparam("where", type_=String) == ""),
    )
    .values(withdrawn_at=bindparam("at", type_=Instant))
    .returning(consent.c.id)
)


def give(db: Connection, member_id: int, kind: str, version: str, channel: str, now: datetime) -> None:
    """Record that a member agrees to a version of a notice (``kind``: privacy)."""
    db.execute(
        _GIVE,
        {
            "member_id": member_id, "kind": kind, "version": version, "channel": channel, "asked_at": now,
            "given_at": now,
        },
    )  # fmt: skip


def given(db: Connection, member_id: int, kind: str) -> set[str]:
    """The versions that a member has agreed to and not withdrawn."""
    return set(db.execute(_GIVEN, {"of": member_id, "of_kind": kind}).scalars())


def ask(db: Connection, member_id: int, kind: str, version: str, channel: str, now: datetime) -> bool:
    """Whether a member is to be asked for a version: they have neither agreed to it nor been asked; now they have."""
    if db.execute(_ASKED, {"of": member_id, "of_kind": kind, "of_version": version}).scalar():
        return False
    asked = {"member_id": member_id, "kind": kind, "version": version, "channel": channel, "asked_at": now}
    db.execute(_GIVE, {**asked, "given_at": None})
    return True


def withdraw(db: Connection, member_id: int, now: datetime, channel: str = "") -> int:
    """Withdraw all that a member agreed to, in one channel or in all; returns how many consents that were."""
    return len(db.execute(_WITHDRAW, {"of": member_id, "at": now, "where": channel}).all())
