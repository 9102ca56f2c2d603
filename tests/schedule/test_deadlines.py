"""At the deadline the author of a notice gets the phone list, once."""

from __future__ import annotations

from datetime import timedelta

from bot import jobs, scheduler
from bot.ledger import notices
from tests.cast import NOW

DEADLINE = NOW + timedelta(hours=3)
THE_JOB = [job for job in jobs.JOBS if job.name == "deadlines"]


def write(day, *names: str) -> int:
    with day.ledger.begin() as db:
        made = notices.create(
            db, key="n", kind="notice", title="周五开会", body="三楼", now=NOW, needs_confirmation=True,
            recipients=[day.cast.ids[name] for name in names], created_by=day.cast.ids["李书记"],
            branch_id=day.cast.first, deadline=DEADLINE,
        )  # fmt: skip
    return made.notice_id


def told(day, name: str = "李书记") -> list[str]:
    with day.ledger.read() as db:
        found = notices.of_member(db, day.cast.ids[name], DEADLINE + timedelta(days=5))
        return [one.notice.title for one in found if one.notice.kind == "service"]


def run(day, at) -> None:
    scheduler.fire(day.services, NOW, THE_JOB)
    scheduler.fire(day.services, at, THE_JOB)


def test_the_author_gets_the_list_once_when_the_time_is_over(day):
    write(day, "王党员", "吴党员")
    run(day, DEADLINE - timedelta(minutes=1))
    assert told(day) == []
    run(day, DEADLINE + timedelta(minutes=11))
    run(day, DEADLINE + timedelta(minutes=25))
    assert len(told(day)) == 1
    assert "周五开会" in told(day)[0]
    assert told(day, "王党员") == []


def test_a_notice_that_was_taken_back_has_no_deadline(day):
    notice_id = write(day, "王党员")
    with day.ledger.begin() as db:
        notices.cancel(db, notice_id, NOW)
    run(day, DEADLINE + timedelta(minutes=11))
    assert told(day) == []
