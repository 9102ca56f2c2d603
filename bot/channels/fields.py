"""A body, XML or JSON (an account's setting), as nested fields.

Straight on expat: wechatpy's parser has no limit of depth, keeps doubled fields as lists and fails on the
control characters that real phones send (wechat.md D5 to D8).
"""

from __future__ import annotations

import json
import re
from typing import Any
from xml.parsers import expat

from bot.channels.envelope import BadMessage

Fields = dict[str, Any]

DEEPEST = 16
MOST_FIELDS = 500
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REPEATABLE = {"item", "List", "SelectedItem", "OptionId", "Article"}


def read(body: bytes) -> Fields:
    """The fields of a body. Raises BadMessage (400) for whatever is not a flat message with a few lists."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadMessage(400, "not UTF-8") from None
    text = _ILLEGAL.sub("", text).strip()
    if text.startswith("{"):
        return _json(text)
    if not text.startswith("<"):
        raise BadMessage(400, "neither XML nor JSON")
    return _Xml().read(text)


def _json(text: str) -> Fields:
    try:
        found = json.loads(text, object_pairs_hook=_no_doubles)
        deep = _depth(found)
    except (ValueError, RecursionError):
        raise BadMessage(400, "malformed JSON") from None
    if not isinstance(found, dict) or deep > DEEPEST:
        raise BadMessage(400, "JSON of another shape")
    # An escape like \\u001d only becomes a control character once the JSON is read.
    return {
        name: _ILLEGAL.sub("", value) if isinstance(value, str) else value for name, value in found.items()
    }


def _no_doubles(pairs: list[tuple[str, Any]]) -> Fields:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadMessage(400, "a field twice")
    return fields


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


class _Xml:
    """One document being read: a stack of the elements that are open, each with its fields and its text."""

    def __init__(self) -> None:
        self.stack: list[tuple[Fields, list[str]]] = [({}, [])]
        self.count = 0

    def read(self, text: str) -> Fields:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EntityDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(text, True)
        except expat.ExpatError:
            raise BadMessage(400, "malformed XML") from None
        fields = self.stack[0][0].get("xml")
        if not isinstance(fields, dict):
            raise BadMessage(400, "XML of another shape")
        return fields

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.stack) > DEEPEST or self.count > MOST_FIELDS:
            raise BadMessage(400, "too deep or too many fields")
        self.stack.append(({}, []))

    def _text(self, text: str) -> None:
        self.stack[-1][1].append(text)

    def _end(self, name: str) -> None:
        inner, texts = self.stack.pop()
        value: object = inner or "".join(texts)
        outer = self.stack[-1][0]
        if name not in outer:
            outer[name] = value
        elif name in _REPEATABLE:
            before = outer[name]
            outer[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            raise BadMessage(400, "a field twice")


def _refuse_doctype(*_: object) -> None:
    raise BadMessage(400, "a document type or an entity")
