"""What the labelled set cannot show: handlers' own words, digits, explanations, guesses."""

from datetime import date

import pytest

from bot.chat import Command
from bot.understanding import MENU_DIGITS, Understanding
from bot.understanding.lexicon import COMMANDS, MEMBER, OFFICER
from bot.understanding.mandarin import mandarin
from tests.understanding.labelled import TODAY


def test_every_word_of_the_lexicon_is_exact() -> None:
    understanding = Understanding.default()
    officers_own = {word for command in OFFICER for word in command.words}
    for command in COMMANDS:
        for word in command.words:
            officer = command in OFFICER
            found = understanding.exact(word, officer, TODAY)
            assert found is not None, word
            assert found.name == command.intent, word
            assert found.certain, word
            assert (
                officer
                or word in officers_own
                or understanding.read(word, True, TODAY).name == command.intent
            )


@pytest.mark.parametrize("part", [MEMBER, OFFICER])
def test_no_word_belongs_to_two_intents(part: tuple[Command, ...]) -> None:
    words = [word for command in part for word in command.words]
    assert len(words) == len(set(words))


def test_the_digits_of_the_menu_are_understood(understanding: Understanding) -> None:
    for digit, intent in MENU_DIGITS.items():
        assert understanding.read(digit, False, TODAY).name == intent


def test_a_handler_adds_its_own_words() -> None:
    wifi = Command("wifi", "无线网", ("无线网", "WiFi密码"), False, "member")
    check_in = Command("check_in", "签到", ("签到", "点卯"), True, "member")
    understanding = Understanding([wifi, check_in])
    assert understanding.read("wifi密码！", False, TODAY).name == "wifi"
    assert understanding.read("点卯", False, TODAY).name == "check_in"
    assert understanding.acts("check_in")


def test_a_handler_for_officers_is_not_for_members() -> None:
    understanding = Understanding([Command("seal", "盖章", ("盖章",), True, "officer")])
    assert understanding.read("盖章", True, TODAY).name == "seal"
    assert understanding.read("盖章", False, TODAY).name == "none"


def test_an_acting_command_said_as_it_sounds_is_asked_back(understanding: Understanding) -> None:
    found = understanding.read("前到 8431", False, TODAY)
    assert (found.name, found.slots, found.certain) == ("check_in", {"code": "8431"}, False)


def test_a_read_only_command_said_as_it_sounds_is_run(understanding: Understanding) -> None:
    found = understanding.read("当课", False, TODAY)
    assert (found.name, found.certain) == ("lectures", True)


def test_what_is_not_understood_comes_with_at_most_three_guesses(understanding: Understanding) -> None:
    found = understanding.read("那份东西", False, TODAY)
    assert found.name == "none"
    assert 1 <= len(found.guesses) <= 3


def test_what_is_like_nothing_that_was_ever_said_is_not_guessed_at(understanding: Understanding) -> None:
    found = understanding.read("呜啦啦", False, TODAY)
    assert (found.name, found.guesses) == ("none", ())


def test_what_the_words_mention_is_offered_where_the_sentence_says_nothing(
    understanding: Understanding,
) -> None:
    assert understanding.read("通知哎呀算", False, TODAY).guesses[0] == "notices"


def test_what_a_quotation_says_is_not_what_its_sender_says(understanding: Understanding) -> None:
    quoted = "「李书记：请大家签到」\n- - - - - - - - - - - - - - -\n收到"
    assert understanding.read(quoted, False, TODAY).name == "acknowledge"


def test_a_notice_keeps_the_officers_own_spelling(understanding: Understanding) -> None:
    said = "發通知：请带《党章》（PDF），\n谢谢！"
    assert understanding.read(said, True, TODAY).slots["reason"] == "请带《党章》（PDF），\n谢谢！"


def test_a_reason_has_chinese_punctuation(understanding: Understanding) -> None:
    assert understanding.read("请假 开庭,身体也不舒服", False, TODAY).slots["reason"] == "开庭，身体也不舒服"


