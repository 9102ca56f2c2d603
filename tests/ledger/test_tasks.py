from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from bot.ledger import attendance, audit, first_topics, members, tables, tasks
from bot.ledger.first_topics import Study
from tests.cast import NOW
from tests.ledger.gatherings import MINUTE, START, meeting


@dataclass(frozen=True)
class Row:
    key: str
    kind: str
    title: str = "某事"
    due: date = date(2026, 11, 30)
    evidence: str = "签到表"
    mandatory: bool = True
    per: str = "month"


NOVEMBER = (
    Row("first-topic", "第一议题", "先学第一议题"),
    Row("members-meeting", "支部党员大会", "开支部党员大会", per="quarter"),
    Row("dues", "其他", "提醒党费", mandatory=False),
)


def filled(db, cast, month="2026-11", rows=NOVEMBER):
    tasks.fill(db, cast.first, month, rows, NOW)
    return tasks.of_month(db, cast.first, month)


def test_a_month_is_filled_once(db, cast):
    assert tasks.fill(db, cast.first, "2026-11", NOVEMBER, NOW) == 3
    assert tasks.fill(db, cast.first, "2026-11", NOVEMBER, NOW) == 0
    assert [one.no for one in tasks.of_month(db, cast.first, "2026-11")] == [1, 2, 3]


def test_a_duty_added_later_gets_the_next_number(db, cast):
    filled(db, cast)
    more = (Row("committee", "支委会"), *NOVEMBER)
    assert [(one.no, one.kind) for one in filled(db, cast, rows=more)][-1] == (4, "支委会")


def test_closing_a_meeting_completes_its_task(db, cast):
    filled(db, cast)
    held = meeting(db, cast)
    closing = attendance.close(db, held.id, cast.ids["李书记"], START + 90 * MINUTE)
    assert closing.tasks == ("开支部党员大会",)
    done = tasks.of_month(db, cast.first, "2026-11")[1]
    assert (done.done_at, done.meeting_id) == (START + 90 * MINUTE, held.id)


def test_a_joint_meeting_completes_the_task_of_each_branch(db, cast):
    filled(db, cast)
    tasks.fill(db, cast.joint, "2026-11", NOVEMBER, NOW)
    attendance.close(db, meeting(db, cast, joint=True).id, None, START + 90 * MINUTE)
    assert tasks.of_month(db, cast.joint, "2026-11")[1].done_at is not None


def test_a_quarterly_duty_met_earlier_is_entered_as_done(db, cast):
    attendance.close(db, meeting(db, cast).id, None, START + 90 * MINUTE)
    assert filled(db, cast, month="2026-12")[1].done_at is not None
    assert filled(db, cast, month="2027-01")[1].done_at is None


def test_a_first_topic_recorded_before_the_plan_came_is_entered_as_done(db, cast):
    """October may begin with eight days off: a branch that met on the tenth had its plan a day before, or later."""
    held = meeting(db, cast)
    first_topics.record(db, held, Study(("某篇",)), cast.ids["李书记"], START)
    first, *others = filled(db, cast)
    assert (first.kind, first.done_at, first.meeting_id) == ("第一议题", START, held.id)
    assert not any(one.done_at for one in others)
    assert not any(one.done_at for one in filled(db, cast, "2026-12"))


def test_a_meeting_in_december_meets_the_quarters_duty_of_november(db, cast):
    filled(db, cast)
    held = meeting(db, cast, starts_at=START + timedelta(days=10))
    assert attendance.close(db, held.id, None, START + timedelta(days=10, hours=2)).tasks
    assert tasks.of_month(db, cast.first, "2026-11")[1].meeting_id == held.id


def test_a_called_for_task_is_completed_once(db, cast):
    filled(db, cast)
    officer = cast.ids["周组织"]
    done, did = tasks.complete(db, cast.first, "2026-11", 3, "已提醒", officer, NOW)
    assert (done.note, did) == ("已提醒", True)
    again, did_again = tasks.complete(db, cast.first, "2026-11", 3, "又提醒", officer, NOW + MINUTE)
    assert (again.note, did_again) == ("已提醒", False)
    assert tasks.complete(db, cast.first, "2026-11", 9, "", officer, NOW) == (None, False)


def test_a_completion_by_mistake_is_undone_but_a_meeting_is_not(db, cast):
    dues = filled(db, cast)[2]
    tasks.complete(db, cast.first, "2026-11", 3, "", cast.ids["周组织"], NOW)
    assert tasks.reopen(db, dues.id)
    attendance.close(db, meeting(db, cast).id, None, START + 90 * MINUTE)
    assert not tasks.reopen(db, tasks.of_month(db, cast.first, "2026-11")[1].id)


def test_only_mandatory_tasks_are_missing(db, cast):
    filled(db, cast)
    assert [one.kind for one in tasks.missing(db, "2026-11")] == ["第一议题", "支部党员大会"]
    assert tasks.missing(db, "2026-11", [cast.joint]) == []


def test_a_task_is_overdue_after_its_last_day(db, cast):
    one = filled(db, cast)[0]
    assert not one.is_overdue(date(2026, 11, 30))
    assert one.is_overdue(date(2026, 12, 1))


def test_seven_full_members_make_a_committee_and_a_probationary_one_does_not_count(db, cast):
    assert tasks.shape_of(db, cast.first) == tasks.Shape(7, committee=True, groups=False, joint=False)
    members.move(db, cast.ids["王党员"], cast.joint, NOW)
    assert tasks.shape_of(db, cast.first).committee is False
    assert tasks.shape_of(db, cast.joint).joint is True


def test_a_first_topic_is_recorded_for_each_branch_due_and_meets_the_task(db, cast):
    filled(db, cast)
    held = meeting(db, cast, joint=True)
    assert [name for _, name in first_topics.not_yet(db, "2026-11")] == ["一支部", "联合支部"]
    study = Study(("材料一", "材料二"), host="李书记", lead_reader="周组织")
    first_topics.record(db, held, study, cast.ids["李书记"], START)
    assert first_topics.not_yet(db, "2026-11") == []
    assert [one.study for one in first_topics.of_month(db, "2026-11")] == [study, study]
    assert tasks.of_month(db, cast.first, "2026-11")[0].meeting_id == held.id


def test_a_first_topic_entered_again_replaces_the_entry(db, cast):
    held = meeting(db, cast)
    first_topics.record(db, held, Study(("材料一",)), None, START)
    first_topics.record(db, held, Study(("材料一",), decided="每人写一条"), None, START + MINUTE)
    (one,) = first_topics.of_meeting(db, held.id)
    assert one.study.decided == "每人写一条"


def test_the_audit_keeps_who_did_what(db, cast):
    audit.record(db, NOW, cast.ids["李书记"], "chat", "export", "branch 1", "attendance 2026-11")
    row = db.execute(select(tables.audit)).one()
    assert (row.member_id, row.verb, row.subject, row.detail) == (
        cast.ids["李书记"],
        "export",
        "branch 1",
        "attendance 2026-11",
    )
