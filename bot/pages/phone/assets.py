"""Styles and scripts: our own, and WeUI as npm brings it (``make setup`` puts it into ``assets/``)."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, request

OURS = Path(__file__).parent / "static"
THEIRS = Path(__file__).parents[3] / "assets"
NAMES = {
    "weui.min.css": THEIRS,
    "page.css": OURS,
    "page.js": OURS,
    "screen.css": OURS,
    "screen.js": OURS,
}
TYPES = {".css": "text/css", ".js": "text/javascript"}
FOREVER = "public, max-age=31536000, immutable"  # the address changes with the content


def add(pages: Blueprint) -> None:
    """``/p/static/NAME``, and ``asset(name)`` for templates."""

    @pages.get("/p/static/<name>")
    def static(name: str) -> Response:
        if name not in NAMES:
            abort(404)
        plain, packed, _ = _read(name)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(packed if zipped else plain, mimetype=TYPES[Path(name).suffix])
        response.headers["Cache-Control"] = FOREVER
        response.headers["Vary"] = "Accept-Encoding"
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        return response

    @pages.app_template_global("asset")
    def asset(name: str) -> str:
        return f"/p/static/{name}?{_read(name)[2]}"


@lru_cache
def _read(name: str) -> tuple[bytes, bytes, str]:
    """The file, the file packed, and eight characters that change with it; a missing one is an empty one."""
    try:
        content = (NAMES[name] / name).read_bytes()
    except FileNotFoundError:
        content = b""
    return content, gzip.compress(content, 9), hashlib.sha256(content).hexdigest()[:8]
