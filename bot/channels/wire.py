"""Bodies into fields: XML or JSON, whichever the account is set to, with limits and one kind of error.

Expat is driven directly: it tells a document type from the words ``<!DOCTYPE`` in somebody's message, stops at a
depth, and takes 20 µs for a text.
"""

from __future__ import annotations

import json
import math
from typing import Literal
from xml.parsers import expat

from bot.channels.errors import Malformed

Form = Literal["xml", "json"]
Fields = dict[str, object]

DEPTH_LIMIT = 16
ELEMENT_LIMIT = 512
# Phones do send these, and the platform passes them on; no XML parser takes them.
CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")


def read(body: bytes) -> tuple[Fields, Form]:
    """The fields of a body, and the form it came in.

    A value is text, a number, or the fields or list of an element with children. Raises Malformed.
    """
    try:
        text = body.translate(None, CONTROLS).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    if text.startswith("<"):
        return _xml(text.replace("\ufffe", "").replace("\uffff", "")), "xml"
    if text.startswith("{"):
        return _json(text), "json"
    raise Malformed("neither XML nor JSON")


def clean(text: str) -> str:
    """Text without what neither XML nor UTF-8 can hold: control characters, lone surrogates, noncharacters."""
    if text.isprintable():
        return text
    kept = text.encode("utf-8", "ignore").translate(None, CONTROLS).decode("utf-8")
    return kept.replace("\ufffe", "").replace("\uffff", "")


def _xml(text: str) -> Fields:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype  # before any entity can be declared
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        raise Malformed("not well-formed XML") from None
    return reader.root


class _Reader:
    """Expat's events into fields; the element being read is on top of the stack."""

    def __init__(self) -> None:
        self.root: Fields = {}
        self._stack: list[tuple[str, Fields, list[str]]] = []
        self._seen = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._seen += 1
        if len(self._stack) >= DEPTH_LIMIT or self._seen > ELEMENT_LIMIT:
            raise Malformed("nested too deep, or too many elements")
        if not self._stack and name != "xml":
            raise Malformed("the root is not xml")
        self._stack.append((name, {}, []))

    def text(self, text: str) -> None:
        self._stack[-1][2].append(text)

    def end(self, name: str) -> None:
        _, children, texts = self._stack.pop()
        if not self._stack:
            self.root = children
            return
        value: object = children or "".join(texts)
        siblings = self._stack[-1][1]
        siblings[name] = _again(siblings[name], value) if name in siblings else value

    def doctype(self, *_: object) -> None:
        raise Malformed("has a document type")


def _again(before: object, value: object) -> object:
    """An element that comes twice is a list, which ``text_of`` refuses: what decides anything is said once."""
    return [*before, value] if isinstance(before, list) else [before, value]


def _json(text: str) -> Fields:
    try:
        # Not strict: a line break within a string is as good as the platform's \n.
        fields = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, strict=False)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(fields, dict):
        raise Malformed("no object")
    if text.count("{") + text.count("[") > DEPTH_LIMIT:
        _require_shallow(fields)
    return fields


def _object(pairs: list[tuple[str, object]]) -> Fields:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Malformed("a name twice in one object")
    return fields


def _no_number(name: str) -> float:
    raise Malformed(f"{name} is no number")


def _require_shallow(fields: Fields) -> None:
    level: list[object] = [fields]
    for _ in range(DEPTH_LIMIT):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    if any(isinstance(value, dict | list) for value in level):
        raise Malformed("nested too deep")


def text_of(fields: Fields, name: str) -> str:
    """A field as text, cleaned; empty where it is missing. Raises Malformed where it is no text: it has children,
    or came twice.
    """
    value = fields.get(name, "")
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return str(value)
    raise Malformed(f"{name} is not text")
