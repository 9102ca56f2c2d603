"""Days, times and months in words, seen from Monday 23 November 2026, 13:00 in Shanghai."""

from datetime import UTC, date, datetime

import pytest

from bot.understanding.dates import SHANGHAI, parse_month, parse_range, parse_when

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def local(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else ""


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", "2026-11-23"), ("明天", "2026-11-24"), ("后天", "2026-11-25"), ("大后天", "2026-11-26"), ("聽日", "2026-11-24"),
        ("下周三", "2026-12-02"), ("下个星期三", "2026-12-02"), ("下下周一", "2026-12-07"), ("本周五", "2026-11-27"),
        ("这周日", "2026-11-29"), ("周一", "2026-11-23"), ("星期天", "2026-11-29"), ("周末", "2026-11-28"),
        ("12月5日", "2026-12-05"), ("12月5日（周六）", "2026-12-05"), ("12.5", "2026-12-05"), ("12/5", "2026-12-05"),
        ("１２月５日", "2026-12-05"), ("十二月五号", "2026-12-05"), ("5号", "2026-12-05"), ("下个月5号", "2026-12-05"),
        ("25号", "2026-11-25"), ("1月3日", "2027-01-03"), ("2027年3月1日", "2027-03-01"), ("2026-12-05", "2026-12-05"),
        ("二〇二六年十二月五日", "2026-12-05"), ("月底", "2026-11-30"), ("下月底", "2026-12-31"), ("年底", "2026-12-31"),
        ("三天后", "2026-11-26"), ("两周后", "2026-12-07"), ("昨天", "2026-11-22"), ("上周五", "2026-11-20"),
    ],
)  # fmt: skip
def test_a_day_is_read(said: str, day: str) -> None:
    when = parse_when(said, NOW)
    assert when is not None
    assert (local(when.start), when.has_time, when.rest) == (f"{day} 00:00", False, "")


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("下周三晚上七点半", "2026-12-02 19:30"), ("明天下午3点", "2026-11-24 15:00"), ("明天十九点三十分", "2026-11-24 19:30"),
        ("明天19:30", "2026-11-24 19:30"), ("明天19：30", "2026-11-24 19:30"), ("明天中午", "2026-11-24 12:00"),
        ("明天中午一点", "2026-11-24 13:00"), ("12月5日（周六）下午三点", "2026-12-05 15:00"), ("今晚7点", "2026-11-23 19:00"),
        ("明早九点", "2026-11-24 09:00"), ("明天两点一刻", "2026-11-24 14:15"), ("明天七点半", "2026-11-24 19:30"),
        ("明天07:30", "2026-11-24 07:30"), ("明天8点", "2026-11-24 08:00"), ("明天三点二十", "2026-11-24 15:20"),
        ("晚上十二点", "2026-11-24 00:00"), ("听日下昼三点", "2026-11-24 15:00"),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read(said: str, start: str) -> None:
    when = parse_when(said, NOW)
    assert when is not None
    assert (local(when.start), when.has_time) == (start, True)


def test_a_time_that_has_passed_today_is_tomorrows() -> None:
    later, earlier = parse_when("下午3点", NOW), parse_when("上午9点", NOW)
    assert later is not None
    assert earlier is not None
    assert local(later.start) == "2026-11-23 15:00"
    assert local(earlier.start) == "2026-11-24 09:00"


def test_what_is_left_over_is_kept() -> None:
    when = parse_when("下周三晚上七点半 三楼会议室 支部党员大会", NOW)
    assert when is not None
    assert when.rest == "三楼会议室 支部党员大会"


def test_a_floor_after_the_hour_is_not_its_minutes() -> None:
    when = parse_when("12.5下午三点三楼", NOW)
    assert when is not None
    assert (local(when.start), when.rest) == ("2026-12-05 15:00", "三楼")


def test_a_room_number_is_not_a_day() -> None:
    assert parse_when("三号会议室", NOW) is None


def test_a_range_of_times_has_an_end() -> None:
    when = parse_when("明天下午3点到5点", NOW)
    assert when is not None
    assert (local(when.start), local(when.end)) == ("2026-11-24 15:00", "2026-11-24 17:00")


@pytest.mark.parametrize("said", ["", "三楼会议室", "25点", "支部党员大会", "13月5日", "第三课"])
def test_text_without_a_date_has_none(said: str) -> None:
    assert parse_when(said, NOW) is None


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("周四下午开庭", "2026-11-26 13:00", "2026-11-26 18:00"), ("周四上午", "2026-11-26 08:00", "2026-11-26 12:00"),
        ("明天", "2026-11-24 00:00", "2026-11-25 00:00"), ("明天上午9:30-11:00", "2026-11-24 09:30", "2026-11-24 11:00"),
        ("12月5日到7日", "2026-12-05 00:00", "2026-12-08 00:00"), ("28号到2号", "2026-11-28 00:00", "2026-12-03 00:00"),
        ("周四下午三点开庭", "2026-11-26 15:00", "2026-11-26 18:00"), ("上午十点", "2026-11-24 10:00", "2026-11-24 13:00"),
        ("九点到十一点", "2026-11-24 09:00", "2026-11-24 11:00"), ("下午", "2026-11-23 13:00", "2026-11-23 18:00"),
    ],
)  # fmt: skip
def test_a_stretch_of_time_is_read(said: str, first: str, last: str) -> None:
    stretch = parse_range(said, NOW)
    assert stretch is not None
    assert (local(stretch[0]), local(stretch[1])) == (first, last)


def test_no_stretch_is_found_where_no_time_is_named() -> None:
    assert parse_range("我要开庭", NOW) is None


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("上个月", "2026-10"), ("上上个月", "2026-09"), ("本月", "2026-11"), ("这个月", "2026-11"), ("下个月", "2026-12"),
        ("11月", "2026-11"), ("12月", "2026-12"), ("3月", "2026-03"), ("十月份", "2026-10"), ("去年12月", "2025-12"),
        ("2026年3月", "2026-03"), ("2026-09", "2026-09"), ("二〇二五年八月", "2025-08"), ("导出11月考勤", "2026-11"),
    ],
)  # fmt: skip
def test_a_month_is_read(said: str, month: str) -> None:
    assert parse_month(said, TODAY) == month


@pytest.mark.parametrize("said", ["上季度", "2026年", "12月5日", "考勤", "13月"])
def test_what_is_not_a_month_is_none(said: str) -> None:
    assert parse_month(said, TODAY) is None


def test_in_january_december_is_last_years() -> None:
    assert parse_month("12月", date(2027, 1, 8)) == "2026-12"
