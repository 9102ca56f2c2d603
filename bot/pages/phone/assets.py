"""Styles and scripts: our own, and WeUI as npm brings it (``make setup`` puts it into ``assets/``)."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from bot.pages.files import Files

OURS = Path(__file__).parent / "static"
THEIRS = Path(__file__).parents[3] / "assets"
FILES = Files(
    {
        "weui.min.css": THEIRS,
        "page.css": OURS,
        "page.js": OURS,
        "screen.css": OURS,
        "screen.js": OURS,
    }
)


def add(pages: Blueprint) -> None:
    """``/p/static/NAME``, and ``asset(name)`` for templates."""

    @pages.get("/p/static/<name>")
    def static(name: str) -> Response:
        return FILES.send(name)

    @pages.app_template_global("asset")
    def asset(name: str) -> str:
        return f"/p/static/{name}?{FILES.mark(name)}"
