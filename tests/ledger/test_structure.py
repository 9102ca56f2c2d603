"""Which body a firm or branch should have: 3, 7, 50, 100 full members; advice only."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select

from bot.ledger import members, offices, structure
from bot.ledger.tables import firm
from tests.cast import LONG_AGO

TODAY = date(2026, 11, 23)


def said(db, *branch_ids, firms=False):
    return [f"{one.name}：{one.says}" for one in structure.advice(db, branch_ids, TODAY, firms=firms)]


def join(db, branch_id, count, firm_id=None, standing="full"):
    for number in range(count):
        members.add(
            db, name=f"新{number}", standing=standing, now=LONG_AGO, branch_id=branch_id, firm_id=firm_id
        )


def test_seven_full_members_need_a_committee_and_six_do_not(db, cast):
    assert said(db, cast.first) == ["一支部：正式党员 7 名，应设支委会，现在登记了 2 名支委"]
    members.move(db, cast.ids["王党员"], cast.joint, LONG_AGO.replace(year=2026))
    assert said(db, cast.first) == []


def test_three_registered_members_of_a_committee_are_enough(db, cast):
    offices.appoint(db, cast.ids["王党员"], "discipline", LONG_AGO, branch_id=cast.first)
    assert said(db, cast.first) == []


@pytest.mark.parametrize(
    ("full", "says"), [(49, "应设支委会"), (50, "可以设总支"), (99, "可以设总支"), (100, "可以设党委")]
)
def test_fifty_and_a_hundred_are_other_bodies(db, cast, full, says):
    join(db, cast.first, full - 7)
    (line,) = said(db, cast.first)
    assert says in line


def test_a_firm_with_three_full_members_in_a_joint_branch_should_have_its_own(db, cast):
    assert said(db, cast.joint) == ["广东小荷律师事务所：有 3 名正式党员在联合支部，满 3 名应单独建支部"]


def test_probationary_members_do_not_make_a_branch(db, cast):
    other = db.execute(insert(firm).values(name="新所")).inserted_primary_key[0]
    join(db, cast.joint, 2, other)
    join(db, cast.joint, 5, other, standing="probationary")
    assert not any("新所" in line for line in said(db, cast.joint))


def test_a_firm_without_members_needs_an_instructor(db, cast):
    db.execute(insert(firm).values(name="空所"))
    assert "空所：没有正式党员，请派党建工作指导员" in said(db, cast.first, cast.joint, firms=True)
    assert not any("空所" in line for line in said(db, cast.first, cast.joint))
    assert db.execute(select(firm.c.name).where(firm.c.name == "空所")).scalar() == "空所"


def test_each_piece_of_advice_names_its_document(db, cast):
    assert all(one.source.document for one in structure.advice(db, [cast.first, cast.joint], TODAY))
