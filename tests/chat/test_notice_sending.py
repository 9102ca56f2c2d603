"""Sending a notice from the chat: whom, what, shown before, undone within the minute, confirmed, nudged, corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ledger import deliveries, members, notices, offices
from bot.ledger.deliveries import Accepted, Refused
from tests.chat.evenings import bubbles
from tests.town import Town

SENTENCE = "发通知 周五下午三点在三楼开会，周四下午六点前回复，收到请回复。"


@pytest.fixture
def tell(say):
    """``say`` that holds each reply to one bubble."""
    return bubbles(say)


def deliver(town: Town, refuse: tuple[str, ...] = ()) -> list[int]:
    """Do what the sender does with what is due: whom it is accepted for, whom refused; returns who got it."""
    got = []
    while True:
        with town.db() as db:
            taken = deliveries.claim(db, f"w-{town.now}-{len(got)}", town.now, 50, timedelta(seconds=15))
        if not taken:
            return got
        for one in taken:
            with town.db() as db:
                sending = deliveries.start(db, one, lambda kind: True, town.now, timedelta(seconds=15))
                if sending is None:
                    continue
                name = members.by_id(db, sending.member_id).name
                answer = Refused("对方拒收", 43101, permanent=True) if name in refuse else Accepted("1")
                deliveries.settle(db, sending, answer, town.now)
                if name not in refuse:
                    got.append(sending.member_id)


def sent(town: Town, tell, text: str = SENTENCE, by: str = "李书记") -> None:
    """A notice, confirmed and out."""
    tell(by, text)
    assert tell(by, "1").startswith("✓ ")
    town.later(seconds=61)
    deliver(town)


def went_to(town: Town) -> set[str]:
    """The names that the last notice of 一支部 is for."""
    with town.db() as db:
        last = notices.latest_by(db, town.cast.ids["李书记"], [town.cast.first])[0]
        return {members.by_id(db, id_).name for id_ in notices.recipients(db, last.id)}


def test_one_sentence_is_shown_as_it_will_be_and_sent_after_the_minute(town, tell):
    preview = tell("李书记", SENTENCE)
    assert preview.startswith("预览 → 一支部 全体党员，8 人")
    assert "周五下午三点在三楼开会" in preview
    assert "11月26日（周四）18:00 截止" in preview
    assert tell("李书记", "确认").startswith("✓ 60 秒后发出（8 人）")
    assert deliver(town) == []
    town.later(seconds=61)
    assert sorted(deliver(town)) == sorted(
        town.cast.ids[n]
        for n in ("李书记", "周组织", "王党员", "吴党员", "冯党员", "陈党员", "褚党员", "卫预备")
    )


def test_step_by_step_it_asks_for_the_text_only(town, tell):
    assert tell("李书记", "发通知").startswith("通知写什么？")
    assert "太短" in tell("李书记", "那个")
    assert tell("李书记", "明天上午九点到所里签材料").startswith("预览")
    assert tell("李书记", "2").startswith("好，没有发")
    with town.db() as db:
        assert notices.latest_by(db, town.cast.ids["李书记"], [town.cast.first]) == []


def test_cancel_works_at_every_turn(town, tell):
    for steps in (["发通知"], [SENTENCE], [SENTENCE, "对象 火星支部"]):
        for step in steps:
            tell("李书记", step)
        assert "已取消" in tell("李书记", "取消")
    with town.db() as db:
        assert notices.latest_by(db, town.cast.ids["李书记"], [town.cast.first]) == []


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("书记", {"李书记"}),
        ("王党员、吴党员", {"王党员", "吴党员"}),
        ("预备党员", {"卫预备"}),
        ("书记、王党员", {"李书记", "王党员"}),
        ("组织委员和卫预备", {"周组织", "卫预备"}),
    ],
)
def test_an_audience_is_named_in_the_sentence_or_changed_in_the_preview(town, tell, said, people):
    tell("李书记", f"发通知 {said} 明天上午来拿材料")
    tell("李书记", "对象 全体")
    assert f"{len(people)} 人" in tell("李书记", f"对象 {said}")
    tell("李书记", "1")
    assert went_to(town) == people


def test_nobody_outside_ones_scope_can_be_written_to(town, tell):
    assert "没有找到" in (tell("李书记", SENTENCE) and tell("李书记", "对象 蒋党员"))
    assert "没有找到" in tell("李书记", "对象 联合支部")
    tell("李书记", "取消")
    tell("李书记", "发通知 全体 明天上午来拿材料")
    tell("李书记", "1")
    assert "蒋党员" not in went_to(town)


def test_an_instructor_of_two_branches_is_asked_for_whom(town, tell):
    assert tell("孙指导", "发通知 明天下午到司法局开碰头会").startswith("发给谁？")
    assert tell("孙指导", "各支部书记").startswith("预览 → 全部 2 个支部 书记，2 人")


def test_members_cannot_send(tell):
    assert "书记、组织委员" in tell("王党员", SENTENCE) or "没听懂" in tell("王党员", SENTENCE)


def test_the_same_confirmation_sends_once(town, tell):
    tell("李书记", SENTENCE)
    tell("李书记", "1")
    with town.db() as db:
        count = len(notices.latest_by(db, town.cast.ids["李书记"], [town.cast.first]))
    tell("李书记", "1")
    with town.db() as db:
        assert len(notices.latest_by(db, town.cast.ids["李书记"], [town.cast.first])) == count == 1


def test_within_the_minute_it_is_undone_for_everybody(town, tell):
    tell("李书记", SENTENCE)
    tell("李书记", "1")
    town.later(seconds=50)
    assert tell("李书记", "撤回").startswith("✓ 已撤回，一个人也没有收到")
    town.later(minutes=5)
    assert deliver(town) == []
    assert "已经撤回" in tell("李书记", "撤回") or "还没有发过" in tell("李书记", "撤回")


def test_after_the_minute_it_says_how_many_have_it(town, tell):
    sent(town, tell)
    assert tell("李书记", "撤回").startswith("已有 8 人收到，撤不回来")


def test_a_time_of_its_own_and_the_quiet_hours(town, tell):
    tell("李书记", SENTENCE)
    assert "没看懂几点发" in tell("李书记", "时间 改天")
    assert "11月24日（周二）09:00 发出" in tell("李书记", "时间 明天上午9点")
    assert "晚 9 点到早 8 点不推送，11月25日（周三）08:0" in tell("李书记", "时间 明天晚上十点半")
    assert "那天是休息日" in tell("李书记", "时间 周六上午10点")
    assert tell("李书记", "1").startswith("✓ 定在 11月28日（周六）10:00 发出")


def test_a_text_beyond_the_limit_is_refused_and_nothing_is_cut(tell):
    tell("李书记", "发通知")
    assert tell("李书记", "请大家认真准备" * 100).startswith("太长了，一条通知最多 600 字")


def test_a_long_text_is_previewed_with_its_length(tell):
    assert "共 210 字" in tell("李书记", "发通知 " + "请大家认真准备" * 30)


# ---- what became of it ----


def test_received_is_one_word_and_the_receipts_say_who_said_it(town, tell):
    sent(town, tell)
    assert tell("王党员", "收到").startswith("✓ 收到")
    told = tell("李书记", "回执")
    assert "应收 8　已达 8　已看 0　收到 1　未达 0" in told
    assert "没回：李书记、周组织、吴党员" in told


def test_whom_it_did_not_reach_is_on_the_phone_list_with_the_reason(town, tell):
    tell("李书记", SENTENCE)
    tell("李书记", "1")
    town.later(seconds=61)
    deliver(town, refuse=("褚党员",))
    assert "未达：褚党员" in tell("李书记", "回执")
    assert "褚党员：对方拒收" in tell("李书记", "电话名单")


def test_a_nudge_goes_only_to_who_has_it_and_has_not_answered_and_once_a_day(town, tell):
    sent(town, tell)
    tell("王党员", "收到")
    assert tell("李书记", "催收").startswith("✓ 已提醒 7 人")
    got = deliver(town)
    assert town.cast.ids["王党员"] not in got
    assert len(got) == 7
    assert "今天已经催过" in tell("李书记", "催收")
    town.later(days=1)
    tell("吴党员", "收到")
    assert tell("李书记", "催收").startswith("✓ 已提醒 6 人")


def test_a_nudge_is_answered_with_the_same_word_for_the_same_notice(town, tell):
    sent(town, tell)
    tell("李书记", "催收")
    deliver(town)
    assert "周五下午三点在三楼开会" in tell("吴党员", "收到")
    assert "收到 1" in tell("李书记", "回执")


def test_a_correction_goes_to_exactly_those_who_have_the_original(town, tell):
    tell("李书记", "发通知 王党员、吴党员 周五下午三点开会")
    tell("李书记", "1")
    town.later(seconds=61)
    deliver(town, refuse=("吴党员",))
    assert tell("李书记", "更正 时间改为周五下午四点").startswith("更正 → 收到原通知的人")
    assert tell("李书记", "1").startswith("✓ 更正已发给 1 人")
    assert deliver(town) == [town.cast.ids["王党员"]]
    listed = tell("王党员", "通知")
    assert "1 更正：周五下午三点开会" in listed
    assert "已更正" in listed


def test_a_correction_before_it_went_out_takes_its_place(town, tell):
    tell("李书记", "发通知 王党员、吴党员 周五下午三点开会")
    tell("李书记", "1")
    tell("李书记", "更正 时间改为周五下午四点")
    assert tell("李书记", "1").startswith("✓ 更正已发给 2 人")
    town.later(minutes=2)
    assert len(deliver(town)) == 2
    assert "更正：周五下午三点开会" in tell("王党员", "通知")
    assert "2 " not in tell("王党员", "通知").split("回号")[0].replace("23日", "")


def test_a_correction_can_be_corrected(town, tell):
    sent(town, tell)
    for words in ("更正 改为四点", "更正 还是改为五点"):
        tell("李书记", words)
        assert tell("李书记", "1").startswith("✓ 更正已发给 8 人")
        town.later(seconds=61)
        deliver(town)
    assert tell("王党员", "通知").count("更正：更正") == 0


def test_why_tells_who_and_whom_and_by_which_rule(town, tell):
    sent(town, tell)
    told = tell("王党员", "为什么收到这条")
    assert "谁发的：李书记（一支部）" in told
    assert "发给谁：一支部 全体党员，8 人" in told


def test_the_phone_list_of_another_branch_stays_there(town, tell):
    sent(town, tell)
    assert "还没有发过通知" in tell("钱书记", "回执")


# ---- two persons ----


@pytest.fixture
def second(town):
    """A second member of the committee's staff."""
    with town.db() as db:
        offices.appoint_staff(db, town.cast.ids["沈党员"], town.now)


