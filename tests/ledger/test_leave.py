import pytest

from bot.ledger import attendance, leave
from bot.ledger.leave import APPROVED, REJECTED, AskedAlready, TooLate
from tests.cast import NOW
from tests.ledger.gatherings import MINUTE, START, meeting


@pytest.fixture
def held(db, cast):
    return meeting(db, cast)


def test_leave_waits_for_the_officer(db, cast, held):
    asked = leave.ask(db, held, cast.ids["王党员"], "开庭", NOW)
    assert asked.state == "waiting"
    assert leave.waiting(db, [cast.first]) == [asked]
    assert leave.waiting(db, [cast.joint]) == []


def test_leave_is_asked_before_the_start_and_not_at_it(db, cast, held):
    leave.ask(db, held, cast.ids["王党员"], "开庭", START - MINUTE)
    with pytest.raises(TooLate):
        leave.ask(db, held, cast.ids["吴党员"], "开庭", START)


def test_the_second_request_finds_the_first(db, cast, held):
    first = leave.ask(db, held, cast.ids["王党员"], "开庭", NOW)
    with pytest.raises(AskedAlready) as raised:
        leave.ask(db, held, cast.ids["王党员"], "出差", NOW)
    assert raised.value.request == first


def test_an_officer_enters_leave_while_the_meeting_runs(db, cast, held):
    entered = leave.excuse(db, held, cast.ids["王党员"], "急事", cast.ids["周组织"], START + MINUTE)
    assert (entered.state, entered.decided_by) == (APPROVED, cast.ids["周组织"])
    (wang,) = [one for one in attendance.roll(db, held, START + MINUTE) if one.name == "王党员"]
    assert (wang.state, wang.reason) == ("leave", "急事")


def test_an_officers_entry_approves_what_the_member_asked(db, cast, held):
    leave.ask(db, held, cast.ids["王党员"], "开庭", NOW)
    assert leave.excuse(db, held, cast.ids["王党员"], "开庭", cast.ids["周组织"], NOW).state == APPROVED
    assert leave.waiting(db, [cast.first]) == []


def test_two_officers_answer_once(db, cast, held):
    seen = leave.ask(db, held, cast.ids["王党员"], "开庭", NOW)
    assert leave.decide(db, seen, APPROVED, cast.ids["李书记"], NOW)
    assert not leave.decide(db, seen, REJECTED, cast.ids["周组织"], NOW, "要来")


def test_an_answer_can_be_turned_round(db, cast, held):
    seen = leave.ask(db, held, cast.ids["王党员"], "开庭", NOW)
    leave.decide(db, seen, APPROVED, cast.ids["李书记"], NOW)
    (given,) = leave.decided(db, [cast.first])
    assert leave.decide(db, given, REJECTED, cast.ids["李书记"], NOW, "要表决")
    assert leave.decided(db, [cast.first])[0].decision_note == "要表决"
    assert leave.open_request(db, held.id, cast.ids["王党员"]) is None


def test_after_a_refusal_leave_may_be_asked_again(db, cast, held):
    seen = leave.ask(db, held, cast.ids["王党员"], "有事", NOW)
    leave.decide(db, seen, REJECTED, cast.ids["李书记"], NOW, "请写明事由")
    assert leave.ask(db, held, cast.ids["王党员"], "开庭", NOW).state == "waiting"


def test_leave_that_nobody_granted_counts_as_absence(db, cast, held):
    leave.ask(db, held, cast.ids["王党员"], "开庭", NOW)
    counts = attendance.close(db, held.id, None, START + 90 * MINUTE).counts
    assert (counts.leave, counts.absent) == (0, 8)
    assert leave.waiting(db, [cast.first]) == []


def test_an_officer_who_marks_someone_present_withdraws_their_leave(db, cast, held):
    leave.excuse(db, held, cast.ids["王党员"], "开庭", cast.ids["周组织"], NOW)
    mark = attendance.NewMark(cast.ids["王党员"], cast.first, "full", "present")
    attendance.mark(db, held, [mark], "officer", cast.ids["周组织"], START)
    assert leave.open_request(db, held.id, cast.ids["王党员"]) is None
