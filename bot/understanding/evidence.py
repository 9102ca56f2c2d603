"""Intents by the words that must be found together, in whatever order: 党课推送恢复一下, 上回听了一半那个接着放.

The rules know whole sentences; this knows what a sentence has to hold. What would act is therefore always asked
back, and a sentence of which much is left over means nothing here.
"""

# A pattern is read as one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.chat import Intent
from bot.understanding import guards
from bot.understanding.judging import REFUSING
from bot.understanding.light import content
from bot.understanding.months import MONTH
from bot.understanding.numbers import CHINESE
from bot.understanding.pattern import Pattern

_LEFT_OVER = 0.45
"""So much of a sentence may be left over when what was found and the light words are taken out."""
_FREE = {"complaint", "notice_send"}  # what follows their word may be anything
_HARMLESS = Pattern(
    r"我们|同志|[能会要行好是]不[能会要行好是]|可不可以|有没有"
)  # a question's 不 negates nothing
_ASK_FOR_LIST = r"谁|哪些|哪个|哪几|哪位|几个|几位|多少|名单|情况|人数"
_MISSING = r"缺|差|欠|没做|没开|没完成|没办|没学|未完成|未开|剩|做了没|开了没|学了没|做的|该做|完成"
_LOOK = r"看|查|打开|列表|目录|清单|内容|发我|发给我|有|什么|哪些|讲"
_STOP = r"别|不要|不用|不想|停|关|退订|取消|少"


@dataclass(frozen=True, slots=True)
class Evidence:
    """An intent and the groups of words of each of which one must be found; ``never`` must not be."""

    intent: str
    groups: tuple[Pattern, ...]
    never: Pattern | None = None
    slots: Mapping[str, str] = field(default_factory=dict)


def _of(intent: str, *groups: str, never: str = "", **slots: str) -> Evidence:
    return Evidence(intent, tuple(map(Pattern, groups)), Pattern(never) if never else None, slots)


_MEMBERS = (
    _of("resume_push", r"恢复|重新|继续|重启|打开|开启|再", r"推送|订阅|提醒", never=_STOP),
    _of("unsubscribe_push", _STOP, r"(?:党课|任务|消息|通知)?的?(?:推送?|订阅|提醒|群发)|(?:再)?发(?:送)?(?:党课|任务|消息)", never=r"(?:不要|别|不想|不用).{0,3}(?:停|关|取消|退订|群发|提醒)"),
    _of("lecture", rf"第(?:\d{{1,3}}|[{CHINESE}]{{1,4}})(?:讲|课|集)", r"听|看|放|播|打开|学|来"),
    _of("large_type", r"大字|字体|字号", r"关|退出|取消|不要|不用|恢复|正常|普通|小", kind="off"),
    _of("large_type", r"字体|字号|大字|[放换调看]大|字", r"大|换|开|看不[清见]|太小|放大", never=r"签到码|口令|二维码"),
    _of("my_data", r"数据|资料|信息|档案", r"导出|下载|备份|打包", r"我|自己|本人|个人", kind="export"),
    _of("my_data", r"数据|个人资料|我的资料|信息|档案", r"删除?|清[空除]|抹掉|注销", kind="delete"),
    _of("resume_lecture", r"接着|继续|接住", r"听|放|播|看|学|讲"),
    _of("resume_lecture", r"上[次回]|昨[天晚]|刚才", r"没?听[完到了]*|没?看[完到了]*|播|放", r"一半|没听完|没看完|到哪|的地方|继续|接着"),
    _of("my_record", r"我", r"学时|考勤|出勤|学习记录|党课记录", r"几|多少|够|差|记录|情况|查|看|有|怎么样|吗|率"),
    _of("my_record", r"我", r"签到|请假|缺席|补学|参加|迟到", r"几[次回场]|多少[次回]?|有没有|记录|成功|批"),
    _of("dispute", r"考勤|签到|缺席|出勤|记录|记|标|算", r"错|不对|有误|冤|明明|其实|不符|搞错", r"我"),
    _of("dispute", r"更正|纠正|改正?", r"考勤|签到记录|出勤|缺席"),
    _of("dispute", r"未到|缺席|没到|没签|缺勤", r"怎么|显示|写|记|标|算|明明|为什么", r"我"),
    _of("tasks", r"任务|待办|事|活(?!动)", r"剩|差|欠|还有|没做|没完成|没办|没干|要做|要干|要完成|清单|列表|哪些|什么|几"),
    _of("first_topic", r"第一议题|议题", _LOOK + r"|学|篇|份|材料"),
    _of("first_topic", r"学习?", r"材料|资料|内容|文件|篇目"),
    _of("lectures", r"党课|电影|听课|课程", r"听|看|放|推荐|列表|目录|有什么|哪些|有没有|来", never=r"推送|别|不要"),
    _of("meetings", r"开会|会议|党员大会|支部大会|支部会|支委会|党日|组织生活|党小组会|[次周天晚月]的?会|个会|会场",
        r"几点|几号|什么时候|啥时候|时间|地点|哪里?|哪儿|几楼|地址|安排|日程|参加|线上|线下|有没有|吗|开不开|什么"),
    _of("notices", r"通知|公告|消息", _LOOK + r"|没收到|没看到|最新|新", never=r"当事人|法院|快递|诉讼|发通知"),
    _of("why", r"为什么|为啥|凭什么|凭啥|干嘛|谁", r"发|推", r"我|这条|这个|消息|通知"),
    _of("service", r"村.{0,6}法律顾问|公益|志愿服务|法律援助|益企讲堂|宜企专服|村居法律顾问|矛盾调处|普法|义务咨询",
        r"报名|登记|参加|记|值班|做了|时长|活动|安排|去|有哪些|讲座|填|什么|小时|服务"),
    _of("contest", r"擂台", r"填|报|看|数据|情况|参加|结果|截止|打"),
    _of("contact", r"书记|组织委员|人工|真人|工作人员|负责人|支部的人", r"找|联系|转|接|叫|聊|谈|问|打|电话|说"),
    _of("complaint", r"^(?:我(?:们)?(?:想|要|有)?(?:个|一个|条|一条)?)?(?:建议|意见|投诉|举报|反映|吐槽)", r"(?s:.{6})"),
    _of("help", r"功能|指令|命令|用法|菜单|说明", _LOOK + r"|用|会"),
    _of("makeup", r"补学|补课|补听", r"我|要|想|完|好|了|第"),
)  # fmt: skip
_OFFICERS = (
    _of("branch_status", r"支部", _MISSING + r"|情况|进度|台账|状态|概况|怎么样|齐"),
    _of("branch_status", MONTH + r"|我们", r"三会一课|组织生活|规定动作|该开的|该做的|支部", _MISSING + r"|齐|情况"),
    _of("roll_call", r"到会?|到场|来了?|签到?|请假|缺席|迟到|参会", _ASK_FOR_LIST, never=r"通知|消息|回执|几点|什么时候"),
    _of("receipts", r"通知|回执|确认|送达|消息|回复", _ASK_FOR_LIST + r"|打电话|没看|已读|未读|率"),
    _of("nudge", r"催|提醒", r"没|未|还|一下|通知|回执|确认|大家|收"),
    _of("export", r"导|下载|表格|excel|打印|拉|发我", r"考勤|签到|出勤|任务|议题|台账|名册|花名册|回执|记录"),
    _of("console", r"后台|控制台|电脑[端版]?|网页版?", r"登[录陆]|进|地址|链接|网址|入口|打开|发我|给我"),
    _of("check_in_code", r"签到码|口令|二维码", r"多少|给我|显示|投|看|出|发|调|今[天晚]|现在|放|亮"),
    _of("meeting_create", r"召开|开会?|组织|安排|举行|定",
        r"党员大会|支部大会|支委会|党小组会|主题党日|组织生活会|党课|会", r"\d+[:点月日号]|[一二三四五六七八九十两]点|[上下]午|晚上|周[一二三四五六日天]"),
    _of("notice_send", r"^(?:帮我|请|麻烦)*(?:发|通知|群发|告诉|转告)", r"全体|大家|各位|党员|同志|支委|所有人", r"(?s:.{8})"),
)  # fmt: skip


