"""The month at a glance: meetings, last days of tasks, days off; and the committee putting a day right."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.ledger import calendar, hearings, tasks
from content.plans import BranchKind
from tests.chat.evenings import plan

PAGE = "/console/calendar"
MONTH = f"{PAGE}?month=2026-11"


def test_a_meeting_stands_on_its_day_and_leads_to_its_page(town, visitor):
    held = plan(town)
    page = visitor("李书记").page(MONTH)
    (day,) = [td for td in page.select(".month td") if td.select(f"a[href='/console/meetings/{held.id}']")]
    assert day.strong.text == "25"
    assert "19:30" in day.text
    assert "三楼会议室" in page.select_one("ul.plain.card").text


def test_meetings_of_other_branches_and_of_other_months_are_not_there(town, visitor):
    held = plan(town)
    link = f"a[href='/console/meetings/{held.id}']"
    assert not visitor("钱书记").page(MONTH).select(link)
    assert not visitor("李书记").page(f"{PAGE}?month=2026-12").select(link)
    assert visitor("郑干事").page(MONTH).select(link)


def test_the_end_of_a_local_day_counts_not_the_end_in_utc(town, visitor):
    held = plan(town, starts_at=datetime(2026, 11, 30, 16, 30, tzinfo=UTC))  # 1 December 0:30 here
    link = f"a[href='/console/meetings/{held.id}']"
    one = visitor("李书记")
    assert not one.page(MONTH).select(link)
    assert one.page(f"{PAGE}?month=2026-12").select(link)


def test_tasks_that_are_owed_stand_on_their_last_day(town, visitor):
    with town.db() as db:
        rows = town.services.library.plan("2026-11", BranchKind(True)).tasks
        tasks.fill(db, town.cast.first, "2026-11", rows, town.now)
        first, *rest = tasks.of_month(db, town.cast.first, "2026-11")
        tasks.complete(db, town.cast.first, "2026-11", first.no, "", town.cast.ids["李书记"], town.now)
    page = visitor("李书记").page(MONTH)
    assert "件任务到期" in page.select_one(".month").text
    said = page.select_one("ul.plain.card").text
    assert f"截止：{rest[0].title}" in said
    assert f"截止：{first.title}" not in said


def test_nobodys_hearing_is_shown_to_anybody(town, visitor):
    with town.db() as db:
        hearings.declare(
            db,
            town.cast.ids["王党员"],
            town.now + timedelta(days=1),
            town.now + timedelta(days=1, hours=3),
            town.now,
        )
    before = visitor("李书记").page(MONTH).select_one("main").text
    assert "开庭" not in before
    assert "王党员" not in before


def test_holidays_and_workdays_are_marked(town, visitor):
    with town.db() as db:
        calendar.seed(db)
    said = visitor("李书记").page(f"{PAGE}?month=2026-10").select_one(".month").text
    assert "休 国庆节" in said
    assert "班" in said


def test_the_committee_puts_a_day_right_and_takes_it_back(town, visitor):
    one = visitor("郑干事")
    done = one.press(PAGE, "/calendar/day", day="2027-02-06", kind="holiday", name="=春节")
    assert "2月6日记为放假" in done.text
    assert "休 =春节" in done.select_one(".month").text
    with town.db() as db:
        assert [one.kind for one in calendar.days_of(db, date(2027, 2, 6), date(2027, 2, 6))] == ["holiday"]
    one.press(f"{PAGE}?month=2027-02", "/day/forget", day="2027-02-06")
    with town.db() as db:
        assert not calendar.days_of(db, date(2027, 2, 6), date(2027, 2, 6))


def test_a_wrong_day_is_named_and_what_was_typed_stays(town, visitor):
    page = visitor("郑干事").press(
        PAGE, "/calendar/day", 422, day="2027-02-30", kind="holiday", name="<春节>"
    )
    assert "日期：请填哪一天" in page.select_one(".problems").text
    assert page.select_one("form[action$='/calendar/day'] input[name=name]")["value"] == "<春节>"


def test_a_secretary_cannot_change_the_calendar(town, visitor):
    one = visitor("李书记")
    page = one.page(PAGE)
    assert not page.select("form[action$='/calendar/day']")
    key = page.select_one("input[name=key]")["value"]
    assert (
        one.post("/console/calendar/day", {"key": key, "day": "2027-02-06", "kind": "holiday"}).status_code
        == 403
    )


def test_the_address_for_the_phone_is_ones_own_and_works(town, visitor):
    held = plan(town)
    page = visitor("李书记").page(PAGE)
    address = page.select_one("input[readonly]")["value"].removeprefix("https://rongshu.example")
    file = town.browser.get(address)
    assert file.status_code == 200
    assert held.title in file.text
