"""换届 in one step: old offices end, reach ends with them, what was stays with its dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.ledger import export_links, handover, members, signing_in, terms
from bot.ledger.handover import HandoverRefused, NewOfficers
from bot.ledger.tables import audit, office
from tests.cast import NOW

TODAY = date(2026, 11, 23)


def new(cast, secretary, *others, since=TODAY):
    return NewOfficers(cast.ids[secretary], tuple((cast.ids[name], role) for name, role in others), since)


def roles(db, cast, name):
    found = members.by_id(db, cast.ids[name])
    return {(held.role, held.branch_id) for held in found.offices}


def test_the_old_offices_end_and_the_new_ones_begin(db, cast):
    done = handover.hand_over(
        db,
        cast.first,
        new(cast, "王党员", ("周组织", "organiser"), ("吴党员", "discipline")),
        None,
        "cli",
        NOW,
    )
    assert roles(db, cast, "王党员") == {("secretary", cast.first)}
    assert roles(db, cast, "李书记") == set()
    assert roles(db, cast, "周组织") == {("organiser", cast.first)}
    assert done.ended == ((cast.ids["李书记"], "secretary"),)
    assert done.began == ((cast.ids["王党员"], "secretary"), (cast.ids["吴党员"], "discipline"))
    assert done.ends_on == date(2029, 11, 23)


def test_the_instructor_and_other_branches_stay(db, cast):
    handover.hand_over(db, cast.first, new(cast, "王党员"), None, "cli", NOW)
    assert ("instructor", cast.first) in roles(db, cast, "孙指导")
    assert ("secretary", cast.joint) in roles(db, cast, "钱书记")


def test_what_was_stays_with_its_dates(db, cast):
    handover.hand_over(db, cast.first, new(cast, "王党员", since=TODAY), None, "cli", NOW)
    (row,) = db.execute(select(office).where(office.c.member_id == cast.ids["李书记"])).all()
    assert row.until is not None
    assert row.until <= NOW


def test_sessions_and_links_of_who_leaves_end_at_once(db, cast):
    secret = signing_in.begin(db, cast.ids["李书记"], NOW)
    token = export_links.make(
        db, what="attendance", options={}, purpose="备查", made_for=cast.ids["李书记"], now=NOW
    )
    keeps = signing_in.begin(db, cast.ids["周组织"], NOW)
    handover.hand_over(
        db, cast.first, new(cast, "王党员", ("周组织", "organiser")), None, "cli", NOW + timedelta(minutes=1)
    )
    later = NOW + timedelta(minutes=2)
    assert signing_in.session(db, secret, later) is None
    assert export_links.find(db, token, later) is None
    assert signing_in.session(db, keeps, later) is not None
    assert members.scope(db, members.by_id(db, cast.ids["李书记"])) == ()


def test_it_is_in_the_audit_without_names(db, cast):
    handover.hand_over(db, cast.first, new(cast, "王党员"), cast.ids["郑干事"], "chat", NOW)
    (row,) = db.execute(select(audit).where(audit.c.verb == "handover")).all()
    assert row.subject == f"branch {cast.first}"
    assert "王党员" not in row.detail
    assert f"member {cast.ids['王党员']} secretary" in row.detail


@pytest.mark.parametrize(
    ("secretary", "since", "why"),
    [
        ("蒋党员", TODAY, "不在这个支部"),
        ("卫预备", TODAY, "不是正式党员"),
        ("王党员", TODAY + timedelta(days=1), "还没到"),
        ("王党员", date(2024, 12, 31), "早于现任"),
    ],
)
def test_what_cannot_be_is_refused_whole(db, cast, secretary, since, why):
    with pytest.raises(HandoverRefused, match=why):
        handover.hand_over(db, cast.first, new(cast, secretary, since=since), None, "cli", NOW)
    assert ("secretary", cast.first) in roles(db, cast, "李书记")


def test_there_is_one_secretary(db, cast):
    with pytest.raises(HandoverRefused, match="只能有一位"):
        handover.hand_over(db, cast.first, new(cast, "王党员", ("吴党员", "secretary")), None, "cli", NOW)


def test_only_the_present_secretary_and_the_committee_may(db, cast):
    may = {
        name: handover.may_hand_over(members.by_id(db, cast.ids[name]), cast.first)
        for name in ("李书记", "周组织", "孙指导", "钱书记", "郑干事")
    }
    assert [name for name, allowed in may.items() if allowed] == ["李书记", "郑干事"]


def test_a_term_is_three_years_from_the_handover_or_from_the_secretarys_office(db, cast):
    before = terms.of_branches(db, [cast.first])[cast.first]
    assert (before.since, before.ends_on, before.entered) == (date(2025, 1, 6), date(2028, 1, 6), False)
    assert before.remind_from() == date(2027, 10, 6)
    handover.hand_over(db, cast.first, new(cast, "王党员"), None, "cli", NOW)
    after = terms.of_branches(db, [cast.first])[cast.first]
    assert (after.ends_on, after.entered) == (date(2029, 11, 23), True)
