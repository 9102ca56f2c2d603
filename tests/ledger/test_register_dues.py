"""What falls due in the registers: by period, by firm, after a date; said once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from bot.ledger import firms, members
from bot.ledger import registers as ledger
from bot.ledger.tables import firm
from content.registers import named, parse
from tests.cast import NOW

TODAY = date(2026, 11, 23)
FUGAI, LEITAI, FAZHAN, JIEDUI = (named(name) for name in ("fugai", "leitai", "fazhan", "jiedui"))
BANYAN, SMALL = "广东榕荫律师事务所", "广东小荷律师事务所"


def enter(db, cast, register, said, branch=None):
    staff = members.by_id(db, cast.ids["郑干事"])
    return ledger.enter(db, register, said, ledger.place_of(register, staff, branch), staff.id, NOW)[0]


def due(db, cast, register, today=TODAY, **more):
    found = ledger.due(db, [register], [cast.first, cast.joint], today, **more)
    return [(one.branch_id, one.says, one.due_on) for one in found]


def covered(name, year="2026"):
    return {"firm": name, "year": year, "organisation": "独立支部", "work": "有党组织"}


def test_each_branch_owes_a_row_of_each_firm_it_keeps(db, cast):
    says, end = "每年核对一次两个覆盖", date(2026, 12, 31)
    assert due(db, cast, FUGAI) == [
        (cast.first, f"{says}（还差 {BANYAN}）", end),
        (cast.joint, f"{says}（还差 {SMALL}）", end),
    ]
    enter(db, cast, FUGAI, covered(BANYAN))
    assert [branch for branch, _, _ in due(db, cast, FUGAI)] == [cast.joint]


def test_last_years_row_is_not_this_years(db, cast):
    enter(db, cast, FUGAI, covered(BANYAN, "2025"))
    assert cast.first in [branch for branch, _, _ in due(db, cast, FUGAI)]


def test_a_firm_without_members_is_the_committees_to_enter(db, cast):
    db.execute(insert(firm), {"name": "广东无人律师事务所"})
    assert None not in [branch for branch, _, _ in due(db, cast, FUGAI)]
    assert None in [branch for branch, _, _ in due(db, cast, FUGAI, committee=True)]
    enter(db, cast, FUGAI, {**covered("广东无人律师事务所"), "organisation": "没有党员"})
    assert None not in [branch for branch, _, _ in due(db, cast, FUGAI, committee=True)]


def test_many_firms_are_counted_and_not_named(db, cast):
    db.execute(insert(firm), [{"name": f"广东{n}号律师事务所"} for n in range(4)])
    [mine] = [says for branch, says, _ in due(db, cast, FUGAI, committee=True) if branch is None]
    assert mine.endswith("（还差 4 家律所）")


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2027, 3, 31), date(2027, 11, 1)])
def test_the_figures_of_a_year_are_due_by_the_end_of_march_after_it(db, cast, today):
    enter(db, cast, LEITAI, {"firm": BANYAN, "year": "2026", "cases": "100"})
    [(branch, says, on)] = due(db, cast, LEITAI, today)
    assert (branch, on) == (cast.joint, date(2027, 3, 31))
    assert SMALL in says


def test_a_row_of_a_firm_is_kept_with_the_branch_that_covers_it(db, cast):
    enter(db, cast, FUGAI, covered(SMALL))
    [one] = ledger.rows(db, FUGAI, [cast.joint])
    assert one.branch_name == "联合支部"
    assert not ledger.rows(db, FUGAI, [cast.first])


def test_a_firm_in_two_branches_is_kept_by_the_one_with_most_of_its_people(db, cast):
    members.move(db, cast.ids["卫预备"], cast.joint, NOW)
    assert firms.branch_of(db, BANYAN) == cast.first
    assert firms.by_branch(db) == {cast.first: [BANYAN], cast.joint: [SMALL]}


def case(**dates):
    return {
        "case": "2026-1",
        "step": "6 培养教育考察",
        "applied_on": "2025-01-05",
        "talked_on": "2025-01-20",
        **dates,
    }


def test_a_talk_is_due_a_month_after_the_application(db, cast):
    enter(db, cast, FAZHAN, {**case(applied_on="2026-10-31", talked_on="")}, cast.first)
    assert due(db, cast, FAZHAN) == [(cast.first, "递交申请一个月内派人谈话（2026-1）", date(2026, 11, 30))]
    enter(db, cast, FAZHAN, {**case(applied_on="2026-10-31", talked_on="2026-11-02")}, cast.first)
    assert due(db, cast, FAZHAN) == []


def test_a_review_comes_again_each_half_year_and_a_year_is_said_from_a_month_before(db, cast):
    enter(db, cast, FAZHAN, case(activist_on="2025-06-10"), cast.first)

    def says(on):
        return [(one[1].split("，")[0].split("（")[0], one[2]) for one in due(db, cast, FAZHAN, on)]

    assert says(date(2025, 11, 8)) == []
    assert says(date(2025, 11, 9)) == [("积极分子每半年考察一次", date(2025, 12, 10))]
    year = ("培养教育考察满一年", date(2026, 6, 10))
    assert year in says(date(2026, 6, 9))
    assert ("积极分子每半年考察一次", date(2026, 12, 10)) in says(date(2026, 11, 20))


def test_probation_is_brought_to_mind_before_it_ends_and_not_of_a_closed_case(db, cast):
    admitted = case(
        activist_on="2025-02-01",
        candidate_on="2026-02-02",
        admitted_on="2026-01-31",
        approved_on="2026-03-01",
    )
    enter(db, cast, FAZHAN, admitted, cast.first)
    assert [on for _, _, on in due(db, cast, FAZHAN, date(2026, 12, 1))] == [date(2026, 12, 31)]
    enter(db, cast, FAZHAN, {**admitted, "closed_on": "2026-11-01"}, cast.first)
    assert due(db, cast, FAZHAN, date(2026, 12, 1)) == []


def test_leap_day_counts_to_the_end_of_february(db, cast):
    register = parse(
        "gift",
        'title="回访"\npart="三个表率"\nsays="回访"\nlevel="branch"\nfills=["officer"]\nsees=["officer"]\nkeys=["on"]\n'
        '[[field]]\nkey="on"\ntitle="日期"\ntype="date"\n[[due]]\nafter="on"\nmonths=12\nsays="满一年回访"\n',
    )
    enter(db, cast, register, {"on": "2024-02-29"}, cast.first)
    assert due(db, cast, register)[0][2] == date(2025, 2, 28)


def test_what_is_due_is_said_once_and_again_for_the_next_period(db, cast):
    items = ledger.due(db, [JIEDUI], [cast.first, cast.joint], TODAY)
    assert len(ledger.unsaid(db, items)) == 2
    assert ledger.say(db, items[:1], NOW) == items[:1]
    assert ledger.say(db, items[:1], NOW + timedelta(days=1)) == []
    assert ledger.unsaid(db, items) == items[1:]
    later = ledger.due(db, [JIEDUI], [cast.first], date(2027, 1, 4))
    assert ledger.unsaid(db, later) == later


def test_a_correction_of_a_row_does_not_bring_the_same_to_mind_again(db, cast):
    started = case(applied_on="2026-10-31", talked_on="")
    enter(db, cast, FAZHAN, started, cast.first)
    ledger.say(db, ledger.due(db, [FAZHAN], [cast.first], TODAY), NOW)
    enter(db, cast, FAZHAN, {**started, "step": "1 递交申请书"}, cast.first)
    assert ledger.unsaid(db, ledger.due(db, [FAZHAN], [cast.first], TODAY)) == []