def test_alone_nobody_writes_to_all_branches(town, tell):
    tell("郑干事", "发通知 全体 周五全区集中学习")
    assert tell("郑干事", "1").startswith("没发：发给几个支部的通知要两个人")


def test_to_all_branches_it_waits_for_a_second_person(town, tell, second):
    tell("郑干事", "发通知 全体 周五全区集中学习")
    assert tell("郑干事", "1").startswith("已写好，等另一位工作人员放行（11 人）")
    town.later(minutes=2)
    asked = deliver(town)
    assert asked == [town.cast.ids["沈党员"]], "only the second person hears of it"
    assert "没有通知" in tell("王党员", "通知")
    assert "您自己写的" in tell("郑干事", "放行")
    assert "郑干事写的 → 全部 2 个支部 全体党员，11 人" in tell("沈党员", "放行")
    assert tell("沈党员", "1").startswith("✓ 已放行")
    assert len(deliver(town)) == 11 + 1  # and its author is told
    assert "谁放行：沈党员" in tell("王党员", "为什么收到这条")


def test_refused_it_goes_to_nobody_and_its_author_is_told_why(town, tell, second):
    tell("郑干事", "发通知 全体 周五全区集中学习")
    tell("郑干事", "1")
    tell("沈党员", "放行")
    assert tell("沈党员", "不放行 时间没定").startswith("已退回")
    town.later(minutes=2)
    assert town.cast.ids["王党员"] not in deliver(town)
    assert "退回：时间没定" in tell("郑干事", "通知") + tell("郑干事", "1")


