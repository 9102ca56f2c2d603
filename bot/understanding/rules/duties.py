"""What an officer says of votes, handover, transfers and what else shows that a branch's duties were met."""

from __future__ import annotations

from bot.understanding.rules.rule import Rule

_LENGTH = r"(?:\d+(?:\.5)?|[一二两三四五六七八九十半]+)\s*个?\s*(?:半)?\s*(?:小时|钟头|分钟|钟)(?:半)?"

DUTIES = (
    Rule("meeting_close", rf"(?:现在)?散会<SEP>(?P<reason>{_LENGTH})<END>"),
    Rule("session_length", rf"(?:会议)?时长<SEP>(?:改为|是)?<SEP>(?P<reason>{_LENGTH})<END>"),
    Rule("vote_undo", r"(?:撤销|撤回|取消)(?:上一项)?表决<END>", owns="negation"),
    Rule("vote", r"(?:记)?表决<GAP>(?P<reason>.+)", free=True, owns="third negation"),
    Rule("absence_reason", r"(?:登记)?缺席原因<GAP>(?P<reason>.+)", free=True, owns="third"),
    Rule("leave_out", r"不计应到<GAP>(?P<reason>.+)", free=True, owns="third negation"),
    Rule("vote_again", r"解除留党察看<GAP>(?P<name><NAME>)<END>"),
    Rule("no_vote", r"(?:登记)?留党察看<GAP>(?P<reason>.+)", free=True, owns="third"),
    Rule("talks", r"(?:记)?谈心谈话?<GAP>(?P<reason>.*\d.*)", free=True, owns="third"),
    Rule("appraisal", r"(?:记)?民主评议<GAP>(?P<reason>.*\d.*)", free=True, owns="third"),

    Rule("handover", r"(?:支部)?换届<GAP>(?P<reason>.+)", free=True, owns="third"),
    Rule("theme_day", r"(?:固定|定)党日<GAP>(?P<reason>.+)", free=True, owns="third"),
    Rule("transfer", r"(?:组织关系)?转接<GAP>(?P<reason>.+)", free=True, owns="third"),
    Rule("away", r"外出(?:登记|流动)?<GAP>(?P<reason>.+)", free=True, owns="third"),
)  # fmt: skip
