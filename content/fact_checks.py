"""What holds a lecture to the truth: every fact has a source, and a weak source makes for careful words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from content.front_matter import Document
from content.lectures import GRADES, TO_CHECK
from content.problems import File, Problem

WEAK = "W"
# How a lecture says that it only hands on what others wrote (domain.md section 6: 被誉为, 史称, conflicts).
CAREFUL = (
    "据载", "史称", "史载", "被誉为", "一说", "据说", "相传", "据记载", "有材料说", "有的材料", "材料不一", "说法不一",
)  # fmt: skip
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def check_sources(file: File, fields: dict[str, Any]) -> Iterator[Problem]:
    """Sources with a grade, a name and an address, each carrying at least one fact."""
    marks = [row[0] for row in fields["sources"]]
    used = {mark for row in fields["facts"] for mark in row[1].split()}
    for mark, grade, title, url in fields["sources"]:
        if grade not in GRADES:
            yield file.problem("sources", f"来源 {mark} 的等级只能是 {'、'.join(GRADES)}")
        if not title.strip() or (grade in "ORI" and not url.startswith(("http://", "https://"))):
            yield file.problem("sources", f"来源 {mark} 要写名称；等级不是 W 的还要写网址")
        if mark not in used:
            yield file.problem("sources", f"来源 {mark} 没有支撑任何一条事实")
        if marks.count(mark) > 1:
            yield file.problem("sources", f"来源 {mark} 写了不止一次")


def check_facts(file: File, fields: dict[str, Any]) -> Iterator[Problem]:
    """Facts with sources that are there; one that only weak copies carry says 待核."""
    grades = _grades(fields)
    if not fields["facts"]:
        yield file.problem("facts", "至少要有一条事实")
    for statement, marks, *state in fields["facts"]:
        line, said = file.line_of(f'"{statement}"'), f"“{statement[:20]}”"
        if not marks.split():
            yield file.problem("facts", f"{said}没有来源", line)
        for mark in marks.split():
            if mark not in grades:
                yield file.problem("facts", f"{said}的来源 {mark} 不在 sources 里", line)
        if state and state != [TO_CHECK]:
            yield file.problem("facts", f"{said}的第三段只能写 {TO_CHECK}", line)
        elif not state and _weak(marks, grades):
            yield file.problem("facts", f"{said}只有 W 级来源，要在第三段写上 {TO_CHECK}", line)


def check_wording(file: File, document: Document) -> Iterator[Problem]:
    """Numbers in the text stand in the facts; a paragraph with one that only weak copies carry says 据载 or 史称."""
    fields, grades = document.fields, _grades(document.fields)
    firm = _numbers([fields["title"], *(row[0] for row in fields["facts"] if not _weak(row[1], grades))])
    weak = _numbers(row[0] for row in fields["facts"] if _weak(row[1], grades))
    for line, paragraph in enumerate(document.body.splitlines(), document.body_line):
        found = _numbers([paragraph])
        for number in sorted(found - firm - weak):
            yield file.problem("正文", f"数字 {number} 不在 facts 里，查不到出处", line)
        doubtful = sorted(found & weak - firm)
        if doubtful and not _is_careful(paragraph):
            numbers = "、".join(doubtful)
            yield file.problem("正文", f"数字 {numbers} 只有 W 级来源，这一段要写“据载”“史称”或“一说”", line)
    if any(_weak(row[1], grades) for row in fields["facts"]) and not _is_careful(document.body):
        yield file.problem("正文", "有只凭 W 级来源的事实，正文要写“据载”“史称”或“一说”", document.body_line)


def _grades(fields: dict[str, Any]) -> dict[str, str]:
    return {row[0]: row[1] for row in fields["sources"]}


def _weak(marks: str, grades: dict[str, str]) -> bool:
    return {grades.get(mark) for mark in marks.split()} == {WEAK}


def _numbers(texts: Iterable[str]) -> set[str]:
    return {number for text in texts for number in _NUMBER.findall(text)}


def _is_careful(text: str) -> bool:
    return any(word in text for word in CAREFUL)
