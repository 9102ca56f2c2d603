"""What comes after a lecture: questions for oneself, a film, the next one, a thought, the branch's choice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.ledger.tables import conversation, inbox, lecture_pace, thought
from sandbox import wire

SEEN = "施洋没有因为难就少说一句话"


@pytest.fixture
def shi_yang(library):
    return library.lecture("shi-yang")


def opened(say, lecture, name="王党员"):
    assert say(name, f"听第{lecture.number}讲").startswith(f"第 {lecture.number} 讲")


def last_page(say, lecture, name="王党员"):
    opened(say, lecture, name)
    return say(name, str(len(lecture.pages) + 2))


def test_the_three_questions_come_one_by_one_with_the_answer_after_each(say, shi_yang):
    opened(say, shi_yang)
    first = say("王党员", "自测")
    assert first.startswith("自测 1/3")
    assert "不记录" in first
    assert shi_yang.questions[0].text in first
    assert shi_yang.questions[0].answer not in first
    second = say("王党员", "好像是副会长吧")
    assert second.startswith(f"参考答案：{shi_yang.questions[0].answer}\n自测 2/3")
    assert shi_yang.questions[1].answer in say("王党员", "1")
    end = say("王党员", "劳工律师")
    assert shi_yang.questions[2].answer in end
    assert "三题完" in end
    assert end.splitlines()[-1].startswith("回号：1 下一讲")


def test_nothing_of_an_answer_is_kept(say, town, shi_yang):
    opened(say, shi_yang)
    say("王党员", "自测")
    say("王党员", "我猜是副会长")
    with town.db() as db:
        kept = [
            *db.execute(select(conversation.c.slots)).scalars(),
            *db.execute(select(inbox.c.reply)).scalars(),
        ]
    assert not [row for row in kept if row and "我猜" in row]


def test_the_questions_can_be_left_at_any_turn(say, shi_yang):
    opened(say, shi_yang)
    say("王党员", "自测")
    assert say("王党员", "取消").startswith("好，已取消")
    say("王党员", "自测")
    assert say("王党员", "本月任务").startswith(("2026年11月", "一支部", "11月", "本月"))


@pytest.mark.parametrize("word", ["自测", "讨论", "相关电影", "下一讲", "听", "听全文"])
def test_without_a_lecture_opened_each_says_how_to_open_one(say, word):
    assert say("王党员", word) == "还没有打开过党课。\n发「党课」看目录，发「听第1讲」打开。"


def test_the_numbers_under_the_last_page_do_what_they_say(say, library, shi_yang):
    end = last_page(say, shi_yang)
    line = end.splitlines()[-1]
    assert "完。回号：1 下一讲　2 自测　3 讨论　4 心得　5 听　6 相关电影" in line
    following = library.next_in_series(shi_yang)
    assert following is not None
    assert say("王党员", "1").startswith(f"第 {following.number} 讲 · {following.title}")
    last_page(say, shi_yang)
    assert say("王党员", "2").startswith("自测 1/3")
    last_page(say, shi_yang)
    talk = say("王党员", "3")
    assert all(topic in talk for topic in shi_yang.discussion)
    last_page(say, shi_yang)
    assert say("王党员", "4").startswith("写一两句心得")
    last_page(say, shi_yang)
    film = library.lecture(shi_yang.related_film)
    assert say("王党员", "6").startswith(f"第 {film.number} 讲 · {film.title}")


def test_the_next_lecture_follows_until_the_series_ends(say, library):
    last = library.series()[2].lectures[-1]
    opened(say, last)
    assert say("王党员", "下一讲").startswith(f"「{last.series}」到这一讲完了。")


def test_a_film_lecture_tells_what_the_film_is_and_where_it_may_lawfully_be_seen(say, library):
    for lecture in library.lectures():
        if lecture.film is None:
            continue
        opened(say, lecture)
        told = say("王党员", "下一页")
        assert lecture.film.synopsis in told
        assert "授权" in told
        assert lecture.film.director in told
        assert len(told) <= 300


def test_questions_and_talk_of_every_lecture_are_bubbles(say, library):
    for lecture in library.lectures():
        opened(say, lecture)
        replies = [say("王党员", word) for word in ("讨论", "自测", "1", "1", "1")]
        assert lecture.questions[-1].answer in replies[-1]
        for reply in replies:
            assert len(reply) <= 300, lecture.slug
            assert reply.count("\n") < 8, lecture.slug


# ---- thoughts ----


def test_a_thought_is_kept_sealed_and_shown_to_its_writer_alone(say, town, shi_yang):
    opened(say, shi_yang)
    assert say("王党员", f"心得 {SEEN}").startswith("✓ 记下了。加了密，只有您看得到。")
    mine = say("王党员", "我的心得")
    assert mine.splitlines()[1] == f"1 11月23日 {SEEN}"
    assert SEEN in say("王党员", "1")
    assert SEEN not in say("李书记", "收到的心得")
    assert say("李书记", "我的心得").startswith("还没有记过心得")
    with town.db() as db:
        (row,) = db.execute(select(thought.c.sealed, thought.c.lecture))
    assert row.lecture == "shi-yang"
    assert SEEN.encode() not in bytes(row.sealed)
    town.ledger.close()  # folds the WAL into the file
    file = (town.services.config.service.data_dir / "ledger.db").read_bytes()
    assert SEEN.encode() not in file


def test_a_message_delivered_twice_shows_a_thought_once_for_it_is_kept_nowhere_else(say, town):
    say("王党员", f"心得 {SEEN}")
    at = int(town.now.timestamp())
    message = wire.text(town.cast.openid("王党员"), "我的心得", 990_001, at)
    assert SEEN in town.send(message)
    assert town.send(message) == "这是您自己的话，没有留底。请再发一次。"


def test_a_thought_can_be_told_in_two_turns_and_taken_back_by_number(say):
    assert say("王党员", "心得").startswith("写一两句心得")
    assert say("王党员", "不要怕，也不要签到就完事").startswith("✓ 记下了")
    assert say("王党员", "2").startswith("✓ 已删掉")
    assert say("王党员", "我的心得").startswith("还没有记过心得")


def test_a_thought_in_other_words_is_shown_before_it_is_kept(say, town):
    assert say("王党员", "感受：律师要守初心").startswith("把这句记成心得吗？")
    with town.db() as db:
        assert not [row for row in db.execute(select(conversation)) if "初心" in str(row)]
    assert say("王党员", "1").startswith("✓ 记下了")
    assert "律师要守初心" in say("王党员", "我的心得")


def test_the_wish_to_write_is_asked_for_the_words(say):
    assert say("王党员", "我想写点感受").startswith("写一两句心得")


def test_the_secretary_reads_a_thought_only_when_its_writer_sends_it(say, town):
    say("王党员", f"心得 {SEEN}")
    asked = say("王党员", "心得 发给书记")
    assert asked.startswith("把这一条给李书记看吗？")
    assert SEEN in asked
    assert say("王党员", "1").startswith("✓ 发给书记了")
    assert SEEN not in say("李书记", "通知")
    assert f"1 王党员 {SEEN}" in say("李书记", "收到的心得")
    assert SEEN in say("李书记", "1")
    for other in ("周组织", "钱书记", "孙指导", "郑干事", "吴党员"):
        assert SEEN not in say(other, "收到的心得")


def test_what_was_sent_can_be_taken_back_by_deleting_it(say):
    say("王党员", f"心得 {SEEN}")
    say("王党员", "1")
    say("王党员", "1")
    assert SEEN in say("李书记", "收到的心得")
    say("王党员", "我的心得")
    assert "已发给书记" in say("王党员", "1")
    assert say("王党员", "2").startswith("✓ 已删掉")
    assert SEEN not in say("李书记", "收到的心得")


def test_a_question_about_thoughts_keeps_none(say):
    say("王党员", "怎么记心得")
    assert say("王党员", "我的心得").startswith("还没有记过心得")


# ---- the branch's pace ----


def test_the_officer_chooses_how_often_the_branch_is_sent_a_lecture(say, town):
    chosen = say("李书记", "党课推送 每周")
    assert chosen.splitlines()[0] == "✓ 一支部 党课推送：每周三上午 10 点多。"
    assert chosen.splitlines()[1].startswith("下一讲 11月25日：第 1 讲")
    assert say("李书记", "党课推送").startswith("一支部 党课推送：每周")
    assert "第二个周三" in say("李书记", "2")
    say("李书记", "党课推送")
    assert "每周三" in say("李书记", "每周")
    say("李书记", "党课推送")
    assert say("李书记", "停").startswith("✓ 一支部 不再推送党课")
    say("李书记", "党课推送 每周")
    assert say("李书记", "党课推送 停").startswith("✓ 一支部 不再推送党课")
    with town.db() as db:
        assert list(db.execute(select(lecture_pace.c.every)).scalars()) == ["off"]


def test_who_acts_for_several_branches_says_which(say):
    assert say("孙指导", "党课推送 每月").startswith("党课推送：哪个支部？\n1 一支部　没有推送")
    assert say("孙指导", "2").startswith("✓ 联合支部 党课推送：每月第二个周三")


def test_a_member_does_not_choose_for_the_branch(say, town):
    say("王党员", "党课推送 每周")
    say("王党员", "1")
    with town.db() as db:
        assert not list(db.execute(select(lecture_pace.c.every)))


def test_going_on_after_a_change_goes_on_where_it_stopped(say, town):
    say("李书记", "党课推送 每周")
    town.now += timedelta(days=15)
    changed = say("李书记", "党课推送 每月")
    assert "第 3 讲" in changed or "第 4 讲" in changed
