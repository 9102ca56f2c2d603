"""The console's styles and scripts: our own, and htmx and ECharts as npm brings them."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from bot.pages.files import Files

OURS = Path(__file__).parent / "static"
THEIRS = Path(__file__).parents[2] / "assets"
FILES = Files(
    {
        "console.css": OURS,
        "console.js": OURS,
        "charts.js": OURS,
        "htmx.min.js": THEIRS,
        "echarts.common.min.js": THEIRS,
    }
)


def add(pages: Blueprint) -> None:
    """``/console/static/NAME``, and ``console_asset(name)`` for templates. Anybody may fetch them."""

    @pages.get("/console/static/<name>")
    def static(name: str) -> Response:
        return FILES.send(name)

    @pages.app_template_global("console_asset")
    def asset(name: str) -> str:
        return f"/console/static/{name}?{FILES.mark(name)}"
