"""Every fault of the content folder at once, for authors, for ``doctor`` and for the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from content.duties import NAME as DUTIES
from content.duty_checks import check_duties
from content.front_matter import ContentError, Document, parse_document, parse_toml
from content.lecture_checks import check_lecture
from content.library import LECTURES, PLANS, TOPICS
from content.month_checks import MONTH, check_plans, check_topics
from content.problems import File, Problem

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(folder: Path) -> list[Problem]:
    """All faults below ``folder`` (see ``content.library.FOLDER``), by file and line; empty where all is well."""
    problems: list[Problem] = []
    lectures = _lectures(folder, problems)
    problems += _check_series(folder, lectures)
    for file, document in lectures.items():
        problems += check_lecture(file, document)
    problems += _check_related(lectures)
    topics = _months(folder, TOPICS, problems)
    for file, fields in topics.items():
        if not MONTH.fullmatch(_stem(file)):
            problems.append(file.problem("", "文件名要写成 2026-11.toml 这样的月份"))
        problems += check_topics(file, fields, {_stem(lecture) for lecture in lectures})
    plans = _months(folder, PLANS, problems)
    problems += check_plans(
        {_stem(file): file for file in plans}, {_stem(file): fields for file, fields in plans.items()}
    )
    for file, fields in _toml(folder, DUTIES, problems).items():
        problems += check_duties(file, fields)
    return sorted(set(problems))


def _lectures(folder: Path, problems: list[Problem]) -> dict[File, Document]:
    found: dict[File, Document] = {}
    for file in _files(folder, f"{LECTURES}/**/*.md"):
        try:
            found[file] = parse_document(file.text, file.name)
        except ContentError as broken:
            problems.append(Problem(file.name, 0, "", str(broken).removeprefix(f"{file.name}: ")))
    return found


def _months(folder: Path, part: str, problems: list[Problem]) -> dict[File, dict[str, Any]]:
    return _toml(folder, f"{part}/*.toml", problems)


def _toml(folder: Path, pattern: str, problems: list[Problem]) -> dict[File, dict[str, Any]]:
    found: dict[File, dict[str, Any]] = {}
    for file in _files(folder, pattern):
        try:
            found[file] = parse_toml(file.text, file.name)
        except ContentError as broken:
            problems.append(Problem(file.name, 0, "", str(broken).removeprefix(f"{file.name}: ")))
    return found


def _check_series(folder: Path, lectures: dict[File, Document]) -> Iterator[Problem]:
    """Series that exist, names that are names, and nothing twice: slug, title, place in a series."""
    name = f"{LECTURES}/series.toml"
    try:
        listed = {row["key"] for row in parse_toml(_read(folder / name), name).get("series", ())}
    except (OSError, ContentError, KeyError) as broken:
        yield Problem(name, 0, "", f"读不出来：{broken}")
        return
    seen: dict[tuple[str, object], str] = {}
    for file, document in lectures.items():
        series = Path(file.name).parent.name
        if series not in listed:
            yield file.problem("", f"系列 {series} 不在 series.toml 里")
        if not _SLUG.fullmatch(_stem(file)):
            yield file.problem("", "文件名只用小写字母、数字和连字符")
        facets: list[tuple[str, str, object]] = [
            ("", "文件名", _stem(file)),
            ("title", "标题", document.fields.get("title")),
            ("order", f"系列 {series} 里的次序", document.fields.get("order")),
        ]
        for field, what, value in facets:
            other = seen.setdefault((what, value), file.name)
            if other != file.name and value is not None:
                yield file.problem(field, f"{what} {value} 和 {other} 重复")


def _check_related(lectures: dict[File, Document]) -> Iterator[Problem]:
    """A related film is one of the film lectures."""
    films = {_stem(file) for file, document in lectures.items() if document.fields.get("kind") == "film"}
    for file, document in lectures.items():
        film = document.fields.get("related_film")
        if film and film not in films:
            yield file.problem("related_film", f"没有 {film} 这一部影片课")


def _files(folder: Path, pattern: str) -> list[File]:
    return [File(path.relative_to(folder).as_posix(), _read(path)) for path in sorted(folder.glob(pattern))]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _stem(file: File) -> str:
    return Path(file.name).stem
