"""Every fault of the registers' declarations: the file, the field and what it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields as fields_of
from typing import Any

from content.problems import File, Problem, refused
from content.registers import (
    CHARTS,
    DERIVED,
    EVERIES,
    LEVELS,
    PARTS,
    ROLES,
    TYPES,
    Due,
    Field,
    Gap,
    Register,
    Sum,
)

NEEDED = {"title": str, "part": str, "says": str, "level": str, "fills": list, "sees": list}
KNOWN = {one.name for one in fields_of(Register)} - {"name", "fields", "dues", "gaps", "sums"} | {
    "field", "due", "gap", "sum",
}  # fmt: skip
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
_MOST_AHEAD = 92
TABLES: dict[str, Any] = {"field": Field, "due": Due, "gap": Gap, "sum": Sum}
CHOICES = {"part": PARTS, "level": LEVELS, "derived": DERIVED}
# What no register may count or compare: persons are not scored (product rule 1).
FORBIDDEN = ("积分", "得分", "排名", "打卡", "时长", "score", "rank", "points")


def check_register(file: File, raw: dict[str, Any]) -> Iterator[Problem]:
    """Every fault of one declaration."""
    for name, kind in NEEDED.items():
        if not isinstance(raw.get(name), kind) or not raw[name]:
            yield file.problem(name, "缺这一项，或写法不对")
    yield from (file.problem(name, "没有这样一项") for name in raw if name not in KNOWN)
    for name, allowed in CHOICES.items():
        if raw.get(name, allowed[0]) not in allowed:
            yield file.problem(name, f"只能是：{'、'.join(one for one in allowed if one)}")
    for name in ("fills", "sees"):
        yield from (
            file.problem(name, f"{one} 不是角色，只能是：{'、'.join(ROLES)}")
            for one in raw.get(name, ())
            if one not in ROLES
        )
    yield from _check_tables(file, raw)
    yield from _check_names(file, raw)
    yield from refused(file, file.text, "")
    yield from (
        file.problem("", f"出现“{word}”：不给人计分、排名") for word in FORBIDDEN if word in file.text
    )


def _check_tables(file: File, raw: dict[str, Any]) -> Iterator[Problem]:
    for table, kind in TABLES.items():
        known = {one.name: one for one in fields_of(kind)}
        for row in raw.get(table, ()):
            where = str(row.get("key") or row.get("title") or row.get("says") or table)
            yield from (file.problem(name, f"{where}：没有这样一项") for name in row if name not in known)
            missing = [n for n, one in known.items() if one.default is one.default_factory and n not in row]
            yield from (file.problem(name, f"{where}：缺这一项") for name in missing)
    for row in raw.get("field", ()):
        yield from _check_field(file, row)
    for row in raw.get("due", ()):
        yield from _check_due(file, row)
    yield from (
        file.problem(
            "chart", f"{row.get('title', '')}：chart 只能是：{'、'.join(one for one in CHARTS if one)}"
        )
        for row in raw.get("sum", ())
        if row.get("chart", "") not in CHARTS
    )


def _check_due(file: File, row: dict[str, Any]) -> Iterator[Problem]:
    says = row.get("says", "")
    if row.get("every", "") not in EVERIES or bool(row.get("every")) == bool(row.get("after")):
        yield file.problem("due", f"{says}：every 和 after 写一个；every 只能是 month quarter half year")
    if row.get("after") and not (row.get("months") or row.get("days")):
        yield file.problem("months", f"{says}：写了 after，就要写几个月（months）或几天（days）后")
    if row.get("again") and not (row.get("after") and row.get("months")):
        yield file.problem("again", f"{says}：写了 again，就要写 after 和 months")
    if not 1 <= row.get("ahead", 1) <= _MOST_AHEAD:
        yield file.problem("ahead", f"{says}：ahead 是提前几天，1 到 {_MOST_AHEAD}")


def _check_field(file: File, row: dict[str, Any]) -> Iterator[Problem]:
    key = str(row.get("key", ""))
    if not _KEY.fullmatch(key):
        yield file.problem("key", f"{key}：要用小写字母、数字和下划线，字母开头")
    if row.get("type", "text") not in TYPES:
        yield file.problem("type", f"{key}：只能是 {'、'.join(TYPES)}")
    if (row.get("type") == "choice") != bool(row.get("choices")):
        yield file.problem("choices", f"{key}：type 是 choice 才写 choices，也必须写")
    if not isinstance(row.get("title", ""), str) or not 1 <= len(row.get("title", "")) <= 20:
        yield file.problem("title", f"{key}：标题 1 到 20 个字")


def _check_names(file: File, raw: dict[str, Any]) -> Iterator[Problem]:
    """Fields that are referred to must be there, and be of a kind that can be used so."""
    rows = {str(row.get("key")): row.get("type", "text") for row in raw.get("field", ())}
    if len(rows) != len(raw.get("field", ())):
        yield file.problem("key", "有两个字段同名")
    firm = any(rows.get(one) == "firm" for one in raw.get("keys", ()))
    periodic = any(row.get("every") for row in raw.get("due", ()))
    if raw.get("level") == "district" and periodic and not firm and "committee" not in raw.get("fills", ()):
        yield file.problem("fills", "全区的表按期要填，又不按律所（firm）填，就要由 committee 填，写进 fills")
    if not rows and not raw.get("derived"):
        yield file.problem("field", "至少要有一个字段")
    used: list[tuple[str, str, tuple[str, ...] | None]] = [("keys", one, None) for one in raw.get("keys", ())]
    used += [("dated", raw["dated"], ("date", "month", "year"))] if raw.get("dated") else []
    used += [("closed", raw["closed"], ("date",))] if raw.get("closed") else []
    for row in raw.get("due", ()):
        used += [
            (part, row[part], ("date",) if part == "after" else None)
            for part in ("after", "until")
            if row.get(part)
        ]
    for row in raw.get("gap", ()):
        used += [(part, row[part], ("date",)) for part in ("first", "then") if row.get(part)]
    for row in raw.get("sum", ()):
        used += [("by", row["by"], None)] if row.get("by") else []
        used += [("of", row["of"], ("number",))] if row.get("of") else []
        used += [("over", row["over"], ("year",))] if row.get("over") else []
    for part, name, kinds in used:
        if name not in rows:
            yield file.problem(part, f"没有叫 {name} 的字段")
        elif kinds and rows[name] not in kinds:
            yield file.problem(part, f"{name} 要是 {'、'.join(kinds)} 类型")
