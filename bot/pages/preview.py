"""How a draft will look to members, for whoever writes or reads it: as a page, and as the bubbles of the chat."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.pages.markdown import html
from content.first_topics import parse_first_topics
from content.front_matter import ContentError, parse_document, parse_toml
from content.pages import cut_into_pages


@dataclass(frozen=True, slots=True)
class Preview:
    """``page`` is HTML; ``bubbles`` are the texts as the chat sends them, empty for what is no lecture."""

    title: str
    page: Markup
    bubbles: tuple[str, ...]


def preview(name: str, text: str) -> Preview:
    """The draft of the file ``name`` as it stands, faults and all; what cannot be read is shown as it was typed."""
    try:
        if name.endswith(".md"):
            return _lecture(name, text)
        if name.startswith("first_topics/"):
            return _topics(name, text)
    except (ContentError, KeyError, TypeError, ValueError, AttributeError):
        pass  # half written: the list of faults says what is wrong with it
    return Preview(name, Markup("<pre>{}</pre>").format(text), ())


def _lecture(name: str, text: str) -> Preview:
    document = parse_document(text, name)
    fields = document.fields
    parts = [Markup("<p>{}</p>").format(fields.get("summary", "")), Markup(html(document.body))]  # noqa: S704
    parts += _list("自己想一想", [f"{one[0]}（{one[1]}）" for one in fields.get("questions", ())])
    parts += _list("一起谈一谈", [str(one) for one in fields.get("discussion", ())])
    title = str(fields.get("title", name))
    return Preview(title, _page(title, parts), cut_into_pages(document.body))


def _topics(name: str, text: str) -> Preview:
    found = parse_first_topics(parse_toml(text, name), name, name)
    parts = [Markup("<p>{}</p>").format(found.note)]
    for item in found.items:
        parts.append(Markup("<h3>{} {}</h3>").format(item.no, item.title))
        parts.append(Markup("<p>{}　{}</p><p>{}</p>").format(item.issuer, item.date, item.summary))
        parts += _list("讨论", list(item.prompts))
    title = f"第一议题 {name.removeprefix('first_topics/').removesuffix('.toml')}"
    return Preview(title, _page(title, parts), ())


def _list(title: str, items: list[str]) -> list[Markup]:
    if not items:
        return []
    rows = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return [Markup("<h3>{}</h3><ol>{}</ol>").format(title, rows)]


def _page(title: str, parts: list[Markup]) -> Markup:
    return Markup("<h2>{}</h2>").format(escape(title)) + Markup("").join(parts)
