"""What is the same for all commands: help, guesses, forms, cancelling, events, the net for errors."""

import pytest
from sqlalchemy import func, select

import handlers
from bot.chat import Router
from bot.ledger.tables import inbox
from sandbox import wire


def test_help_differs_for_officers_and_members(say):
    assert "请假 开庭" in say("王党员", "帮助")
    assert "散会" in say("李书记", "帮助")
    assert "请假 开庭" in say("李书记", "帮助 会员")


def test_how_to_questions_get_the_way_and_never_act(say):
    assert "4 位数" in say("王党员", "怎么签到")
    assert say("王党员", "怎么解绑").startswith("发「解绑」")


def test_what_nobody_takes_gets_guesses_then_help_then_a_person(say):
    first = say("王党员", "签道到在那里弄的呀")
    assert "没听懂" in first or "签到" in first
    assert say("王党员", "氆氇氆氇").startswith("没听懂")
    assert "书记" in say("王党员", "氆氇氆氇呜")


@pytest.mark.parametrize(
    "odd", ["我刚吃完饭", "天气真好", "党费", "合同模板", "哈哈", "今天好热", "🙂", "……", "蓝天白云"]
)
def test_whatever_nobody_takes_gets_three_numbers_to_choose_from(say, odd):
    reply = say("王党员", odd)
    assert reply.startswith("没听懂，您是不是要：\n1 ")
    assert "3 " in reply
    assert "书记" in reply.split("\n")[-1]
    assert not say("王党员", "2").startswith("没听懂")


def test_the_third_odd_word_leads_to_a_person(say):
    assert "您是不是要" in say("王党员", "氆氇")
    assert "帮助" in say("王党员", "氆氇啦")
    assert say("王党员", "氆氇啦啦").startswith("还是没听懂，让人来帮您")
    assert say("王党员", "找书记").startswith("✓ 已告诉")


def test_words_with_guesses_of_their_own_are_guessed_at_though_another_was_not_understood(say):
    say("王党员", "氆氇")
    assert "签到" in say("王党员", "签到打不开")


def test_a_list_that_is_open_asks_for_its_number_once_and_not_again_and_again(say):
    say("王党员", "党课")
    assert "回讲的号" in say("王党员", "烦死了")
    assert "您是不是要" in say("王党员", "今天好热")


def test_a_form_that_is_answered_with_a_command_asks_once_more_and_then_lets_it_be_done(say):
    say("李书记", "改期")
    say("李书记", "开会 12月4日晚上七点半 三楼 支部党员大会")
    say("李书记", "1")
    assert "改到什么时候" in say("李书记", "改期 1")
    assert "改到什么时候" in say("李书记", "看看我的学时")
    done = say("李书记", "看看我的学时")
    assert "学时" in done
    assert done.endswith("（刚才没填完的已取消。）")


def test_a_question_with_two_answers_is_asked_once_more_and_then_let_go(say):
    say("王党员", "前到")
    assert say("王党员", "氆氇").startswith("请回 1 或 2")
    assert "您是不是要" in say("王党员", "氆氇啦")


def test_a_homophone_that_would_act_is_asked_back(say):
    assert say("王党员", "前到") == "您是要「签到」吗？\n回 1 是，回 2 不是。"
    assert say("王党员", "2").startswith("好，没有办")


def test_cancel_works_at_every_turn_and_keeps_nothing(say):
    for opening in ("解绑", "党课", "第一议题", "前到"):
        say("王党员", opening)
        assert say("王党员", "取消").startswith("好，已取消")
    assert say("王党员", "取消").startswith("现在没有要取消的")


def test_a_form_expires_politely(town, say):
    say("王党员", "党课")
    town.later(minutes=31)
    assert say("王党员", "听第2讲").startswith("第 2 讲")
    say("王党员", "取消")
    say("王党员", "解绑")
    town.later(minutes=31)
    assert say("王党员", "氆氇").startswith("刚才的话题放了半小时")


def test_a_command_in_full_leaves_a_form(say):
    say("李书记", "开会")
    assert say("李书记", "帮助").endswith("（刚才没填完的已取消。）")
    say("王党员", "党课")
    assert "听第3讲" in say("王党员", "帮助")
    assert say("王党员", "1").startswith("第一议题")


def test_digits_choose_from_the_menu(say):
    for digit, begins in (("1", "第一议题"), ("2", "红色党课")):
        assert say("吴党员", digit).startswith(begins)
        say("吴党员", "取消")


@pytest.mark.parametrize("typed", ["１", "1。", " 1 ", "第一議題", "第一议题！"])
def test_the_same_thing_may_be_typed_in_many_ways(say, typed):
    assert say("王党员", typed).startswith("第一议题")


