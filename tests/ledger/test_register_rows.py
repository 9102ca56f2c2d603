"""Rows of the registers in the ledger: corrected under another name, entered twice at once, every version kept."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from bot.ledger import registers as ledger
from bot.ledger.tables import audit, register_entry
from content.registers import named, parse
from tests.cast import NOW

ACTIVITY = {
    "kind": "支部与无党员律所", "partner": "小荷律师事务所", "held_on": "2026-11-20", "activity": "一起学民法典",
    "people": "12",
}  # fmt: skip
JIEDUI = named("jiedui")


def enter(db, cast, said, *, later=0, corrects=None, branch=None):
    place = (f"branch-{branch or cast.first}", branch or cast.first)
    at = NOW + timedelta(minutes=later)
    return ledger.enter(db, JIEDUI, said, place, cast.ids["李书记"], at, corrects=corrects)


def test_what_is_entered_is_read_back_with_who_and_when(db, cast):
    id_, outcome = enter(db, cast, ACTIVITY)
    one = ledger.get(db, id_)
    assert outcome == "entered"
    assert dict(one.values) == ACTIVITY
    assert (one.entered_by, one.entered_at, one.branch_name) == ("李书记", NOW, "一支部")
    assert one.held_on == date(2026, 11, 20)


def test_the_same_again_changes_nothing(db, cast):
    first, _ = enter(db, cast, ACTIVITY)
    assert enter(db, cast, ACTIVITY, later=1) == (first, "as it was")
    assert len(db.execute(select(register_entry)).all()) == 1


def test_a_correction_may_change_what_names_the_row_and_leaves_one(db, cast):
    first, _ = enter(db, cast, ACTIVITY)
    moved = {**ACTIVITY, "held_on": "2026-11-21"}
    assert enter(db, cast, moved, later=1, corrects=first)[1] == "corrected"
    [one] = ledger.rows(db, JIEDUI, [cast.first])
    assert one.held_on == date(2026, 11, 21)
    assert [v.values["held_on"] for v in ledger.history(db, one)] == ["2026-11-20", "2026-11-21"]


def test_a_row_corrected_into_another_leaves_that_one(db, cast):
    enter(db, cast, ACTIVITY)
    second, _ = enter(db, cast, {**ACTIVITY, "held_on": "2026-11-21"}, later=1)
    enter(db, cast, {**ACTIVITY, "people": "20"}, later=2, corrects=second)
    [one] = ledger.rows(db, JIEDUI, [cast.first])
    assert (one.values["held_on"], one.values["people"]) == ("2026-11-20", "20")


def test_another_branchs_row_is_not_corrected_by_its_id(db, cast):
    theirs, _ = enter(db, cast, ACTIVITY, branch=cast.joint)
    assert enter(db, cast, {**ACTIVITY, "people": "1"}, corrects=theirs)[1] == "entered"
    assert ledger.get(db, theirs).ended_at is None


def test_the_name_of_a_row_that_moved_may_be_used_anew(db, cast):
    first, _ = enter(db, cast, ACTIVITY)
    enter(db, cast, {**ACTIVITY, "held_on": "2026-11-21"}, later=1, corrects=first)
    again, outcome = enter(db, cast, ACTIVITY, later=2)
    assert outcome == "entered"
    assert len(ledger.history(db, ledger.get(db, again))) == 1


def test_a_row_taken_back_stays_and_comes_back_as_the_same_row(db, cast):
    first, _ = enter(db, cast, ACTIVITY)
    by = cast.ids["周组织"]
    assert ledger.withdraw(db, ledger.get(db, first), by, NOW + timedelta(minutes=1))
    assert not ledger.withdraw(db, ledger.get(db, first), by, NOW + timedelta(minutes=2))
    assert not ledger.rows(db, JIEDUI, None)
    again, outcome = enter(db, cast, ACTIVITY, later=3)
    assert outcome == "entered"
    assert [one.withdrawn for one in ledger.history(db, ledger.get(db, again))] == [True, False]


def test_rows_without_a_key_are_each_a_row_and_can_be_corrected(db, cast):
    register = parse(
        "memo",
        'title="备忘"\npart="三个强化"\nsays="记一笔"\nlevel="branch"\nfills=["officer"]\nsees=["officer"]\n'
        '[[field]]\nkey="what"\ntitle="内容"\n',
    )
    place = f"branch-{cast.first}", cast.first
    first, _ = ledger.enter(db, register, {"what": "一"}, place, None, NOW)
    ledger.enter(db, register, {"what": "一"}, place, None, NOW + timedelta(minutes=1))
    assert len(ledger.rows(db, register, None)) == 2
    again = NOW + timedelta(minutes=2)
    assert ledger.enter(db, register, {"what": "二"}, place, None, again, corrects=first)[1] == "corrected"
    assert {one.values["what"] for one in ledger.rows(db, register, None)} == {"一", "二"}


def test_every_change_leaves_a_line_in_the_audit_without_what_was_written(db, cast):
    first, _ = enter(db, cast, ACTIVITY)
    ledger.withdraw(db, ledger.get(db, first), cast.ids["李书记"], NOW)
    lines = db.execute(select(audit.c.verb, audit.c.subject, audit.c.detail)).all()
    assert [line.verb for line in lines] == ["register", "register back"]
    assert not any("民法典" in str(line) for line in lines)


@pytest.fixture
def shared(ledger):
    """A ledger several threads write to; what was entered is taken away."""
    yield ledger
    with ledger.begin() as db:
        db.execute(delete(register_entry))
        db.execute(delete(audit))


def test_two_who_enter_the_same_row_at_once_leave_one_row_and_both_versions(shared):
    start, ids = threading.Barrier(6), []

    def write(number):
        start.wait()
        with shared.begin() as db:
            said = {**ACTIVITY, "people": str(number)}
            ids.append(ledger.enter(db, JIEDUI, said, ("district", None), None, NOW)[0])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with shared.read() as db:
        [standing] = ledger.rows(db, JIEDUI, None)
        assert sorted(one.id for one in ledger.history(db, standing)) == sorted(ids)
        assert len(ids) == 6
