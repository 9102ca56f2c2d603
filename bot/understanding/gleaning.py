"""Slots from a sentence that no rule took apart: the one number in it, its code, the clause that gives the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from datetime import UTC, date, datetime, time

from bot.understanding.clauses import split
from bot.understanding.dates import SHANGHAI, parse_range, parse_when
from bot.understanding.forms import named
from bot.understanding.guards import FAMILIAR, PERSON, TITLED
from bot.understanding.numbers import CHINESE, DIGITS, to_int
from bot.understanding.pattern import Pattern
from bot.understanding.rules.rule import CAUSE_WORD
from bot.understanding.slots import export_kind, meeting_of

_CODE = Pattern(rf"(?<!\d)\d{{4}}(?![\d年])|(?<![{CHINESE}])[{''.join(DIGITS)}]{{4}}(?![{CHINESE}])")
_NUMBER = Pattern(
    rf"(?:第|任务)\s*(?P<a>\d{{1,2}}|[{CHINESE}]{{1,3}})|(?<![\d.:：/月])(?P<b>\d{{1,2}})(?![\d.:：/年月日点%天次人票分时个])|"
    rf"(?<![{CHINESE}周期拜])(?P<c>[{CHINESE}]{{1,3}})号"
)
_LOOKING = Pattern(
    r"^(?:我|想|要|请|麻烦|帮我|帮忙|能|给我|可以|查|找|搜|搜索|查找|翻|揾|看|听|讲|说|了解|学习|知道|一下|一查|下|找|有没有|有|里面|这里|你|你们|库里|关于|有关|介绍|些|点|个|东西|,|\s)+"
)
_LOOKED_FOR = Pattern(
    r"(?:的)?(?:资料|材料|内容|文章|故事|事迹|党课|介绍|有没有收录|收录了?没有?|有没有|在哪里?|给我|找出来|看看|是谁|是什么|[吗呢吧啊呀?\s])+$"
)
_TELLING = Pattern(r"发|通知|告诉|讲|说|转|群发|拟|播|喊|叫")
_MARKED = Pattern(
    r"^(?:(?:帮?我|想|要)*(?:记|写)(?:一?下|一?[条句个点])?)?(?:心得|感想|体会|感受|感悟)?\s*[:,，：\s]\s*"
)
_OWN_DATA = (("export", Pattern(r"导出|下载|备份|打包|一份")), ("delete", Pattern(r"删|清[空除]|抹|注销")))
_LARGE = (("off", Pattern(r"关|退出|取消|不要|不用|恢复|正常|普通|换小|小一?点")),)
_PUSHED = tuple((word, Pattern(word)) for word in ("党课", "会议", "任务", "议题"))
# A clause that says who will not come to what, asks, greets or begs pardon; what else is said is why.
_NO_CAUSE = Pattern(
    r"[去来到]不|不[去来到跟]|[去嚟到]唔|唔[去嚟到]|没法|没办法|无法|参加|参会|出席|缺席|缺了|请个?假|告个?假|少我|不用[等预]|"
    r"别[等给预]|批准|准假|恕|替我|抱歉|不好意思|对不起|[你您]好|(?:会议?|活动|党课|党日|学习)$|^(?:书记|支书|老师|领导)"
)
_CALLED = Pattern(rf"{TITLED}|{FAMILIAR}")
_BEHIND_A_NAME = r"[请的今明昨后下上这他她它佢到来去也都办登说因由开记补没不有出在要,\s]"
_NAMED = Pattern(rf"(?:^|[帮替给代把准批意回,\s])(?P<name>{PERSON})(?={_BEHIND_A_NAME}|$)")
_SHORTEST_CAUSE, _MOST_CAUSES = 4, 2
_FIRST = Pattern(rf"^(?:{TITLED}|{FAMILIAR}|{PERSON})(?={_BEHIND_A_NAME}|$)")
_OF_TASKS = ("task_done", "task_undo", "task_change", "task_leave_out", "task_restore")
_NUMBERED = {"approve_leave", "reject_leave", "lecture", *_OF_TASKS}
# Which of the meetings, beside the numbers of its day and hour.
_WHICH_MEETING = Pattern(rf"第\s*(\d|[{CHINESE}])\s*[个场]?会")
_MOVED = Pattern(
    r"(?P<place>地[点方])?(?:[改换挪移调]|推迟?|延[迟后期]|顺延|提前|[改换移调][期动整]|时间)+(?:到|至|成|为|在|去)(?P<to>[^,。!?]{2,40}?)"
    r"(?:[吧啊呀了哦]|好了|可以吗|行吗)*(?:[,。!?]|$)"
)
_ROOM = Pattern(r"[楼室厅座所馆堂院]|律协|中心|线上|网上|腾讯|视频")
# Said again, because the first was wrong: 口令1357，不对，1375.
_MENDED = Pattern(r"不对|错了|说错|讲错|唔啱|应该是")
COMPLETED: dict[str, tuple[str, ...]] = {
    "leave": ("reason",),
    "excuse": ("reason", "name"),
    "approve_leave": ("n", "name"),
    "reject_leave": ("n", "name"),
    "paper_marks": ("name",),
    "roll_call": ("name",),
    "meeting_move": ("n", "reason"),
} | dict.fromkeys((*_OF_TASKS, "lecture", "meeting_cancel"), ("n",))
"""What a sentence says of an intent beside what a rule took out of it."""


class Gleaner:
    """What can be gleaned from one sentence: ``said`` cleaned, ``today`` the local date, ``names`` the library's."""

    def __init__(self, said: str, today: date, names: Container[str]) -> None:
        self._said = said
        self._today = today
        self._names = names
        self._ways: dict[str, Callable[[], dict[str, str]]] = {
            "check_in": self._code,
            "leave": self._cause,
            "excuse": lambda: self._person() | self._cause(),
            "approve_leave": self._person,
            "reject_leave": self._person,
            "paper_marks": self._person,
            "roll_call": self._person,
            "hearing": self._stretch,
            "search": self._about,
            "export": lambda: {"kind": export_kind(self._said)},
            "meeting_create": lambda: meeting_of(self._said),
            "meeting_move": lambda: self._meeting() | self._moved(),
            "meeting_cancel": self._meeting,
            "notice_send": self._message,
            "complaint": lambda: {"reason": self._said},
            "thought": self._note,
            "my_data": lambda: self._kind(_OWN_DATA),
            "large_type": lambda: self._kind(_LARGE),
            "unsubscribe_push": lambda: self._kind(_PUSHED),
            "resume_push": lambda: self._kind(_PUSHED),
        }

    def __call__(self, intent: str) -> dict[str, str]:
        """The slots of ``intent``, each only where it is plain."""
        found = self._ways[intent]() if intent in self._ways else {}
        if intent in _NUMBERED and (number := self._number()) is not None:
            found["n"] = str(number)
        return {name: value for name, value in found.items() if value}

    def begins_with_a_person(self) -> bool:
        """Whether the first word is somebody's name or what they are called, and no other is 我: 小王今晚来不了."""
        return "我" not in self._said and _FIRST.search(self._said) is not None

    def _code(self) -> dict[str, str]:
        codes = [match[0] for match in _CODE.finditer(self._said)]
        if len(codes) > 1 and _MENDED.search(self._said):
            codes = codes[-1:]
        if len(codes) != 1:
            return {}
        return {"code": "".join(str(DIGITS.get(c, c)) for c in codes[0])}

    def _number(self) -> int | None:
        """The one number that is no part of a date, a time or an amount; of several, the one behind 第 or 任务."""
        matches = list(_NUMBER.finditer(self._said))
        named = {to_int(match["a"]) for match in matches if match["a"]}
        found = named or {to_int(match["b"] or match["c"]) for match in matches}
        return found.pop() if len(found) == 1 else None

    def _kind(self, words: tuple[tuple[str, Pattern], ...]) -> dict[str, str]:
        return {"kind": next((kind for kind, word in words if word.search(self._said)), "")}

    def _cause(self) -> dict[str, str]:
        clauses = split(self._said)[0]
        causes = [one for one in clauses if CAUSE_WORD.search(one)] or [
            one for one in clauses if len(one) >= _SHORTEST_CAUSE and not _NO_CAUSE.search(one)
        ]
        return {"reason": ",".join(causes[:_MOST_CAUSES]).lstrip("他她佢")}

    def _meeting(self) -> dict[str, str]:
        match = _WHICH_MEETING.search(self._said)
        return {"n": str(to_int(match[1]) or "")} if match else {}

    def _moved(self) -> dict[str, str]:
        """To when, and where: what comes after 改到; another place alone as 改期 has it."""
        match = _MOVED.search(self._said)
        if match is None:
            return {}
        morning = datetime.combine(self._today, time(), SHANGHAI).astimezone(UTC)
        to = match["to"].strip()
        if parse_when(to, morning) is None and (match["place"] or _ROOM.search(to)):
            to = f"地点 {to}"
        return {"reason": to}

    def _person(self) -> dict[str, str]:
        """The one person who is named, as the sentence has it."""
        found = {match[0] for match in _CALLED.finditer(self._said)}
        found = found or {match["name"] for match in _NAMED.finditer(self._said)}
        return {"name": found.pop()} if len(found) == 1 else {}

    def _stretch(self) -> dict[str, str]:
        morning = datetime.combine(self._today, time(), SHANGHAI).astimezone(UTC)
        stretch = parse_range(self._said, morning)
        return {"reason": self._said} if stretch is not None and stretch[1] > morning else {}

    def _about(self) -> dict[str, str]:
        whole = named(self._said, self._names)
        return {"about": whole or _LOOKED_FOR.sub("", _LOOKING.sub("", self._said)) or self._said}

    def _message(self) -> dict[str, str]:
        """What is to be told: without the clause that only asks for it to be told."""
        first, *rest = re.split(r"[,:，：]\s*", self._said, maxsplit=1)
        return {"reason": rest[0] if rest and _TELLING.search(first) else ""}

    def _note(self) -> dict[str, str]:
        note = _MARKED.sub("", self._said)
        return {"reason": note if note != self._said else ""}
