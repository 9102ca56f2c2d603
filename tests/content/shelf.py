"""A small content folder of one lecture, one month and the real plan template, to break in tests."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

from content.library import FOLDER

LECTURE = """+++
title = "灯塔的故事"
order = 1
place = "海边"
date = "1901-02-03"
kind = "text"
summary = "守灯的人。"
keywords = ["守灯人"]
sources = [
  ["a", "O", "某馆", "https://example.org/a"],
]
facts = [
  ["灯塔1901年建成", "a"],
]
questions = [
  ["哪一年？", "1901年。"],
  ["在哪里？", "海边。"],
  ["谁守？", "守灯的人。"],
]
discussion = ["为什么要守？", "谁来接班？"]
+++
BODY
"""
BODY = "灯塔1901年建成。" + "守灯的人每天傍晚上楼，把灯点亮，天亮再下楼。" * 34

TOPICS = """
[[item]]
title = "《灯塔法》"
issuer = "议会"
date = "1901-02-03"
source = "https://example.org/law"
lecture = "one"
summary = "这部法讲灯塔怎样建、怎样守、怎样交接。读的时候想想自己手上有没有同样需要交接清楚的事情，列一张单子。"
prompts = ["谁来守？"]
"""


def shelf(folder: Path, lecture: str = LECTURE, topics: str = TOPICS) -> Path:
    """Write the folder and return it."""
    (folder / "library/first").mkdir(parents=True)
    (folder / "library/series.toml").write_text(
        '[[series]]\nkey = "first"\nname = "第一"\nsummary = "一"\n', encoding="utf-8"
    )
    (folder / "library/first/one.md").write_text(lecture.replace("BODY", BODY), encoding="utf-8")
    (folder / "first_topics").mkdir()
    (folder / "first_topics/2026-12.toml").write_text(topics, encoding="utf-8")
    (folder / "plans").mkdir()
    copy(FOLDER / "plans/template.toml", folder / "plans/template.toml")
    return folder
