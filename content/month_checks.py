"""What the months' files must have: first topics with a published source, plans that keep the yearly quotas."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from content.front_matter import ContentError
from content.plans import APPLIES, PERIODS, TASK_KINDS, BranchKind, MonthPlan, month_plan
from content.problems import File, Problem, refused

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
TOPIC_SUMMARY = (40, 200)
LONGEST_TASK_TITLE = 40
_TOPIC_TEXTS = ("title", "issuer", "date", "summary", "source")
_TASK: dict[str, type] = {
    "kind": str,
    "title": str,
    "due_day": int,
    "evidence": str,
    "mandatory": bool,
    "applies": str,
    "per": str,
}
_CHOICES = {"kind": TASK_KINDS, "applies": APPLIES, "per": PERIODS}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def check_topics(file: File, fields: dict[str, Any], slugs: Collection[str]) -> Iterator[Problem]:
    """Every fault of one month's first topics. ``slugs`` are the lectures there are."""
    rows = fields.get("item")
    if not rows:
        yield file.problem("item", "至少要有一篇材料")
        return
    for number, row in enumerate(rows, 1):
        missing = [name for name in _TOPIC_TEXTS if not isinstance(row.get(name), str) or not row[name]]
        if missing:
            yield file.problem("item", f"第 {number} 篇缺 {'、'.join(missing)}")
            continue
        yield from _check_topic(file, row, slugs)


def _check_topic(file: File, row: dict[str, Any], slugs: Collection[str]) -> Iterator[Problem]:
    title, line = row["title"], file.line_of(row["title"])
    least, most = TOPIC_SUMMARY
    if not least <= len(row["summary"]) <= most:
        yield file.problem(
            "summary", f"{title}的摘要要 {least} 到 {most} 字，现在 {len(row['summary'])} 字", line
        )
    if not _DATE.fullmatch(row["date"]):
        yield file.problem("date", f"{title}的日期写成 2024-07-18 或 2023-12", line)
    prompts = row.get("prompts")
    if not isinstance(prompts, list) or not prompts:
        yield file.problem("prompts", f"{title}要有讨论题", line)
    lecture = row.get("lecture")
    if lecture and lecture not in slugs:
        yield file.problem("lecture", f"没有 {lecture} 这一课", line)
    yield from refused(file, f"{title}{row['summary']}{prompts}", "item")


def check_plans(files: Mapping[str, File], plans: Mapping[str, dict[str, Any]]) -> Iterator[Problem]:
    """Every fault of the plan template and the months' own files, by name without suffix."""
    template = plans.get("template")
    if template is None:
        yield Problem("plans/template.toml", 0, "", "没有这个文件")
        return
    faults = list(_check_template(files["template"], template))
    yield from faults
    if faults:
        return
    for name, fields in plans.items():
        if name != "template":
            yield from _check_override(files[name], name, fields, template)
    years = {int(name[:4]) for name in plans if MONTH.fullmatch(name)} or {2026}
    for year in sorted(years):
        yield from _check_quotas(files["template"], template, plans, year)


def _check_template(file: File, template: dict[str, Any]) -> Iterator[Problem]:
    themes = template.get("theme", {})
    for month in range(1, 13):
        if not themes.get(str(month)):
            yield file.problem("theme", f"{month} 月没有主题")
    for row in template.get("task", ()):
        yield from _check_task(file, row, _TASK)


def _check_task(file: File, row: dict[str, Any], needed: Mapping[str, type]) -> Iterator[Problem]:
    key = row.get("key", "")
    line = file.line_of(f'key = "{key}"')
    for name in needed:
        if name not in row:
            yield file.problem(name, f"任务 {key} 缺这一项", line)
    for name, value in row.items():
        if name in _TASK and type(value) is not _TASK[name]:
            yield file.problem(name, f"任务 {key} 的这一项类型不对", line)
        elif name in _CHOICES and value not in _CHOICES[name]:
            yield file.problem(name, f"任务 {key} 只能是 {'、'.join(_CHOICES[name])}", line)
    day = row.get("due_day", 1)
    if type(day) is int and not 1 <= day <= 31:
        yield file.problem("due_day", f"任务 {key} 的日子要在 1 到 31", line)
    if len(str(row.get("title", ""))) > LONGEST_TASK_TITLE:
        yield file.problem("title", f"任务 {key} 的标题超过 {LONGEST_TASK_TITLE} 字", line)


def _check_override(
    file: File, name: str, fields: dict[str, Any], template: dict[str, Any]
) -> Iterator[Problem]:
    if not MONTH.fullmatch(name):
        yield file.problem("", "文件名要写成 2026-11.toml 这样的月份")
        return
    known = {row["key"] for row in template["task"]}
    for row in fields.get("task", ()):
        yield from _check_task(file, row, {} if row.get("key") in known else _TASK)
    for key in fields.get("drop", ()):
        if key not in known:
            yield file.problem("drop", f"模板里没有 {key}")


def _check_quotas(
    file: File, template: dict[str, Any], plans: Mapping[str, dict[str, Any]], year: int
) -> Iterator[Problem]:
    """Rules 1 to 6 and 11 of domain.md, for a branch that has a committee and groups."""
    try:
        months = [
            month_plan(template, plans.get(month, {}), month, BranchKind(committee=True, groups=True))
            for month in (f"{year}-{number:02}" for number in range(1, 13))
        ]
    except (ContentError, ValueError) as broken:
        yield file.problem("task", str(broken))
        return
    for plan in months:
        for kind in ("第一议题", "主题党日", "支委会", "党小组会"):
            if kind not in _mandatory(plan):
                yield file.problem("task", f"{plan.month} 没有必做的{kind}")
    for quarter in range(4):
        held = set().union(*map(_mandatory, months[quarter * 3 : quarter * 3 + 3]))
        for kind in ("支部党员大会", "党课"):
            if kind not in held:
                yield file.problem("task", f"{year} 年第 {quarter + 1} 季度没有必做的{kind}")
    for kind in ("组织生活会", "民主评议", "谈心谈话"):
        if kind not in set().union(*map(_mandatory, months[9:])):
            yield file.problem("task", f"{year} 年第四季度没有必做的{kind}")


def _mandatory(plan: MonthPlan) -> set[str]:
    return {task.kind for task in plan.tasks if task.mandatory}
