"""Rule 5: no central number of lectures; one a quarter by default, as data; one gathering, two records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import content
from bot.ledger import members, registers
from content.duties import NAME, parse, rules
from content.duty_checks import check_duties
from content.front_matter import parse_toml
from content.problems import File
from content.registers import named
from tests.cast import NOW
from tests.ledger.duty_days import held, state

TEXT = (Path(content.__file__).parent / NAME).read_text("utf-8")


def lecture(found):
    return next(duty for duty in found.duties if duty.key == "lecture")


def test_the_default_is_one_a_quarter_and_says_that_it_is_our_own(db, cast):
    duty = lecture(rules())
    assert (duty.times, duty.per, duty.source.grade) == (1, "quarter", "own")
    held(db, cast, "党课", date(2026, 9, 30))
    assert state(db, cast.first, "lecture", date(2026, 9, 30)).state == "done"
    assert state(db, cast.first, "lecture", date(2026, 10, 1)).state == "owed"


def test_another_number_is_a_line_in_the_file():
    before, _, after = TEXT.partition('key = "lecture"')
    changed = (
        before
        + 'key = "lecture"'
        + after.replace('per = "quarter"', 'per = "half"', 1).replace("times = 1", "times = 2", 1)
    )
    duty = lecture(parse(changed))
    assert (duty.times, duty.per) == (2, "half")
    assert list(check_duties(File(NAME, changed), parse_toml(changed, NAME))) == []


def test_a_figure_without_its_document_is_a_fault():
    broken = TEXT.replace('document = "《中国共产党支部工作条例（试行）》第十一条"\n', "", 1).replace(
        "times = 1", "tiems = 1", 1
    )
    said = [str(one) for one in check_duties(File(NAME, broken), parse_toml(broken, NAME))]
    assert any("document" in one and "缺这一项" in one for one in said)
    assert any("tiems" in one and "写错了名字" in one for one in said)


def test_one_evening_meets_both_duties_only_with_two_records(db, cast):
    held(db, cast, "支部党员大会", date(2026, 11, 20))
    assert state(db, cast.first, "lecture").state == "owed"
    held(db, cast, "党课", date(2026, 11, 20))
    assert {state(db, cast.first, key).state for key in ("lecture", "members-meeting")} == {"done"}


@pytest.mark.parametrize(
    ("held_on", "today", "owed"),
    [
        ("2026-01-01", date(2026, 12, 31), False),
        ("2026-12-31", date(2026, 12, 31), False),
        ("2025-12-31", date(2026, 1, 1), True),
        ("2026-12-31", date(2027, 1, 1), True),
    ],
)
def test_the_committees_secretary_owes_one_a_year(db, cast, held_on, today, owed):
    lectures = named("shuji_dangke")
    staff = members.by_id(db, cast.ids["郑干事"])
    place = registers.place_of(lectures, staff, None)
    registers.enter(db, lectures, {"held_on": held_on, "title": "讲一课"}, place, staff.id, NOW)
    found = registers.due(db, [lectures], [cast.first, cast.joint], today, committee=True)
    assert [(one.branch_id, one.due_on) for one in found] == [(None, date(today.year, 12, 31))][: int(owed)]
    assert not registers.due(db, [lectures], [cast.first, cast.joint], today), "no branch owes it"
