"""In court: said in one sentence, changed, ended, and leave offered from what it collides with."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ledger import hearings, leave
from tests.chat.evenings import START, bubbles, plan

DAY = timedelta(days=1)


@pytest.fixture
def tell(say):
    return bubbles(say)


def noted(town, name="王党员"):
    with town.db() as db:
        return [(one.starts_at, one.ends_at) for one in hearings.ahead(db, town.cast.ids[name], town.now)]


def here(day, hour, minute=0):
    """A time of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("words", "begins", "ends"),
    [
        ("周四下午开庭", here(26, 14), here(26, 18)),
        ("周四上午开庭", here(26, 8, 30), here(26, 12)),
        ("明天9点到11点半开庭", here(24, 9), here(24, 11, 30)),
        ("今天下午有庭", here(23, 14), here(23, 18)),
        ("28号全天开庭，别发消息", here(28, 8, 30), here(28, 18)),
        ("后天开庭", here(25, 8, 30), here(25, 18)),
        ("今晚8点到凌晨1点开庭", here(23, 20), here(24, 1)),
        ("周四9点到周五17点开庭", here(26, 9), here(27, 17)),
        ("明天下午2点到次日10点开庭", here(24, 14), here(25, 10)),
        ("今天上午开庭", here(23, 8, 30), here(23, 12)),  # it is ten: under way
    ],
)
def test_a_hearing_in_a_sentence(town, tell, words, begins, ends):
    assert tell("王党员", words).startswith("✓ 记下了　11月")
    assert noted(town) == [(begins, ends)]


def test_said_twice_it_is_one(town, tell):
    tell("王党员", "周四下午开庭")
    assert tell("王党员", "周四下午开庭").startswith("已经记过了　11月26日（周四）14:00–18:00")
    assert len(noted(town)) == 1


def test_the_time_is_asked_for_and_a_digit_will_do(town, tell):
    assert "什么时候开庭？" in tell("王党员", "开庭")
    assert tell("王党员", "2").startswith("✓ 记下了　11月24日（周二）08:30–12:00 开庭")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("今天8点到9点", "已经过了"),
        ("很快", "没看懂"),
        ("12月1日到12月20日", "最多记七天"),
    ],
)
def test_a_time_that_cannot_be_is_asked_for_again(town, tell, words, why):
    tell("王党员", "开庭")
    assert why in tell("王党员", words)
    assert tell("王党员", "周四下午").startswith("✓ 记下了")
    assert len(noted(town)) == 1


def test_court_hours_are_a_setting(town, tell):
    from dataclasses import replace

    config = town.services.config
    push = replace(config.push, hearing_afternoon="14:30-17:30")
    chat_config = replace(config, push=push)
    object.__setattr__(town.services, "config", chat_config)
    tell("王党员", "周四下午开庭")
    assert noted(town) == [(here(26, 14, 30), here(26, 17, 30))]


def test_leave_is_offered_from_a_meeting_in_it_and_one_asks_for_it(town, tell):
    held = plan(town)  # Wednesday 19:30
    told = tell("王党员", "周三下午4点到晚上9点开庭").splitlines()
    assert told[2] == "时间冲突：11月25日（周三）19:30 支部党员大会（三楼会议室）"
    assert told[-1] == "要请假吗？回 1 请假，回 2 不请。"
    assert tell("王党员", "1").startswith("✓ 已请假，等组织委员批准")
    with town.db() as db:
        request = leave.open_request(db, held.id, town.cast.ids["王党员"])
    assert request is not None
    assert request.reason == "开庭"


def test_two_asks_no_leave_and_the_hearing_stays(town, tell):
    held = plan(town)
    tell("王党员", "周三下午4点到晚上9点开庭")
    tell("王党员", "2")
    with town.db() as db:
        assert leave.open_request(db, held.id, town.cast.ids["王党员"]) is None
    assert len(noted(town)) == 1


