"""更正我的信息: what a member says is wrong about them; an officer accepts it, or refuses with the reason (PIPL 46)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from bot.config import PushSettings
from bot.keys import Keys
from bot.ledger import audit, notices
from bot.ledger.members import Member
from bot.ledger.notices import naming
from bot.ledger.tables import firm, member, own_correction

FIELD_TITLES = {"phone": "手机", "firm": "律所", "name": "姓名", "joined": "入党日期", "other": "其他"}
# What an acceptance changes by itself; the others are put right in the roster by hand.
CHANGES = frozenset(["phone", "firm", "name"])
WAITING, ACCEPTED, REFUSED = "waiting", "accepted", "refused"
LONGEST, REASON_LIMIT = 100, 200
KIND = "service"


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction that was asked for, in the clear: what it was then (maybe empty) and what it should be.

    ``asked_at`` is a UTC instant.
    """

    id: int
    member_id: int
    name: str
    field: str
    before: str
    after: str
    asked_at: datetime


_WAITING = (
    select(
        own_correction.c.id,
        own_correction.c.member_id,
        member.c.name,
        own_correction.c.field,
        own_correction.c.before_sealed,
        own_correction.c.after_sealed,
        own_correction.c.asked_at,
    )
    .join(member, member.c.id == own_correction.c.member_id)
    .where(
        own_correction.c.state == WAITING,
        or_(
            own_correction.c.branch_id.in_(bindparam("branch_ids", expanding=True)),
            own_correction.c.branch_id.is_(None) & bindparam("staff"),
        ),
    )
    .order_by(own_correction.c.id)
)
_ASK = insert(own_correction).returning(own_correction.c.id)
_BEFORE = (
    select(member.c.name, member.c.phone_sealed, firm.c.name.label("firm"), member.c.joined_on)
    .outerjoin(firm, firm.c.id == member.c.firm_id)
    .where(member.c.id == bindparam("of"))
)
_DECIDE = (
    update(own_correction)
    .where(own_correction.c.id == bindparam("of"), own_correction.c.state == WAITING)
    .values(
        state=bindparam("becomes"),
        decided_by=bindparam("who"),
        decided_at=bindparam("at"),
        reason=bindparam("why"),
    )
    .returning(own_correction.c.id)
)
_FIRM = select(firm.c.id).where(firm.c.name == bindparam("named"))


def ask(
    db: Connection, keys: Keys, member_id: int, branch_id: int | None, field: str, after: str, now: datetime
) -> int:
    """Ask for a field (of FIELD_TITLES) to be put right; both versions are kept sealed. Returns its id."""
    row = db.execute(_BEFORE, {"of": member_id}).one()
    phone = bytes(row.phone_sealed) if row.phone_sealed else None
    joined = f"{row.joined_on.year}年{row.joined_on.month}月{row.joined_on.day}日" if row.joined_on else ""
    texts = {"name": row.name, "firm": row.firm, "joined": joined}
    before = phone if field == "phone" else keys.seal(texts[field]) if texts.get(field) else None
    id_: int = db.execute(
        _ASK,
        {
            "member_id": member_id, "branch_id": branch_id, "field": field, "before_sealed": before,
            "after_sealed": keys.seal(after[:LONGEST]), "asked_at": now, "state": WAITING,
        },
    ).scalar_one()  # fmt: skip
    return id_


def waiting(db: Connection, keys: Keys, branch_ids: Iterable[int], *, staff: bool) -> list[Correction]:
    """What these branches' members ask for; the committee's ``staff`` see those of members in no branch too."""
    rows = db.execute(_WAITING, {"branch_ids": list(branch_ids), "staff": staff})
    return [
        Correction(row[0], row[1], row[2], row[3], _unsealed(keys, row[4]), _unsealed(keys, row[5]), row[6])
        for row in rows
    ]


def _unsealed(keys: Keys, sealed: bytes | None) -> str:
    return keys.unseal(bytes(sealed)) if sealed else ""


def decide(
    db: Connection,
    keys: Keys,
    one: Correction,
    by: Member,
    now: datetime,
    push: PushSettings,
    refused: str = "",
    actor: str = "chat",
) -> str | None:
    """Accept it, which changes the roster (phone, firm, name), or refuse it for a reason; the member is told.

    Returns what came of it, in words, or None where it had been decided. A firm that is not known is entered nowhere:
    then ValueError, and nothing is changed. Knock on the queue after the commit.
    """
    changed = {} if refused else _changed(db, keys, one)
    becomes = REFUSED if refused else ACCEPTED
    given = {"of": one.id, "becomes": becomes, "who": by.id, "at": now, "why": refused[:REASON_LIMIT]}
    if db.execute(_DECIDE, given).first() is None:
        return None
    if "name" in changed:
        naming.rename(db, one.member_id, one.name, str(changed["name"]))
    if changed:
        db.execute(update(member).where(member.c.id == one.member_id).values(**changed))
    audit.record(db, now, by.id, actor, f"own_correction_{becomes}", f"member {one.member_id}", one.field)
    came = (
        f"没有改，原因：{refused}"
        if refused
        else "已同意" + ("并改好" if one.field in CHANGES else "，会在名册里改")
    )
    notices.create(
        db,
        key=f"own-correction-{one.id}-done",
        kind=KIND,
        title=f"您申请更正{FIELD_TITLES[one.field]}：{'没有改' if refused else '已同意'}",
        body=f"{came}\n看现在的，回「我的数据」。",
        recipients=[one.member_id],
        now=now,
        created_by=by.id,
        branch_id=by.branch_id,
        push=push,
    )
    return came


def _changed(db: Connection, keys: Keys, one: Correction) -> dict[str, object]:
    if one.field == "phone":
        return {"phone_sealed": keys.seal(one.after), "phone_index": keys.index(one.after)}
    if one.field == "name":
        return {"name": one.after[:60]}
    if one.field == "firm":
        firm_id = db.execute(_FIRM, {"named": one.after}).scalar()
        if firm_id is None:
            raise ValueError("no such firm")
        return {"firm_id": firm_id}
    return {}
