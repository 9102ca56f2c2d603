"""What was held while a member was in court comes as one digest: once, complete, and at a decent hour."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.jobs.after_hearings import close_ended
from bot.ledger import deliveries, hearings, notices, push_choices
from bot.ledger.tables import delivery, hearing, notice
from tests.cast import NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BEGINS, ENDS = NOW - HOUR, NOW + HOUR
NAME = "王党员"


@pytest.fixture
def in_court(day):
    with day.ledger.begin() as db:
        hearings.declare(db, day.cast.ids[NAME], BEGINS, ENDS, BEGINS)
    return day


def wrote(day, key, at=NOW, name=NAME, **given):
    """A notice to one person."""
    with day.ledger.begin() as db:
        return notices.create(
            db,
            key=key,
            title=key,
            body="正文",
            recipients=[day.cast.ids[name]],
            now=at,
            **{"kind": "notice", **given},
        )


def row(day, key, name=NAME):
    with day.ledger.read() as db:
        return db.execute(
            select(delivery)
            .join(notice, notice.c.id == delivery.c.notice_id)
            .where(notice.c.key == key, delivery.c.member_id == day.cast.ids[name])
        ).one()


def digests(day):
    with day.ledger.read() as db:
        return list(db.execute(select(notice).where(notice.c.kind == "digest").order_by(notice.c.id)))


def test_several_come_as_one(in_court):
    for key in ("甲", "乙", "丙"):
        wrote(in_court, key)
    close_ended(in_court.services, ENDS - MINUTE)
    assert not digests(in_court)
    assert close_ended(in_court.services, ENDS) == 1
    [digest] = digests(in_court)
    assert digest.title == "开庭期间的 3 条通知"
    assert digest.body.splitlines() == ["· 甲", "· 乙", "· 丙", "看全文回「通知」，再回号。"]
    assert in_court.written(digest.key) == {digest.key: {NAME}}
    carrier = row(in_court, digest.key)
    assert {row(in_court, key).bundled_in for key in ("甲", "乙", "丙")} == {carrier.id}


def test_it_is_closed_once_however_many_try(in_court):
    wrote(in_court, "甲")
    wrote(in_court, "乙")
    assert [close_ended(in_court.services, ENDS + n * MINUTE) for n in range(3)] == [1, 0, 0]
    assert len(digests(in_court)) == 1


def test_a_single_one_goes_by_itself(in_court):
    wrote(in_court, "甲")
    close_ended(in_court.services, ENDS)
    assert not digests(in_court)
    assert row(in_court, "甲").bundled_in is None
    assert row(in_court, "甲").state == "pending"


def test_with_nothing_held_nothing_is_said(in_court):
    close_ended(in_court.services, ENDS)
    assert not digests(in_court)


def test_what_is_past_its_use_is_said_and_not_sent(in_court):
    wrote(in_court, "甲")
    wrote(in_court, "开会提醒：支委会", expires_at=NOW + 30 * MINUTE)
    close_ended(in_court.services, ENDS)
    [digest] = digests(in_court)
    assert digest.body.splitlines()[:2] == ["· 甲", "· 开会提醒：支委会（已过时，只作告知）"]
    assert row(in_court, "甲").bundled_in is not None
    assert row(in_court, "开会提醒：支委会").bundled_in is None


def test_what_the_sweep_has_settled_meanwhile_is_said_too(in_court):
    wrote(in_court, "开会提醒：支委会", expires_at=NOW + 30 * MINUTE)
    in_court.awake(NOW + 40 * MINUTE).fire(NOW + 40 * MINUTE, ["sweep"])
    assert row(in_court, "开会提醒：支委会").state == "failed"
    close_ended(in_court.services, ENDS)
    assert "（已过时，只作告知）" in digests(in_court)[0].body


def test_what_is_for_later_or_was_taken_back_is_left_out(in_court):
    wrote(in_court, "甲")
    wrote(in_court, "以后", send_at=ENDS + HOUR)
    taken = wrote(in_court, "撤回")
    with in_court.ledger.begin() as db:
        notices.cancel(db, taken.notice_id, NOW)
    close_ended(in_court.services, ENDS)
    assert not digests(in_court)


def test_what_waits_for_a_second_person_is_left_out(in_court):
    wrote(in_court, "甲")
    waits = wrote(in_court, "待批")
    with in_court.ledger.begin() as db:
        db.execute(update(notice).where(notice.c.id == waits.notice_id).values(approval="waiting"))
    close_ended(in_court.services, ENDS)
    assert not digests(in_court)


def test_a_kind_that_is_off_is_left_out(in_court):
    wrote(in_court, "甲")
    wrote(in_court, "任务", kind="tasks")
    with in_court.ledger.begin() as db:
        push_choices.turn_off(db, in_court.cast.ids[NAME], "tasks", NOW)
    close_ended(in_court.services, ENDS)
    assert not digests(in_court)


def test_what_may_have_been_sent_before_the_hearing_is_not_bundled(in_court):
    begun = wrote(in_court, "已经试过", at=BEGINS - HOUR)
    with in_court.ledger.begin() as db:
        db.execute(
            update(delivery)
            .where(delivery.c.notice_id == begun.notice_id)
            .values(attempts=1, doubt_since=BEGINS - HOUR)
        )
    wrote(in_court, "甲")
    close_ended(in_court.services, ENDS)
    assert not digests(in_court)


def test_two_that_overlap_end_in_one_digest(in_court):
    with in_court.ledger.begin() as db:
        hearings.declare(db, in_court.cast.ids[NAME], NOW, ENDS + HOUR, NOW)
    wrote(in_court, "甲")
    assert close_ended(in_court.services, ENDS) == 0
    wrote(in_court, "乙", at=ENDS)
    assert close_ended(in_court.services, ENDS + HOUR) == 1
    assert len(digests(in_court)) == 1
    with in_court.ledger.read() as db:
        assert {one.digest_id for one in db.execute(select(hearing))} == {digests(in_court)[0].id}


def test_the_end_in_the_evening_waits_for_the_morning_and_takes_the_nights_along(day):
    evening = datetime(2026, 11, 23, 12, tzinfo=UTC)  # 20:00
    with day.ledger.begin() as db:
        hearings.declare(db, day.cast.ids[NAME], evening, evening + 5 * HOUR, evening)
    wrote(day, "甲", at=evening)
    wrote(day, "乙", at=evening + 2 * HOUR)  # 22:00: due at eight
    for at in (evening + 5 * HOUR, evening + 11 * HOUR):
        assert close_ended(day.services, at) == 0
    morning = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)
    assert close_ended(day.services, morning) == 1
    [digest] = digests(day)
    assert digest.title == "开庭期间的 2 条通知"
    assert digest.send_at == morning


def test_a_digest_that_is_not_out_when_the_next_hearing_ends_is_taken_up_by_the_next(in_court):
    wrote(in_court, "甲")
    wrote(in_court, "乙")
    close_ended(in_court.services, ENDS)
    with in_court.ledger.begin() as db:
        hearings.declare(db, in_court.cast.ids[NAME], ENDS, ENDS + HOUR, ENDS)
    wrote(in_court, "丙", at=ENDS + MINUTE)
    close_ended(in_court.services, ENDS + HOUR)
    old, new = digests(in_court)
    assert new.title == "开庭期间的 3 条通知"
    assert row(in_court, old.key).state == "cancelled"
    assert {row(in_court, key).bundled_in for key in ("甲", "乙", "丙")} == {row(in_court, new.key).id}


def test_a_digest_that_is_being_sent_keeps_what_is_in_it(in_court):
    wrote(in_court, "甲")
    wrote(in_court, "乙")
    close_ended(in_court.services, ENDS)
    [digest] = digests(in_court)
    with in_court.ledger.begin() as db:
        db.execute(
            update(delivery).where(delivery.c.notice_id == digest.id).values(state="sending", attempts=1)
        )
        hearings.declare(db, in_court.cast.ids[NAME], ENDS, ENDS + HOUR, ENDS)
    wrote(in_court, "丙", at=ENDS + MINUTE)
    close_ended(in_court.services, ENDS + HOUR)
    assert len(digests(in_court)) == 1
    assert row(in_court, "甲").bundled_in == row(in_court, digest.key).id


def test_each_persons_own(in_court):
    with in_court.ledger.begin() as db:
        hearings.declare(db, in_court.cast.ids["吴党员"], BEGINS, ENDS, BEGINS)
    for name in (NAME, "吴党员"):
        for n in (1, 2):
            wrote(in_court, f"{name}{n}", name=name)
    assert close_ended(in_court.services, ENDS) == 2
    bodies = [one.body for one in digests(in_court)]
    assert sorted(body.count("王党员") for body in bodies) == [0, 2]


def test_a_full_digest_fits_a_bubble(in_court):
    for n in range(12):
        wrote(in_court, f"{n}" + "一个长而又长的标题" * 8)
    close_ended(in_court.services, ENDS)
    [digest] = digests(in_court)
    bubble = f"{digest.title}\n{digest.body}"
    assert len(bubble) <= 300
    assert len(bubble.splitlines()) <= 8
    assert bubble.splitlines()[-2:] == ["还有 7 条。", "看全文回「通知」，再回号。"]


def test_the_minutely_sweep_closes_them(in_court):
    wrote(in_court, "甲")
    wrote(in_court, "乙")
    in_court.awake(ENDS + MINUTE).fire(ENDS + MINUTE, ["sweep"])
    assert len(digests(in_court)) == 1
    assert in_court.runs("sweep")[0].outcome == "有待发的，已唤醒；1 人庭后"


def test_when_somebody_was_in_court_is_forgotten_after_a_month(in_court):
    close_ended(in_court.services, ENDS)
    with in_court.ledger.begin() as db:
        hearings.declare(db, in_court.cast.ids[NAME], ENDS + HOUR, ENDS + 2 * HOUR, ENDS)
        assert hearings.forget(db, ENDS) == 0
        assert hearings.forget(db, ENDS + MINUTE) == 1
        assert len(hearings.ahead(db, in_court.cast.ids[NAME], ENDS)) == 1


def test_closing_and_claiming_at_once_neither_lose_nor_double_a_push(day):
    """Each of many is either carried by a digest or claimed to be sent, whoever is first."""
    ids = day.cast.ids
    with day.ledger.begin() as db:
        for name in ids:
            hearings.declare(db, ids[name], BEGINS, ENDS, BEGINS)
    for n in range(4):
        with day.ledger.begin() as db:
            notices.create(
                db,
                key=f"n{n}",
                kind="notice",
                title="甲",
                body="",
                recipients=ids.values(),
                now=NOW + n * MINUTE,
            )
    together, claimed = threading.Barrier(4), []

    def claim():
        together.wait()
        for n in range(12):
            with day.ledger.begin() as db:
                claimed.extend(deliveries.claim(db, f"{threading.get_ident()}-{n}", ENDS, 5, HOUR))

    def close():
        together.wait()
        close_ended(day.services, ENDS)

    threads = [threading.Thread(target=work) for work in (claim, claim, close, close)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    claim_rest = [1]
    while claim_rest:
        with day.ledger.begin() as db:
            claim_rest = deliveries.claim(db, f"rest-{len(claimed)}", ENDS + MINUTE, 50, HOUR)
        claimed.extend(claim_rest)
    with day.ledger.read() as db:
        carried = {
            id_ for (id_,) in db.execute(select(delivery.c.id).where(delivery.c.bundled_in.is_not(None)))
        }
        digests_ = {
            id_ for (id_,) in db.execute(select(delivery.c.id).join(notice).where(notice.c.kind == "digest"))
        }
        every = {id_ for (id_,) in db.execute(select(delivery.c.id))}
    sent = [one.id for one in claimed]
    assert len(sent) == len(set(sent))
    assert not carried & set(sent)
    assert carried | set(sent) == every
    assert len(digests_) == len(ids)
    assert len(carried) == 4 * len(ids)