def test_leave_is_asked_from_two_meetings_at_once(town, tell):
    plan(town)
    plan(town, kind="主题党日", starts_at=START - timedelta(hours=2))
    tell("王党员", "周三下午4点到晚上9点开庭")
    assert tell("王党员", "1").count("✓ 已请假") == 2


def test_a_meeting_of_others_or_with_leave_is_not_offered(town, tell):
    held = plan(town, kind="支委会")
    assert "要请假吗" not in tell("王党员", "周三晚上开庭")
    plan(town)
    with town.db() as db:
        leave.ask(db, held, town.cast.ids["李书记"], "出差", town.now)
    assert tell("李书记", "周三晚上开庭").count("时间冲突") == 1


def test_it_ends_early(town, tell):
    tell("王党员", "今天上午开庭")
    assert tell("王党员", "开庭结束了").startswith("✓ 记下了，开庭结束 10:00")
    assert noted(town) == []
    assert tell("王党员", "开庭结束了").startswith("现在没有记着正在开的庭")


def test_in_the_quiet_hours_the_morning_is_named(town, tell):
    tell("王党员", "今晚8点到凌晨1点开庭")
    town.at(here(23, 22))
    assert "早上 8 点后发给您" in tell("王党员", "休庭了")


def test_one_of_two_that_overlap_ends_and_the_other_holds_on(town, tell):
    tell("王党员", "今天上午开庭")
    town.later(minutes=5)
    tell("王党员", "今天下午开庭")
    assert "一两分钟内" in tell("王党员", "开庭结束了")
    assert noted(town) == [(here(23, 14), here(23, 18))]


def test_the_only_one_is_called_off(town, tell):
    tell("王党员", "周四下午开庭")
    assert tell("王党员", "取消开庭").startswith("✓ 已取消　11月26日（周四）14:00–18:00 开庭")
    assert noted(town) == []
    assert tell("王党员", "取消开庭").startswith("没有记着这样的开庭")


def test_of_several_the_day_or_a_number_chooses(town, tell):
    for words in ("周四下午开庭", "周五下午开庭", "下周一全天开庭"):
        tell("王党员", words)
    assert tell("王党员", "取消周五的开庭").startswith("✓ 已取消　11月27日（周五）")
    assert tell("王党员", "取消开庭").splitlines()[0] == "取消哪一个？"
    assert tell("王党员", "2").startswith("✓ 已取消　11月30日（周一）")
    assert noted(town) == [(here(26, 14), here(26, 18))]


def test_a_negation_is_asked_back(town, tell):
    tell("王党员", "周四下午开庭")
    assert tell("王党员", "周四下午不开庭了").startswith("您是要「取消开庭」吗？")
    assert len(noted(town)) == 1
    assert tell("王党员", "1").startswith("✓ 已取消")


def test_it_is_moved_by_a_sentence_and_prolonged(town, tell):
    tell("王党员", "周四下午开庭")
    assert tell("王党员", "开庭改到周五上午").startswith("✓ 改了　11月27日（周五）08:30–12:00")
    town.at(here(27, 11))
    assert tell("王党员", "开庭延长到下午一点").startswith("✓ 改了　11月27日（周五）08:30–13:00")
    assert noted(town) == [(here(27, 8, 30), here(27, 13))]


def test_the_list_changes_one_by_digits(town, tell):
    tell("王党员", "周四下午开庭")
    tell("王党员", "周五下午开庭")
    assert tell("王党员", "我什么时候开庭").splitlines()[1] == "1 11月26日（周四）14:00–18:00"
    assert "1 取消　2 改时间" in tell("王党员", "1")
    tell("王党员", "2")
    assert tell("王党员", "下周二上午").startswith("✓ 改了　12月1日（周二）08:30–12:00")
    assert len(noted(town)) == 2


def test_without_any_the_list_says_so(tell):
    assert tell("王党员", "我的开庭").startswith("没有记着要开的庭")


def test_somebody_elses_hearing_is_not_ours(town, tell):
    tell("王党员", "周四下午开庭")
    assert noted(town, "吴党员") == []
    assert tell("吴党员", "取消开庭").startswith("没有记着")
    assert len(noted(town)) == 1
