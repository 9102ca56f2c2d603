"""What is said around a lecture: a thought to keep or to send, how often the branch is sent one."""

# A pattern is read as one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from bot.understanding.rules.rule import Rule

_THOUGHT = r"(?:学习)?(?:心得体会|心得|体会|感想)"
THOUGHTS = (
    Rule("related_film", r"<ASK>(?:相关|配套|有关)的?(?:红色)?(?:电影|影片|片子)<END>"),
    Rule("thought_send", rf"<ME><WANT>(?:请|帮我)?(?:把|将)?(?:我的|这条|这个|刚才的)?{_THOUGHT}<SEP>(?:发给|交给|转给|送给|报给|发|交)(?:支部)?(?:书记|组织)<END>", owns="third"),
    Rule("thoughts", rf"<ASK>我的{_THOUGHT}(?:列表|有哪些|[?])*<END>"),
    Rule("thought", rf"<ME><WANT>(?:记|写|留)(?:一下|一条|个|一个|下)?{_THOUGHT}<GAP>(?P<reason>.+)", free=True),
    Rule("thought", rf"{_THOUGHT}<GAP>(?P<reason>.+)", free=True),
)  # fmt: skip
LECTURE_PUSH = (
    Rule("lecture_push", r"<ME><WANT>党课(?P<kind>每周|每星期|每个?月)(?:推送?|发)(?:一次|一讲|一课)?<END>"),
    Rule("lecture_push", r"<ME><WANT>(?:请|帮我)?(?:支部)?(?:的)?(?:设置)?党课推送<SEP>(?:改成|改为|设为|定为)?(?P<kind>每周|每星期|一周一次|每个?月|一月一次|停止|停掉|停|关闭|关|暂停|取消|不推)(?:一次|一讲)?<END>", owns="negation"),
)  # fmt: skip
