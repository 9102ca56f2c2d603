"""From the sentence to the platform: nothing reaches one who is in court, and one digest follows."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bot.config import Config
from bot.jobs.after_hearings import close_ended
from bot.ledger import bindings, hearings, push_choices
from bot.ledger.tables import delivery, notice

HOUR = timedelta(hours=1)


@pytest.fixture
def court(office):
    """王党员 has written lately, and is in court for an hour."""
    office.heard_from("王党员")
    office.heard_from("吴党员")
    with office.ledger.begin() as db:
        hearings.declare(db, office.cast.ids["王党员"], office.now, office.now + HOUR, office.now)
    return office


def over(office):
    close_ended(SimpleNamespace(ledger=office.ledger, config=Config()), office.now)


def fates(office):
    with office.ledger.read() as db:
        rows = db.execute(
            select(notice.c.key, delivery.c.state, delivery.c.reason)
            .join(delivery)
            .where(delivery.c.member_id == office.cast.ids["王党员"])
        )
        return {row.key.split("-")[0]: (row.state, row.reason) for row in rows}


def test_nothing_arrives_in_court_and_one_digest_after_it(court):
    court.notify("王党员", "吴党员", key="a")
    court.notify("王党员", key="b")
    court.sender().drain()
    assert court.arrived("王党员") == []
    assert len(court.arrived("吴党员")) == 1
    court.later(hours=1)
    court.sender().drain()
    assert court.arrived("王党员") == [], "not before the digest is made"
    over(court)
    court.sender().drain()
    court.sender().drain()
    [digest] = court.arrived("王党员")
    assert "开庭期间的 2 条通知" in str(digest)
    court.sender().sweep()
    assert fates(court) == dict.fromkeys(("a", "b", "digest"), ("accepted", ""))


def test_a_single_notice_arrives_as_itself(court):
    court.notify("王党员", key="a")
    court.later(hours=1)
    over(court)
    court.sender().drain()
    [arrived] = court.arrived("王党员")
    assert "开会" in str(arrived)


def test_what_a_digest_carries_fails_with_it(court):
    court.notify("王党员", key="a")
    court.notify("王党员", key="b")
    court.platform.unfollow(court.cast.openid("王党员"))
    court.later(hours=1)
    over(court)
    court.sender().drain()
    court.sender().sweep()
    assert {state for state, _ in fates(court).values()} == {"failed"}
    assert len({reason for _, reason in fates(court).values()}) == 1


def test_what_lapses_on_its_way_in_a_digest_is_settled_with_the_digest(court):
    court.notify("王党员", key="a", expires_at=court.now + HOUR + timedelta(minutes=5))
    court.notify("王党员", key="b")
    court.later(hours=1)
    over(court)
    court.later(minutes=6)
    court.sender().sweep()
    court.sender().drain()
    court.sender().sweep()
    assert {state for state, _ in fates(court).values()} == {"accepted"}


def test_a_kind_turned_off_is_not_sent_and_says_why(court):
    with court.ledger.begin() as db:
        push_choices.turn_off(db, court.cast.ids["吴党员"], "tasks", court.now)
    court.notify("吴党员", key="a", kind="tasks")
    court.notify("吴党员", key="b")
    court.sender().drain()
    assert len(court.arrived("吴党员")) == 1


def test_a_kind_turned_on_again_does_not_pour_out_what_was_missed(court):
    wu = court.cast.ids["吴党员"]
    with court.ledger.begin() as db:
        push_choices.turn_off(db, wu, "tasks", court.now)
    for n in range(3):
        court.notify("吴党员", key=f"t{n}", kind="tasks")
        court.later(minutes=5)
        court.sender().drain()
    with court.ledger.begin() as db:
        push_choices.turn_on(db, wu, "tasks")
    court.sender().drain()
    assert court.arrived("吴党员") == []
    court.notify("吴党员", key="t9", kind="tasks")
    court.sender().drain()
    assert len(court.arrived("吴党员")) == 1


def test_who_leaves_and_comes_back_gets_what_is_new_and_not_what_was_missed(court):
    """Unfollowing ends the binding; what came due meanwhile is on the phone list, and past pushes say they are past."""
    openid, wu = court.cast.openid("吴党员"), court.cast.ids["吴党员"]
    with court.ledger.begin() as db:
        bindings.unbind(db, "official", openid, court.now, "unfollowed")
    court.notify("吴党员", key="a")
    court.notify("吴党员", key="b", expires_at=court.now + timedelta(minutes=5), send_at=court.now + HOUR)
    court.sender().drain()
    court.later(hours=1)
    court.sender().sweep()
    with court.ledger.begin() as db:
        bindings.bind_directly(db, "official", openid, wu, court.now)
    court.sender().drain()
    assert court.arrived("吴党员") == []
    with court.ledger.read() as db:
        rows = select(delivery.c.reason).where(delivery.c.member_id == wu).order_by(delivery.c.id)
        told = [row.reason for row in db.execute(rows)]
    assert told[0].startswith("没有绑定微信")
    assert told[1] == "已过时效，没有发出"
    court.heard_from("吴党员")
    court.notify("吴党员", key="c")
    court.sender().drain()
    assert len(court.arrived("吴党员")) == 1
