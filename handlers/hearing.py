"""In court: when, so that nothing is pushed meanwhile; changed, called off, over (product G4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import local
from bot.chat import Chat, Form, Reply, Router
from bot.ledger import hearings, leave, meeting_kinds, meetings
from bot.ledger.hearings import Hearing
from bot.ledger.meetings import Meeting
from bot.ledger.quiet import is_quiet
from bot.understanding.dates import parse_range
from handlers.leave import ask_from
from handlers.wording import fit, number, numbered, with_place, yes_or_no

router = Router("hearing")

HOW = "发「周四下午开庭」，那段时间不给您推送，庭后一次发给您。\n提前结束发「开庭结束了」，不开了发「取消开庭」。"
EXAMPLE = "比如：周四下午；明天9点到11点半。"
AT_MOST = timedelta(days=7)
FARTHEST = timedelta(days=366)
# A meeting has a beginning only; one that began this long before may still be under way.
MEETING_LASTS = timedelta(hours=1)
SOON = (
    ("今天下午", "今天下午"),
    ("明天上午", "明天上午"),
    ("明天下午", "明天下午"),
    ("明天全天", "明天全天"),
)
SHOWN = 4
REASON = "开庭"


@router.on(
    "hearing", "开庭", "我要开庭", "登记开庭", "开庭登记", "庭审", "要开庭", "出庭", acts=True, how=HOW
)
def hearing(chat: Chat) -> Reply:
    """``周四下午开庭``; ``开庭改到周五上午``; ``开庭延长到六点``; or ``开庭`` and then what is asked."""
    kind, said = chat.slot("kind"), chat.slot("reason")
    if kind == "move":
        return _move_one(chat, chat.slot("about"), said)
    if kind == "until":
        return _prolong(chat, said)
    if not said:
        return _ask_when(chat)
    return _declare(chat, said)


@router.on("my_hearings", "我的开庭", "开庭安排", "开庭时间", "什么时候开庭", "我什么时候开庭", how=HOW)
def my_hearings(chat: Chat) -> Reply:
    """The hearings under way and to come; a number changes one."""
    found = hearings.ahead(chat.db, chat.member.id, chat.now)
    if not found:
        return Reply("没有记着要开的庭。\n记一个，发「周四下午开庭」。")
    chat.ask("hearing_choice", "choose", ids=[one.id for one in found[:SHOWN]])
    lines = [said(one) + ("　正在开" if one.starts_at <= chat.now else "") for one in found[:SHOWN]]
    more = f"还有 {len(found) - SHOWN} 个。" if len(found) > SHOWN else ""
    return Reply(fit(["您的开庭", *numbered(lines), more, "要改、要取消，回号。"]))


@router.on("hearing_over", "开庭结束", "开庭结束了", "庭开完了", "开完庭了", "休庭了", acts=True, how=HOW)
def over(chat: Chat) -> Reply:
    """``开庭结束了``: what was held is sent now."""
    running = _running(chat)
    if not running:
        return Reply("现在没有记着正在开的庭，推送照常。\n看记着的，回「我的开庭」。")
    for one in running:
        hearings.cancel(chat.db, one.id, chat.now)
    chat.knock = True
    return Reply(f"✓ 记下了，开庭结束 {local.clock(chat.now)}\n{_afterwards(chat)}")


@router.on("hearing_cancel", "取消开庭", "撤销开庭", "开庭取消", acts=True, how=HOW)
def cancel(chat: Chat) -> Reply:
    """``取消开庭``, ``取消周四的开庭``: the only one, or the one that is chosen."""
    found = _named(chat, chat.slot("about"))
    if not found:
        return Reply("没有记着这样的开庭，推送照常。\n看记着的，回「我的开庭」。")
    if len(found) == 1:
        return _cancel(chat, found[0])
    return _which(chat, "cancel", found, "取消哪一个？")


@router.form("hearing")
def when(chat: Chat) -> Reply:
    """When a hearing is, or is now."""
    form, words = chat.open_form, _soon(chat.said)
    return _declare(chat, words) if form.step == "when" else _move(chat, _of(chat, form), words)


@router.form("hearing_choice", only_chooses=True)
def chosen(chat: Chat) -> Reply:
    """Whether to ask leave; which hearing; what to do with it."""
    form = chat.open_form
    if form.step == "leave":
        return _leave_or_not(chat, form)
    if form.step == "what":
        return _what(chat, form)
    ids = form.slots["ids"]
    assert isinstance(ids, list)
    choice = number(chat.said, len(ids))
    one = next((it for it in _ahead(chat) if choice and it.id == ids[choice - 1]), None)
    if one is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不办了回「取消」。")
    if form.step == "cancel":
        return _cancel(chat, one)
    if form.step == "move":
        return _move(chat, one, str(form.slots["when"]))
    chat.ask("hearing_choice", "what", id=one.id)
    return Reply(f"{said(one)} 开庭\n1 取消　2 改时间\n回数字；不动了回「取消」。")


def said(one: Hearing) -> str:
    """``11月26日（周四）14:00–18:00``; the day of the end only where it is another."""
    same = local.day(one.starts_at) == local.day(one.ends_at)
    return f"{local.words(one.starts_at)}–{local.clock(one.ends_at) if same else local.words(one.ends_at)}"


def _ahead(chat: Chat) -> list[Hearing]:
    return hearings.ahead(chat.db, chat.member.id, chat.now)


def _running(chat: Chat) -> list[Hearing]:
    return [one for one in _ahead(chat) if one.starts_at <= chat.now]


def _ask_when(chat: Chat) -> Reply:
    chat.ask("hearing", "when")
    options = "　".join(numbered(words for words, _ in SOON))
    return Reply(f"什么时候开庭？{EXAMPLE}\n{options}\n回数字，或直接写；那段时间不给您推送。")


def _soon(words: str) -> str:
    chosen = number(words, len(SOON))
    return SOON[chosen - 1][1] if chosen else words


def _stretch(chat: Chat, words: str) -> tuple[datetime, datetime] | str:
    """The stretch of time that was named, or why it cannot be one."""
    morning, afternoon = chat.config.push.court_hours
    whole = (morning[0], afternoon[1])
    parts = {"全天": whole, "整天": whole, "一天": whole}
    parts |= dict.fromkeys(("上午", "早上", "早晨", "朝早"), morning)
    parts |= dict.fromkeys(("下午", "午后", "下昼"), afternoon)
    found = parse_range(words, chat.now, parts)
    if found is None:
        return f"没看懂是什么时候。{EXAMPLE}"
    if found[1] <= chat.now:
        return f"{local.words(found[0])} 已经过了。{EXAMPLE}"
    if found[1] <= found[0]:
        return f"结束要在开始之后。{EXAMPLE}"
    if found[1] - found[0] > AT_MOST:
        return "一次最多记七天；再长，分几次记。"
    return found if found[0] - chat.now < FARTHEST else f"只记一年以内的。{EXAMPLE}"


def _declare(chat: Chat, words: str) -> Reply:
    stretch = _stretch(chat, words)
    if isinstance(stretch, str):
        chat.ask("hearing", "when")
        return Reply(f"{stretch}\n再写一次时间，或回「取消」。")
    one, fresh = hearings.declare(chat.db, chat.member.id, *stretch, chat.now)
    first = f"✓ 记下了　{said(one)} 开庭" if fresh else f"已经记过了　{said(one)} 开庭"
    return _noted(chat, one, first)


def _noted(chat: Chat, one: Hearing, first: str) -> Reply:
    """What follows from a hearing; leave is offered from the meetings that fall into it."""
    missed = _overlapping(chat, one)
    if not missed:
        return Reply(
            f"{first}\n这段时间不给您推送，庭后一次发给您。\n提前结束发「开庭结束了」，不开了发「取消开庭」。"
        )
    chat.ask("hearing_choice", "leave", ids=[held.id for held in missed])
    return Reply(
        fit(
            [
                first,
                "这段时间不给您推送，庭后一次发给您。",
                *(f"时间冲突：{local.words(held.starts_at)} {with_place(held)}" for held in missed),
                "要请假吗？回 1 请假，回 2 不请。",
            ]
        )
    )


def _overlapping(chat: Chat, one: Hearing) -> list[Meeting]:
    """The meetings the member is due at, has no leave from, and cannot come to."""
    branch_id = chat.member.branch_id
    if branch_id is None:
        return []
    return [
        held
        for held in meetings.upcoming(chat.db, [branch_id], chat.now, days=(one.ends_at - chat.now).days + 1)
        if one.starts_at - MEETING_LASTS < held.starts_at < one.ends_at
        and meeting_kinds.is_due(held.kind, chat.member, branch_id)
        and leave.open_request(chat.db, held.id, chat.member.id) is None
    ]


def _leave_or_not(chat: Chat, form: Form) -> Reply:
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 请假，回 2 不请。")
    if not sure:
        return Reply("好，没有请假。\n要请时，会前发「请假 开庭」。")
    ids = form.slots["ids"]
    assert isinstance(ids, list)
    asked = [meeting for id_ in ids if (meeting := meetings.get(chat.db, id_)) is not None]
    replies = [ask_from(chat, meeting, REASON).text for meeting in asked]
    if len(replies) == 1:
        return Reply(replies[0])
    return Reply(fit([*(text.splitlines()[0] for text in replies), replies[-1].splitlines()[-1]]))


def _named(chat: Chat, about: str) -> list[Hearing]:
    """The hearings that lie in the time that was named; all of them where none was."""
    found = _ahead(chat)
    stretch = parse_range(about, chat.now) if about else None
    if stretch is None:
        return found
    return [one for one in found if one.starts_at < stretch[1] and one.ends_at > stretch[0]]


def _which(chat: Chat, step: str, found: Sequence[Hearing], question: str, **slots: object) -> Reply:
    chat.ask("hearing_choice", step, ids=[one.id for one in found[:SHOWN]], **slots)
    return Reply(fit([question, *numbered(map(said, found[:SHOWN])), "回数字；不办了回「取消」。"]))


def _of(chat: Chat, form: Form) -> Hearing | None:
    return next((one for one in _ahead(chat) if one.id == form.slots["id"]), None)


def _what(chat: Chat, form: Form) -> Reply:
    one, chosen = _of(chat, form), number(chat.said, 2)
    if one is None:
        return _gone()
    if chosen == 1:
        return _cancel(chat, one)
    if chosen == 2:
        chat.ask("hearing", "move_when", id=one.id)
        return Reply(f"改到什么时候？{EXAMPLE}\n不改了回「取消」。")
    chat.next_form = form
    return Reply("请回 1 取消开庭，回 2 改时间；不动了回「取消」。")


def _gone() -> Reply:
    return Reply("没办成：这个庭已经结束或取消了。\n看记着的，回「我的开庭」。")


def _cancel(chat: Chat, one: Hearing) -> Reply:
    if not hearings.cancel(chat.db, one.id, chat.now):
        return _gone()
    chat.knock = True
    then = _afterwards(chat) if one.starts_at <= chat.now else "那段时间照常给您推送。"
    return Reply(f"✓ 已取消　{said(one)} 开庭\n{then}\n取消错了，再发一次时间。")


def _move_one(chat: Chat, about: str, words: str) -> Reply:
    found = _named(chat, about)
    if not found:
        return _declare(chat, words)
    if len(found) == 1:
        return _move(chat, found[0], words)
    return _which(chat, "move", found, "改哪一个？", when=words)


def _move(chat: Chat, one: Hearing | None, words: str) -> Reply:
    if one is None:
        return _gone()
    stretch = _stretch(chat, words)
    if isinstance(stretch, str):
        chat.ask("hearing", "move_when", id=one.id)
        return Reply(f"{stretch}\n再写一次时间，或回「取消」。")
    if not hearings.move(chat.db, one.id, *stretch, chat.now):
        return _gone()
    moved = Hearing(one.id, one.member_id, *stretch)
    return _noted(chat, moved, f"✓ 改了　{said(moved)} 开庭")


def _prolong(chat: Chat, words: str) -> Reply:
    """``开庭延长到六点``: the one under way, or the next, ends then."""
    found, until = _ahead(chat), parse_range(words, chat.now)
    if not found or until is None or until[0] <= max(found[0].starts_at, chat.now):
        return Reply("没改成：看不出是哪个庭、到几点。\n看记着的，回「我的开庭」。")
    one = found[0]
    if until[0] - one.starts_at > AT_MOST or not hearings.move(
        chat.db, one.id, one.starts_at, until[0], chat.now
    ):
        return _gone()
    moved = Hearing(one.id, one.member_id, one.starts_at, until[0])
    return _noted(chat, moved, f"✓ 改了　{said(moved)} 开庭")


def _afterwards(chat: Chat) -> str:
    """When what was held comes: within minutes, in the morning, or after a hearing that is still on."""
    if _running(chat):
        return "还有一个庭没结束，都结束了再发给您。"
    if is_quiet(chat.now, chat.config.push):
        return f"这段时间的通知，早上 {chat.config.push.quiet_to_hour} 点后发给您。"
    return "这段时间有通知的话，一两分钟内发给您。"
