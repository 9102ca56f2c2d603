"""The demo's district hangs together and cannot be mistaken for a real one."""

from __future__ import annotations

from collections import Counter

from sandbox.cast import load

CAST = load()


def test_every_member_is_in_a_branch_and_a_firm_of_the_district():
    firms = {firm for branch in CAST.branches for firm in branch.firms}
    names = {branch.name for branch in CAST.branches}
    assert len(CAST.members) == 28
    assert {member.branch for member in CAST.members} == names
    assert {member.firm for member in CAST.members if member.firm} == firms


def test_branches_are_of_the_sizes_that_the_rules_tell_apart():
    full = Counter(one.branch for one in CAST.members if one.standing == "中共党员" and one.firm)
    large, joint, small = CAST.branches
    assert (large.kind, joint.kind, small.kind) == ("independent", "joint", "independent")
    assert full[large.name] >= 7
    assert large.has_committee
    assert len(joint.firms) > 2
    assert full[small.name] == 4


def test_every_branch_has_a_secretary_and_the_instructor_has_two_branches():
    secretaries = {member.branch for member in CAST.members if member.office == "书记"}
    assert secretaries == {branch.name for branch in CAST.branches}
    assert [len(branches) for branches in CAST.instructors.values()] == [2]
    assert {m.name for m in CAST.members if m.office == "党建指导员"} == set(CAST.instructors)


def test_phone_numbers_are_from_a_range_nobody_could_take_for_real():
    numbers = [member.phone for member in CAST.members]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("1990000") and len(number) == 11 for number in numbers)


def test_the_simulators_people_are_on_the_roster_but_for_the_stranger():
    roster = {member.name for member in CAST.members}
    assert [person.name in roster for person in CAST.phones] == [True, True, True, True, False]
    assert {len(person.openid) for person in CAST.phones} == {28}
