"""大字: shorter replies, the rest on request, larger type on the pages, and the way back."""

from __future__ import annotations


def test_with_large_type_a_list_is_short_and_the_rest_is_a_word_away(say):
    usual = say("王党员", "党课").split("\n")
    assert len(usual) > 5
    assert say("王党员", "大字").startswith("✓ 已换成大字")
    short = say("王党员", "党课").split("\n")
    assert short == [*usual[:3], f"（还有 {len(usual) - 4} 行，回「更多」）", usual[-1]]
    assert say("王党员", "更多").split("\n") == usual[3:]


def test_the_list_stays_open_after_more(say):
    say("王党员", "大字")
    say("王党员", "党课")
    say("王党员", "更多")
    assert say("王党员", "2").startswith("第 2 讲")


def test_without_large_type_replies_are_whole_and_more_says_so(say):
    say("王党员", "党课")
    assert "已经全了" in say("王党员", "更多")


def test_large_type_is_turned_off_by_its_own_word(say):
    say("王党员", "大字")
    assert say("王党员", "关闭大字").startswith("✓ 已换回普通字号")
    assert "更多" not in say("王党员", "党课")


def test_one_members_large_type_is_nobody_elses(say):
    say("王党员", "大字")
    assert "更多" not in say("吴党员", "党课")


def test_a_short_reply_is_left_as_it_is(say):
    say("王党员", "大字")
    assert say("王党员", "谢谢") == "不客气。"
