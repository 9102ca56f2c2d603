"""A roster entered into the ledger: whole or not at all, and the second time nothing changes."""

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.keys import Keys
from bot.ledger import members, roster
from bot.ledger.tables import branch, member, membership, office
from bot.roster.sheet import RosterRow
from tests.cast import NOW

KEYS = Keys(b"a key for tests, of thirty-two bytes or more")


def row(
    line, name, phone="", firm="甲所", of="甲支部", standing="正式党员", office="", joined=date(2019, 7, 1)
):
    return RosterRow(line, name, phone, firm, of, standing, joined, "day", office)


ROWS = [
    row(2, "张三", "13900000001", office="书记"),
    row(3, "李四", "13900000002"),
    row(4, "王五", "", of="东片联合支部", firm="乙所"),
    row(5, "赵六", "13900000004", of="东片联合支部", firm="丙所", standing="预备党员"),
]


def enter(db, rows):
    return roster.enter(db, rows, KEYS, NOW)


def test_a_first_import_makes_members_firms_and_branches(db):
    done = enter(db, ROWS)
    assert (len(done.added), len(done.changed), done.new_firms) == (4, 0, ["甲所", "乙所", "丙所"])
    kinds = dict(db.execute(select(branch.c.name, branch.c.kind)).all())
    assert kinds == {"甲支部": "independent", "东片联合支部": "joint"}
    assert members.named(db, "张三")[0].is_officer


def test_a_second_import_changes_nothing(db):
    enter(db, ROWS)
    again = enter(db, ROWS)
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 4)
    assert db.execute(select(func.count()).select_from(member)).scalar() == 4


def test_a_changed_row_updates_and_keeps_history(db):
    enter(db, ROWS)
    moved = row(3, "李四", "13900000002", of="东片联合支部", firm="乙所")
    assert len(enter(db, [moved]).changed) == 1
    assert members.named(db, "李四")[0].branch_name == "东片联合支部"
    past = db.execute(select(membership.c.until).where(membership.c.until.is_not(None))).all()
    assert len(past) == 1


def test_a_phone_added_later_finds_the_same_person(db):
    enter(db, ROWS)
    done = enter(db, [row(4, "王五", "13900000003", of="东片联合支部", firm="乙所")])
    assert (len(done.changed), len(done.added)) == (1, 0)


def test_an_office_given_up_is_ended_and_not_erased(db):
    enter(db, ROWS)
    enter(db, [row(2, "张三", "13900000001"), row(3, "李四", "13900000002", office="书记")])
    assert not members.named(db, "张三")[0].is_officer
    assert members.named(db, "李四")[0].is_officer
    assert db.execute(select(func.count()).select_from(office)).scalar() == 2


def test_who_is_not_in_the_file_stays_and_is_counted(db):
    enter(db, ROWS)
    assert enter(db, ROWS[:1]).not_in_file == 3
    assert len(members.named(db, "李四")) == 1


def test_a_phone_of_somebody_else_is_a_conflict_for_the_office(db):
    enter(db, ROWS)
    with pytest.raises(roster.Conflicts) as refused:
        enter(db, [row(2, "张三丰", "13900000001")])
    assert "第 2 行「手机」：手机号在系统里登记的是张三，这里是张三丰" in str(refused.value.problems[0])


def test_a_namesake_with_another_phone_elsewhere_is_somebody_new(db):
    enter(db, ROWS)
    assert len(enter(db, [row(2, "李四", "13900000099", of="丁支部", firm="丁所")]).added) == 1
    assert len(members.named(db, "李四")) == 2


def test_phones_are_sealed_and_found_by_a_keyed_index(db):
    enter(db, ROWS)
    sealed, index = db.execute(
        select(member.c.phone_sealed, member.c.phone_index).where(member.c.name == "张三")
    ).one()
    assert b"13900000001" not in bytes(sealed)
    assert KEYS.unseal(bytes(sealed)) == "13900000001"
    assert index == KEYS.index("13900000001") != Keys(b"x" * 32).index("13900000001")


def test_committee_staff_on_a_roster_act_for_every_branch(db):
    enter(db, [*ROWS, row(6, "宋干事", "13900000006", office="行业党委工作人员")])
    staff = members.named(db, "宋干事")[0]
    assert staff.is_staff
    assert len(enter(db, [*ROWS, row(6, "宋干事", "13900000006", office="行业党委工作人员")]).unchanged) == 5


def test_a_file_that_says_nothing_of_offices_leaves_them_alone(db):
    enter(db, ROWS)
    again = roster.enter(db, [row(2, "张三", "13900000001")], KEYS, NOW, has_offices=False)
    assert len(again.unchanged) == 1
    assert members.named(db, "张三")[0].is_officer
