"""One turn of a conversation: a message and what the ledger knows of its sender become a reply.

The order is the same for every message: an event goes to its handler; a form that is open gets the next word;
``取消`` closes it at any step; what is understood goes to its handler; a guess that would change something is
asked back first; what nobody took gets three guesses, then the help, then the way to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot import local
from bot.chat import SILENCE, Chat, Command, Form, Intent, Reply, Router
from bot.finishing import in_large_type, with_newer_notice
from bot.ledger import conversations, members
from bot.ledger.attendance.codes import SPOKEN_DIGITS
from bot.understanding.dates import parse_when
from content import leave_reasons

ASKED_BACK = "asked back"
GUESSES = "guesses"
STRAYED = "strayed"  # in the slots of a form: its last answer was none of its; the next such may leave it
YES = {"1", "1.", "是", "是的", "对", "对的", "确认", "好", "好的", "yes", "y", "嗯"}
NO = {"2", "2.", "不", "不是", "否", "不办", "不要", "no", "n"}
STRANGER = (
    "还没认出您。先绑定一次：\n回复「绑定 姓名 绑定码」，绑定码由支部书记给您。\n没有绑定码？请向支部书记要。"
)
OFFICERS_ONLY = "这项由支部书记、组织委员办理。\n要找他们，回「书记」；看能做什么，回「帮助」。"
STAFF_ONLY = "这项由行业党委工作人员办理。\n看能做什么，回「帮助」。"
# Words that are also answers a form may be waiting for; every other exact word leaves the form.
ANSWERS = frozenset(
    [
        "acknowledge",
        "confirm",
        "cancel",
        "thanks",
        "greeting",
        "lecture",
        "lectures",
        "first_topic",
        "search",
        "task_done",
        "vote",  # 表决 … is also a line of the minutes
        "none",
    ]
)


def answer(chat: Chat, router: Router, understood_as: tuple[Intent, Intent]) -> Reply:
    """Answer a message. ``understood_as`` is what its words mean by themselves, said by a member and said by
    an officer; ``chat.intent`` is set to what was acted on. The form that is left open, if any, is kept or
    closed in the ledger.
    """
    message = chat.message
    chat.sender = members.by_openid(chat.db, message.channel, message.sender)
    understood = understood_as[chat.sender is not None and chat.sender.is_officer]
    if message.kind == "event" and message.event != "click":
        handler = router.events.get(message.event)
        chat.intent = Intent(message.event)
        return handler(chat) if handler else SILENCE
    open_form, expired = conversations.find(chat.db, message.channel, message.sender, chat.now)
    if message.kind not in ("text", "event") and not chat.said and open_form is None:
        return _not_words(chat)
    if expired:
        conversations.close(chat.db, message.channel, message.sender)
    chat.form = open_form
    reply = _in_form(chat, router, understood) if open_form else _fresh(chat, router, understood)
    if chat.next_form is not None:
        conversations.keep(chat.db, message.channel, message.sender, chat.next_form, chat.now)
    elif open_form is not None:
        conversations.close(chat.db, message.channel, message.sender)
    if expired and understood.name == "none":
        return Reply("刚才的话题放了半小时，已经收起。\n" + reply.text, reply.card)
    return with_newer_notice(chat, in_large_type(chat, reply))


def _not_words(chat: Chat) -> Reply:
    heard = {"voice": "语音没有听清", "image": "图片收到了，但不知道要做什么"}.get(
        chat.message.kind, "这种消息还看不懂"
    )
    return Reply(f"{heard}。\n请打字，或回数字：\n{HOME_LINE}")


# Offered where nothing is guessed from the words: what people most come for.
MOST_WANTED = ("meetings", "tasks", "leave", "lectures")
HOME_LINE = "1 第一议题　2 党课　3 签到请假　4 本月任务　5 通知"


def _in_form(chat: Chat, router: Router, understood: Intent) -> Reply:
    """The sender has a form open: the message answers it, cancels it, or leaves it for another command."""
    form = chat.form
    assert form is not None
    wanted, understood = understood, Intent("none") if understood.likely else understood
    if understood.name == "cancel":
        chat.intent = understood
        return Reply(f"好，已取消，什么也没有记。\n{HOME_LINE}")
    if form.name == GUESSES:
        return _guess_chosen(chat, router, form, wanted)
    if understood.name == "more":
        return _act(chat, router, understood)
    leaves = understood.certain and understood.name not in ANSWERS and not chat.said[:1].isdigit()
    if form.name == ASKED_BACK:
        return _answer_back(chat, router, form, (understood, wanted), leaves)
    if form.name in router.choosing:
        if _strays_again(chat, form, understood):
            chat.form = None
            return _fresh(chat, router, wanted)
        if _leaves_a_choice(chat, router, understood):
            chat.form = None
            return _fresh(chat, router, understood)
    elif leaves and _is_command(chat, router, understood):
        chat.form = None
        return _and_left(_fresh(chat, router, understood))
    return _answered(chat, router, understood, wanted)


def _answered(chat: Chat, router: Router, understood: Intent, wanted: Intent) -> Reply:
    """The form's own answer; what it does not take twice running, and is a command, is done instead."""
    form = chat.open_form
    chooses, strayed = form.name in router.choosing, bool(form.slots.get(STRAYED))
    if not chooses:
        form = chat.form = _not_strayed(form)
    chat.intent = Intent(form.name)
    handler = router.forms.get(form.name)
    if handler is None:  # a form of an earlier version, left open over an upgrade
        return _fresh(chat, router, understood)
    reply = handler(chat)
    taken = reply.text.startswith("✓")  # one of several lines, as of the minutes: the form stays for the next
    if chat.next_form != form or taken or (chooses and understood.name != "none"):
        return reply
    if chooses and wanted.name in router.commands:
        chat.form = chat.next_form = None
        return _fresh(chat, router, wanted)
    if not chooses and strayed and _wants_something_else(chat, router, form, wanted):
        chat.form = chat.next_form = None
        return _and_left(_fresh(chat, router, wanted))
    chat.next_form = _strayed(form)
    return reply


