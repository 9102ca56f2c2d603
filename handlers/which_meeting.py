"""Which meeting an officer means: the one under way, or the one they choose from a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.chat import Chat, Reply, Router
from bot.ledger import meetings, members
from bot.ledger.meetings import Meeting
from handlers.wording import fit, in_full, number, numbered

router = Router("which meeting")

CORRECTABLE_FOR = timedelta(days=7)
Act = Callable[[Chat, Meeting, Mapping[str, object]], Reply]
_acts: dict[str, Act] = {}
NONE = (
    "现在没有进行中的会议。\n要开会，发「开会 下周三晚上七点半 三楼会议室 支部党员大会」；看安排回「会议」。"
)


def act(name: str) -> Callable[[Act], Act]:
    """Let the function below be what happens once the meeting is known; see :func:`choose`."""

    def register(function: Act) -> Act:
        _acts[name] = function
        return function

    return register


def scope_ids(chat: Chat) -> list[int]:
    """The branches the sender acts for."""
    return [id_ for id_, _ in members.scope(chat.db, chat.member)]


def opens_before(chat: Chat) -> timedelta:
    """How long before the start check-in opens."""
    return timedelta(minutes=chat.config.meetings.opens_minutes_before)


def open_meetings(chat: Chat) -> list[Meeting]:
    """The meetings the sender runs now; where there is none, those nobody has closed."""
    scope = scope_ids(chat)
    running = meetings.running(chat.db, scope, chat.now, opens_before(chat))
    return running or meetings.unclosed(chat.db, scope, chat.now, opens_before(chat))


def open_or_last(chat: Chat) -> list[Meeting]:
    """The meetings the sender runs now or, failing that, the last one closed within the week."""
    return open_meetings(chat) or meetings.last_closed(chat.db, scope_ids(chat), chat.now - CORRECTABLE_FOR)


def choose(chat: Chat, then: str, found: Sequence[Meeting], **slots: object) -> Reply:
    """Go on with the only meeting there is, or ask which of them; ``slots`` go along."""
    if not found:
        return Reply(NONE)
    if len(found) == 1:
        return _acts[then](chat, found[0], slots)
    offered = found[:6]
    chat.ask("which_meeting", "choose", then=then, ids=[one.id for one in offered], slots=slots)
    return Reply(
        fit(["是哪一个会？", *numbered(in_full(one) for one in offered), "回数字；不办了回「取消」。"])
    )


@router.form("which_meeting")
def chosen(chat: Chat) -> Reply:
    """The number of a meeting."""
    form = chat.form
    assert form is not None
    ids, slots = form.slots["ids"], form.slots["slots"]
    assert isinstance(ids, list)
    assert isinstance(slots, dict)
    number_said = number(chat.said, len(ids))
    meeting = meetings.get(chat.db, ids[number_said - 1]) if number_said else None
    if meeting is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不办了回「取消」。")
    return _acts[str(form.slots["then"])](chat, meeting, slots)
