from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.ledger import attendance, leave, meetings, prepared
from bot.ledger.attendance import Already, Done, Refused
from tests.cast import NOW
from tests.ledger.gatherings import CODES, MINUTE, SETTINGS, START, meeting, person

SECOND = timedelta(seconds=1)
OPENS = START - 30 * MINUTE


@pytest.fixture
def held(db, cast):
    return meeting(db, cast)


def check_in(db, cast, name, code, at):
    return attendance.by_code(db, person(db, cast, name), code, at, SETTINGS, CODES)


def good_code(held, at):
    return CODES.spoken(held.id, at)


def wrong_code(held, at):
    good = {CODES.spoken(held.id, at), CODES.spoken(held.id, at - timedelta(seconds=SETTINGS.code_seconds))}
    return next(f"{n:04}" for n in range(10) if f"{n:04}" not in good)


def test_the_right_code_checks_in_and_history_says_how(db, cast, held):
    outcome = check_in(db, cast, "王党员", good_code(held, START), START)
    assert outcome == Done(held, START, "spoken_code", late=False)
    (only,) = attendance.events(db, held.id, cast.ids["王党员"])
    assert (only.verb, only.before, only.after, only.how) == ("check_in", "", "present", "spoken_code")


def test_check_in_opens_to_the_second(db, cast, held):
    early = check_in(db, cast, "王党员", good_code(held, OPENS - SECOND), OPENS - SECOND)
    assert early == Refused("not open yet", held, until=OPENS)
    assert isinstance(check_in(db, cast, "王党员", good_code(held, OPENS), OPENS), Done)


def test_a_second_check_in_is_told_the_first_time(db, cast, held):
    check_in(db, cast, "王党员", good_code(held, START), START)
    later = START + MINUTE
    assert check_in(db, cast, "王党员", good_code(held, later), later) == Already(held, START, "spoken_code")
    assert check_in(db, cast, "王党员", "", later) == Already(held, START, "spoken_code")
    assert len(attendance.events(db, held.id, cast.ids["王党员"])) == 1


def test_without_a_code_one_is_asked_for(db, cast, held):
    assert check_in(db, cast, "王党员", "", START) == Refused("code needed", held)


def test_the_code_before_is_still_good_and_the_one_before_that_is_not(db, cast, held):
    window = timedelta(seconds=SETTINGS.code_seconds)
    previous, older = good_code(held, START - window), good_code(held, START - 2 * window)
    assert CODES.heard(held.id, previous, START) == "previous"
    assert isinstance(check_in(db, cast, "王党员", previous, START), Done)
    assert attendance.previous_codes(db, held.id) == 1
    if older not in (previous, good_code(held, START)):
        assert check_in(db, cast, "吴党员", older, START).why == "wrong code"


def test_wrong_codes_are_counted_down_and_then_even_the_right_one_waits(db, cast, held):
    left = [check_in(db, cast, "王党员", wrong_code(held, START), START) for _ in range(5)]
    assert [(one.why, one.tries_left) for one in left[:4]] == [("wrong code", n) for n in (4, 3, 2, 1)]
    assert left[4].why == "too many"
    blocked = check_in(db, cast, "王党员", good_code(held, START), START)
    assert (blocked.why, blocked.until) == ("too many", START + 10 * MINUTE)
    again = START + 10 * MINUTE
    assert isinstance(check_in(db, cast, "王党员", good_code(held, again), again), Done)


def test_one_members_wrong_codes_do_not_block_another(db, cast, held):
    for _ in range(5):
        check_in(db, cast, "王党员", wrong_code(held, START), START)
    assert isinstance(check_in(db, cast, "吴党员", good_code(held, START), START), Done)


def test_coming_late_is_noted_after_ten_minutes(db, cast, held):
    on_time, late = START + 10 * MINUTE, START + 10 * MINUTE + SECOND
    assert check_in(db, cast, "王党员", good_code(held, on_time), on_time).late is False
    assert check_in(db, cast, "吴党员", good_code(held, late), late).late is True


def test_nobody_checks_in_after_the_closing(db, cast, held):
    attendance.close(db, held.id, cast.ids["李书记"], START + 60 * MINUTE)
    at = START + 61 * MINUTE
    assert check_in(db, cast, "王党员", good_code(held, at), at).why == "closed"


def test_who_was_there_is_told_so_after_the_closing_too(db, cast, held):
    check_in(db, cast, "王党员", good_code(held, START), START)
    attendance.close(db, held.id, cast.ids["李书记"], START + 60 * MINUTE)
    assert isinstance(check_in(db, cast, "王党员", "", START + 61 * MINUTE), Already)


def test_another_branch_has_no_meeting(db, cast, held):
    assert check_in(db, cast, "蒋党员", good_code(held, START), START) == Refused("no meeting")


