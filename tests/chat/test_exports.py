"""Files by chat: asked for with a purpose, given once, sealed; long ones follow; calendars that phones fetch."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.ledger import bindings, meetings, notices
from bot.ledger.tables import audit, delivery, export_job, export_seal, notice
from bot.reports import background, progress, sizes, verify
from tests.chat.evenings import START, bubbles, close, code, plan

HOUR = timedelta(hours=1)


@pytest.fixture
def tell(say):
    return bubbles(say)


@pytest.fixture
def held(town, tell):
    """An evening of 一支部: two come, the rest are absent."""
    held = plan(town)
    town.at(START)
    for name in ("王党员", "吴党员"):
        tell(name, f"签到 {code(town, held)}")
    close(town, held)
    town.at(START + 2 * HOUR)
    return held


def link_in(reply: str) -> str:
    found = re.search(r"https://rongshu\.example(/p/export/\S+)", reply)
    assert found is not None, reply
    return found[1]


def fetch(town, reply: str, suffix: str | None = None):
    """Press the button on the page behind the link; the whole answer, as a browser takes it."""
    answer = town.browser.post(link_in(reply), data={"format": suffix} if suffix else {})
    assert answer.data is not None
    answer.close()
    return answer


@pytest.mark.parametrize(
    ("said", "period", "heading"),
    [
        ("导出11月考勤", "2026-11", "2026年11月考勤"),
        ("导出第四季度考勤", "2026-Q4", "2026年第四季度考勤"),
        ("导出上季度考勤", "2026-Q3", "2026年第三季度考勤"),
        ("导出2026年考勤", "2026", "2026年考勤"),
        ("导出全年考勤", "2026", "2026年考勤"),
        ("导出去年考勤", "2025", "2025年考勤"),
        ("导出任务", "2026-11", "2026年11月任务台账"),
        ("导出第一议题台账", "2026-11", "2026年11月第一议题台账"),
    ],
)
def test_what_and_when_are_understood_and_stand_on_the_page(town, tell, held, said, period, heading):
    assert heading in tell("李书记", said)
    reply = tell("李书记", "1")
    assert reply.startswith(f"✓ {heading}（一支部）")
    assert heading in town.browser.get(link_in(reply)).text
    given = fetch(town, reply, "xlsx")
    assert f"-{period}-" in given.headers["Content-Disposition"]


def test_a_file_is_sealed_for_whom_and_why_and_verifies(town, tell, held, tmp_path):
    tell("李书记", "导出11月考勤")
    given = fetch(town, tell("李书记", "迎接年度检查"), "xlsx")
    with town.db() as db:
        [seal] = db.execute(select(export_seal)).all()
        [logged] = db.execute(select(audit).where(audit.c.verb == "export")).all()
    assert (seal.what, seal.purpose, seal.made_for) == ("attendance", "迎接年度检查", town.cast.ids["李书记"])
    assert (logged.actor, logged.subject, logged.detail) == ("chat", "attendance 2026-11", "迎接年度检查")
    note = openpyxl.load_workbook(io.BytesIO(given.data))["说明"]
    said = {row[0].value: row[1].value for row in note.iter_rows()}
    assert said["核验"].startswith(f"编号 {seal.number}　")
    assert said["用途"] == "迎接年度检查"
    for content, verdict in ((given.data, "genuine"), (given.data + b"\0", "changed")):
        (tmp_path / "a.xlsx").write_bytes(content)
        with town.db() as db:
            assert verify(db, tmp_path / "a.xlsx").state == verdict


def test_a_link_gives_one_file(town, tell, held):
    tell("李书记", "导出11月考勤")
    reply = tell("李书记", "1")
    assert town.browser.get(link_in(reply)).status_code == 200
    assert fetch(town, reply, "pdf").status_code == 400
    assert fetch(town, reply, "csv").status_code == 200
    assert fetch(town, reply, "csv").status_code == 410


def test_a_secretary_who_stepped_down_gets_nothing_by_an_old_link(town, tell, held):
    from bot.ledger.tables import office

    tell("李书记", "导出11月考勤")
    reply = tell("李书记", "1")
    with town.db() as db:
        db.execute(
            office.update().where(office.c.member_id == town.cast.ids["李书记"]).values(until=town.now)
        )
    given = fetch(town, reply, "csv")
    assert "王党员" not in given.text


def test_phones_are_masked_but_for_the_committee_with_a_written_purpose(town, tell):
    with town.db() as db:
        from bot.ledger.tables import member

        sealed = town.services.keys.seal("13800138000")
        db.execute(member.update().where(member.c.id == town.cast.ids["王党员"]).values(phone_sealed=sealed))
    tell("李书记", "导出花名册")
    assert "138****8000" in fetch(town, tell("李书记", "1"), "csv").text
    assert "只有行业党委办公室" in tell("李书记", "导出花名册 全号")
    assert "请写明用途" in tell("郑干事", "导出花名册 全号")
    assert "写几个字的用途" in tell("郑干事", "1")
    given = fetch(town, tell("郑干事", "换届逐人核对"), "csv")
    assert "13800138000" in given.text


def test_a_member_may_not_export(tell):
    for words in ("导出", "会议记录", "签到表", "记录 决议：通过"):
        assert "http" not in tell("王党员", words)
        assert "http" not in tell("王党员", "1")


def test_the_sign_in_sheet_has_the_numbers_that_marks_are_given_by(town, tell):
    held = plan(town)
    town.at(START)
    assert "签到表，用途是" in tell("李书记", "签到表")
    book = openpyxl.load_workbook(io.BytesIO(fetch(town, tell("李书记", "1"), "xlsx").data))
    rows = [[cell.value for cell in row] for row in book["签到表"].iter_rows(min_row=5)]
    numbers = {row[1]: row[0] for row in rows if row[0]}
    assert rows[0][:2] == ["1", "李书记"]
    tell("李书记", f"到 {numbers['陈党员']}")
    tell("李书记", "1")
    from tests.chat.evenings import state

    assert state(town, held, "陈党员") == "present"


# ---- long ones ----


@pytest.fixture
def long(monkeypatch):
    """Whatever has more than three rows is long."""
    monkeypatch.setattr(sizes, "AT_ONCE", 3)


def test_a_long_export_is_made_in_the_background_and_its_link_follows(town, tell, held, long):
    tell("李书记", "导出11月考勤")
    assert tell("李书记", "1").startswith("正在办，好了发您链接")
    tell("李书记", "导出11月考勤")
    assert tell("李书记", "1").startswith("还在办，好了发您链接")
    town.at(datetime(2026, 11, 25, 15, 0, tzinfo=UTC))  # eleven at night: who asked is waiting
    assert background.work_off(town.services, lambda: town.now) == 1
    assert background.work_off(town.services, lambda: town.now) == 0
    with town.db() as db:
        [told] = db.execute(select(notice)).all()
        [to] = db.execute(select(delivery)).all()
        [job] = db.execute(select(export_job)).all()
    assert (to.member_id, to.next_at, told.kind) == (town.cast.ids["李书记"], town.now, "service")
    assert town.queue.count
    there = progress(town.services, job.id)
    assert there is not None
    assert (there.state, there.done == there.total > 0) == ("done", True)
    town.later(hours=9)
    given = fetch(town, told.body)
    assert "矩阵" in openpyxl.load_workbook(io.BytesIO(given.data)).sheetnames
    assert fetch(town, told.body).status_code == 410
    tell("李书记", "导出11月考勤")
    again = fetch(town, tell("李书记", "1"))
    assert again.data == given.data


def test_a_finished_file_is_kept_a_day(town, tell, held, long):
    tell("李书记", "导出11月考勤")
    tell("李书记", "1")
    background.work_off(town.services, lambda: town.now)
    with town.db() as db:
        [job] = db.execute(select(export_job)).all()
    file = town.services.config.service.data_dir / "exports" / job.file
    assert file.stat().st_mode & 0o777 == 0o600
    town.later(hours=24)
    background.work_off(town.services, lambda: town.now)
    assert not file.exists()
    assert progress(town.services, job.id).state == "gone"


def test_where_the_file_is_on_another_machine_it_is_made_anew(town, tell, held, long):
    tell("李书记", "导出11月考勤")
    tell("李书记", "1")
    background.work_off(town.services, lambda: town.now)
    with town.db() as db:
        [told] = db.execute(select(notice)).all()
        [job] = db.execute(select(export_job)).all()
    (town.services.config.service.data_dir / "exports" / job.file).unlink()
    assert fetch(town, told.body).status_code == 200


def test_a_worker_that_died_is_followed_by_another_three_times_at_most(town, tell, held, long):
    from bot.ledger import export_jobs

    tell("李书记", "导出11月考勤")
    tell("李书记", "1")
    for number in range(3):
        with town.db() as db:
            assert export_jobs.claim(db, f"dead {number}", town.now) is not None
            assert export_jobs.claim(db, "another", town.now) is None
        assert background.work_off(town.services, lambda: town.now) == 0
        town.later(minutes=3)
    assert background.work_off(town.services, lambda: town.now) == 0
    with town.db() as db:
        [job] = db.execute(select(export_job)).all()
        [told] = db.execute(select(notice)).all()
        assert not export_jobs.finish(db, job.id, "dead 2", file="a", number="b", rows=1, now=town.now)
    assert (job.state, told.title) == ("failed", "考勤没有导出")


# ---- the calendar ----


def calendar_of(town, reply: str) -> Calendar:
    address = re.search(r"https://rongshu\.example(/p/calendar/\S+)", reply)
    assert address is not None
    answer = town.browser.get(address[1])
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.data)


def test_a_calendar_moves_and_takes_away_what_was_moved_and_called_off(town, tell):
    held, other = plan(town), plan(town, kind="党课", starts_at=START + 24 * HOUR)
    address = tell("王党员", "日历")
    before = {event["UID"]: event for event in calendar_of(town, address).walk("VEVENT")}
    assert {str(event["SUMMARY"]) for event in before.values()} == {"支部党员大会", "党课"}
    with town.db() as db:
        meetings.reschedule(db, held.id, START + HOUR, "五楼", now=town.now)
        meetings.cancel(db, other.id, now=town.now)
    after = {event["UID"]: event for event in calendar_of(town, address).walk("VEVENT")}
    assert before.keys() == after.keys()
    moved = next(event for event in after.values() if event["SUMMARY"] == "支部党员大会")
    gone = next(event for event in after.values() if event["SUMMARY"] == "党课")
    assert (moved["DTSTART"].dt, moved["SEQUENCE"], moved["LOCATION"]) == (START + HOUR, 1, "五楼")
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 1)
    assert moved["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [str(zone["TZID"]) for zone in calendar_of(town, address).walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_a_calendar_shows_ones_own_branch_and_no_names(town, tell):
    plan(town)
    assert not calendar_of(town, tell("蒋党员", "日历")).walk("VEVENT")
    assert calendar_of(town, tell("孙指导", "日历")).walk("VEVENT")
    mine = calendar_of(town, tell("王党员", "日历")).to_ical().decode()
    assert not any(name in mine for name in town.cast.ids)


def test_a_calendars_address_ends_with_the_binding(town, tell):
    reply = tell("王党员", "日历")
    path = re.search(r"https://rongshu\.example(/p/calendar/\S+)", reply)[1]
    assert town.browser.get(path.replace("-", "-0", 1)).status_code == 410
    assert town.browser.get("/p/calendar/nothing.ics").status_code == 410
    with town.db() as db:
        bindings.unbind(db, "official", town.cast.openid("王党员"), town.now, "asked")
    assert town.browser.get(path).status_code == 410


def test_nothing_waits_in_the_notices_of_others(town, tell, held, long):
    tell("李书记", "导出11月考勤")
    tell("李书记", "1")
    background.work_off(town.services, lambda: town.now)
    with town.db() as db:
        assert notices.of_member(db, town.cast.ids["周组织"], town.now) == []
