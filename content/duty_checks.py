"""Every fault of ``duties.toml``: a figure without its document, a field that nobody reads, a key said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from content.duties import COUNTS, EXACTLY, PERS
from content.plans import APPLIES
from content.problems import File, Problem, refused

_SOURCE: dict[str, type] = {"rule": int, "document": str, "grade": str}
_SHAPES: dict[str, dict[str, type]] = {
    "duty": {
        "key": str, "name": str, "counts": str, "times": int, "per": str, "applies": str, "says": str, **_SOURCE,
    },
    "vote": {"kind": str, "name": str, "present": str, "exactly": str, "passes": str, **_SOURCE},
    "figure": {"key": str, "value": int, "says": str, **_SOURCE},
    "session": {"kind": str, "minutes": int, **_SOURCE},
}  # fmt: skip
_BESIDES: dict[str, tuple[str, ...]] = {
    "duty": ("months", "closes", "url"),
    "vote": ("url",),
    "figure": ("url",),
    "session": ("url",),
}
_CHOICES = {
    "counts": COUNTS,
    "per": PERS,
    "applies": APPLIES,
    "exactly": EXACTLY,
    "grade": ("O", "I", "W", "R", "own"),
}
NEEDED_FIGURES = (
    "branch-from", "committee-from", "committee-least", "general-branch-from", "party-committee-from", "term-years",
    "term-reminder-months", "topic-notice-days", "material-days", "material-least-days", "theme-notice-days",
    "theme-day-window", "away-months", "inactive-first", "inactive-second", "inactive-last", "unexcused-a-year",
    "hours-member", "hours-officer", "excellent-share",
)  # fmt: skip
NEEDED_VOTES = ("ordinary", "admission", "election")
LAST_RULE, LONGEST_SAYING = 15, 40
_PART = re.compile(r"[1-9]/[1-9]")
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def check_duties(file: File, fields: dict[str, Any]) -> Iterator[Problem]:
    """Every fault of the rules' figures."""
    for table, shape in _SHAPES.items():
        rows = fields.get(table)
        if not isinstance(rows, list) or not rows:
            yield file.problem("", f"没有 [[{table}]]")
            continue
        seen: set[str] = set()
        for row in rows:
            key = str(row.get("key") or row.get("kind") or "")
            if key in seen:
                yield file.problem("key", f"{key} 写了两次", _line(file, key))
            seen.add(key)
            yield from _check_row(file, table, row, shape, key)
        needed = {"vote": NEEDED_VOTES, "figure": NEEDED_FIGURES}.get(table, ())
        yield from (file.problem("key", f"缺 {one}") for one in needed if one not in seen)
    yield from refused(file, file.text, "")


def _check_row(
    file: File, table: str, row: dict[str, Any], shape: dict[str, type], key: str
) -> Iterator[Problem]:
    line = _line(file, key)
    for name, wanted in shape.items():
        value = row.get(name)
        if name not in row:
            yield file.problem(name, f"{key} 缺这一项", line)
        elif type(value) is not wanted or value == "":
            yield file.problem(name, f"{key} 的这一项类型不对或是空的", line)
        elif name in _CHOICES and value not in _CHOICES[name]:
            yield file.problem(name, f"{key} 只能是 {'、'.join(_CHOICES[name])}", line)
    for name in row:
        if name not in shape and name not in _BESIDES[table]:
            yield file.problem(name, f"{key} 没有这一项，是不是写错了名字", line)
    yield from _check_figures(file, row, key, line)


def _check_figures(file: File, row: dict[str, Any], key: str, line: int) -> Iterator[Problem]:
    for name, least, most in (
        ("rule", 1, LAST_RULE),
        ("times", 1, 12),
        ("value", 1, 1000),
        ("minutes", 30, 480),
    ):
        if type(row.get(name)) is int and not least <= row[name] <= most:
            yield file.problem(name, f"{key} 要在 {least} 到 {most}", line)
    for name in ("present", "passes"):
        if name in row and not _PART.fullmatch(str(row[name])):
            yield file.problem(name, f"{key} 写成 1/2、4/5 这样", line)
    if "closes" in row and not _DAY.fullmatch(str(row["closes"])):
        yield file.problem("closes", f"{key} 写成 03-31 这样的月和日", line)
    months = row.get("months", [])
    if not isinstance(months, list) or not all(type(n) is int and 1 <= n <= 12 for n in months):
        yield file.problem("months", f"{key} 的月份是 1 到 12 的数", line)
    if len(str(row.get("says", ""))) > LONGEST_SAYING:
        yield file.problem("says", f"{key} 超过 {LONGEST_SAYING} 字", line)
    if row.get("grade") == "W" and row.get("url"):
        yield file.problem("url", f"{key} 的来源是转载页，不写网址", line)


def _line(file: File, key: str) -> int:
    return file.line_of(f'key = "{key}"') or file.line_of(f'kind = "{key}"')