def _wants_something_else(chat: Chat, router: Router, form: Form, wanted: Intent) -> bool:
    """Whether what a form has refused is a command, and neither a number nor a mere word of agreement."""
    courtesies = ANSWERS & {"acknowledge", "confirm", "thanks", "greeting"}
    command = router.commands.get(wanted.name)
    if command is None or wanted.name in courtesies | {form.name} or chat.said[:1].isdigit():
        return False
    # 对象 联合支部 is like a command only because the form's own lines are.
    return not wanted.likely or (_may(chat, command) and len(chat.said.split()) == 1)


_MOST_LINES = 8  # of a reply: what a telephone shows without scrolling (product.md, Voice and look)


def _and_left(reply: Reply) -> Reply:
    """The answer to a command that left a form, which is said too."""
    full = reply.text.count("\n") >= _MOST_LINES - 1
    left = f"{reply.text}{'' if full else chr(10)}（刚才没填完的已取消。）"
    return replace(reply, text=left) if reply.text else reply


def _not_strayed(form: Form) -> Form:
    """The form without the mark, so that it does not go on to the next step."""
    return replace(form, slots={name: value for name, value in form.slots.items() if name != STRAYED})


def _strayed(form: Form) -> Form:
    """The form as it stays open after an answer that is none: it asks once more, not again and again."""
    return replace(form, slots={**form.slots, STRAYED: True})


def _strays_again(chat: Chat, form: Form, understood: Intent) -> bool:
    """Whether this is the second message in a row that is neither a number of the open list nor a command."""
    number = chat.said.rstrip("。.、").isdecimal()
    return bool(form.slots.get(STRAYED)) and understood.name == "none" and not number


def _leaves_a_choice(chat: Chat, router: Router, understood: Intent) -> bool:
    """Whether a message that came while a list is open is a command: anything understood but a number of it.

    No list is so long that four digits are a number of it: they are the code that is said in the room.
    """
    known = understood.name in router.commands and understood.name != "acknowledge"
    said = chat.said.rstrip("。.、")
    return known and not (said.isdecimal() and len(said) != SPOKEN_DIGITS)


def _is_command(chat: Chat, router: Router, understood: Intent) -> bool:
    """Whether the message is plainly another command: one of its words, alone or at the head (签到 8431).

    Free text may contain such words further on, and then still answers the form.
    """
    command = router.commands.get(understood.name)
    said = chat.said.strip("。.!！?？ ")
    return command is not None and any(
        said == word or (len(word) > 1 and said.startswith((f"{word} ", f"{word}，")))
        for word in command.words
    )


