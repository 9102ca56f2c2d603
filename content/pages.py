"""A lecture's body as chat bubbles.

A bubble shows at most 300 characters on 8 lines. Pages stop at 260 on 6, so that the handler can put a
heading above and "what can be done next" below without cutting anything.
"""

from __future__ import annotations

import re

PAGE_CHARACTERS = 260
PAGE_LINES = 6

_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’」』）》]*|[^。！？]+$")
_CLAUSE = re.compile(r"[^，；：、]*[，；：、]+|[^，；：、]+$")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>\s*|[-*]\s+)")
_HEADING = re.compile(r"^#{1,6}\s+(.*)$")


def plain_text(markdown: str) -> str:
    """The text of a body, a paragraph or heading a line, without Markdown marks or empty lines."""
    lines = (_LINE_MARK.sub("", _without_inline_marks(line)).strip() for line in markdown.splitlines())
    return "\n".join(line for line in lines if line)


def cut_into_pages(markdown: str) -> tuple[str, ...]:
    """The body cut at sentence boundaries; a heading never ends a page. No page is empty."""
    pages: list[str] = []
    page = heading = ""
    for line in filter(None, map(str.strip, markdown.splitlines())):
        if found := _HEADING.match(line):
            heading = f"【{_without_inline_marks(found[1])}】\n"
            continue
        separator = "\n"
        for sentence in _sentences(plain_text(line)):
            addition = heading + sentence
            if page and _fits(page + separator + addition):
                page += separator + addition
            else:
                pages.append(page)
                page = addition
            heading, separator = "", ""
    return tuple(filter(None, [*pages, page]))


def _fits(page: str) -> bool:
    return len(page) <= PAGE_CHARACTERS and page.count("\n") < PAGE_LINES


def _sentences(paragraph: str) -> list[str]:
    return [piece for sentence in _SENTENCE.findall(paragraph) for piece in _pieces(sentence)]


def _pieces(sentence: str) -> list[str]:
    """A sentence that fits, or one too long for a page cut at its clauses, and failing that anywhere."""
    room = PAGE_CHARACTERS - 40  # a heading may stand above the sentence
    if len(sentence) <= room:
        return [sentence]
    pieces = [""]
    for clause in _CLAUSE.findall(sentence):
        for start in range(0, len(clause), room):
            part = clause[start : start + room]
            if len(pieces[-1]) + len(part) <= room:
                pieces[-1] += part
            else:
                pieces.append(part)
    return list(filter(None, pieces))


def _without_inline_marks(line: str) -> str:
    return _LINK.sub(r"\1", line).replace("**", "").replace("`", "")
