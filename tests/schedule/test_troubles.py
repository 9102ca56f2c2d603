"""What is halted, paused or in doubt is told once, to whom it concerns."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot import local
from bot.ledger import notices, quotas
from bot.ledger.tables import delivery, notice

TROUBLES, HOUR = ["troubles"], timedelta(hours=1)


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


@pytest.fixture
def day(day):
    day.started(here(2026, 11, 24, 8))
    return day


def wrote(day, title, by=None, to=("王党员", "吴党员")):
    with day.ledger.begin() as db:
        return notices.create(
            db,
            key=title,
            kind="notice",
            title=title,
            body="",
            recipients=[day.cast.ids[name] for name in to],
            now=day.now,
            created_by=day.cast.ids[by] if by else None,
        ).notice_id


def halt(day, id_, at, why="模板编号不对"):
    with day.ledger.begin() as db:
        db.execute(update(notice).where(notice.c.id == id_).values(halted_at=at, halted_why=why))


def doubt(day, id_, at):
    with day.ledger.begin() as db:
        db.execute(update(delivery).where(delivery.c.notice_id == id_).values(state="unknown", settled_at=at))


def told(day):
    """Who is told what, today."""
    return {next(iter(names)): day.notice(key).body for key, names in day.written("troubles").items()}


def test_authors_hear_of_theirs_and_staff_of_all(day):
    halt(day, wrote(day, "甲通知", by="李书记"), day.now)
    doubt(day, wrote(day, "乙通知", by="钱书记"), day.now)
    doubt(day, wrote(day, "每月任务"), day.now)
    day.fire(here(2026, 11, 24, 9, 23), TROUBLES)
    assert told(day) == {
        "李书记": "停发「甲通知」：模板编号不对\n回「发送问题」，按号处理。",
        "钱书记": "不能确定「乙通知」：2 人收到没有\n回「发送问题」，按号处理。",
        "郑干事": "停发「甲通知」：模板编号不对\n不能确定「乙通知」：2 人收到没有\n"
        "不能确定「每月任务」：2 人收到没有\n回「发送问题」，按号处理。",
    }


def test_each_is_told_once(day):
    halt(day, wrote(day, "甲通知", by="李书记"), day.now)
    day.fire(here(2026, 11, 24, 9, 23), TROUBLES)
    first = set(day.written("troubles"))
    for n in (25, 26):
        day.fire(here(2026, 11, n, 9, 23), TROUBLES)
    assert set(day.written("troubles")) == first


def test_days_of_downtime_leave_nothing_out(day):
    doubt(day, wrote(day, "甲通知", by="李书记"), here(2026, 11, 25, 10))
    day.fire(here(2026, 11, 28, 12), TROUBLES)
    assert set(told(day)) == {"李书记", "郑干事"}


def test_what_has_been_dealt_with_meanwhile_is_not_told(day):
    id_ = wrote(day, "甲通知", by="李书记")
    halt(day, id_, day.now)
    with day.ledger.begin() as db:
        notices.resume(db, id_)
    day.fire(here(2026, 11, 24, 9, 23), TROUBLES)
    assert told(day) == {}


def test_a_pause_that_is_over_is_no_news_and_one_that_lasts_is(day):
    with day.ledger.begin() as db:
        quotas.pause(db, "official", day.now + HOUR, "一分钟内调用太多", day.now)
        quotas.pause(db, "wecom", day.now + 16 * HOUR, "今天的接口调用次数已用完", day.now)
    day.fire(here(2026, 11, 24, 9, 23), TROUBLES)
    assert told(day) == {
        "郑干事": "企业微信暂停到 11月25日00:00：今天的接口调用次数已用完\n到时间自己恢复，没发的接着发；先除掉原因。"
    }


def test_a_killed_run_tells_nobody_twice(day):
    halt(day, wrote(day, "甲通知", by="李书记"), day.now)
    at = here(2026, 11, 24, 9, 23)
    from bot.jobs import troubles

    troubles.tell(day.services, at, at)  # and then: kill -9
    day.fire(at, TROUBLES)
    assert len(day.written("troubles")) == 2
