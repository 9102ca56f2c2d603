"""Seals: each file that has gone out, by its digest and its number, so that anybody's copy can be checked."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from bot.ledger.tables import export_seal

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another when read aloud


@dataclass(frozen=True, slots=True)
class Seal:
    """A file that has gone out: ``digest`` is the SHA-256 of its bytes, ``number`` stands in it (7K2M-9QXR).

    ``what`` and ``options`` say what it is of, ``rows`` how long it was, ``made_for`` whose it is (a member id; None
    at the command line), ``made_at`` when (UTC).
    """

    digest: str
    number: str
    what: str
    options: dict[str, object]
    purpose: str
    rows: int
    made_for: int | None
    made_at: datetime


_REGISTER = insert(export_seal)
_BY_DIGEST = select(export_seal).where(export_seal.c.digest == bindparam("digest"))
_BY_NUMBER = select(export_seal).where(export_seal.c.number == bindparam("number"))
_OF_MEMBER = (
    select(export_seal)
    .where(export_seal.c.made_for == bindparam("member_id"))
    .order_by(export_seal.c.made_at.desc(), export_seal.c.number)
    .limit(bindparam("limit"))
)


def new_number() -> str:
    """A number that no other file has: 40 bits, drawn anew each time."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def register(db: Connection, seal: Seal) -> None:
    """Keep a seal. Two files have the same digest only where they are the same file, which has its own number."""
    db.execute(
        _REGISTER,
        {
            "digest": seal.digest,
            "number": seal.number,
            "what": seal.what,
            "options": json.dumps(seal.options, ensure_ascii=False),
            "purpose": seal.purpose,
            "rows": seal.rows,
            "made_for": seal.made_for,
            "made_at": seal.made_at,
        },
    )


def by_digest(db: Connection, digest: str) -> Seal | None:
    """The seal of exactly this content, or None."""
    return _built(db.execute(_BY_DIGEST, {"digest": digest}).first())


def by_number(db: Connection, number: str) -> Seal | None:
    """The seal with this number, or None."""
    return _built(db.execute(_BY_NUMBER, {"number": number}).first())


def of_member(db: Connection, member_id: int, limit: int) -> list[Seal]:
    """The files a member has taken, the latest first."""
    rows = db.execute(_OF_MEMBER, {"member_id": member_id, "limit": limit})
    return [one for row in rows if (one := _built(row)) is not None]


def _built(row: object) -> Seal | None:
    if row is None:
        return None
    fields = dict(row._mapping)  # type: ignore[attr-defined]
    return Seal(**{**fields, "options": json.loads(fields["options"])})
