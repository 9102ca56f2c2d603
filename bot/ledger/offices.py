"""Offices of branches and of the committee: given and ended with their dates, never erased (domain.md rule 12)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.ledger.tables import committee, office

FIRST_COMMITTEE = "律师行业党委"


def appoint(
    db: Connection,
    member_id: int,
    role: str,
    now: datetime,
    *,
    branch_id: int | None = None,
    committee_id: int | None = None,
) -> bool:
    """Give a member an office of a branch or of the committee; False where they hold it already."""
    held = db.execute(
        select(office.c.id).where(
            office.c.member_id == member_id,
            office.c.role == role,
            office.c.branch_id.is_(None) if branch_id is None else office.c.branch_id == branch_id,
            office.c.until.is_(None),
        )
    ).first()
    if held is not None:
        return False
    db.execute(
        insert(office).values(
            member_id=member_id, role=role, branch_id=branch_id, committee_id=committee_id, since=now
        )
    )
    return True


def relieve(
    db: Connection, member_id: int, role: str, now: datetime, *, branch_id: int | None = None
) -> bool:
    """End an office of a branch, or of the committee where no branch is given; False where it is not held."""
    ended = db.execute(
        update(office)
        .where(
            office.c.member_id == member_id,
            office.c.role == role,
            office.c.branch_id.is_(None) if branch_id is None else office.c.branch_id == branch_id,
            office.c.until.is_(None),
        )
        .values(until=now)
    )
    return ended.rowcount > 0


def appoint_staff(db: Connection, member_id: int, now: datetime) -> bool:
    """Make a person staff of the committee, which is entered if there is none yet; False if they were."""
    committee_id = the_committee(db)
    return appoint(db, member_id, "staff", now, committee_id=committee_id)


def the_committee(db: Connection) -> int:
    """The id of the sector committee this installation serves, entered under a plain name if there is none."""
    found = db.execute(select(committee.c.id).order_by(committee.c.id)).scalar()
    if found is not None:
        return int(found)
    made = db.execute(insert(committee).values(name=FIRST_COMMITTEE)).inserted_primary_key
    assert made is not None
    return int(made[0])
