"""First topic, lectures, search: what there is to read and to hear."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import bookmarks
from content.library import FirstTopicList, Lecture

router = Router("study")

PAGE_OF_LIST = 6
NEXT_WORDS = ("下一页", "继续", "下一段", "n", "next", "0", "00")
NO_LECTURE = "没有第 {n} 讲，一共 {of} 讲。\n发「党课」看目录。"


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


@router.on(
    "lectures",
    "党课",
    "红色党课",
    "听党课",
    "课程",
    "目录",
    "看电影",
    "云听",
    how="发「党课」看目录，回号打开；看一半回「继续听」接着看。",
)
def lectures(chat: Chat) -> Reply:
    """The lectures, a page of the list at a time."""
    return _list_from(chat, 1)


def _list_from(chat: Chat, first: int) -> Reply:
    every = chat.library.lectures()
    shown = every[first - 1 : first - 1 + PAGE_OF_LIST]
    lines = [f"{one.number} {one.title}" for one in shown]
    more = first - 1 + PAGE_OF_LIST < len(every)
    chat.ask("lectures", "choose", first=first)
    last = "回号打开；回「下一页」看后面的。" if more else "回号打开；回「搜 词」找内容。"
    return Reply(_fit([f"红色党课 · 共 {len(every)} 讲", *lines, last]))


@router.form("lectures", only_chooses=True)
def lecture_chosen(chat: Chat) -> Reply:
    """A number, or 下一页, after the list of lectures."""
    form = chat.form
    assert form is not None
    if chat.said.lower() in NEXT_WORDS:
        first = int(str(form.slots["first"])) + PAGE_OF_LIST
        return _list_from(chat, first if first <= len(chat.library.lectures()) else 1)
    number = _number(chat.said) or _number(chat.slot("n"))
    if number is None:
        chat.next_form = form
        return Reply("回讲的号打开，回「下一页」看后面的；不看了回「取消」。")
    return _open(chat, str(number), 1)


@router.on("lecture", "听课", "打开党课", how="发「听第3讲」打开第 3 讲；每页回「下一页」。")
def lecture(chat: Chat) -> Reply:
    """``听第3讲``: open a lecture by its number."""
    if not chat.slot("n"):
        return _list_from(chat, 1)
    return _open(chat, chat.slot("n"), 1)


@router.on("resume_lecture", "继续听", "接着听", "继续看", how="发「继续听」，从上次停的那一页接着看。")
def resume(chat: Chat) -> Reply:
    """Go on where one left off, on whichever device."""
    place = bookmarks.last(chat.db, chat.member.id)
    if place is None:
        return Reply("还没有听过党课。\n发「党课」看目录，发「听第1讲」打开。")
    return _open(chat, *place)


def _open(chat: Chat, number_or_slug: str, page: int) -> Reply:
    """A page of a lecture; the bookmark is set there and the next page is one word away."""
    found = chat.library.lecture(number_or_slug)
    if found is None:
        return Reply(NO_LECTURE.format(n=number_or_slug, of=len(chat.library.lectures())))
    pages = _pages(found)
    page = min(max(page, 1), len(pages))
    bookmarks.keep(chat.db, chat.member.id, found.slug, page, chat.now)
    if page < len(pages):
        chat.ask("lecture", "next", slug=found.slug, page=page)
        return Reply(f"{pages[page - 1]}\n（{page}/{len(pages)}）回「下一页」接着看。")
    following = chat.library.next_in_series(found)
    after = (
        f"下一讲：{following.title}，回「听第{following.number}讲」。" if following else "回「党课」看目录。"
    )
    return Reply(f"{pages[page - 1]}\n（{page}/{len(pages)}）完。{after}")


def _pages(found: Lecture) -> tuple[str, ...]:
    """The bubbles of a lecture: a cover, then its text."""
    where = "　".join(part for part in (found.place, found.date) if part)
    checked = "\n（部分史实待核，以权威史料为准）" if found.needs_check else ""
    cover = f"第 {found.number} 讲 · {found.title}\n{where}\n{found.summary}{checked}"
    return (cover, *found.pages)


@router.form("lecture", only_chooses=True)
def lecture_page(chat: Chat) -> Reply:
    """下一页, or a page number, while a lecture is open."""
    form = chat.form
    assert form is not None
    slug, page = str(form.slots["slug"]), int(str(form.slots["page"]))
    if chat.said.lower() in NEXT_WORDS:
        return _open(chat, slug, page + 1)
    number = _number(chat.said)
    if number is not None:
        return _open(chat, slug, number)
    chat.next_form = form
    return Reply("回「下一页」接着看，回页号跳到那一页；不看了回「取消」，以后回「继续听」。")


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
    return Reply(_fit([f"讲「{query[:20]}」的有：", *lines, "回号打开。"]))


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
