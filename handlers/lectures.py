"""Red lectures: the list, opening one, its pages, going on where one left off, the next of the series."""

from __future__ import annotations

import re

from bot.chat import Chat, Reply, Router
from bot.ledger import bookmarks, listening
from content.library import Lecture
from handlers.lecture_menu import NO_LECTURE_YET, current, offer
from handlers.sound import can_be_heard, go_on
from handlers.wording import fit, number, plain

router = Router("lectures")

PAGE_OF_LIST = 6
MOST_NUMBERS = 999
NEXT_WORDS = ("下一页", "继续", "下一段", "n", "next", "0", "00")
_OPENS = re.compile(r"听?第(.{1,4}?)讲")
NO_LECTURE = "没有第 {n} 讲，一共 {of} 讲。\n发「党课」看目录。"


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
    more = first - 1 + PAGE_OF_LIST < len(every)
    chat.ask("lectures", "choose", first=first)
    last = "回号打开；回「下一页」看后面的。" if more else "回号打开；回「搜 词」找内容。"
    return Reply(
        fit([f"红色党课 · 共 {len(every)} 讲", *(f"{one.number} {one.title}" for one in shown), last])
    )


@router.form("lectures", only_chooses=True)
def lecture_chosen(chat: Chat) -> Reply:
    """A number, or 下一页, after the list of lectures."""
    form = chat.open_form
    if chat.said.lower() in NEXT_WORDS:
        first = int(str(form.slots["first"])) + PAGE_OF_LIST
        return _list_from(chat, first if first <= len(chat.library.lectures()) else 1)
    chosen = number(chat.said, MOST_NUMBERS) or number(chat.slot("n"), MOST_NUMBERS)
    if chosen is None:
        chat.next_form = form
        return Reply("回讲的号打开，回「下一页」看后面的；不看了回「取消」。")
    return open_page(chat, str(chosen), 1)


@router.on("lecture", "听课", "打开党课", how="发「听第3讲」打开第 3 讲；每页回「下一页」，回「听」听语音。")
def lecture(chat: Chat) -> Reply:
    """``听第3讲``: open a lecture by its number."""
    return open_page(chat, chat.slot("n"), 1) if chat.slot("n") else _list_from(chat, 1)


@router.on(
    "resume_lecture",
    "继续听",
    "接着听",
    "继续看",
    how="发「继续听」，从上次停的那一页、那一段接着看、接着听。",
)
def resume(chat: Chat) -> Reply:
    """Go on where one left off, on whichever device; 下一讲 goes on to the next of the series."""
    if chat.slot("kind") == "next":
        return next_lecture(chat)
    read, heard = bookmarks.last(chat.db, chat.member.id), listening.last(chat.db, chat.member.id)
    if heard is not None and (read is None or heard[2] >= read[2]):
        return go_on(chat, heard[0])
    return open_page(chat, read[0], read[1]) if read is not None else NO_LECTURE_YET


@router.on("next_lecture", "下一讲", how="发「下一讲」，打开同一系列的下一讲。")
def next_lecture(chat: Chat) -> Reply:
    """The one after the lecture opened last, in its series."""
    now_open = current(chat)
    if now_open is None:
        return NO_LECTURE_YET
    following = chat.library.next_in_series(now_open)
    if following is None:
        return Reply(f"「{now_open.series}」到这一讲完了。\n发「党课」看别的系列。")
    return open_page(chat, following.slug, 1)


@router.on("related_film", "相关电影", "配套电影", "电影呢", how="发「相关电影」，看和这一讲配套的电影课。")
def related_film(chat: Chat) -> Reply:
    """The film lecture that goes with the lecture opened last: what it is about, where it may lawfully be seen."""
    now_open = current(chat)
    if now_open is None:
        return NO_LECTURE_YET
    if now_open.film is not None:
        return Reply(fit([*_film_lines(now_open), offer(chat, now_open, "related_film")]))
    if chat.library.lecture(now_open.related_film) is None:
        return Reply(f"第 {now_open.number} 讲没有配电影。\n发「党课」看目录，电影在最后。")
    return open_page(chat, now_open.related_film, 1)


def another_lecture(chat: Chat) -> Reply | None:
    """The lecture that ``听第3讲`` opens, said where any words are an answer; None for other words."""
    wanted = _OPENS.fullmatch(plain(chat.said))
    return open_page(chat, str(number(wanted[1], MOST_NUMBERS) or 0), 1) if wanted else None


def open_page(chat: Chat, number_or_slug: str, page: int) -> Reply:
    """A page of a lecture; the bookmark is set there and the next page is one word away."""
    found = chat.library.lecture(number_or_slug)
    if found is None:
        return Reply(NO_LECTURE.format(n=number_or_slug, of=len(chat.library.lectures())))
    pages = _pages(found)
    page = min(max(page, 1), len(pages))
    bookmarks.keep(chat.db, chat.member.id, found.slug, page, chat.now)
    if page < len(pages):
        chat.ask("lecture", "next", slug=found.slug, page=page)
        heard = "，回「听」听语音" if page == 1 and can_be_heard(chat, found) else ""
        return Reply(f"{pages[page - 1]}\n（{page}/{len(pages)}）回「下一页」接着看{heard}。")
    return Reply(f"{pages[page - 1]}\n（{page}/{len(pages)}）完。{offer(chat, found)}")


def _pages(found: Lecture) -> tuple[str, ...]:
    """The bubbles of a lecture: a cover, for a film what it is and where to see it, then its text."""
    where = "　".join(part for part in (found.place, found.date) if part)
    checked = "（部分史实待核，以权威史料为准）" if found.needs_check else ""
    cover = [f"第 {found.number} 讲 · {found.title}", where, found.summary, checked]
    film = ("\n".join(_film_lines(found)),) if found.film else ()
    return ("\n".join(line for line in cover if line), *film, *found.pages)


def _film_lines(found: Lecture) -> list[str]:
    film = found.film
    assert film is not None
    return [
        f"《{film.title}》（{film.year}）导演：{film.director}",
        film.synopsis,
        f"哪里看：{film.channels}",
        "这里不放片源；看完回「自测」「讨论」。",
    ]


@router.form("lecture", only_chooses=True)
def lecture_page(chat: Chat) -> Reply:
    """下一页, or a page number, while a lecture is open."""
    form = chat.open_form
    slug, page = str(form.slots["slug"]), int(str(form.slots["page"]))
    if chat.said.lower() in NEXT_WORDS:
        return open_page(chat, slug, page + 1)
    chosen = number(chat.said, MOST_NUMBERS)
    if chosen is not None:
        return open_page(chat, slug, chosen)
    chat.next_form = form
    return Reply("回「下一页」接着看，回页号跳到那一页；不看了回「取消」，以后回「继续听」。")
