"""Every fault of the content folder at once, for authors, for ``doctor`` and for the tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from content import files as content_files
from content.duties import NAME as DUTIES
from content.duty_checks import check_duties
from content.files import LECTURES, PLANS, SERIES, TOPICS
from content.front_matter import ContentError, Document, parse_document, parse_toml
from content.lecture_checks import check_lecture
from content.month_checks import MONTH, check_plans, check_topics
from content.problems import File, Problem
from content.register_checks import check_register

# The files that may be written anew: lectures, months of first topics, months of plans.
NAME = re.compile(
    r"library/[a-z0-9-]{1,30}/[a-z0-9]+(?:-[a-z0-9]+)*\.md|(?:first_topics|plans)/20\d\d-(?:0[1-9]|1[0-2])\.toml"
)
NAME_WANTED = "文件名要像 library/falvren/shi-yang.md、first_topics/2026-12.toml 或 plans/2026-12.toml"
REGISTERS = "registers"
Check = Callable[[File, dict[str, Any]], Iterator[Problem]]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(folder: Path, published: Path | None = None) -> list[Problem]:
    """All faults below ``folder`` (see ``content.library.FOLDER``), by file and line; empty where all is well.

    ``published``: what was published here since and stands over it.
    """
    return sorted({*check_files(content_files.read(folder, published)), *_check_tables(folder)})


def _check_tables(folder: Path) -> list[Problem]:
    """The rules' figures and the registers, which come with the service and are not published anew."""
    checks: list[tuple[Path, Check]] = [(folder / DUTIES, check_duties)] if (folder / DUTIES).exists() else []
    checks += [(path, check_register) for path in sorted((folder / REGISTERS).glob("*.toml"))]
    problems: list[Problem] = []
    for path, check_one in checks:
        file = File(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
        try:
            problems += check_one(file, parse_toml(file.text, file.name))
        except ContentError as broken:
            problems.append(Problem(file.name, 0, "", str(broken).removeprefix(f"{file.name}: ")))
    return problems


def check_files(files: Mapping[str, str]) -> list[Problem]:
    """All faults of files given by their path below the content folder."""
    problems: list[Problem] = []
    lectures = _lectures(files, problems)
    problems += _check_series(files, lectures)
    for file, document in lectures.items():
        problems += check_lecture(file, document)
    problems += _check_related(lectures)
    topics = _months(files, TOPICS, problems)
    for file, fields in topics.items():
        if not MONTH.fullmatch(_stem(file)):
            problems.append(file.problem("", "文件名要写成 2026-11.toml 这样的月份"))
        problems += check_topics(file, fields, {_stem(lecture) for lecture in lectures})
    plans = _months(files, PLANS, problems)
    problems += check_plans(
        {_stem(file): file for file in plans}, {_stem(file): fields for file, fields in plans.items()}
    )
    return sorted(set(problems))


def check_draft(files: Mapping[str, str], name: str, text: str) -> list[Problem]:
    """The faults that ``text`` would bring in as the file ``name`` (``library/falvren/shi-yang.md``)."""
    if not NAME.fullmatch(name):
        return [Problem(name, 0, "", NAME_WANTED)]
    before = set(check_files({other: said for other, said in files.items() if other != name}))
    return [problem for problem in check_files({**files, name: text}) if problem not in before]


def _lectures(files: Mapping[str, str], problems: list[Problem]) -> dict[File, Document]:
    found: dict[File, Document] = {}
    for file in _below(files, LECTURES, ".md"):
        try:
            found[file] = parse_document(file.text, file.name)
        except ContentError as broken:
            problems.append(Problem(file.name, 0, "", str(broken).removeprefix(f"{file.name}: ")))
    return found


def _months(files: Mapping[str, str], part: str, problems: list[Problem]) -> dict[File, dict[str, Any]]:
    found: dict[File, dict[str, Any]] = {}
    for file in _below(files, part, ".toml"):
        try:
            found[file] = parse_toml(file.text, file.name)
        except ContentError as broken:
            problems.append(Problem(file.name, 0, "", str(broken).removeprefix(f"{file.name}: ")))
    return found


def _check_series(files: Mapping[str, str], lectures: dict[File, Document]) -> Iterator[Problem]:
    """Series that exist, names that are names, and nothing twice: slug, title, place in a series."""
    try:
        listed = set(content_files.series_keys(files))
    except (ContentError, KeyError) as broken:
        yield Problem(SERIES, 0, "", f"读不出来：{broken}")
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


def _below(files: Mapping[str, str], part: str, ending: str) -> list[File]:
    return [
        File(name, files[name])
        for name in sorted(files)
        if name.startswith(f"{part}/") and name.endswith(ending)
    ]


def _stem(file: File) -> str:
    return Path(file.name).stem