def test_a_withdrawn_notice_cannot_be_let_go(town, tell, second):
    tell("郑干事", "发通知 全体 周五全区集中学习")
    tell("郑干事", "1")
    tell("沈党员", "放行")
    tell("郑干事", "撤回")
    assert "撤回" in tell("沈党员", "1")
    town.later(minutes=2)
    assert town.cast.ids["王党员"] not in deliver(town)


# ---- not too often ----


def test_who_has_had_a_full_week_gets_it_on_monday(town, tell):
    for n in range(5):
        sent(town, tell, f"发通知 王党员 第{n}件事，请准备好材料")
    preview = tell("李书记", "发通知 王党员、吴党员 第六件事，请准备好材料")
    assert "1 人已满，改到下周一发" in preview
    tell("李书记", "1")
    town.later(seconds=61)
    assert deliver(town) == [town.cast.ids["吴党员"]]
    town.later(days=7)
    assert deliver(town) == [town.cast.ids["王党员"]]


def test_with_a_deadline_before_monday_it_goes_all_the_same_and_says_so(town, tell):
    for n in range(5):
        sent(town, tell, f"发通知 王党员 第{n}件事，请准备好材料")
    assert "因有截止时间，照发" in tell("李书记", "发通知 王党员 明天下午五点前回复要不要来")
    tell("李书记", "1")
    town.later(seconds=61)
    assert deliver(town) == [town.cast.ids["王党员"]]


def test_the_committee_sees_how_much_each_branch_sends_and_no_person(town, tell):
    sent(town, tell)
    told = tell("郑干事", "支部推送")
    assert "一支部　1 条，8 人次" in told
    assert "李书记" not in told
