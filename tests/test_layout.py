"""Imports point one way, and one library has one home. The messages say which import broke the rule."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "content", "sandbox")

# Who may import what of ours: a module's rank is the longest prefix here; it imports its own rank and below.
RANKS = {
    "bot.chat": 0,
    "bot.config": 0,
    "bot.local": 0,
    "bot.keys": 1,
    "bot.page_links": 1,
    "content": 1,
    "bot.understanding": 1,
    "bot.exports": 1,
    "bot.roster": 1,
    "bot.ledger": 2,
    "bot.channels": 2,
    "bot.migrations": 3,
    "bot.narration": 2,
    "bot.reports": 3,
    "handlers": 3,
    "bot.authoring": 3,
    "bot.turn": 3,
    "bot.finishing": 3,
    "bot.quiet": 1,
    "bot.reminders": 4,
    "bot.delivery": 4,
    "bot.doctor": 5,
    "bot.menu": 4,
    "bot.webhook": 4,
    "bot.front": 5,
    "bot.jobs": 3,  # foretold in chat too; only the scheduler runs them
    "bot.delivery.sweeping": 3,
    "bot.scheduler": 5,
    "bot.pages": 5,
    "bot.console": 5,
    "bot.app": 6,
    "bot.demo": 7,
    "bot.cli": 8,
    "bot.supervisor": 0,
    "bot.__main__": 9,
    "bot": 0,
}
HOMES = {
    "wechatpy": ("bot.channels",),
    "flask": ("bot.app", "bot.pages", "bot.console", "bot.demo", "sandbox"),
    "huey": ("bot.delivery",),
    "jieba": ("content", "bot.understanding"),
    "apscheduler": ("bot.scheduler",),
    "xlsxwriter": ("bot.exports",),
    "docx": ("bot.exports",),
    "icalendar": ("bot.exports",),
    "sqlite_utils": ("content", "bot.exports"),
    "granian": ("bot.cli",),
    "markdown_it": ("bot.pages",),
}
# Statements are the ledger's; others may name the connection they were handed.
SQLALCHEMY_ELSEWHERE = {"Connection"}


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """(module, name) for each import that runs; those for the type checker only are left out."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def rank(module: str) -> int:
    parts = module.split(".")
    return next(RANKS[name] for n in range(len(parts), 0, -1) if (name := ".".join(parts[:n])) in RANKS)


MODULES = list(modules())


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_point_one_way(module: str, path: Path) -> None:
    for imported, name in imports(path):
        top = imported.split(".")[0]
        if module.startswith("sandbox"):
            assert top not in ("bot", "handlers", "content"), (
                f"{module} imports {imported}: it must share nothing"
            )
        elif top == "sandbox":
            assert module.startswith("bot.demo"), f"{module} imports {imported}: only the demo may"
        elif top in PACKAGES:
            target = f"{imported}.{name}" if f"{imported}.{name}" in RANKS else imported
            assert rank(target) <= rank(module), f"{module} imports {target}"


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_one_library_has_one_home(module: str, path: Path) -> None:
    for imported, name in imports(path):
        top = imported.split(".")[0]
        homes = HOMES.get(top)
        assert homes is None or module.startswith(homes), f"{module} imports {imported}; its home is {homes}"
        if top == "sqlalchemy" and not module.startswith("bot.ledger"):
            allowed = module == "bot.migrations" or name in SQLALCHEMY_ELSEWHERE
            assert allowed, f"{module} imports {imported}.{name}: statements belong to bot.ledger"
