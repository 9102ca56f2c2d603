"""Minutes, seals and long exports in the ledger, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.ledger import attendance, export_jobs, meetings, minutes, seals
from bot.ledger.seals import Seal
from tests.cast import NOW

AT = datetime(2026, 11, 19, 11, 30, tzinfo=UTC)


@pytest.fixture
def held(db, cast):
    """Three closed 支委会 of the year, and one of the year before; the last of them."""
    for number, at in enumerate([AT - timedelta(days=days) for days in (400, 60, 30, 0)]):
        new = meetings.NewMeeting(f"m{number}", (cast.first,), "支委会", "支委会", "三楼", at)
        held, _ = meetings.create(db, new, None, at)
        attendance.close(db, held.id, None, at)
    return meetings.get(db, held.id)


def test_the_serial_counts_the_meetings_of_the_kind_in_the_year(db, held):
    assert minutes.of(db, held).serial == 3


def test_of_the_host_the_last_counts_and_the_others_stay_in_the_ledger(db, cast, held):
    for name in ("李书记", "周组织", "李书记"):
        minutes.enter(db, held.id, "host", name, cast.ids["周组织"], NOW)
    kept = minutes.of(db, held)
    assert (kept.host, len(kept.lines)) == ("李书记", 3)
    assert [line.said for line in kept.of("host")] == ["李书记"]


def test_a_line_can_be_withdrawn_once(db, cast, held):
    minutes.enter(db, held.id, "decision", "按月收缴", cast.ids["李书记"], NOW, owner="周组织", due="月底")
    [line] = minutes.of(db, held).of("decision")
    assert (line.owner, line.due, line.entered_by) == ("周组织", "月底", "李书记")
    assert minutes.withdraw(db, line.id, cast.ids["李书记"], NOW)
    assert not minutes.withdraw(db, line.id, cast.ids["李书记"], NOW)
    assert minutes.of(db, held).lines == ()


def test_what_comes_after_the_final_version_changes_none_of_it(db, cast, held):
    minutes.enter(db, held.id, "host", "李书记", cast.ids["李书记"], NOW)
    minutes.enter(db, held.id, "final", "定稿", cast.ids["李书记"], NOW)
    minutes.enter(db, held.id, "host", "周组织", cast.ids["李书记"], NOW)
    kept = minutes.of(db, held)
    assert (kept.host, kept.final_at) == ("李书记", NOW)
    assert [line.said for line in kept.corrections] == ["周组织"]


def sealed(digest: str, number: str) -> Seal:
    return Seal(digest * 64, number, "attendance", {"period": "2026-11"}, "存档", 8, None, NOW)


def test_a_seal_is_found_by_digest_and_by_number(db):
    seal = sealed("a", "2222-3333")
    seals.register(db, seal)
    assert seals.by_digest(db, "a" * 64) == seals.by_number(db, "2222-3333") == seal
    assert seals.by_digest(db, "b" * 64) is seals.by_number(db, "2222-4444") is None


@pytest.mark.parametrize("second", [("a", "2222-4444"), ("b", "2222-3333")])
def test_no_two_seals_share_a_digest_or_a_number(db, second):
    seals.register(db, sealed("a", "2222-3333"))
    with pytest.raises(IntegrityError):
        seals.register(db, sealed(*second))


def test_numbers_are_unlike_and_have_no_letters_that_look_alike():
    drawn = {seals.new_number() for _ in range(500)}
    assert len(drawn) == 500
    assert not set("".join(drawn)) & set("IO01")


def asked(db, cast) -> int:
    return export_jobs.add(
        db, what="attendance", options={"branches": [1]}, purpose="存档", made_for=cast.ids["李书记"],
        actor="chat", total=9, now=NOW,
    )  # fmt: skip


def test_a_job_goes_to_one_worker_until_its_lease_runs_out(db, cast):
    job_id = asked(db, cast)
    assert export_jobs.is_waiting(db, NOW)
    first = export_jobs.claim(db, "one", NOW)
    assert first is not None
    assert (first.id, first.state, first.attempts) == (job_id, "running", 1)
    assert export_jobs.claim(db, "two", NOW) is None
    assert export_jobs.advance(db, job_id, "one", 4, NOW + timedelta(seconds=100))
    later = NOW + timedelta(seconds=100) + export_jobs.LEASE
    assert export_jobs.claim(db, "two", later) is None
    second = export_jobs.claim(db, "two", later + timedelta(seconds=1))
    assert second is not None
    assert (second.attempts, second.done) == (2, 0)
    assert not export_jobs.advance(db, job_id, "one", 5, later)
    assert not export_jobs.fail(db, job_id, "one", "", later)
    assert export_jobs.finish(db, job_id, "two", file="a.xlsx", number="2222-3333", rows=9, now=later)
    done = export_jobs.get(db, job_id)
    assert done is not None
    assert (done.state, done.done, done.expires_at) == ("done", 9, later + export_jobs.KEPT)
    assert export_jobs.expired(db, later) == []
    assert [one.id for one in export_jobs.expired(db, later + export_jobs.KEPT)] == [job_id]
