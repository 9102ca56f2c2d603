"""What the months' files must have: first topics with a published source, plans that keep the yearly quotas."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from content.front_matter import ContentError
from content.plans import APPLIES, PERIODS, TASK_KINDS, month_plan
from content.problems import File, Problem, refused
from content.quotas import SHAPES, shortfalls

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
_TASK_BESIDES = ("key", "months")
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
    yield from refused(file, file.text, "")


def _check_task(file: File, row: dict[str, Any], needed: Mapping[str, type]) -> Iterator[Problem]:
    key = row.get("key", "")
    line = file.line_of(f'key = "{key}"')
    for name in needed:
        if name not in row:
            yield file.problem(name, f"任务 {key} 缺这一项", line)
    for name, value in row.items():
        if name not in _TASK and name not in _TASK_BESIDES:
            yield file.problem(name, f"任务 {key} 没有这一项，是不是写错了名字", line)
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
    yield from refused(file, file.text, "")
    for key in fields.get("drop", ()):
        if key not in known:
            yield file.problem("drop", f"模板里没有 {key}")


def _check_quotas(
    file: File, template: dict[str, Any], plans: Mapping[str, dict[str, Any]], year: int
) -> Iterator[Problem]:
    """Every quota, for each kind of branch there is (see ``content.quotas``)."""
    months = [f"{year}-{number:02}" for number in range(1, 13)]
    try:
        for name, shape in SHAPES.items():
            found = [month_plan(template, plans.get(month, {}), month, shape) for month in months]
            yield from (file.problem("task", f"{name}：{said}") for said in shortfalls(found, shape))
    except (ContentError, ValueError) as broken:
        yield file.problem("task", str(broken))