def test_a_month_is_seen_from_the_day_it_is_said(understanding: Understanding) -> None:
    found = understanding.read("导出上个月考勤", True, date(2027, 1, 8))
    assert found.slots == {"kind": "attendance", "month": "2026-12"}


@pytest.mark.parametrize(
    "said", ["", "   ", "。。。", "\x00\x01", "?" * 3000, "签" * 5000, "「」" * 400, "1" * 4000]
)
def test_no_text_is_too_odd_to_be_read(understanding: Understanding, said: str) -> None:
    assert understanding.read(said, True, TODAY).name in ("none", "help")


@pytest.mark.parametrize("said", ["施洋", "施洋是谁", "關於施洋", "想了解施洋的故事", "有没有施洋的课？"])
def test_a_name_of_the_library_is_looked_for(said: str) -> None:
    found = Understanding(names={"施洋"}).read(said, False, TODAY)
    assert (found.name, found.slots) == ("search", {"about": "施洋"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("听日開庭嚟唔到", "明天開庭来不了"),
        ("邊個未到", "邊個未到"),
        ("仲有咩未做", "还有什么未做"),
        ("唔使签到", "不用签到"),
        ("今天签到", "今天签到"),
    ],
)
def test_cantonese_is_put_into_mandarin_word_by_word(written: str, meant: str) -> None:
    assert mandarin(written) == meant


def test_an_act_beside_another_clause_is_done_only_where_that_does_not_speak_against_it(
    understanding: Understanding,
) -> None:
    done = understanding.read("开完庭赶过来了，签到", False, TODAY)
    assert (done.name, done.certain) == ("check_in", True)
    for said in ("他们都走了，签到", "要不要来，签到", "没赶上，签到", "书记说了，签到"):
        found = understanding.read(said, False, TODAY)
        assert not (found.certain and understanding.acts(found.name)), said


def test_words_found_together_are_asked_back_where_they_act(understanding: Understanding) -> None:
    found = understanding.read("党课推送恢复一下", False, TODAY)
    assert (found.name, found.certain) == ("resume_push", False)


def test_the_steps_are_told(understanding: Understanding) -> None:
    steps = understanding.explain("我想请个假，下周三要开庭", False, TODAY)
    assert steps[0] == "normalised: 我想请个假,下周三要开庭"
    assert any(step.startswith("rule: leave") for step in steps)
    assert steps[-1].startswith("result: leave")


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("不做 7 改到下个月", "task_leave_out"),
        ("恢复任务 7", "task_restore"),
        ("改任务 3 时间 12月5日", "task_change"),
    ],
)
def test_what_is_said_as_its_help_shows_it_is_meant_so(
    understanding: Understanding, said: str, intent: str
) -> None:
    found = understanding.read(said, True, TODAY)
    assert (found.name, found.certain) == (intent, True)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("痛风犯了走不了路，开会就不过去了", "痛风犯了走不了路"),
        ("上次說好的座談會我要缺席，人在深圳立案", "人在深圳立案"),
        ("被派去驻村了 会开不了", "被派去驻村了"),
        ("这次党课跟仲裁撞了，仲裁没法改", "跟仲裁撞了"),
    ],
)
def test_the_reason_of_leave_is_taken_from_the_clause_that_gives_it(
    understanding: Understanding, said: str, reason: str
) -> None:
    found = understanding.read(said, False, TODAY)
    assert found.name == "leave"
    assert reason in found.slots["reason"]


def test_two_words_that_hold_a_cantonese_one_stay_as_they_are(understanding: Understanding) -> None:
    assert understanding.read("搜 廖仲恺", False, TODAY).slots["about"] == "廖仲恺"


def test_the_second_of_nothing_is_no_lecture(understanding: Understanding) -> None:
    assert understanding.read("第二个", False, TODAY).name != "lecture"
    assert understanding.read("第二讲", False, TODAY).slots == {"n": "2"}
    assert understanding.read("第二个党课", False, TODAY).slots == {"n": "2"}
