"""What two requests at once come to, on real connections that commit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.ledger import attendance, meetings
from bot.ledger.attendance import Already, Done
from bot.ledger.tables import metadata
from tests import cast as people
from tests.ledger.gatherings import CODES, MINUTE, SETTINGS, START, meeting, person


@pytest.fixture
def standing(ledger):
    """A committed cast with a meeting, taken away afterwards."""
    with ledger.begin() as db:
        cast = people.enter(db)
        held = meeting(db, cast)
    yield cast, held
    with ledger.begin() as db:
        for table in reversed(metadata.sorted_tables):
            db.execute(table.delete())


def at_once(ledger, times, act):
    """Run ``act(db)`` in so many transactions that begin together; returns what they returned."""
    together = Barrier(times)

    def run(_):
        together.wait()
        with ledger.begin() as db:
            return act(db)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_two_phones_of_one_member_make_one_mark(ledger, standing):
    cast, held = standing
    code = CODES.spoken(held.id, START)
    outcomes = at_once(
        ledger,
        4,
        lambda db: attendance.by_code(db, person(db, cast, "王党员"), code, START, SETTINGS, CODES),
    )
    assert sorted(type(one).__name__ for one in outcomes) == [Already.__name__] * 3 + [Done.__name__]
    with ledger.read() as db:
        assert len(attendance.events(db, held.id, cast.ids["王党员"])) == 1


def test_two_officers_close_once_with_the_same_figures(ledger, standing):
    cast, held = standing
    closings = at_once(
        ledger, 2, lambda db: attendance.close(db, held.id, cast.ids["李书记"], START + 60 * MINUTE)
    )
    assert sorted(one.first for one in closings) == [False, True]
    assert closings[0].counts == closings[1].counts
    with ledger.read() as db:
        assert len(attendance.events(db, held.id, cast.ids["王党员"])) == 1


def test_a_check_in_and_the_closing_at_once_agree(ledger, standing):
    """Whichever is first: a member told 已签到 is present, one refused is absent; nothing between."""
    cast, held = standing
    code = CODES.spoken(held.id, START)

    def check_in(db):
        return attendance.by_code(db, person(db, cast, "王党员"), code, START, SETTINGS, CODES)

    def close(db):
        return attendance.close(db, held.id, cast.ids["李书记"], START)

    acts = iter((check_in, close))

    def next_act(db):
        return next(acts)(db)

    outcome, closing = sorted(
        at_once(ledger, 2, next_act), key=lambda one: isinstance(one, attendance.Closing)
    )
    with ledger.read() as db:
        closed = meetings.get(db, held.id)
        state = {one.name: one.state for one in attendance.roll(db, closed, START)}["王党员"]
    assert state == ("present" if isinstance(outcome, Done) else "absent")
    assert closing.counts.due == 8


def test_one_form_confirmed_twice_at_once_makes_one_meeting(ledger, standing):
    cast, _ = standing
    new = meetings.NewMeeting("form-7", (cast.first,), "党课", "党课", "", START)
    made = at_once(ledger, 2, lambda db: meetings.create(db, new, cast.ids["李书记"], START))
    assert sorted(fresh for _, fresh in made) == [False, True]
    assert made[0][0].id == made[1][0].id
