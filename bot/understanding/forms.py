"""The shorter forms of what was said under which the lexicon may know it."""

from __future__ import annotations

from collections.abc import Container, Iterator

from bot.understanding.normalise import bare, naked
from bot.understanding.pattern import Pattern

_FILLERS = Pattern(
    r"^(?:(?:嗯+|呃+|额+|啊|那个|喂|哦|诶|唉|哎|好的|您好|你好|榕树|小榕|[\u4e00-\u9fff]{0,2}(?:老师|领导|主任|书记|各位|律师)(?:您|你)?好?(?=[\s,])|[\s,.。!])+)(?=\S)"
)
_ENDINGS = Pattern(r"(?:吧|啊|呀|哈|哦|喔|噢|呐|嘞|哟|咧|先|一下|谢谢|多谢|唔该|拜托|[\s,.!~。])+$")
_MINE = Pattern(r"^(?:我要|我想要?|我来|我|本人|现在|马上)+(?=[^\s不没别未])")
_ASKING = Pattern(
    r"^(?:我?要|我?想要?|请问?|麻烦|帮我|给我|查一下|查询|查看|查|看一下|看看|看|打开|进入|点开|回到|俾我|问下|显示|我)+(?=\S)"
)
_ASKED = Pattern(r"(?:了|啦|咯|呢|嘛|么|吗|呀|是什么|有哪些|怎么样|一下|[?\s])+$")
_YOU = r"(?:您|你|书记|老师|领导|主任|各位|大家|组织)*"
_BEFORE = Pattern(
    rf"^(?:(?:各位|大家|尊敬的)?(?:书记|老师|领导|主任|同志们?|组织)*(?:早上|上午|下午|晚上|中午)?(?:您|你)?好(?=[\s,]|呀|啊)[呀啊]?|"
    rf"(?:不好意思|抱歉|对不起|打扰|打搅|劳驾|请问|想问下?|问一下|麻烦|有劳|报告|汇报|报一下|是这样的?|那什么|话说|对了){_YOU}(?:一?下|了)?"
    rf"|(?:各位|大家|尊敬的)?(?:书记|老师|领导|主任|同志们?)+(?=不好意思|抱歉|对不起|打扰)|(?<=好意思)[啊呀哈]|(?<=抱歉|打扰)[啊呀哈]"
    rf"|(?:书记|老师|领导|主任|组织委员|同志)(?=我|今|明|请|本人|这|那|下|上|周|麻烦)|[\s,.。!:])+(?=\S)"
)
_AFTER = Pattern(
    rf"(?:[\s,.。!~吧]*(?:不好意思|抱歉|对不起|打扰了?|麻烦{_YOU}了?|(?:大家|各位|您|你们?)?辛苦{_YOU}了?|(?:请|望|敬请|还请)?{_YOU}(?:见谅|谅解|理解|批准|批示|知悉|知晓)|"
    rf"谢谢{_YOU}|多谢{_YOU}|感谢{_YOU}|拜托{_YOU}|哈哈|呵呵|嘻嘻|可以的?话|方便的话|好吧))+[\s,.。!~了啦啊哈]*$"
)
_LEAD = Pattern(
    r"^(?:请问|我?想|我?要|帮我|给我|找找?|看看?|听听?|讲讲?|说说|关于|有关|了解|知道|查查?|谁是|什么是|介绍|一下|下|有没有|有|学学?)+"
)
_TAIL = Pattern(
    r"(?:的?(?:红色)?(?:党课|课程|课|资料|材料|故事|事迹|生平|介绍|电影|来历|历史)|是谁|是什么|是?怎么回事|什么意思|[吗呢啊呀?])+$"
)


def named(said: str, names: Container[str]) -> str:
    """The name that ``said`` is, with no more around it than 关于, 的故事, 是谁 and the like; else an empty string."""
    text = naked(said)
    led = _LEAD.sub("", text)
    return next((form for form in (text, led, _TAIL.sub("", text), _TAIL.sub("", led)) if form in names), "")


def spoken(said: str) -> Iterator[str]:
    """Forms of a cleaned text that mean exactly the same: fillers, final particles and 我要 are left off."""
    text = bare(said)
    yield text
    if " " in text:
        yield (text := text.replace(" ", ""))
    started = without_fillers(text)
    ended = _ENDINGS.sub("", started)
    yield from (_ENDINGS.sub("", text), started, ended, _MINE.sub("", started), _MINE.sub("", ended))


def asked(said: str) -> Iterator[str]:
    """Forms that mean the same for a thing one only looks at: 看看任务呢?, 请问党课有哪些."""
    text = naked(said).replace(" ", "")
    yield text
    asking = _ASKING.sub("", without_fillers(text))
    yield from (asking, naked(_ASKED.sub("", text)), naked(_ASKED.sub("", asking)))


def without_fillers(text: str) -> str:
    """The text without 嗯, 那个, 你好 and the like at its start."""
    return _FILLERS.sub("", text)


def without_courtesies(text: str) -> str:
    """The text without 不好意思, 麻烦您, 请批准 and the like at its beginning and end."""
    trimmed = _AFTER.sub("", _BEFORE.sub("", text))
    return trimmed or text
