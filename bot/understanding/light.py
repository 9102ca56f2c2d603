"""Words that carry nothing of what is wanted: what is left without them is what a sentence is about."""

from __future__ import annotations

from bot.understanding.months import MONTH
from bot.understanding.pattern import Pattern

_LIGHT = Pattern(
    r"[\s\W]|请问|麻烦|劳烦|帮忙|一下|发我|发给我|给我|帮我|看看|听听|瞧瞧|说说|那个|这个|刚才|现在|今[天晚]|明[天晚]|昨[天晚]|"
    rf"{MONTH}|(?:[上下本这]个?)?(?:周|星期|礼拜)[一二三四五六日天末]|[上下]午|晚上|早上|中午|今晚|红色|[上下本这]个?[月周次]|上次|下次|最近|近期|目前|一共|[一几两多第][个堂份条节部点些项次]|多少|什么|哪[些个里儿]|怎么样?|如何|"
    r"有没有|是不是|可以|能不能|需要|应该|知道|告诉|查[一询看]?下?|报名|参加|地方|时候|时间|情况|我们|你们|咱们|大家|支部|律所|榕树|"
    r"[的了吗呢吧啊呀嘛哦哈嘞喔我你您他要想请看来去把就都先再还又有从在到和跟与给让被对于这本那哪些点个项条份次月欠差]"
)


def content(said: str) -> str:
    """``said`` without light words."""
    return _LIGHT.sub("", said)
