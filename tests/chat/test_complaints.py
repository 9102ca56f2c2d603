"""投诉建议: to the committee and not to the branch; a number, a day to answer by, an answer."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sqlalchemy import select

from bot.ledger import complaint_answers, complaints
from bot.ledger.tables import complaint, complaint_event, conversation, delivery, inbox, notice

WORDS = "会议通知总在半夜发，请改一改"


def number_in(reply: str) -> str:
    return re.search(r"T-\d{4}-\d{4}-\w{6}", reply)[0]


def filed(say, who="王党员", sign="1") -> str:
    say(who, "投诉建议")
    say(who, "1")
    say(who, sign)
    return number_in(say(who, WORDS))


def test_it_is_asked_by_digits_and_gets_a_number_and_a_day(town, say):
    assert "1 投诉　2 建议" in say("王党员", "投诉建议")
    assert "1 不署名" in say("王党员", "1")
    assert "写下来" in say("王党员", "1")
    reply = say("王党员", WORDS)
    assert reply.startswith("✓ 已交行业党委　编号 T-2026-0001-")
    assert "12月14日前答复" in reply  # 15 worked days after Monday 23 November


def test_what_is_said_too_early_is_kept_for_its_turn(town, say):
    say("王党员", "我要提意见")
    assert say("王党员", "开会太多，能不能合并").startswith("写的先留着。要署名吗？")
    assert say("王党员", "1").startswith("✓ 已交行业党委")


def test_fifteen_worked_days_leave_out_holidays(town):
    from bot.ledger import calendar

    with town.db() as db:
        calendar.seed(db)
        # 1 to 3 January 2026 are off, 4 January is worked; 2026 is in the package.
        assert complaints.due(db, date(2025, 12, 31), 1) == date(2026, 1, 4)
        assert complaints.due(db, date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_words_said_at_once_are_not_asked_again(town, say):
    assert "要署名吗" in say("王党员", f"投诉 {WORDS}")
    assert "编号 T-2026-" in say("王党员", "1")
    with town.db() as db:
        assert WORDS in complaints.words(db, town.services.keys, 1)


def test_its_words_are_nowhere_in_the_clear(town, say):
    say("王党员", f"投诉 {WORDS}")
    with town.db() as db:
        assert all("半夜" not in str(row) for row in db.execute(select(conversation)))
    say("王党员", "1")
    say("郑干事", "投诉箱")
    assert WORDS in say("郑干事", "1")
    say("郑干事", "答复 以后晚上不发了")
    say("王党员", "投诉进度")
    with town.db() as db:
        for table in (complaint, complaint_event, conversation, inbox, notice):
            for row in db.execute(select(table)):
                assert "半夜" not in str(row)
                assert "晚上不发" not in str(row)


def test_unsigned_nobody_is_told_who_wrote_it(town, say):
    filed(say)
    said = [say("郑干事", "投诉箱"), say("郑干事", "1"), say("郑干事", "经过")]
    assert "不署名" in said[1]
    assert all("王党员" not in one for one in said)
    with town.db() as db:
        assert all("王党员" not in one.title + one.body for one in db.execute(select(notice)))
        assert {one.created_by for one in db.execute(select(notice))} == {None}


def test_signed_the_committee_sees_the_name(say):
    filed(say, sign="2")
    say("郑干事", "投诉箱")
    assert "王党员" in say("郑干事", "1")


def test_the_branchs_officers_cannot_open_the_inbox(say):
    filed(say)
    for who in ("李书记", "周组织", "孙指导", "陈党员"):
        assert "行业党委工作人员办理" in say(who, "投诉箱")


def test_an_answer_reaches_its_writer_and_can_be_read_by_the_number(town, say):
    number = filed(say)
    assert "待办" in say("王党员", f"投诉进度 {number}")
    say("郑干事", "投诉箱")
    say("郑干事", "1")
    assert say("郑干事", "答复 以后晚上不发了").startswith("✓ 已答复")
    with town.db() as db:
        told = db.execute(
            select(notice.c.title, delivery.c.member_id)
            .join(delivery, delivery.c.notice_id == notice.c.id)
            .where(notice.c.title.like("您的%"))
        ).all()
        assert told == [("您的投诉有答复了", town.cast.ids["王党员"])]
    assert "以后晚上不发了" in say("王党员", "投诉进度")
    assert "以后晚上不发了" in say("陈党员", f"投诉进度 {number}")  # who holds the number may ask
    assert "以后晚上不发了" in say("陈党员", f"投诉进度 {number.lower()}")


def test_a_wrong_last_part_says_nothing_and_is_tried_ten_times_an_hour(say):
    number = filed(say)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    for _ in range(10):
        assert "没有这个编号" in say("陈党员", f"投诉进度 {wrong}")
    assert "次数太多" in say("陈党员", f"投诉进度 {number}")


def test_another_member_sees_none_of_it_without_the_number(say):
    filed(say)
    assert "没有提过" in say("陈党员", "投诉进度")


def test_closing_without_an_answer_needs_a_reason(town, say):
    filed(say)
    say("郑干事", "投诉箱")
    say("郑干事", "1")
    assert "要写说明" in say("郑干事", "办结")
    assert say("郑干事", "办结 与上一件相同，已一并处理").startswith("✓ 已办结")
    assert "没有待办" in say("郑干事", "投诉箱")
    assert "一并处理" in say("王党员", "投诉进度")


def test_what_is_closed_is_not_answered_again(town, say):
    filed(say)
    with town.db() as db:
        given = (town.services.keys, 1)
        by, push = town.cast.ids["郑干事"], town.services.config.push
        assert complaint_answers.close(db, *given, "说明", by, town.now, push)
        assert not complaint_answers.answer(db, *given, "答复", by, town.now, push)
        assert not complaint_answers.assign(db, 1, by, by, town.now)


def test_it_is_given_to_staff_only_and_each_step_is_kept(say):
    filed(say)
    say("郑干事", "投诉箱")
    say("郑干事", "1")
    assert "只能交给行业党委工作人员" in say("郑干事", "交给 李书记")
    assert "已交郑干事办理" in say("郑干事", "交给 郑干事")
    assert "郑干事在办" in say("郑干事", "投诉箱")
    say("郑干事", "1")
    assert "郑干事 交办郑干事" in say("郑干事", "经过")


def test_cancel_at_any_turn_keeps_nothing(town, say):
    say("王党员", "投诉建议")
    say("王党员", "2")
    assert "已取消" in say("王党员", "取消")
    with town.db() as db:
        assert db.execute(select(complaint)).first() is None


def test_what_is_past_its_day_is_overdue_from_the_next(town, say):
    filed(say)
    with town.db() as db:
        due = complaints.get(db, 1).due_on
        assert complaints.overdue(db, due) == []
        assert [one.id for one in complaints.overdue(db, due + timedelta(days=1))] == [1]