def test_a_tapped_menu_entry_is_its_word(town):
    assert town.event("王党员", wire.click, "党课").startswith("红色党课")


def test_an_unknown_event_is_answered_with_silence(town):
    assert (
        town.send(wire.event(town.cast.openid("王党员"), "card_pass_check", int(town.now.timestamp()))) == ""
    )


def test_a_picture_out_of_the_blue_says_what_to_do(town):
    sent = wire.image(town.cast.openid("王党员"), "http://x/y.jpg", "media", 901, int(town.now.timestamp()))
    assert town.send(sent).startswith("图片收到了，但不知道要做什么")


def test_voice_is_understood_by_what_the_platform_heard(town):
    sent = wire.voice(
        town.cast.openid("王党员"), "media", 902, int(town.now.timestamp()), recognition="第一议题。"
    )
    assert town.send(sent).startswith("第一议题")


def test_voice_that_was_not_heard_asks_for_words(town):
    sent = wire.voice(town.cast.openid("王党员"), "media", 903, int(town.now.timestamp()), recognition="")
    assert town.send(sent).startswith("语音没有听清")


def test_the_same_message_again_gets_the_same_answer_and_one_row(town):
    fields = wire.text(town.cast.openid("王党员"), "第一议题", 777, int(town.now.timestamp()))
    first = town.send(fields)
    town.later(seconds=5)
    assert town.send(fields) == first
    with town.db() as db:
        assert db.execute(select(func.count()).select_from(inbox)).scalar() == 1


def test_what_is_said_is_not_kept(town, say):
    say("王党员", "我有一个秘密想法")
    with town.db() as db:
        row = db.execute(select(inbox)).one()
    assert "秘密想法" not in str(row)


def test_a_failure_is_an_apology_with_a_number_the_same_both_times(town, monkeypatch, caplog):
    def broken(chat):
        raise RuntimeError(f"{chat.member.name} said {chat.said}")

    monkeypatch.setitem(town.services.router.handlers, "first_topic", broken)
    fields = wire.text(town.cast.openid("王党员"), "第一议题", 778, int(town.now.timestamp()))
    apology = town.send(fields)
    assert apology.startswith("抱歉，刚才没办成（编号 ")
    assert apology.endswith("您的话没有记录，请再发一次。")
    assert town.send(fields) == apology
    logged = caplog.text
    assert apology[12:16] in logged
    assert "RuntimeError" in logged
    assert "王党员" not in logged


def test_a_word_claimed_twice_stops_the_start():
    one, two = Router("one"), Router("two")
    one.on("check_in", "签到")(lambda chat: None)
    two.on("other", "签到")(lambda chat: None)
    with pytest.raises(ValueError, match="'签到' already goes to check_in"):
        Router.join([one, two])


def test_every_command_tells_how_it_is_used():
    silent = {"help", "greeting", "thanks", "cancel"}
    without = {name for name, command in handlers.router().commands.items() if not command.how}
    assert without <= silent, without - silent


def test_no_log_line_holds_a_name_an_openid_or_words(town, say, caplog):
    caplog.set_level("INFO")
    say("王党员", "请假 我妈妈住院")
    say("赵路人", "绑定 王党员 AAAAA-AAAAA")
    for secret in ("王党员", "妈妈", town.cast.openid("王党员"), "o-stranger", "AAAAA"):
        assert secret not in caplog.text
    assert "official text → " in caplog.text


def test_replies_stay_within_a_bubble(say):
    for words in ("帮助", "1", "2", "3", "4", "5", "隐私", "怎么签到", "书记", "我的记录", "什么时候开会"):
        for name in ("王党员", "李书记", "孙指导", "郑干事"):
            reply = say(name, words)
            say(name, "取消")
            assert len(reply) <= 300, (words, len(reply))
            assert reply.count("\n") < 8, (words, reply)


def test_a_command_with_its_words_after_it_leaves_a_form_too(say):
    say("李书记", "开会")
    assert "（刚才没填完的已取消。）" in say("李书记", "签到 8431")


def test_a_list_that_is_open_is_left_by_anything_but_a_number(say):
    say("王党员", "1")
    assert say("王党员", "听第1讲").startswith("第 1 讲")
    assert say("王党员", "2").split("（")[-1].startswith("2/")
    assert say("王党员", "我想看看通知").startswith("近期没有通知")


def test_an_officer_checks_in_like_everybody_else(say):
    assert "会议" in say("李书记", "签到 8431")
    assert "代签" not in say("李书记", "签到 8431").splitlines()[0]


def test_words_typed_with_the_brackets_of_our_replies_are_understood(say):
    assert say("王党员", "「第一议题」").startswith("第一议题")
