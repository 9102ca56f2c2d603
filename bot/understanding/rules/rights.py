"""What a member says of their own data and of what they complained about."""

# A pattern is read as one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from bot.understanding.rules.rule import Rule

# The number itself is read from what was typed: it has letters and figures, and none of it may be put right.
RIGHTS = (
    Rule("complaint_status", r"<ASK>(?:我的)?(?:投诉建议|投诉|建议)(?:的)?(?:进度|进展|结果|答复|处理结果)(?:<SEP>t?[a-z0-9\-\s]{10,24})?<END>"),
    Rule("complaint_status", r"<ASK>我(?:们)?(?:的|上次|之前|提|过|了|\s)*(?:投诉|建议|意见|反映|举报)(?:的|过)?(?:事情?|问题|情况|内容)?(?:有|处理|办|得|了|\s)*(?:回复|答复|结果|进展|处理|办|怎么样|到哪).{0,6}"),
    Rule("complaint_status", r"<ASK>t-?\d{4}-?\d{4,}-?[a-z0-9]{6}<END>"),
    Rule("complaint_inbox", r"<ASK>投诉(?:建议)?箱<END>"),
    Rule("who_looked", r"<ASK>(?:谁|有谁|哪些人|边个)(?:都)?(?:看过|查过|查看过|导出过)(?:我|我的(?:数据|信息|资料|记录))<END>[?？]?", owns="question"),
)  # fmt: skip
