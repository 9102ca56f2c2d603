"""Markdown as HTML: a lecture's text on the phone, and its preview where it is written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def html(markdown: str) -> str:
    """The text as HTML, safe to show. No raw HTML, pictures or links: a lecture is text, whoever wrote it."""
    return str(_markdown().render(markdown))


@cache
def _markdown() -> MarkdownIt:
    """Loaded with the first lecture: it takes a tenth of a second."""
    from markdown_it import MarkdownIt  # noqa: PLC0415

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "link", "autolink"])
