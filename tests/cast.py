"""The people the tests are about. All are made up.

一支部 (independent, with a committee) has 李书记, 周组织 and six members; 联合支部 (joint) has 钱书记 and two
members; 孙指导 is instructor of both; 郑干事 is committee staff; 赵路人 is on no roster and must see nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert

from bot.ledger import members, offices
from bot.ledger.tables import binding, branch, committee, firm

LONG_AGO = datetime(2025, 1, 6, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 23 November 2026, 10:00 in Shanghai

FIRST = ("李书记", "周组织", "王党员", "吴党员", "冯党员", "陈党员", "褚党员", "卫预备")
JOINT = ("钱书记", "蒋党员", "沈党员")


@dataclass
class Cast:
    """Ids by name: ``ids["王党员"]``; the two branches; openids are ``o-`` and the name's number."""

    first: int = 0
    joint: int = 0
    committee: int = 0
    ids: dict[str, int] = field(default_factory=dict)

    def openid(self, name: str) -> str:
        """The openid a name writes from, bound or not."""
        return f"o-{self.ids[name]:04d}" if name in self.ids else "o-stranger"


def enter(db: Connection) -> Cast:
    """Put the cast into an empty ledger and bind everybody's phone."""
    cast = Cast()
    cast.committee = _new(db, committee, name="榕城区律师行业党委")
    cast.first = _new(
        db, branch, committee_id=cast.committee, name="一支部", kind="independent", created_at=LONG_AGO
    )
    cast.joint = _new(
        db, branch, committee_id=cast.committee, name="联合支部", kind="joint", created_at=LONG_AGO
    )
    banyan = _new(db, firm, name="广东榕荫律师事务所")
    small = _new(db, firm, name="广东小荷律师事务所")
    for name in FIRST:
        standing = members.PROBATIONARY if name == "卫预备" else members.FULL
        _person(db, cast, name, standing, cast.first, banyan)
    for name in JOINT:
        _person(db, cast, name, members.FULL, cast.joint, small)
    _person(db, cast, "孙指导", members.FULL, None, None)
    _person(db, cast, "郑干事", members.FULL, None, None)
    for name, role, of in (
        ("李书记", "secretary", cast.first),
        ("周组织", "organiser", cast.first),
        ("钱书记", "secretary", cast.joint),
        ("孙指导", "instructor", cast.first),
        ("孙指导", "instructor", cast.joint),
    ):
        offices.appoint(db, cast.ids[name], role, LONG_AGO, branch_id=of)
    offices.appoint(db, cast.ids["郑干事"], "staff", LONG_AGO, committee_id=cast.committee)
    for name, id_ in cast.ids.items():
        _new(
            db,
            binding,
            channel="official",
            openid=cast.openid(name),
            member_id=id_,
            consent_version="1",
            bound_at=LONG_AGO,
        )
    return cast


def _person(
    db: Connection, cast: Cast, name: str, standing: str, branch_id: int | None, firm_id: int | None
) -> None:
    cast.ids[name] = members.add(
        db,
        name=name,
        standing=standing,
        now=LONG_AGO,
        branch_id=branch_id,
        firm_id=firm_id,
        joined_on=date(2019, 7, 1),
    )


def _new(db: Connection, table, **values: object) -> int:
    made = db.execute(insert(table).values(**values)).inserted_primary_key
    assert made is not None
    return int(made[0])
