"""Who has their data deleted is named nowhere any more: every column of every table is looked at."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.config import PushSettings
from bot.jobs import deadlines, troubles
from bot.jobs.after_hearings import close_ended
from bot.ledger import (
    attempts,
    bindings,
    erasing,
    hearings,
    members,
    minutes,
    notices,
    offices,
    own_corrections,
    registry,
)
from bot.ledger.notices import naming
from bot.ledger.tables import delivery_batch, member, metadata, minutes_line, notice, office
from sandbox import wire
from tests.cast import NOW
from tests.chat.evenings import START, close, plan
from tests.chat.test_notice_sending import deliver, sent
from tests.town import KEYS

PHONE = "13800138000"
NAME = "王党员"


def traces(town, *words: str) -> list[tuple[str, str]]:
    """(table.column, word) for each column in which one of the words stands, the official documents left out."""
    documents = {"minutes_line.said", "first_topic.host", "first_topic.lead_reader", "vote.candidate"}
    with town.db() as db:
        return [
            (f"{table.name}.{column}", word)
            for table in metadata.sorted_tables
            for row in db.execute(select(table)).mappings()
            for column, value in row.items()
            for word in words
            if word in str(value) and f"{table.name}.{column}" not in documents
        ]


@pytest.fixture
def lived(town, say):
    """A member with a past: of everything that names a member in a text, one."""
    ids, of = town.cast.ids, town.cast.ids[NAME]
    with town.db() as db:
        sealed = {"phone_sealed": KEYS.seal(PHONE), "phone_index": KEYS.index(PHONE)}
        db.execute(update(member).where(member.c.id == of).values(**sealed))
        attempts.add(db, bindings.tries_of("official", town.cast.openid(NAME)), NOW)
        hearings.declare(db, ids["李书记"], NOW, NOW + timedelta(hours=1), NOW)
    town.event(NAME, wire.subscribe)
    held = plan(town)
    say(NAME, "请假 发烧")
    say(NAME, "书记")
    say(NAME, "心得 学到了很多东西")
    say(NAME, "心得 发给书记")
    assert "发给书记了" in say(NAME, "1")
    with town.db() as db:
        db.execute(
            update(notice)
            .where(notice.c.kind == "leave")
            .values(halted_at=town.now, halted_why="模板没有设")
        )  # fmt: skip
    troubles.tell(town.services, NOW + timedelta(minutes=30), NOW + timedelta(minutes=30))
    town.later(hours=1, minutes=1)
    close_ended(town.services, town.now)
    _as_an_officer(town, say)
    sent(town, say)
    with town.db() as db:
        db.execute(
            delivery_batch.insert().values(
                notice_id=db.execute(select(notice.c.id).limit(1)).scalar_one(), route="mass", size=1,
                receivers=json.dumps([town.cast.openid(NAME), "o-else"]), state="accepted", owner="w", next_at=NOW,
                doubt_since=NOW, platform_key="k",
            )
        )  # fmt: skip
        notices.create(
            db, key=f"silent-{of}-2026-08-23-3", kind="service", title="有一位党员，请您关心一下",
            body=f"{NAME}：2026年8月23日以后，没有参加过组织生活。", recipients=[ids["李书记"]], now=NOW,
        )  # fmt: skip
    say("李书记", "催收")
    say("李书记", "1")
    town.now = START
    deadlines.tell_authors(town.services, town.now, town.now + timedelta(days=2))
    say("周组织", "名单")
    say("周组织", f"发通知 全体党员 请{NAME}准备发言")
    close(town, held)
    return held


def _as_an_officer(town, say):
    """The member was the organiser for a while, and wrote a notice, begun with a tap on the menu."""
    of = town.cast.ids[NAME]
    with town.db() as db:
        offices.appoint(db, of, "organiser", NOW, branch_id=town.cast.first)
    town.event(NAME, wire.click, "notice_send")
    say(NAME, "发通知 全体党员 明天下午三点在三楼开会")
    say(NAME, "1")
    town.later(seconds=61)
    deliver(town)
    with town.db() as db:
        db.execute(update(office).where(office.c.member_id == of).values(until=town.now))


def test_before_there_is_a_name_in_all_these_places(town, lived):
    found = {place for place, _ in traces(town, NAME, town.cast.openid(NAME))}
    assert found >= {
        "member.name", "notice.title", "notice.body", "inbox.reply", "conversation.slots", "binding.openid",
        "delivery.openid", "delivery_batch.receivers", "attempt.subject", "follower.openid",
    }  # fmt: skip
    with town.db() as db:
        stems = {key.split("-")[0] for key in db.execute(_NAMING, {"it": f"%{NAME}%"}).scalars()}
    assert stems >= {"leave", "contact", "digest", "troubles", "silent", "deadline"}


_NAMING = select(notice.c.key).where((notice.c.title + notice.c.body).like("%" + NAME + "%"))


def test_after_it_there_is_none(town, say, lived):
    say(NAME, "删除我的数据")
    assert say(NAME, "1").startswith("✓ 已删除")
    assert traces(town, NAME, PHONE, KEYS.index(PHONE), town.cast.openid(NAME), "发烧", "学到了很多") == []
    with town.db() as db:
        titles = db.execute(select(notice.c.title)).scalars().all()
    assert f"请假待批：已删除{town.cast.ids[NAME]}" in titles


def test_others_keep_their_names_where_one_is_part_of_theirs(town, say):
    with town.db() as db:
        other = members.add(db, name="王党员生", standing="full", now=NOW, branch_id=town.cast.first)
        for of, name in ((town.cast.ids[NAME], NAME), (other, "王党员生")):
            notices.create(
                db, key=f"silent-{of}-x", kind="service", title="有一位党员", body=f"{name}：三个月；王党员生。",
                recipients=[town.cast.ids["李书记"]], now=NOW,
            )  # fmt: skip
        erasing.erase(db, town.cast.ids[NAME], NOW)
        bodies = db.execute(select(notice.c.body).order_by(notice.c.id)).scalars().all()
    assert bodies == [f"已删除{town.cast.ids[NAME]}：三个月；王党员生。", "王党员生：三个月；王党员生。"]


def test_a_name_put_right_is_put_right_in_the_notices_too_and_goes_with_the_person(town, say):
    plan(town)
    say(NAME, "请假 开庭")
    of = town.cast.ids[NAME]
    with town.db() as db:
        registry.put_right(
            db, of, town.cast.ids["郑干事"], "console", NOW, name="汪党员", standing="full", firm_name="", joined_on=None
        )  # fmt: skip
        own_corrections.ask(db, KEYS, of, town.cast.first, "name", "汪党圆", NOW)
        (one,) = own_corrections.waiting(db, KEYS, [town.cast.first], staff=False)
        by = members.by_id(db, town.cast.ids["周组织"])
        own_corrections.decide(db, KEYS, one, by, NOW, PushSettings())
        assert db.execute(select(notice.c.title)).scalars().first() == "请假待批：汪党圆"
        erasing.erase(db, of, NOW)
    assert [
        found for found in traces(town, NAME, "汪党员", "汪党圆") if not found[0].startswith("inbox")
    ] == []


def test_the_minutes_stay_as_they_were_written(town, say, lived):
    with town.db() as db:
        minutes.enter(db, lived.id, "speech", f"{NAME}：没有意见", town.cast.ids["李书记"], town.now)
        erasing.erase(db, town.cast.ids[NAME], town.now)
        assert NAME in db.execute(select(minutes_line.c.said)).scalars().one()


def test_erasing_takes_the_name_out_on_either_database(db, cast):
    notices.create(
        db, key=f"away-{cast.ids[NAME]}-x", kind="service", title="一位", body=f"{NAME}：外出", now=NOW,
        recipients=[cast.ids["李书记"]],
    )  # fmt: skip
    assert naming.rename(db, cast.ids[NAME], NAME, "某人") == 1
    erasing.erase(db, cast.ids[NAME], NOW)
    assert db.execute(select(notice.c.body)).scalars().all() == ["某人：外出"]
