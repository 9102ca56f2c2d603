"""``docs/coverage.md``: each row is true: its words are understood, its page is there, its file is made, its test exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import handlers
from bot.reports import KINDS
from tests.console import access
from tests.town import understanding
from tests.understanding.labelled import TODAY

ROOT = Path(__file__).parents[1]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "coverage.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| 报道", "|---"))
]
# What the report names, as it names it.
NAMED = (
    "第一议题", "爱国主义教育", "红色电影党课", "云听红色党课", "红色文化", "章程", "任支部书记", "重大问题会商", "重要事项决策",
    "常态监督", "党内政治生活", "头雁", "交叉任职", "党建工作指导员", "每月组织生活具体任务", "六个有", "党员发展", "法援案件指派",
    "法律顾问选派", "联合党支部", "三结对", "群团", "全覆盖", "擂台", "同比", "临时党支部", "公共法律服务平台", "益企讲堂", "宜企专服",
    "法律顾问", "矛盾纠纷调处", "新就业群体", "两个覆盖", "上半年",
)  # fmt: skip


def test_everything_the_report_names_has_a_row():
    named = "\n".join(row[0] for row in ROWS)
    assert not [one for one in NAMED if one not in named]


def test_the_words_of_each_row_are_understood():
    routed = handlers.router().commands
    for row in ROWS:
        for said in re.findall("「(.+?)」", row[1]):
            found = understanding().read(said, True, TODAY)
            assert found.name in routed, (said, found.name)
        assert "「" in row[1] or row[1] == "—" or row[1].startswith("没有"), row


def test_the_pages_of_each_row_are_there(town):
    paths = {one.path for one in access.routes(town.app)}
    for row in ROWS:
        for path in re.findall(r"`(/\S+)`", row[2]):
            assert path in paths, path


def test_the_files_of_each_row_are_made():
    for row in ROWS:
        for kind in re.findall(r"`(\S+)`", row[3]):
            assert kind in KINDS, kind


def test_the_tests_of_each_row_exist():
    for row in ROWS:
        (named,) = re.findall(r"`(\S+)`", row[4])
        file, _, test = named.partition("::")
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert test in {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}, named
