"""What is past its time is let go by the rules of content/retention.toml, and each run says what it did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.chat import Message
from bot.jobs import complaints as overdue
from bot.jobs import retention as job
from bot.ledger import audit as trail
from bot.ledger import complaint_answers, complaints, inbox, leave, meetings, notices, retention, signing_in
from bot.ledger.meetings import NewMeeting
from bot.ledger.tables import (
    audit,
    complaint,
    console_session,
    delivery_batch,
    leave_request,
    notice,
    retention_run,
    sign_in_link,
)
from bot.ledger.tables import inbox as inbox_rows
from content.retention import rules

DAY = timedelta(days=1)


def days_of(name: str) -> int:
    return next(rule.days for rule in rules() if rule.name == name)


def test_every_rule_has_a_way_to_be_kept_and_every_way_a_rule():
    assert {rule.name for rule in rules()} == retention.NAMES


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ('[x]\ntitle="t"\nsource="s"\ndays=-1\naction="delete"\n', "days"),
        ('[x]\ntitle="t"\nsource="s"\ndays=1\naction="burn"\n', "action"),
        ('[x]\ntitle="t"\ndays=1\naction="delete"\n', "source"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path, wrong, why):
    path = tmp_path / "retention.toml"
    path.write_text(wrong)
    with pytest.raises(ValueError, match=rf"\[x\].*{why}"):
        rules(path)


def test_a_line_of_the_audit_goes_after_its_last_day_and_not_on_it(day):
    kept = timedelta(days=days_of("audit"))
    with day.ledger.begin() as db:
        trail.record(db, day.now - kept, None, "cli", "on its day", "ledger")
        trail.record(db, day.now - kept - timedelta(seconds=1), None, "cli", "past", "ledger")
    job.run(day.services, day.now, day.now)
    with day.ledger.begin() as db:
        assert db.execute(select(audit.c.verb)).scalars().all() == ["on its day"]
        told = db.execute(select(retention_run)).one()
        assert (told.rule, told.action, told.rows) == ("audit", "delete", 1)
        assert told.cutoff == day.now - kept


def test_a_complaints_words_are_sealed_away_and_its_course_stays(day):
    ids, push, keys = day.cast.ids, day.services.config.push, day.services.keys
    long_ago = day.now - timedelta(days=days_of("complaint_words") + 1)
    with day.ledger.begin() as db:
        for when in (long_ago, day.now):
            made = complaints.file(db, keys, ids["王党员"], "complaint", "太吵", named=True, now=when)
            complaint_answers.answer(db, keys, made.id, "改了", ids["郑干事"], when, push)
    job.run(day.services, day.now, day.now)
    with day.ledger.begin() as db:
        old, new = (
            complaints.get(db, id_) for (id_,) in db.execute(select(complaint.c.id).order_by(complaint.c.id))
        )
        assert (complaints.words(db, keys, old.id), complaints.answer_to(db, keys, old.id)) == ("", "")
        assert (old.writer, old.state) == ("", "answered")
        assert complaints.words(db, keys, new.id) == "太吵"
        assert complaints.history(db, keys, old.id)[0].verb == "answered"


def test_a_second_run_finds_nothing_and_notes_nothing(day):
    with day.ledger.begin() as db:
        trail.record(db, day.now - timedelta(days=5000), None, "cli", "past", "ledger")
    job.run(day.services, day.now, day.now)
    assert job.run(day.services, day.now, day.now) == "0 行到期"
    with day.ledger.begin() as db:
        assert db.execute(select(func.count()).select_from(retention_run)).scalar() == 1


def test_a_trial_says_what_a_run_would_do_and_changes_nothing(day):
    with day.ledger.begin() as db:
        trail.record(db, day.now - timedelta(days=5000), None, "cli", "past", "ledger")
    assert {one.rule: one.rows for one in job.trial(day.ledger, day.now) if one.rows} == {"audit": 1}
    with day.ledger.begin() as db:
        assert db.execute(select(func.count()).select_from(audit)).scalar() == 1
        assert db.execute(select(retention_run)).first() is None


def test_one_rule_that_fails_does_not_keep_the_others_from_theirs(day, monkeypatch):
    def fails(db, before):
        raise RuntimeError

    monkeypatch.setitem(retention.FORGET, "attempts", fails)
    with day.ledger.begin() as db:
        trail.record(db, day.now - timedelta(days=5000), None, "cli", "past", "ledger")
    with pytest.raises(RuntimeError):
        job.run(day.services, day.now, day.now)
    with day.ledger.begin() as db:
        assert db.execute(select(audit)).first() is None


def test_staff_are_told_once_a_day_of_complaints_past_their_day(day):
    with day.ledger.begin() as db:
        keys = day.services.keys
        made = complaints.file(db, keys, day.cast.ids["王党员"], "complaint", "太吵", named=True, now=day.now)
    noon = day.now.replace(year=made.due_on.year, month=made.due_on.month, day=made.due_on.day)
    for now in (noon, noon + DAY, noon + DAY):
        overdue.remind(day.services, now, now)
    with day.ledger.begin() as db:
        told = db.execute(select(notice)).all()
        assert [one.title for one in told] == ["投诉箱有 1 件过了答复日期"]
        assert "王党员" not in told[0].body
        assert "太吵" not in told[0].body


def test_addresses_of_a_call_to_many_go_with_those_of_its_deliveries(day):
    kept = timedelta(days=days_of("deliveries"))
    with day.ledger.begin() as db:
        made = notices.create(
            db, key="n", kind="notice", title="周五开会", body="三楼", recipients=[day.cast.ids["王党员"]], now=day.now
        ).notice_id  # fmt: skip
        for at in (day.now - kept - DAY, day.now):
            db.execute(
                delivery_batch.insert().values(
                    notice_id=made, route="mass", size=1, receivers='["o-1"]', state="accepted", owner="w", next_at=at,
                    doubt_since=at, settled_at=at, platform_key="k",
                )
            )  # fmt: skip
    job.run(day.services, day.now, day.now)
    with day.ledger.begin() as db:
        found = db.execute(select(delivery_batch.c.receivers).order_by(delivery_batch.c.id)).scalars().all()
    assert found == ["[]", '["o-1"]']


def test_the_code_of_a_reason_goes_with_its_words(day):
    kept = timedelta(days=days_of("leave_reasons"))
    with day.ledger.begin() as db:
        for key, starts_at in (("old", day.now - kept - DAY), ("new", day.now + DAY)):
            new = NewMeeting(key, (day.cast.first,), "主题党日", "主题党日", "", starts_at)
            held, _ = meetings.create(db, new, None, starts_at - DAY)
            leave.ask(db, held, day.cast.ids["王党员"], "发烧", starts_at - DAY)
    job.run(day.services, day.now, day.now)
    with day.ledger.begin() as db:
        asked = select(leave_request.c.reason, leave_request.c.reason_code).order_by(leave_request.c.id)
        assert db.execute(asked).all() == [("", ""), ("身体原因", "health")]


def test_sessions_links_and_claims_of_messages_go_when_their_days_are_over(day):
    member = day.cast.ids["李书记"]
    said = Message(
        channel="official", key="m-1", sender="o-1", receiver="gh", kind="text", sent_at=day.now, text="任务"
    )
    with day.ledger.begin() as db:
        signing_in.offer(db, day.services.keys, member, day.now)
        signing_in.begin(db, member, day.now)
        inbox.claim(db, said, day.now)
    for days, left in ((29, 3), (31, 0)):
        job.run(day.services, day.now, day.now + days * DAY)
        with day.ledger.begin() as db:
            tables = (sign_in_link, console_session, inbox_rows)
            assert (
                sum(db.execute(select(func.count()).select_from(one)).scalar_one() for one in tables) == left
            )
