"""Binding a phone to a member: single-use codes, handed over in person, and as little guessing as possible.

The name only narrows the search; the code is the proof. A wrong name, a wrong code and a used code get the
same answer, and the same time is spent on each.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.config import BindingSettings
from bot.ledger import attempts, consents, members
from bot.ledger.members import Member
from bot.ledger.tables import binding, binding_code
from content.privacy import in_force

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread
CODE_LENGTH = 10

_CODES_OF = select(binding_code).where(
    binding_code.c.member_id == bindparam("of"),
    binding_code.c.used_at.is_(None),
    binding_code.c.expires_at > bindparam("at"),
)
_COUNT_TRY = (
    update(binding_code).where(binding_code.c.id == bindparam("of")).values(tries=binding_code.c.tries + 1)
)
_USE = (
    update(binding_code)
    .where(binding_code.c.id == bindparam("of"), binding_code.c.used_at.is_(None))
    .values(used_at=bindparam("at"))
)
_WHOSE = select(binding.c.member_id).where(
    binding.c.channel == bindparam("channel"),
    binding.c.openid == bindparam("openid"),
    binding.c.unbound_at.is_(None),
)


class WrongCode(Exception):
    """Name and code do not belong together. ``tries_left`` within this hour."""

    def __init__(self, tries_left: int) -> None:
        super().__init__()
        self.tries_left = tries_left


class TooManyTries(Exception):
    """This phone has guessed too often; it may try again from ``until`` (UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class AlreadyBound(Exception):
    """This phone is bound to a member already."""

    def __init__(self, to: Member) -> None:
        super().__init__()
        self.to = to


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code as it is handed over, and what of it the ledger keeps."""

    code: str
    salt: bytes
    digest: bytes


def make_code() -> NewCode:
    """A fresh code, like ``K7M2P-9QXRT``: 50 random bits. Slow on purpose (about 10 ms): make it outside
    the transaction."""
    raw = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    salt = secrets.token_bytes(16)
    return NewCode(f"{raw[:5]}-{raw[5:]}", salt, _digest(raw, salt))


def _digest(raw: str, salt: bytes) -> bytes:
    return hashlib.scrypt(raw.encode(), salt=salt, n=2**12, r=8, p=1)


def _plain(code: str) -> str:
    """A code as typed, without its dash and with the letters that look alike put right."""
    kept = "".join(ch for ch in code.upper() if ch.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def keep_code(db: Connection, member_id: int, new: NewCode, now: datetime, days: int) -> None:
    """Give a member a code that lives ``days`` days; codes they had before stop working."""
    db.execute(
        update(binding_code)
        .where(binding_code.c.member_id == member_id, binding_code.c.used_at.is_(None))
        .values(expires_at=now)
    )
    db.execute(
        insert(binding_code).values(
            member_id=member_id,
            salt=new.salt,
            digest=new.digest,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
    )


def bind(
    db: Connection,
    channel: str,
    openid: str,
    name: str,
    code: str,
    now: datetime,
    settings: BindingSettings,
) -> tuple[Member, str | None]:
    """Bind a phone (an openid of a channel) to the member of that name whose code this is.

    A member who had another phone bound loses that binding: the new code, given by the secretary, is the
    permission. Returns the member and the openid that was unbound by this, if any. Raises AlreadyBound,
    TooManyTries or WrongCode; a wrong try is counted, so the transaction must be committed all the same.
    """
    bound = members.by_openid(db, channel, openid)
    if bound is not None:
        raise AlreadyBound(bound)
    subject = tries_of(channel, openid)
    used = attempts.count(db, subject, now)
    if used >= settings.tries_per_hour:
        raise TooManyTries(attempts.slot(now) + attempts.SLOT)
    found = _matching(db, name, _plain(code), now, settings.tries_per_code)
    if found is None or not db.execute(_USE, {"of": found[1], "at": now}).rowcount:
        attempts.add(db, subject, now)
        raise WrongCode(settings.tries_per_hour - used - 1)
    member = found[0]
    old = _end(db, now, "new phone", binding.c.channel == channel, binding.c.member_id == member.id)
    bind_directly(db, channel, openid, member.id, now)
    return member, old


def tries_of(channel: str, openid: str) -> str:
    """What the wrong codes of a phone are counted under."""
    return f"bind:{channel}:{openid}"


def bind_directly(db: Connection, channel: str, openid: str, member_id: int, now: datetime) -> None:
    """Bind without a code: for :func:`bind`, which has checked one, and for the people of the demo."""
    db.execute(
        insert(binding).values(
            channel=channel,
            openid=openid,
            member_id=member_id,
            consent_version=in_force().version,
            bound_at=now,
        )
    )
    consents.give(db, member_id, consents.PRIVACY, in_force().version, channel, now)


def _matching(
    db: Connection, name: str, raw: str, now: datetime, tries_per_code: int
) -> tuple[Member, int] | None:
    """The member of that name with this code, and the code's id. A member has one live code at most."""
    checked = False
    for member in members.named(db, name):
        for row in db.execute(_CODES_OF, {"of": member.id, "at": now}):
            if row.tries >= tries_per_code:
                continue
            checked = True
            if hmac.compare_digest(_digest(raw, row.salt), row.digest):
                return member, row.id
            db.execute(_COUNT_TRY, {"of": row.id})
    if not checked:
        _digest(raw, b"nobody has this name")  # so that the time taken does not tell which names exist
    return None


def unbind(db: Connection, channel: str, openid: str, now: datetime, why: str) -> bool:
    """End the binding of a phone (``why``: asked, officer, unfollowed); False where there was none."""
    of = db.execute(_WHOSE, {"channel": channel, "openid": openid}).scalar()
    if of is not None:
        consents.withdraw(db, of, now, channel)
    return _end(db, now, why, binding.c.channel == channel, binding.c.openid == openid) is not None


def _end(db: Connection, now: datetime, why: str, *which: object) -> str | None:
    still = binding.c.unbound_at.is_(None)
    openid = db.execute(select(binding.c.openid).where(still, *which)).scalar()  # type: ignore[arg-type]
    if openid is not None:
        db.execute(
            update(binding).where(still, *which).values(unbound_at=now, unbound_why=why)  # type: ignore[arg-type]
        )
    return openid


def bound_channels(db: Connection, member_id: int) -> list[tuple[str, str]]:
    """Where a member can be reached, as (channel, openid), the longest bound first."""
    rows = db.execute(
        select(binding.c.channel, binding.c.openid)
        .where(binding.c.member_id == member_id, binding.c.unbound_at.is_(None))
        .order_by(binding.c.bound_at)
    )
    return [(channel, openid) for channel, openid in rows]


def bound_at(db: Connection, member_id: int) -> datetime:
    """When a bound member's phone was bound (the latest, where several are)."""
    at: datetime = db.execute(
        select(binding.c.bound_at)
        .where(binding.c.member_id == member_id, binding.c.unbound_at.is_(None))
        .order_by(binding.c.bound_at.desc())
        .limit(1)
    ).scalar_one()
    return at
