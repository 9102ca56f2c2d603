"""听: a lecture's sound as voice messages one after the other, or a card that leads to all of it on a page.

A voice goes back as the answer itself, which costs no quota and cannot be lost. It must lie with the platform before:
whoever opens a lecture makes a worker upload its first piece, whoever hears one the next (bot/delivery/uploads.py).
"""

from __future__ import annotations

from bot.chat import Card, Chat, Reply, Router
from bot.ledger import bookmarks, listening, platform_media
from bot.narration import store
from bot.narration.script import LABEL, of_lecture
from bot.narration.store import Narration
from bot.page_links import PageLinks
from content.library import Lecture
from handlers.lecture_menu import NO_LECTURE_YET, current, offer

router = Router("sound")

VOICE = "voice"
OFFICIAL = "official"


@router.on(
    "listen",
    "听",
    "听语音",
    "语音",
    "放录音",
    how="打开一讲后发「听」：一段一段发语音，回「继续听」听下一段。",
)
def listen(chat: Chat) -> Reply:
    """The first piece of the lecture opened last."""
    lecture = current(chat)
    return NO_LECTURE_YET if lecture is None else _piece(chat, lecture, 1)


@router.on(
    "listen_page", "听全文", "网页听", "全文", how="打开一讲后发「听全文」：给一个链接，整讲在网页上听。"
)
def listen_page(chat: Chat) -> Reply:
    """The page of the lecture opened last, with all of its sound."""
    lecture = current(chat)
    return NO_LECTURE_YET if lecture is None else Reply(card=_card(chat, lecture, _narration(chat, lecture)))


def go_on(chat: Chat, slug: str) -> Reply:
    """The piece after the one that was sent last."""
    lecture = chat.library.lecture(slug)
    if lecture is None:
        return NO_LECTURE_YET
    return _piece(chat, lecture, listening.part_of(chat.db, chat.member.id, slug) + 1)


def can_be_heard(chat: Chat, lecture: Lecture) -> bool:
    """Whether it has sound; where it is sent as voices, the first piece is made ready."""
    narration = _narration(chat, lecture)
    if narration is not None and _app(chat):
        _want(chat, narration, 1)
    return narration is not None


def _piece(chat: Chat, lecture: Lecture, part: int) -> Reply:
    narration = _narration(chat, lecture)
    if narration is None or not _app(chat):
        return Reply(card=_card(chat, lecture, narration))
    at = bookmarks.keep(chat.db, chat.member.id, lecture.slug, 1, chat.now)
    if part > len(narration.parts):
        listening.keep(chat.db, chat.member.id, lecture.slug, 0, at)
        return Reply(f"第 {lecture.number} 讲听完了。\n{offer(chat, lecture, 'listen')}")
    _want(chat, narration, part)
    _want(chat, narration, part + 1)
    voice = platform_media.there(chat.db, _app(chat), narration.parts[part - 1].digest, chat.now)
    listening.keep(chat.db, chat.member.id, lecture.slug, part if voice else part - 1, at)
    if voice is None:
        return Reply(card=_card(chat, lecture, narration, "语音正在备，过一会儿回「继续听」就有。"))
    return Reply(card=_card(chat, lecture, narration), voice=voice)


def _want(chat: Chat, narration: Narration, part: int) -> None:
    if part <= len(narration.parts):
        piece = narration.parts[part - 1]
        path = (narration.folder / piece.file).relative_to(chat.config.service.data_dir)
        platform_media.want(chat.db, _app(chat), piece.digest, VOICE, path.as_posix(), chat.now)


def _narration(chat: Chat, lecture: Lecture) -> Narration | None:
    return store.find(chat.config.service.data_dir / store.AUDIO, of_lecture(lecture))


def _app(chat: Chat) -> str:
    """The app that voices are sent with. WeCom takes AMR only, which Debian's ffmpeg does not make: a card there."""
    official = chat.config.official
    return official.app_id if official is not None and chat.message.channel == OFFICIAL else ""


def _card(chat: Chat, lecture: Lecture, narration: Narration | None, first: str = "") -> Card:
    if narration is None:
        about = "打开后点「用手机朗读」，由手机念给您听。"
    else:
        label = LABEL if narration.synthetic else "录音"
        minutes = max(round(narration.seconds / 60), 1)
        about = f"{label}，约 {minutes} 分钟；放到哪里只记在您手机上。"
    url = PageLinks(chat.keys, chat.config.public_url).url(
        f"/p/lectures/{lecture.slug}", chat.member.id, chat.now
    )
    return Card(f"第 {lecture.number} 讲 · {lecture.title}", f"{first}{about}", url)
