"""An officer's evening: planning, the code, the count, the closing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ledger import first_topics, meetings
from tests.chat.evenings import START, bubbles, close, code, codes, plan, state

SENTENCE = "开会 下周三晚上七点半 三楼会议室 支部党员大会"
NEXT_WEDNESDAY = datetime(2026, 12, 2, 11, 30, tzinfo=UTC)


@pytest.fixture
def tell(say):
    return bubbles(say)


@pytest.fixture
def held(town):
    held = plan(town)
    town.at(START)
    return held


def planned(town):
    with town.db() as db:
        both = [town.cast.first, town.cast.joint]
        return meetings.upcoming(db, both, town.now, days=400)


def test_a_meeting_in_one_sentence_is_shown_before_it_is_made(town, tell):
    shown = tell("李书记", SENTENCE)
    assert shown.splitlines()[:4] == [
        "支部党员大会　12月2日（周三）19:30",
        "地点：三楼会议室",
        "应到：一支部 8 人",
        "19:00 开始签到",
    ]
    assert planned(town) == []
    assert tell("李书记", "确认").startswith("✓ 已发布　12月2日（周三）19:30 支部党员大会")
    (made,) = planned(town)
    assert (made.kind, made.place, made.starts_at) == ("支部党员大会", "三楼会议室", NEXT_WEDNESDAY)


def test_a_second_confirmation_makes_no_second_meeting(town, tell):
    tell("李书记", SENTENCE)
    tell("李书记", "1")
    tell("李书记", "确认")
    assert len(planned(town)) == 1


def test_two_makes_no_meeting(town, tell):
    tell("李书记", SENTENCE)
    assert tell("李书记", "2").startswith("好，没有开")
    assert planned(town) == []


def test_the_form_asks_one_thing_at_a_time(town, tell):
    assert "开什么会？" in tell("李书记", "开会")
    assert "什么时候？" in tell("李书记", "4")
    assert "没看懂时间" in tell("李书记", "到时候再说")
    assert "在哪里开？" in tell("李书记", "下周三晚上七点半")
    assert tell("李书记", "三楼会议室").startswith("党课　12月2日（周三）19:30\n地点：三楼会议室")
    tell("李书记", "1")
    assert planned(town)[0].kind == "党课"


def test_a_day_first_and_the_hour_after(town, tell):
    assert "几点？" in tell("李书记", "开会 下周五晚上 党课 线上")
    assert tell("李书记", "八点").startswith("党课　12月4日（周五）20:00\n地点：线上")


def test_time_and_place_can_be_changed_before_publishing(tell):
    tell("李书记", SENTENCE)
    assert tell("李书记", "八点").startswith("支部党员大会　12月2日（周三）20:00")
    assert tell("李书记", "周四").startswith("支部党员大会　11月26日（周四）20:00")
    assert "地点：五楼" in tell("李书记", "地点 五楼")


def test_cancelling_the_form_makes_nothing(town, tell):
    tell("李书记", "开会")
    assert "已取消" in tell("李书记", "取消")
    assert planned(town) == []


def test_a_kind_of_their_own_is_taken_as_it_is(town, tell):
    tell("李书记", "开会")
    tell("李书记", "读书会")
    tell("李书记", "下周三晚上七点半")
    tell("李书记", "0")
    tell("李书记", "1")
    assert (planned(town)[0].kind, planned(town)[0].place) == ("读书会", "")


def test_an_instructor_is_asked_which_branch_and_may_join_two(town, tell):
    assert tell("孙指导", SENTENCE).splitlines()[1:3] == ["1 一支部", "2 联合支部"]
    assert "应到：一支部 8 人、联合支部 3 人" in tell("孙指导", "1,2")
    tell("孙指导", "1")
    (made,) = planned(town)
    with town.db() as db:
        assert len(meetings.branches_of(db, made.id)) == 2


def test_a_branch_of_three_has_no_committee_to_meet(town, tell):
    tell("钱书记", "开会")
    assert "没有支委会" in tell("钱书记", "2")


def test_a_time_out_of_reach_is_asked_again(town, tell):
    assert "这个时间不对吧" in tell("李书记", "开会 2020年1月5日晚上七点半 三楼会议室 党课")


def test_a_meeting_held_last_week_is_entered_late(town, tell):
    assert "作补录" in tell("李书记", "开会 11月20日晚上七点半 三楼会议室 党课")
    assert "补录签到" in tell("李书记", "1")


def test_a_plain_member_plans_nothing(town, tell):
    tell("王党员", SENTENCE)
    assert planned(town) == []


def test_members_see_when_and_where(town, tell):
    plan(town)
    assert tell("王党员", "什么时候开会").splitlines()[:2] == [
        "11月25日（周三）19:30 支部党员大会",
        "　三楼会议室",
    ]
    assert tell("蒋党员", "会议").startswith("近期没有安排会议")


def test_the_code_for_the_room(town, tell, held):
    told = tell("李书记", "签到码").splitlines()
    left = codes(town).seconds_left(town.now)
    assert told[0] == f"口令 {code(town, held)}（还显示 {left} 秒）"
    assert told[1] == "支部党员大会（三楼会议室）　已到 0/8"


def test_no_code_is_given_to_a_member(town, tell, held):
    assert code(town, held) not in tell("王党员", "签到码")


def test_without_a_meeting_there_is_no_code(tell):
    assert tell("李书记", "签到码").startswith("现在没有进行中的会议")


def test_the_roll_call_counts_and_the_list_names(town, tell, held):
    tell("王党员", code(town, held))
    tell("周组织", "给吴党员请假 开庭")
    tell("周组织", "1")
    assert tell("李书记", "点名").splitlines()[:2] == [
        "点名 · 支部党员大会 19:30",
        "应到 8　实到 1　请假 1　未到 6（回「名单」看姓名）",
    ]
    names = tell("李书记", "名单")
    assert "未到 6：1 李书记、2 周组织、5 冯党员" in names
    assert "请假 1：4 吴党员（开庭）" in names
    assert "王党员" not in names


def test_the_officer_is_told_of_codes_used_after_their_time(town, tell, held):
    before = code(town, held)
    town.later(minutes=2)
    tell("王党员", before)
    assert "其中 1 人用的是上一个口令" in tell("李书记", "点名")


def test_at_a_joint_meeting_each_officer_sees_their_own_absentees(town, tell):
    plan(town, joint=True)
    town.at(START)
    assert "应到 11" in tell("钱书记", "点名")
    names = tell("钱书记", "名单")
    assert "蒋党员" in names
    assert "王党员" not in names


def test_two_meetings_at_once_are_told_apart(town, tell, held):
    plan(town, kind="党课", starts_at=START + timedelta(minutes=20))
    assert tell("李书记", "点名").splitlines()[:3] == [
        "是哪一个会？",
        "1 11月25日（周三）19:30 支部党员大会",
        "2 11月25日（周三）19:50 党课",
    ]
    assert tell("李书记", "2").startswith("点名 · 党课 19:50")


def test_closing_is_asked_back_and_then_counts(town, tell, held):
    tell("王党员", code(town, held))
    assert "应到 8　实到 1　请假 0　未到 7，未到的记缺席。" in tell("李书记", "散会")
    assert state(town, held, "吴党员") == ""
    closed = tell("李书记", "1")
    assert closed.startswith("✓ 已散会 19:30　支部党员大会\n应到 8　实到 1　请假 0　缺席 7")
    assert "不到半数，不能表决" in closed
    assert state(town, held, "吴党员") == "absent"


def test_two_officers_closing_get_the_same_figures(town, tell, held):
    tell("李书记", "散会")
    tell("周组织", "散会")
    tell("李书记", "1")
    assert tell("周组织", "1").startswith("这个会 19:30 已经散会，不用再办。\n应到 8　实到 0")


def test_after_the_closing_the_first_topic_is_recorded(town, tell, held):
    tell("李书记", "散会")
    assert "第一议题谁领学的？" in tell("李书记", "1")
    assert "领学 周组织，主持 李书记" in tell("李书记", "周组织")
    assert tell("李书记", "每人写一条意见").startswith("✓ 已记议定事项")
    with town.db() as db:
        (record,) = first_topics.of_meeting(db, held.id)
    assert (record.study.lead_reader, record.study.decided) == ("周组织", "每人写一条意见")
    assert record.study.materials == tuple(
        item.title for item in (town.services.library.first_topics("2026-11") or _empty()).items
    )


def _empty():
    from content.first_topics import FirstTopicList

    return FirstTopicList("2026-11", "", ())


def test_a_meeting_without_first_topic_study_records_none(town, tell, held):
    tell("李书记", "散会")
    tell("李书记", "1")
    assert tell("李书记", "2").startswith("好，没有记第一议题")
    with town.db() as db:
        assert first_topics.of_meeting(db, held.id) == []
    assert "第一议题" in tell("李书记", "第一议题记录")
    assert "主持 周组织" in tell("李书记", "王党员 周组织")


def test_a_lecture_asks_for_no_first_topic(town, tell):
    plan(town, kind="党课")
    town.at(START)
    tell("李书记", "散会")
    assert "第一议题" not in tell("李书记", "1")


def test_one_member_is_marked_after_being_asked_back(town, tell, held):
    assert (
        tell("周组织", "代签 王党员") == "要给王党员代签（11月25日 支部党员大会）吗？回 1 确认，回 2 不办。"
    )
    assert state(town, held, "王党员") == ""
    assert tell("周组织", "1").startswith("✓ 已记　到 1")
    assert state(town, held, "王党员") == "present"


def test_marks_from_the_paper_sheet(town, tell, held):
    shown = tell("周组织", "到 1-3,5 假 4")
    assert shown.splitlines()[1:3] == ["到 4 人：李书记、周组织、王党员、冯党员", "假 1 人：吴党员"]
    assert tell("周组织", "1").startswith("✓ 已记　到 4　假 1")
    assert (state(town, held, "冯党员"), state(town, held, "吴党员")) == ("present", "leave")


def test_a_number_off_the_sheet_or_twice_is_refused_whole(town, tell, held):
    assert tell("周组织", "到 1-3 假 9").startswith("9 号不在名单里（一共 8 人）")
    assert tell("周组织", "到 1-3 假 3").startswith("3 号写了两次")
    assert state(town, held, "李书记") == ""


def test_marks_after_the_closing_are_corrections(town, tell, held):
    close(town, held)
    town.at(START + timedelta(days=2))
    assert "已散会，作更正" in tell("周组织", "代签 王党员")
    tell("周组织", "1")
    assert state(town, held, "王党员") == "present"


def test_somebody_off_the_roll_is_entered_as_guest(town, tell, held):
    assert "不在应到名单里。要记为列席" in tell("李书记", "代签 郑干事")
    assert tell("李书记", "1").startswith("✓ 已记列席　郑干事")
    assert "列席 1" in tell("李书记", "点名")


def test_officers_mark_only_their_own_branch_at_a_joint_meeting(town, tell):
    held = plan(town, joint=True)
    town.at(START)
    assert tell("钱书记", "到 1-4").startswith("4 号不在名单里（一共 3 人）")
    tell("钱书记", "到 1-3")
    tell("钱书记", "1")
    assert (state(town, held, "蒋党员"), state(town, held, "王党员")) == ("present", "")


def test_what_is_no_name_is_not_written_down_as_the_reader(town, tell, held):
    town.at(START)
    tell("李书记", "散会")
    assert "第一议题谁领学的？" in tell("李书记", "1")
    assert tell("李书记", "会议记录发我一份").startswith("请回领学人的姓名")
    told = tell("李书记", "老吴")
    assert "领学 吴党员，主持 李书记" in told
