"""The sections of the console, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ledger.members import Member


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the menu; ``staff``: for the committee's staff only. ``group`` is the heading it stands under."""

    path: str
    title: str
    group: str
    staff: bool = False


SECTIONS = (
    Section("/console/", "今天", "工作"),
    Section("/console/calendar", "日历", "工作"),
    Section("/console/meetings", "会议", "工作"),
    Section("/console/attendance", "考勤", "工作"),
    Section("/console/leave", "请假", "工作"),
    Section("/console/first-topic", "第一议题", "工作"),
    Section("/console/tasks", "每月任务", "工作"),
    Section("/console/notices", "通知", "工作"),
    Section("/console/exports", "导出", "工作"),
    Section("/console/imports", "导入名册", "工作", staff=True),
    Section("/console/library", "内容库", "工作", staff=True),
    Section("/console/people", "人员", "组织"),
    Section("/console/corrections", "更正申请", "组织"),
    Section("/console/branches", "支部", "组织", staff=True),
    Section("/console/registers", "登记台账", "情况"),
    Section("/console/coverage", "覆盖", "情况"),
    Section("/console/complaints", "投诉建议", "情况", staff=True),
    Section("/console/pushes", "推送统计", "情况", staff=True),
    Section("/console/report", "工作报告", "情况"),
    Section("/console/deliveries", "发送", "运行"),
    Section("/console/schedule", "定时任务", "运行", staff=True),
    Section("/console/audit", "审计", "运行"),
    Section("/console/health", "系统状况", "运行", staff=True),
)


def sections(member: Member) -> list[Section]:
    """The sections a member may open."""
    return [one for one in SECTIONS if member.is_staff or not one.staff]
