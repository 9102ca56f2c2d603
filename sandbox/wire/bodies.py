"""Fields into XML or JSON, the two forms in which an account may have its messages pushed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

Fields = Mapping[str, object]
Form = Literal["xml", "json"]


def to_xml(fields: Fields) -> bytes:
    """The fields as the platform writes XML: numbers bare, all else in CDATA, a list as a repeated element.

    Control characters that people really send are left in, as the platform leaves them.
    """
    return f"<xml>{_elements(fields)}</xml>".encode()


def to_json(fields: Fields) -> bytes:
    """The fields as a JSON body; a list of one becomes the object itself, as the platform does it."""
    return json.dumps(_unlisted(fields), ensure_ascii=False, separators=(",", ":")).encode()


def _elements(fields: Fields) -> str:
    parts: list[str] = []
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        parts.extend(f"<{name}>{_content(one)}</{name}>" for one in values)
    return "".join(parts)


def _content(value: object) -> str:
    if isinstance(value, Mapping):
        return _elements(value)
    if isinstance(value, int | float):
        return str(value)
    return "<![CDATA[" + str(value).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _unlisted(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _unlisted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return _unlisted(value[0]) if len(value) == 1 else [_unlisted(one) for one in value]
    return value
