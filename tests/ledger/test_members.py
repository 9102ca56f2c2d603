from bot.ledger import members
from tests.cast import NOW


def test_an_openid_finds_its_member_with_branch_and_office(db, cast):
    found = members.by_openid(db, "official", cast.openid("李书记"))
    assert (found.name, found.branch_name, found.is_officer) == ("李书记", "一支部", True)


def test_a_stranger_is_nobody(db, cast):
    assert members.by_openid(db, "official", "o-stranger") is None


def test_an_instructor_acts_for_every_assigned_branch(db, cast):
    guide = members.by_id(db, cast.ids["孙指导"])
    assert [name for _, name in members.scope(db, guide)] == ["一支部", "联合支部"]


def test_staff_act_for_all_branches_and_a_plain_member_for_none(db, cast):
    staff = members.by_id(db, cast.ids["郑干事"])
    plain = members.by_id(db, cast.ids["王党员"])
    assert len(members.scope(db, staff)) == 2
    assert members.scope(db, plain) == ()


def test_the_roll_of_a_branch_counts_probationary_members(db, cast):
    assert [one.name for one in members.of_branch(db, cast.first)][-1] == "卫预备"
    assert len(members.of_branch(db, cast.first)) == 8


def test_a_move_ends_the_old_membership_and_begins_the_new(db, cast):
    members.move(db, cast.ids["王党员"], cast.joint, NOW)
    assert members.by_id(db, cast.ids["王党员"]).branch_name == "联合支部"
    assert len(members.of_branch(db, cast.first)) == 7


def test_officers_of_a_branch_are_found_with_and_without_staff(db, cast):
    assert [o.name for o in members.officers_of(db, cast.first)] == ["李书记", "周组织", "孙指导"]
    assert "郑干事" in [o.name for o in members.officers_of(db, cast.first, with_staff=True)]
