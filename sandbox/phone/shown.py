"""A webhook's answer into the shape the API's messages have, so that the page draws one kind of each."""

from __future__ import annotations

from collections.abc import Mapping

Shown = tuple[str, Mapping[str, object]]


def shown(reply: Mapping[str, object]) -> Shown:
    """The kind and content of a reply's bubble: ``{"content": …}``, ``{"articles": […]}``, ``{"media_id": …}``."""
    kind = str(reply["MsgType"])
    if kind == "text":
        return kind, {"content": reply["Content"]}
    if kind == "news":
        return kind, {"articles": [_lower(article) for article in _articles(reply["Articles"])]}
    if kind == "transfer_customer_service":
        return "text", {"content": "已转人工客服，请稍候。"}
    return kind, _lower(reply[kind.capitalize()])


def _articles(given: object) -> list[object]:
    if isinstance(given, Mapping):  # a JSON answer
        given = given.get("item", [])
    return given if isinstance(given, list) else [given]


def _lower(fields: object) -> dict[str, object]:
    names = {"MediaId": "media_id", "ThumbMediaId": "thumb_media_id", "MusicUrl": "musicurl"}
    if not isinstance(fields, Mapping):
        return {}
    return {names.get(name, name.lower()): value for name, value in fields.items()}
