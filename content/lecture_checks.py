"""What a lecture's file must have: the rules an author is held to, each fault named with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from content.fact_checks import check_facts, check_sources, check_wording
from content.front_matter import Document
from content.lectures import KINDS
from content.problems import File, Problem, refused

LONGEST_SUMMARY = 80
BODY_CHARACTERS = {"text": (600, 1500), "audio": (600, 1500), "film": (300, 1500)}
LONGEST_QUOTE = 40
QUESTIONS = 3
DISCUSSION = 2

_REQUIRED: dict[str, type] = {
    "title": str,
    "order": int,
    "place": str,
    "date": str,
    "kind": str,
    "summary": str,
    "keywords": list,
    "sources": list,
    "facts": list,
    "questions": list,
    "discussion": list,
}
_OPTIONAL: dict[str, type] = {"film": dict, "historic_phrases": list, "related_film": str}
_FILM: dict[str, type] = {"title": str, "year": int, "director": str, "synopsis": str, "channels": str}
_NAMES = {str: "文字", int: "整数", list: "列表", dict: "表"}
_DATE = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_QUOTE = re.compile(r"“([^”]*)”")


def check_lecture(file: File, document: Document) -> list[Problem]:
    """Every fault of one lecture. Contents are judged only where all the fields are there and of their type."""
    fields = document.fields
    if shape := [*_check_keys(file, fields, _REQUIRED, _OPTIONAL), *_check_rows(file, fields)]:
        return shape
    historic = tuple(fields.get("historic_phrases", ()))
    words = "\n".join(line for line in file.text.splitlines() if not line.startswith("historic_phrases"))
    return [
        *_check_head(file, fields),
        *check_sources(file, fields),
        *check_facts(file, fields),
        *check_wording(file, document),
        *_check_questions(file, fields),
        *_check_film(file, fields),
        *_check_body(file, document),
        *refused(file, words, "", historic),
    ]


def _check_keys(
    file: File, fields: dict[str, Any], required: dict[str, type], optional: dict[str, type]
) -> Iterator[Problem]:
    for name in required:
        if name not in fields:
            yield file.problem(name, "缺这一项")
    for name, value in fields.items():
        kind_wanted = (required | optional).get(name)
        if kind_wanted is None:
            yield file.problem(name, "没有这一项，是不是写错了名字")
        elif type(value) is not kind_wanted:
            yield file.problem(name, f"应当是{_NAMES[kind_wanted]}")


def _check_rows(file: File, fields: dict[str, Any]) -> Iterator[Problem]:
    for name, widths in (("sources", (4,)), ("facts", (2, 3)), ("questions", (2,))):
        for row in fields.get(name) or ():
            if not (isinstance(row, list) and len(row) in widths and all(isinstance(v, str) for v in row)):
                said = " 或 ".join(map(str, widths))
                yield file.problem(name, f"每行应当是 {said} 段文字：{row}")
    for name in ("keywords", "discussion", "historic_phrases"):
        if not all(isinstance(value, str) and value.strip() for value in fields.get(name) or ()):
            yield file.problem(name, "每一项都应当是文字，不能空着")


def _check_head(file: File, fields: dict[str, Any]) -> Iterator[Problem]:
    if not fields["title"].strip():
        yield file.problem("title", "不能空着")
    if not 0 < len(fields["summary"]) <= LONGEST_SUMMARY:
        yield file.problem("summary", f"要 1 到 {LONGEST_SUMMARY} 字，现在 {len(fields['summary'])} 字")
    if fields["kind"] not in KINDS:
        yield file.problem("kind", f"只能是 {'、'.join(KINDS)}")
    if not _DATE.fullmatch(fields["date"]):
        yield file.problem("date", "写成 1928-02-06、1928-02、1928，或空着")


def _check_questions(file: File, fields: dict[str, Any]) -> Iterator[Problem]:
    if len(fields["questions"]) != QUESTIONS or not all(all(row) for row in fields["questions"]):
        yield file.problem("questions", f"要正好 {QUESTIONS} 道自测题，每题有问有答")
    if len(fields["discussion"]) != DISCUSSION:
        yield file.problem("discussion", f"要正好 {DISCUSSION} 道讨论题")


def _check_film(file: File, fields: dict[str, Any]) -> Iterator[Problem]:
    film = fields.get("film")
    if (fields["kind"] == "film") != (film is not None):
        yield file.problem("film", "影片课要有 [film]，别的课不能有")
        return
    if film is None:
        return
    faults = list(_check_keys(file, film, _FILM, {}))
    yield from faults
    if not faults and ("授权" not in film["channels"] or "http" in film["channels"]):
        yield file.problem("channels", "写明请在有授权的平台观看，不放片源链接")


def _check_body(file: File, document: Document) -> Iterator[Problem]:
    fields, body = document.fields, document.body
    least, most = BODY_CHARACTERS.get(fields["kind"], BODY_CHARACTERS["text"])
    length = len(_HAN.findall(body))
    if not least <= length <= most:
        yield file.problem("正文", f"要 {least} 到 {most} 个汉字，现在 {length} 个", document.body_line)
    for place, line in enumerate(body.splitlines(), document.body_line):
        for quote in _QUOTE.findall(line):
            if len(quote) > LONGEST_QUOTE:
                yield file.problem(
                    "正文", f"引文超过 {LONGEST_QUOTE} 字，请用自己的话说：{quote[:12]}…", place
                )
