"""A lecture to each branch that wants one: on its day, in order, once, and not to who has turned it off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.ledger import lecture_paces, push_choices
from bot.ledger.deliveries import drop_unwanted
from tests.cast import FIRST, JOINT, NOW

JOB = ["lecture_delivery"]
WEDNESDAY = datetime(2026, 11, 25, 2, 13, tzinfo=UTC)  # 10:13 in Shanghai
SECOND_OF_DECEMBER = datetime(2026, 12, 9, 2, 13, tzinfo=UTC)
WEEK = timedelta(days=7)


def choose(day, every, branch=None, now=NOW):
    with day.ledger.begin() as db:
        return lecture_paces.choose(db, branch or day.cast.first, every, day.cast.ids["李书记"], now)


def fire(day, now):
    day.awake(now).fire(now + timedelta(minutes=1), JOB)


def key(day, at):
    return f"lecture-branch-{day.cast.first}-{at:%Y-%m-%d}"


def test_without_a_choice_nothing_is_sent(day):
    fire(day, WEDNESDAY)
    assert not day.written("lecture")


def test_the_branch_gets_one_a_week_in_the_librarys_order(day):
    choose(day, "week")
    lectures = day.services.library.lectures()
    for number in range(3):
        at = WEDNESDAY + number * WEEK
        fire(day, at)
        assert day.notice(key(day, at)).title == f"党课：{lectures[number].title}"
        assert f"听第{number + 1}讲" in day.notice(key(day, at)).body
    assert day.written("lecture") == {key(day, WEDNESDAY + n * WEEK): set(FIRST) for n in range(3)}


def test_on_other_days_nothing_comes(day):
    choose(day, "week")
    for days in (1, 2, 3, 4, 5, 6):
        fire(day, WEDNESDAY + timedelta(days=days))
    assert not day.written("lecture")


def test_once_however_often_it_runs(day):
    choose(day, "week")
    day.awake(WEDNESDAY)
    for minutes in (0, 1, 30, 600):
        day.fire(WEDNESDAY + timedelta(minutes=minutes), JOB)
    assert list(day.written("lecture")) == [key(day, WEDNESDAY)]


def test_monthly_is_the_second_wednesday(day):
    choose(day, "month")
    for number in range(5):
        fire(day, WEDNESDAY + number * WEEK)
    assert list(day.written("lecture")) == [key(day, SECOND_OF_DECEMBER)]


def test_each_branch_has_its_own_pace(day):
    choose(day, "week")
    choose(day, "week", day.cast.joint)
    choose(day, "off")
    fire(day, WEDNESDAY)
    assert list(day.written("lecture").values()) == [set(JOINT)]


def test_after_a_pause_it_goes_on_with_the_one_after_the_last(day):
    choose(day, "week")
    fire(day, WEDNESDAY)
    fire(day, WEDNESDAY + WEEK)
    choose(day, "off", now=WEDNESDAY + WEEK + timedelta(hours=1))
    back = WEDNESDAY + 10 * WEEK
    choose(day, "week", now=back - timedelta(days=1))
    fire(day, back)
    assert day.notice(key(day, back)).title == f"党课：{day.services.library.lecture(3).title}"


def test_who_has_turned_lectures_off_gets_none(day):
    choose(day, "week")
    wang = day.cast.ids["王党员"]
    with day.ledger.begin() as db:
        push_choices.turn_off(db, wang, "lecture", NOW)
    fire(day, WEDNESDAY)
    with day.ledger.begin() as db:
        assert drop_unwanted(db, WEDNESDAY + timedelta(hours=1)) == 1


def test_it_is_foretold_as_it_is_made(day):
    from bot.jobs.lectures import lectures_to_come

    choose(day, "week")
    with day.ledger.read() as db:
        coming = [one.key for one in lectures_to_come(day.services, db, NOW, NOW + timedelta(days=20))]
    for number in range(3):
        fire(day, WEDNESDAY + number * WEEK)
    assert coming == list(day.written("lecture"))
