"""Stems that a sentence mentions: for 怎么… questions, for guesses, and for read-only things said in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

STEMS = {
    "check_in": "签到 打卡 报到 签个到 签上 签了到 扫码 签咗到",
    "leave": "请假 请个假 请病假 请事假 销假 来不了 去不了 参加不了 不能参加 告假 假期 假条 请过假",
    "hearing": "开庭 庭审 出庭",
    "first_topic": "第一议题 议题 学习材料 学习资料 理论学习 学习",
    "lectures": "党课 云听 电影 课程 听课 微党课 红色故事",
    "resume_lecture": "继续听 接着听 上次听 听到一半 接着播 接着放 继续播 上次的地方",
    "self_check": "自测题 自测 考考我",
    "discussion": "讨论题",
    "listen": "听语音 念给我听 读给我听",
    "thought": "心得 感想",
    "search": "搜索 查找资料 搜",
    "tasks": "任务 待办 要做的事",
    "task_done": "完成任务 完成 做完 报完成 交任务",
    "makeup": "补学 补课",
    "meetings": "会议 开会 支部大会 主题党日 支委会 组织生活会 党小组会 会 党日",
    "notices": "通知 公告 消息",
    "acknowledge": "收到 知悉 已阅 确认通知 确认收到",
    "why": "为什么发 为什么收到",
    "my_record": "学时 积分 我的记录 考勤 出勤 签到记录 缺席",
    "dispute": "记错 不对 有误 异议 申诉 错了 记成 改考勤",
    "my_data": "隐私 我的数据 个人信息 我的信息 手机号 数据",
    "bind": "绑定 绑定码 认证 换手机 换微信 换号 换绑",
    "unbind": "解绑 解除绑定 注销",
    "unsubscribe_push": "推送 退订 停止推送 关推送",
    "resume_push": "恢复推送 订阅",
    "large_type": "大字 字太小 看不清 字体 字号 老年模式 字大",
    "contact": "书记 人工 组织委员 客服 指导员",
    "complaint": "投诉 举报 建议 意见 反馈",
    "service": "公益 志愿服务 益企讲堂 宜企专服 法律顾问 调处 值班",
    "contest": "擂台",
    "help": "帮助 菜单 使用 功能 说明书",
    "cancel": "取消 退出",
}
OFFICER_STEMS = {
    "meeting_create": "开会 安排会议 新建会议 发起会议 召开 建会议 会议",
    "check_in_code": "签到码 二维码 口令",
    "roll_call": "点名 名单 签到情况 未到 到会 没来 没到 没签到",
    "paper_marks": "代签 补签 替人签到 纸质 给别人签到 帮别人签到",
    "excuse": "代请假 给别人请假 帮别人请假 替人请假",
    "approve_leave": "准假 批假 批准 同意请假 审批",
    "reject_leave": "驳回 不准假 拒绝请假",
    "meeting_close": "散会 结束会议 关闭会议",
    "notice_send": "发通知 群发 发公告 发消息",
    "correction": "更正 勘误",
    "confirm": "确认发送",
    "nudge": "催收 催办 催一下 提醒未确认",
    "lecture_push": "党课推送",
    "receipts": "回执 送达 没确认 没回 未确认 电话名单 确认情况",
    "export": "导出 下载 表格 报表 excel",
    "console": "后台 控制台 电脑",
    "task_add": "加任务 添加任务 增加任务",
    "task_change": "改任务 修改任务 调整任务",
    "task_leave_out": "不做任务 删任务",
    "task_restore": "恢复任务",
    "branch_status": "支部情况 支部进度 台账 支部任务 缺什么",
}

# What a person who said this, but not as a command, may well have wanted instead.
COMPANIONS = {
    "check_in": ("my_record", "dispute"),
    "leave": ("meetings", "my_record"),
    "acknowledge": ("notices", "why"),
    "task_done": ("tasks", "my_record"),
    "makeup": ("first_topic", "lectures"),
    "dispute": ("my_record", "contact"),
    "unsubscribe_push": ("why", "notices"),
    "bind": ("help", "contact"),
    "unbind": ("my_data", "help"),
    "hearing": ("leave", "meetings"),
}

MEMBER_TABLE = tuple((stem, intent) for intent, stems in STEMS.items() for stem in stems.split())
OFFICER_TABLE = (
    tuple((stem, intent) for intent, stems in OFFICER_STEMS.items() for stem in stems.split()) + MEMBER_TABLE
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An intent that a sentence mentions, by which stem, and where that stem begins."""

    intent: str
    stem: str
    at: int


@cache
def stems_of(intent: str, officer: bool) -> re.Pattern[str]:
    """An expression for every stem of ``intent``, the longer first."""
    table = OFFICER_TABLE if officer else MEMBER_TABLE
    stems = sorted((stem for stem, meant in table if meant == intent), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, stems)))


def mentions(text: str, officer: bool) -> list[Mention]:
    """The intents ``text`` mentions, the longest stem first and, of equally long ones, the earlier; each once."""
    found = sorted(_found(text, officer), key=lambda m: (-len(m.stem), m.at))
    best: dict[str, Mention] = {}
    covered: list[tuple[int, int]] = []
    for mention in found:
        end = mention.at + len(mention.stem)
        inside = any(first <= mention.at and end <= last for first, last in covered)
        if not inside:
            best.setdefault(mention.intent, mention)
            covered.append((mention.at, end))
    return list(best.values())


def _found(text: str, officer: bool) -> Iterator[Mention]:
    for stem, intent in OFFICER_TABLE if officer else MEMBER_TABLE:
        if (at := text.find(stem)) >= 0:
            yield Mention(intent, stem, at)


def wishes(found: list[Mention]) -> tuple[str, ...]:
    """Up to three intents to offer for these mentions, best first, with what often goes with the best of them."""
    names = [mention.intent for mention in found]
    for name in names[:1]:
        names += COMPANIONS.get(name, ())
    return tuple(dict.fromkeys(names))[:3]
