"""Rule 12: which body a firm has by its full members; one branch at a time with history; in a joint branch each firm hosts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.ledger import activities, members, structure, transfers
from bot.ledger.tables import firm, member, membership
from tests.cast import LONG_AGO, NOW
from tests.ledger.duty_days import TODAY, held, state


def new_firm(db, name):
    return db.execute(insert(firm).values(name=name)).inserted_primary_key[0]


def said(db, branch_id):
    return "；".join(one.says for one in structure.advice(db, [branch_id], TODAY))


@pytest.mark.parametrize(("full", "advised"), [(2, False), (3, True), (4, True)])
def test_three_full_members_of_a_firm_make_a_branch_of_their_own(db, cast, full, advised):
    own = new_firm(db, "新所")
    for name in ("钱书记", "蒋党员", "沈党员"):
        db.execute(update(member).where(member.c.id == cast.ids[name]).values(firm_id=None))
    for number in range(full):
        members.add(db, name=f"新{number}", standing="full", now=LONG_AGO, branch_id=cast.joint, firm_id=own)
    assert ("应单独建支部" in said(db, cast.joint)) is advised


@pytest.mark.parametrize(
    ("full", "advice"),
    [(2, "不够单独建支部"), (3, ""), (6, ""), (7, "应设支委会"), (50, "可以设总支"), (100, "可以设党委")],
)
def test_a_branch_by_its_size(db, cast, full, advice):
    for name in ("李书记", "周组织", "王党员", "吴党员", "冯党员", "陈党员", "褚党员")[min(full, 7) :]:
        members.move(db, cast.ids[name], cast.joint, NOW.replace(year=2025, month=2))
    for number in range(full - 7):
        members.add(db, name=f"新{number}", standing="full", now=LONG_AGO, branch_id=cast.first)
    found = said(db, cast.first)
    assert advice in found
    assert bool(found) is bool(advice)


def test_a_member_is_in_one_branch_at_a_time(db, cast):
    nested = db.begin_nested()
    with pytest.raises(IntegrityError):
        db.execute(insert(membership).values(member_id=cast.ids["王党员"], branch_id=cast.joint, since=NOW))
    nested.rollback()
    transfers.transfer(db, cast.ids["王党员"], cast.joint, None, "cli", NOW)
    rows = db.execute(select(membership).where(membership.c.member_id == cast.ids["王党员"])).all()
    assert sorted(row.until is None for row in rows) == [False, True]


def test_each_firm_of_a_joint_branch_hosts_once_a_year(db, cast):
    other = new_firm(db, "另一家")
    db.execute(update(member).where(member.c.id == cast.ids["沈党员"]).values(firm_id=other))
    mine = db.execute(select(member.c.firm_id).where(member.c.id == cast.ids["蒋党员"])).scalar()
    last = held(db, cast, "主题党日", date(2025, 12, 31), branches=(cast.joint,))
    activities.set_host(db, last.id, mine, None, NOW)
    assert state(db, cast.joint, "joint-rota").held == 0
    for day, of in ((date(2026, 1, 1), mine), (date(2026, 12, 31), other)):
        activities.set_host(db, held(db, cast, "主题党日", day, branches=(cast.joint,)).id, of, None, NOW)
    assert state(db, cast.joint, "joint-rota", date(2026, 12, 31)).state == "done"


def test_the_heads_of_the_firms_meet_once_a_year(db, cast):
    held(db, cast, "律所负责人联席会议", date(2026, 12, 31), branches=(cast.joint,))
    assert state(db, cast.joint, "joint-heads", date(2026, 12, 31)).state == "done"
    assert state(db, cast.joint, "joint-heads", date(2027, 1, 1)).state == "owed"
    assert state(db, cast.first, "joint-heads").state == "not applicable"
