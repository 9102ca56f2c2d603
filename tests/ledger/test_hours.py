"""学时: what a session gives, and a member's own sum of a year (domain.md rule 10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import local
from bot.ledger import attendance, hour_credits, hours, meetings, members
from bot.ledger.attendance import NewMark
from bot.ledger.hour_credits import HourRule
from bot.ledger.meetings import NewMeeting
from bot.ledger.tables import hour_credit
from tests.cast import NOW


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI)


def session(db, cast, begins, *present, minutes=None, kind="党课", rule=None, branch=None):
    """A session that is over: these members came, the others were absent."""
    branch_id = branch or cast.first
    made, _ = meetings.create(
        db, NewMeeting(f"{kind}-{begins}", (branch_id,), kind, kind, "", begins), None, NOW
    )
    marks = [NewMark(cast.ids[name], branch_id, "full", "present") for name in present]
    if marks:
        attendance.mark(db, made, marks, "officer", cast.ids["李书记"], begins)
    attendance.close(db, made.id, None, begins + timedelta(minutes=90), minutes=minutes, rule=rule)
    return meetings.get(db, made.id)


def own(db, cast, name="王党员", year=2026, joined_on=None):
    return hours.own(db, members.by_id(db, cast.ids[name]), year, joined_on)


@pytest.mark.parametrize(
    ("begins", "minutes", "given"),
    [
        (here(2026, 11, 20, 19, 30), 60, {(date(2026, 11, 20), "pm"): 2}),
        (here(2026, 11, 20, 19, 30), 29, {}),
        (here(2026, 11, 20, 19, 30), 30, {(date(2026, 11, 20), "pm"): 1}),
        (here(2026, 11, 20, 19, 30), 89, {(date(2026, 11, 20), "pm"): 2}),
        (here(2026, 11, 20, 14), 300, {(date(2026, 11, 20), "pm"): 8}),
        (here(2026, 11, 20, 9), 480, {(date(2026, 11, 20), "am"): 8, (date(2026, 11, 20), "pm"): 8}),
        (here(2026, 11, 20, 12, 30), 60, {(date(2026, 11, 20), "am"): 1, (date(2026, 11, 20), "pm"): 1}),
        (here(2026, 12, 31, 23), 120, {(date(2026, 12, 31), "pm"): 2, (date(2027, 1, 1), "am"): 2}),
        (here(2028, 2, 28, 23), 120, {(date(2028, 2, 28), "pm"): 2, (date(2028, 2, 29), "am"): 2}),
    ],
)
def test_what_a_session_gives(begins, minutes, given):
    found = {(one.day, one.part): one.halves for one in hour_credits.given_by(begins, minutes)}
    assert found == given


def test_other_rules_count_other_minutes_and_caps():
    rule = HourRule(minutes_per_hour=45, half_day=3, day=6)
    assert sum(one.halves for one in hour_credits.given_by(here(2026, 11, 20, 14), 90, rule)) == 4
    assert sum(one.halves for one in hour_credits.given_by(here(2026, 11, 20, 9), 480, rule)) == 12
    assert HourRule.named(rule.name) == rule


def test_only_a_closed_session_counts_and_lasts_as_its_kind_does_unless_said(db, cast):
    begins = here(2026, 11, 20, 19, 30)
    made, _ = meetings.create(
        db, NewMeeting("k", (cast.first,), "主题党日", "主题党日", "", begins), None, NOW
    )
    attendance.mark(
        db,
        made,
        [NewMark(cast.ids["王党员"], cast.first, "full", "present")],
        "officer",
        cast.ids["李书记"],
        begins,
    )
    assert own(db, cast).halves == 0
    attendance.close(db, made.id, None, begins + timedelta(hours=9))
    assert own(db, cast).halves == 4
    session(db, cast, here(2026, 11, 21, 19), "王党员", minutes=90)
    assert own(db, cast).halves == 7


def test_a_meeting_that_is_no_study_gives_nothing(db, cast):
    session(db, cast, here(2026, 11, 20, 19), "王党员", kind="支委会")
    assert own(db, cast).sessions == ()
    assert db.execute(select(hour_credit)).all() == []


def test_absence_gives_nothing_and_making_up_gives_the_hours_only(db, cast):
    held = session(db, cast, here(2026, 11, 20, 19, 30), "王党员")
    assert own(db, cast, "吴党员").halves == 0
    at = here(2026, 11, 22, 12)
    (missed,) = attendance.missed(db, cast.ids["吴党员"], at, 30)
    attendance.make_up(db, cast.ids["吴党员"], missed, "已读", at)
    (one,) = own(db, cast, "吴党员").sessions
    assert (one.day, one.halves, one.made_up) == (date(2026, 11, 22), 2, True)
    figures = attendance.count(attendance.roll(db, held, at))
    assert (figures.present, figures.made_up) == (1, 1)


def test_what_is_made_up_in_january_counts_in_the_new_year(db, cast):
    session(db, cast, here(2026, 12, 28, 19, 30))
    at = here(2027, 1, 5, 12)
    (missed,) = attendance.missed(db, cast.ids["王党员"], at, 30)
    attendance.make_up(db, cast.ids["王党员"], missed, "已读", at)
    assert (own(db, cast, year=2026).halves, own(db, cast, year=2027).halves) == (0, 2)


def test_a_session_over_new_year_is_split_and_nothing_is_carried_over(db, cast):
    session(db, cast, here(2026, 12, 31, 23), "王党员", minutes=120)
    assert (own(db, cast, year=2026).halves, own(db, cast, year=2027).halves) == (2, 2)


def test_two_sessions_of_one_afternoon_stay_within_what_it_gives(db, cast):
    session(db, cast, here(2026, 11, 20, 14), "王党员", minutes=180)
    session(db, cast, here(2026, 11, 20, 19), "王党员", minutes=120)
    found = own(db, cast)
    assert found.halves == 8
    assert [one.halves for one in found.sessions] == [6, 4]


def test_a_later_rule_changes_nothing_that_was_confirmed(db, cast):
    held = session(db, cast, here(2026, 11, 20, 19, 30), "王党员", minutes=90, rule=HourRule(45, 4, 8))
    assert own(db, cast).halves == 4
    session(db, cast, here(2026, 11, 21, 19, 30), "王党员", minutes=90, rule=HourRule(60, 4, 8))
    assert own(db, cast).halves == 7
    hour_credits.confirm(db, held, 45, NOW, HourRule(60, 4, 8))
    assert own(db, cast).halves == 5, "said anew, under the rule it was first confirmed with"


def test_a_corrected_mark_changes_the_sum(db, cast):
    held = session(db, cast, here(2026, 11, 20, 19, 30), "王党员")
    mark = NewMark(cast.ids["吴党员"], cast.first, "full", "present")
    attendance.mark(db, held, [mark], "officer", cast.ids["李书记"], here(2026, 11, 21, 12))
    assert own(db, cast, "吴党员").halves == 2


def test_closing_twice_counts_once(db, cast):
    held = session(db, cast, here(2026, 11, 20, 19, 30), "王党员")
    again = attendance.close(db, held.id, None, here(2026, 11, 20, 23), minutes=240)
    assert (again.first, again.halves) == (False, 2)
    assert own(db, cast).halves == 2


def test_targets_are_by_office_and_by_the_year_of_joining(db, cast):
    assert own(db, cast).target == 32
    assert own(db, cast, "李书记").target == 56
    assert own(db, cast, "周组织").target == 56
    assert own(db, cast, "孙指导").target == 32
    assert own(db, cast, "卫预备", joined_on=date(2025, 7, 1)).target == 32
    assert own(db, cast, "卫预备", joined_on=date(2026, 7, 1)).target == 16
    assert own(db, cast, "卫预备", joined_on=date(2026, 1, 31)).target == 32
    assert own(db, cast, "卫预备", joined_on=date(2026, 12, 31)).target == 3
    assert own(db, cast, "王党员", joined_on=date(2026, 7, 1)).target == 32


def test_an_officer_is_to_have_a_training_and_a_member_is_not(db, cast):
    assert own(db, cast).training is None
    assert own(db, cast, "李书记").training is False
    session(db, cast, here(2026, 6, 20, 9), "李书记", kind="集中培训", minutes=480)
    found = own(db, cast, "李书记")
    assert (found.training, found.halves) == (True, 16)


def test_a_branch_sees_sessions_and_what_they_gave_and_no_persons(db, cast):
    session(db, cast, here(2026, 11, 20, 19, 30), "王党员")
    session(db, cast, here(2026, 11, 21, 19, 30), "王党员", minutes=120)
    found = hours.of_branches(db, [cast.first, cast.joint], date(2026, 11, 1), date(2026, 11, 30))
    assert found == {cast.first: hours.BranchStudy(2, 6)}


def test_no_row_of_the_ledger_is_a_persons_hours():
    assert not any("member" in column.name for column in hour_credit.columns)


def test_a_member_of_a_moved_branch_keeps_what_was_confirmed(db, cast):
    session(db, cast, here(2026, 11, 20, 19, 30), "王党员")
    members.move(db, cast.ids["王党员"], cast.joint, NOW)
    assert own(db, cast).halves == 2