def test_a_called_off_meeting_takes_nobody(db, cast, held):
    meetings.cancel(db, held.id)
    assert check_in(db, cast, "王党员", good_code(held, START), START) == Refused("no meeting")


def test_one_on_leave_who_comes_after_all_is_present(db, cast, held):
    leave.excuse(db, held, cast.ids["王党员"], "开庭", cast.ids["周组织"], NOW)
    assert isinstance(check_in(db, cast, "王党员", good_code(held, START), START), Done)
    assert leave.open_request(db, held.id, cast.ids["王党员"]) is None
    closing = attendance.close(db, held.id, cast.ids["李书记"], START + 60 * MINUTE)
    assert (closing.counts.present, closing.counts.leave) == (1, 0)


def test_one_marked_absent_on_paper_who_comes_is_present_and_both_versions_are_kept(db, cast, held):
    wang = person(db, cast, "王党员")
    absent = attendance.NewMark(wang.id, cast.first, wang.standing, "absent")
    attendance.mark(db, held, [absent], "paper", cast.ids["周组织"], START)
    check_in(db, cast, "王党员", good_code(held, START), START)
    assert [one.after for one in attendance.events(db, held.id, wang.id)] == ["absent", "present"]


def test_at_two_meetings_the_code_tells_which(db, cast, held):
    lecture = meeting(db, cast, kind="党课", starts_at=START + 20 * MINUTE)
    assert check_in(db, cast, "王党员", good_code(lecture, START), START).meeting == lecture
    assert check_in(db, cast, "王党员", good_code(held, START), START).meeting == held


def test_the_instructor_is_a_guest_and_does_not_count(db, cast, held):
    assert check_in(db, cast, "孙指导", good_code(held, START), START).as_guest
    counts = attendance.count(attendance.roll(db, held, START), len(attendance.guests(db, held)))
    assert (counts.due, counts.present, counts.guests) == (8, 0, 1)


def test_a_committee_meeting_is_nobody_elses(db, cast):
    committee = meeting(db, cast, kind="支委会")
    assert check_in(db, cast, "王党员", good_code(committee, START), START) == Refused("no meeting")
    assert isinstance(check_in(db, cast, "周组织", good_code(committee, START), START), Done)
    assert [one.name for one in attendance.roll(db, committee, START)] == ["李书记", "周组织"]


def test_scanning_the_screen_checks_in(db, cast, held):
    wang = person(db, cast, "王党员")
    scene = CODES.scene(held.id, START)
    assert len(scene) <= 64
    assert attendance.by_scene(db, wang, scene, START, SETTINGS, CODES).how == "scan"
    assert isinstance(attendance.by_scene(db, wang, scene, START + SECOND, SETTINGS, CODES), Already)


def test_a_photographed_screen_is_good_for_the_next_window_only(db, cast, held):
    wang, window = person(db, cast, "王党员"), timedelta(seconds=SETTINGS.code_seconds)
    scene = CODES.scene(held.id, START)
    assert attendance.by_scene(db, wang, scene, START + 2 * window, SETTINGS, CODES).why == "wrong code"
    assert isinstance(attendance.by_scene(db, wang, scene, START + window, SETTINGS, CODES), Done)


@pytest.mark.parametrize("scene", ["", "m1.2", "m1.2.٣٣٣٣٣٣٣٣٣٣٣٣", "m999999999999.1.000000000000", "bind-8"])
def test_a_scene_that_is_not_ours_is_wrong(db, cast, held, scene):
    outcome = attendance.by_scene(db, person(db, cast, "王党员"), scene, START, SETTINGS, CODES)
    assert outcome.why == "wrong code"


def test_a_forged_scene_is_wrong(db, cast, held):
    wang, scene = person(db, cast, "王党员"), CODES.scene(held.id, START)
    forged = scene[:-1] + ("0" if scene[-1] != "0" else "1")
    assert attendance.by_scene(db, wang, forged, START, SETTINGS, CODES).why == "wrong code"


def test_scanning_another_branchs_screen_says_so(db, cast, held):
    outcome = attendance.by_scene(
        db, person(db, cast, "蒋党员"), CODES.scene(held.id, START), START, SETTINGS, CODES
    )
    assert outcome == Refused("not on the roll", held)


def test_a_check_in_takes_three_statements(db, cast, held, monkeypatch):
    wang, seen = person(db, cast, "王党员"), []
    execute = prepared._Compiled.execute

    def counted(self, db, given):
        seen.append(self.sql)
        return execute(self, db, given)

    monkeypatch.setattr(prepared._Compiled, "execute", counted)
    event.listen(db, "before_cursor_execute", lambda *given: seen.append(given[2]))
    attendance.by_code(db, wang, good_code(held, START), START, SETTINGS, CODES)
    assert [sql.split()[0] for sql in seen] == ["SELECT", "INSERT", "INSERT"]
