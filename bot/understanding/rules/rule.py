"""How a sentence pattern is written: a regular expression for the whole sentence whose groups are the slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from bot.understanding.guards import PERSON
from bot.understanding.months import MONTH
from bot.understanding.numbers import CHINESE
from bot.understanding.pattern import Pattern

LONGEST = 80
"""Longer sentences are tried only against rules whose last slot takes any text."""

_NUMERAL = rf"(?:\d{{1,3}}|[{CHINESE}]{{1,4}})"
_LIST = rf"[\d{CHINESE}][\d{CHINESE}\s,、\-—–~到至号]*"
MARK_WORD = r"(?:实到|已到|到|签到|请假|假|缺席|缺|列席|补学|补|未到)"
# 1到8号都到了: a 到 right before a number is a range, not a mark.
NUMBERS_FIRST = (
    rf"[\d{CHINESE}][\d{CHINESE}\s、\-—–~到至号]*?\s*号?\s*(?:都|全部?)?{MARK_WORD}(?:了|的)?"
    rf"(?=[,，;；\s]+[\d{CHINESE}]|\s*$)"
)
_KINDS = (
    "支部党员大会|党员大会|支部大会|支部委员会|支委会|党小组会议?|党委会|主题党日|组织生活会|民主评议|党课|"
    "座谈会|联席会"
)
_DAY = (
    r"(?:今|明|后|大后|听)[天日晚早]|[今明]晚|(?:[上下本这]+个?)?(?:周|星期|礼拜)[一二三四五六日天末]|"
    rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})\s*(?:月|[号日](?!楼))|\d{{1,2}}[./]\d{{1,2}}|上午|下午|晚上|中午|早上|本?月底|下昼|\d+\s*[:点]"
)
_CAUSE = (
    "开庭|出庭|庭审|有庭|有个庭|排庭|排了?[一两二三几]?个?庭|过庭|加班|出差|仲裁|会见|生病|病了|发烧|感冒|舒服|住院|看病|身体|家里|家中|孩子|小孩|家人|外地|外出|在外|"
    "有事|有会|有案|有急事|客户|当事人|案件|案子|值班|培训|结婚|婚礼|丧|堵车|怀孕|产检|体检|手术|调解|法院|看守所|冲突|"
    "检察院|办案|谈判|老人|老家|临时|紧急|走不开|抽不开|航班|高铁|在路上|发热|头痛|牙痛|阳了|隔离|陪|因病|因事|因公"
)
_TOKENS = {
    "ME": "(?:我|本人|俺)?",
    "WANT": r"(?:(?:想要|想|要|需要|得|来|申请|现在|马上|先|请|特)\s*){0,3}",
    "ASK": (
        r"(?:(?:请|麻烦|帮我|给我|帮忙|劳烦|我要|我想|想|要|查询|查看"
        r"|看一下|查一下|看下|查下|看看|瞅瞅|瞧瞧|翻翻|翻一下|看|查|打开|拿|俾我)\s*)*"
    ),
    "SHOW": r"(?:(?:都)?(?:发|拿|调|列|给)(?:来|过来|出来|给我|我|一份|一下)+)?(?:看看|瞅瞅|瞧瞧|看下|看一下|瞧一下)?",
    "SEP": r"[\s,:;、.。!()\-]*",
    "GAP": r"[\s,:;、.。!()\-]+",
    "N": _NUMERAL,
    "LIST": _LIST,
    "CODE": rf"(?:(?:\d[\s\-]?){{3,6}}|(?:[{CHINESE}]\s?){{3,7}})",
    "KEY": r"(?=[a-z0-9\-\s]*\d|[a-z\-]+)[a-z0-9]{4,7}[\-\s]?[a-z0-9]{3,7}(?:[\-\s][a-z0-9]{3,7})?",
    "NAME": r"[\u4e00-\u9fff·]{2,9}?",
    "NAMES": r"[\u4e00-\u9fff·]{2,9}?(?:[、,和\s]+[\u4e00-\u9fff·]{2,9}?)*",
    "PERSON": PERSON,
    "MONTH": MONTH,
    "KIND": f"(?:{_KINDS})",
    "DAY": f"(?:{_DAY})",
    "CAUSE": f"(?:{_CAUSE})",
    "END": r"(?:了|啦|咯|咗|先|吧|啊|呀|哈|哦|喔|一下|谢谢|多谢|唔该|书记|老师|领导|[\s,.!。])*",
}
KIND_OF_MEETING = Pattern(_TOKENS["KIND"])
DAY_WORD = Pattern(_TOKENS["DAY"])
CAUSE_WORD = Pattern(_TOKENS["CAUSE"])


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence and the intent it means.

    ``form`` must match the whole sentence; ``<ME>``, ``<N>`` … stand for the pieces above and its named groups
    are the slots. ``certain`` false: asked back before acting. ``owns`` names guards that belong to the sentence
    itself (the 不 of 不准). ``free``: the reason may say anything. ``slots`` are given besides. ``acts``
    overrides what the lexicon says of the intent.
    """

    intent: str
    form: str
    certain: bool = True
    owns: str = ""
    free: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)
    acts: bool | None = None

    def compiled(self) -> re.Pattern[str]:
        """The expression with its pieces put in; compiled when a sentence first gets as far as this rule."""
        return _compiled(self.form)


@cache
def _compiled(form: str) -> re.Pattern[str]:
    whole = re.sub(r"<([A-Z]+)>", lambda match: _TOKENS[match[1]], form)
    return re.compile(whole, re.I | re.S)