def _answer_back(
    chat: Chat, router: Router, form: Form, understood_as: tuple[Intent, Intent], leaves: bool
) -> Reply:
    """``understood_as``: by words and rules, and by what it is like; the latter counts once a first one strayed."""
    understood, wanted = understood_as
    said = chat.said.lower().rstrip("。.!！")
    slots = form.slots["slots"]
    assert isinstance(slots, Mapping)
    if said in YES:
        return _act(chat, router, Intent(str(form.slots["intent"]), slots))
    if said in NO:
        return Reply(f"好，没有办。\n{HOME_LINE}")
    if leaves or understood.name != "none":
        return _fresh(chat, router, understood)
    if _strays_again(chat, form, understood):
        return _fresh(chat, router, wanted)
    chat.next_form = _strayed(form)
    return Reply("请回 1 或 2；不办了回「取消」。")


def _guess_chosen(chat: Chat, router: Router, form: Form, understood: Intent) -> Reply:
    offered = form.slots["intents"]
    assert isinstance(offered, list)
    said = chat.said.rstrip("。.、")
    if said.isdecimal() and 1 <= int(said) <= len(offered):
        return _act(chat, router, Intent(offered[int(said) - 1]))
    return _fresh(chat, router, understood, times=int(str(form.slots["times"])))


def _fresh(chat: Chat, router: Router, understood: Intent, times: int = 0) -> Reply:
    """A message that answers no form."""
    command = router.commands.get(understood.name)
    if command is None:
        return _guess(chat, router, understood, times)
    if command.acts and not understood.certain and not command.asks_back and _may(chat, command):
        chat.intent = Intent(ASKED_BACK)
        chat.ask(ASKED_BACK, command.intent, intent=command.intent, slots=_to_keep(chat, understood))
        return Reply(f"您是要「{command.title}」吗？\n回 1 是，回 2 不是。")
    return _act(chat, router, understood)


def _to_keep(chat: Chat, understood: Intent) -> dict[str, object]:
    """The slots of what is asked back, as they may lie there: an illness that was said is not among them."""
    slots: dict[str, object] = dict(understood.slots)
    said = str(slots.get("reason") or "")
    if understood.name == "leave" and (read := leave_reasons.read(said)).withheld:
        when = parse_when(said, chat.now)
        here = local.at(when.start) if when is not None else None
        day = f"{here.month}月{here.day}日 " if here is not None else ""
        slots["reason"] = f"{day}{read.text}"
    return slots


def _may(chat: Chat, command: Command) -> bool:
    return _refusal(chat, command) is None


def _refusal(chat: Chat, command: Command) -> str | None:
    """Why this sender may not say this, or None where they may."""
    if command.audience == "anyone":
        return None
    if chat.sender is None:
        return STRANGER
    if command.audience == "officer" and not chat.sender.is_officer:
        return OFFICERS_ONLY
    if command.audience == "committee" and not chat.sender.is_staff:
        return STAFF_ONLY
    return None


def _act(chat: Chat, router: Router, intent: Intent) -> Reply:
    command = router.commands.get(intent.name)
    if command is None:
        return _guess(chat, router, Intent("none"), 0)
    chat.intent = intent
    refusal = _refusal(chat, command)
    if refusal is not None:
        return Reply(refusal)
    return router.handlers[intent.name](chat)


def _guess(chat: Chat, router: Router, understood: Intent, times: int) -> Reply:
    """Nobody took it: three guesses, then the help, then the way to a person."""
    chat.intent = Intent("none")
    offered = [
        command
        for name in dict.fromkeys((*understood.guesses, *MOST_WANTED))
        if (command := router.commands.get(name)) is not None and _may(chat, command)
    ][:3]
    if chat.sender is None:
        return Reply(STRANGER)
    if not offered or times >= 2 or (times and not understood.guesses):
        chat.ask(GUESSES, "choose", intents=[], times=times + 1)
        if times >= 2:
            return Reply("还是没听懂，让人来帮您：\n回「书记」，转给支部书记。\n" + HOME_LINE)
        return Reply(f"没听懂。\n{HOME_LINE}\n回数字；全部用法回「帮助」；回「书记」转给支部书记。")
    chat.ask(GUESSES, "choose", intents=[command.intent for command in offered], times=times + 1)
    listed = "　".join(f"{n} {command.title}" for n, command in enumerate(offered, 1))
    return Reply(f"没听懂，您是不是要：\n{listed}\n回数字；回「书记」转给支部书记。")
