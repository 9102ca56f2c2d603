"""The account's menu: three tabs of up to five entries, each of which is also a word one can say (product A6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

# The key of an entry is the word it says; the words must be the handlers' own (tests/test_menu.py).
MENU: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("学习", ("第一议题", "党课", "继续听", "搜索", "网页")),
    ("会议", ("签到", "请假", "会议", "补学", "我的记录")),
    ("我的", ("任务", "通知", "我的数据", "书记", "帮助")),
)


class MenuClient(Protocol):
    """What of a channel's client a menu needs."""

    def create_menu(self, menu: Mapping[str, object]) -> None:
        """Publish a menu. Raises SendError."""

    def get_menu(self) -> dict[str, Any]:
        """The published menu, empty where there is none. Raises SendError."""


class NotPublished(Exception):
    """The platform shows another menu than the one that was published."""


def wanted() -> dict[str, Any]:
    """The menu as the platform's API takes it."""
    return {
        "button": [
            {
                "name": tab,
                "sub_button": [{"type": "click", "name": word, "key": word} for word in words],
            }
            for tab, words in MENU
        ]
    }


def publish(client: MenuClient) -> int:
    """Publish the menu and read it back; returns how many entries it has.

    Raises SendError where the platform refuses, NotPublished where it shows something else afterwards.
    """
    client.create_menu(wanted())
    read_back = client.get_menu().get("menu")
    shown = read_back.get("button") if isinstance(read_back, dict) else None
    if not isinstance(shown, list) or [_entries(tab) for tab in shown] != [
        _entries(tab) for tab in wanted()["button"]
    ]:
        raise NotPublished
    return sum(len(words) for _, words in MENU)


def _entries(tab: object) -> list[tuple[object, ...]]:
    """What of a tab must be as wanted; the platform adds fields of its own."""
    if not isinstance(tab, dict):
        return []
    below = [one for one in tab.get("sub_button") or [] if isinstance(one, dict)]
    return [(tab.get("name"),), *((one.get("type"), one.get("name"), one.get("key")) for one in below)]