def found_together(said: str, officer: bool, acts: Callable[[str], bool]) -> Intent | None:
    """The intent whose evidence covers most of ``said`` (cleaned, Mandarin), asked back if it acts; or ``None``."""
    best: tuple[float, Evidence, str] | None = None
    for evidence, rest in _complete(said, officer):
        left = _left_over(evidence, said, rest)
        if left <= _LEFT_OVER and (best is None or left < best[0]) and _meant(evidence, rest, officer, acts):
            best = left, evidence, rest
    if best is None:
        return None
    _, evidence, rest = best
    if acts(evidence.intent):
        if "question" in guards.fired(said if evidence.intent in _FREE else rest):
            return Intent("help", {"about": evidence.intent})
        return Intent(evidence.intent, _with_reason(evidence, said), certain=False)
    return Intent(evidence.intent, dict(evidence.slots))


def _left_over(evidence: Evidence, said: str, rest: str) -> float:
    """How much of what ``said`` is about the evidence does not explain; one character is nothing."""
    unexplained = len(content(rest))
    return 0.0 if evidence.intent in _FREE or unexplained <= 1 else unexplained / (len(content(said)) or 1)


def _complete(said: str, officer: bool) -> Iterator[tuple[Evidence, str]]:
    """The evidence of which every group is found in ``said``, each with what is left of it."""
    for evidence in (*_OFFICERS, *_MEMBERS) if officer else _MEMBERS:
        if not all(group.search(said) for group in evidence.groups):
            continue
        if evidence.never and evidence.never.search(said):
            continue
        rest = said
        for group in evidence.groups:
            rest = group.sub(" ", rest)
        yield evidence, rest


def _meant(evidence: Evidence, rest: str, officer: bool, acts: Callable[[str], bool]) -> bool:
    """Whether what is left over does not say that it is somebody else's, or not to be done."""
    if evidence.intent in _FREE:
        return True
    against = set(guards.fired(_HARMLESS.sub("", rest)))
    if acts(evidence.intent):
        return not (REFUSING - {"question"}) & against
    return officer or not {"third", "reported"} & against


def _with_reason(evidence: Evidence, said: str) -> dict[str, str]:
    """What a complaint or a notice says is all of it: the handler shows it before it is sent."""
    spoken = evidence.intent in ("complaint", "notice_send", "meeting_create")
    return {**evidence.slots, **({"reason": said} if spoken else {})}
