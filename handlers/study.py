"""First topic and search: what there is to read."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from content.library import FirstTopicList

router = Router("study")


@router.on(
    "first_topic",
    "第一议题",
    "今天学什么",
    "学习",
    "学习材料",
    "本月学习",
    how="发「1」或「第一议题」，看这个月的学习材料，回号看导读。",
)
def first_topic(chat: Chat) -> Reply:
    """This month's first-topic materials (domain.md rule 11: published sources, with title and date)."""
    month = chat.slot("month") or local.month(chat.now)
    materials = chat.library.first_topics(month)
    if materials is None:
        return Reply(f"{_month_name(month)}的第一议题材料还没有上架。\n回「书记」问支部，回 2 看党课。")
    lines = [f"{n} {item.title}（{item.date}）" for n, item in enumerate(materials.items, 1)]
    chat.ask("first_topic", "choose", month=month)
    return Reply(_fit([f"第一议题 · {_month_name(month)}", *lines, "回号看导读，回「取消」结束。"]))


@router.form("first_topic", only_chooses=True)
def first_topic_item(chat: Chat) -> Reply:
    """A number after the list of first-topic materials."""
    form = chat.form
    assert form is not None
    month = str(form.slots["month"])
    materials = chat.library.first_topics(month)
    number = _number(chat.said)
    if materials is None or number is None or not 1 <= number <= len(materials.items):
        chat.next_form = form
        return Reply(f"回 1 到 {len(materials.items) if materials else 0} 的号看导读；不看了回「取消」。")
    chat.next_form = form
    return Reply(_material(materials, number))


def _material(materials: FirstTopicList, number: int) -> str:
    item = materials.items[number - 1]
    return _fit(
        [
            f"{number} {item.title}",
            f"{item.issuer}　{item.date}",
            item.summary,
            "原文请在官方网站按标题和日期查阅。",
            "回别的号看下一份，回「取消」结束。",
        ]
    )


@router.on("search", "搜", "搜索", "查找", how="发「搜 词」，如：搜 侨批。")
def search(chat: Chat) -> Reply:
    """``搜 侨批``: find lectures and materials that speak of it."""
    query = chat.slot("about")
    if not query:
        return Reply("发「搜 词」，如：搜 侨批、搜 周文雍。")
    hits = chat.library.search(query, limit=5)
    if not hits:
        return Reply(f"没有找到讲「{query[:20]}」的。\n换个词试试，或发「党课」看目录。")
    lines = [f"{hit.number} {hit.title}" if hit.kind == "lecture" else f"· {hit.title}" for hit in hits]
    chat.ask("lectures", "choose", first=1)
    asked = f"「{query[:20]}」"
    head = f"没有整句讲{asked}的，最接近的是：" if hits[0].near else f"讲{asked}的有："
    return Reply(_fit([head, *lines, "回号打开。"]))


def _number(said: str) -> int | None:
    trimmed = said.strip().rstrip("。.、")
    return int(trimmed) if trimmed.isdecimal() and len(trimmed) <= 3 else None


def _month_name(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def _fit(lines: list[str]) -> str:
    """Lines as one bubble of eight lines and 300 characters; the middle gives way, first and last stay."""
    kept = lines if len(lines) <= 8 else [*lines[:7], lines[-1]]
    room = 300 - len(kept[0]) - len(kept[-1]) - len(kept)
    middle: list[str] = []
    for line in kept[1:-1]:
        middle.append(line if len(line) <= room else line[: max(room - 1, 0)] + "…")
        room -= len(middle[-1])
    return "\n".join([kept[0], *[line for line in middle if line != "…"], kept[-1]])
