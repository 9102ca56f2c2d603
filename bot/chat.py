"""What a channel hands to a handler, what a handler hands back, and the table that joins the two.

Nothing of ours is imported here (the names under ``TYPE_CHECKING`` are for the type checker only), so a
handler can be read and tested with this file alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.config import Config
    from bot.keys import Keys
    from bot.ledger.members import Member
    from content.library import Library

NOT_KEPT = "这是您自己的话，没有留底。请再发一次。"
Audience = Literal["anyone", "member", "officer", "committee"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message or event as it came in, whatever the channel.

    ``key`` is the same each time the platform delivers the message again: the message id, or for events the
    sender, the second it was made and what it was. ``sent_at`` is a UTC instant. ``event`` is lower case
    (``subscribe``, ``scan``, ``click`` …) and ``event_key`` its payload (the scene without ``qrscene_``, the
    menu key). ``text`` is a text's content, or what the platform heard in a voice message.
    """

    channel: str
    key: str
    sender: str
    receiver: str
    kind: str
    sent_at: datetime
    text: str = ""
    event: str = ""
    event_key: str = ""
    media_id: str = ""

    @property
    def occasion(self) -> str:
        """The key as it may be kept for good: some keys have the sender's address in them."""
        return sha256(self.key.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Card:
    """A link with a title: a news article in WeChat, a text card in WeCom."""

    title: str
    description: str
    url: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back at once. Neither text nor card: the platform is told ``success`` and shows nothing.

    ``more`` is what was left out for somebody who wants short replies; 更多 brings it.
    ``button`` is what the button of a tapped card says from now on, where the channel has such cards (WeCom).
    ``voice`` is the platform's id of a voice message, which is played in place of all else where it can be.
    ``private``: its words are the member's own and are kept nowhere in the clear, not even for a second delivery.
    """

    text: str = ""
    card: Card | None = None
    button: str = ""
    more: str = ""
    voice: str = ""
    private: bool = False

    def dumps(self) -> str:
        """The reply as JSON, as the inbox keeps it for a second delivery of the same message."""
        kept = replace(self, text=NOT_KEPT, more="", private=False) if self.private else self
        return json.dumps(asdict(kept), ensure_ascii=False)

    @classmethod
    def loads(cls, stored: str) -> Reply:
        """The reply that :meth:`dumps` wrote."""
        fields = json.loads(stored)
        card = fields.pop("card")
        return cls(card=Card(**card) if card else None, **fields)


SILENCE = Reply()


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the bot can be told to do, as its handler declares it and the understanding learns it.

    ``title`` is its short name in guesses and lists; ``words`` are said in full to mean just this; ``acts``
    says that it changes something, so that it is never done on a guess (``asks_back``: its handler asks for a
    confirmation itself, each time); ``audience`` is who may say it; ``how`` answers 怎么….
    """

    intent: str
    title: str
    words: tuple[str, ...]
    acts: bool = False
    audience: Audience = "member"
    asks_back: bool = False
    how: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a text was understood to want.

    ``name`` is an intent of the contract (``check_in`` …) or ``none``. ``certain`` is false where the bot
    asks back before acting. ``guesses`` are intents to offer when ``name`` is ``none``, best first. ``likely`` is
    true where no rule read it: an open form is answered rather than left for it.
    """

    name: str
    slots: Mapping[str, str] = field(default_factory=dict)
    certain: bool = True
    guesses: tuple[str, ...] = ()
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A conversation in progress: which form, what it asks now, and what it has been told (JSON values)."""

    name: str
    step: str
    slots: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Chat:
    """One message being answered. ``now`` is a UTC instant; ``db`` the open transaction, not committed here.

    ``sender`` is the bound member, or ``None`` for a stranger. ``form`` is the conversation this message
    answers, if any. A handler that needs another turn calls :meth:`ask`; one that wrote delivery rows sets
    ``knock`` so that the queue is woken after the commit.
    """

    db: Connection
    message: Message
    now: datetime
    config: Config
    keys: Keys
    library: Library
    commands: Mapping[str, Command]
    sender: Member | None = None
    intent: Intent = field(default_factory=lambda: Intent("none"))
    form: Form | None = None
    next_form: Form | None = None
    knock: bool = False

    @property
    def member(self) -> Member:
        """The bound member; a handler whose audience is not ``anyone`` always has one."""
        assert self.sender is not None
        return self.sender

    @property
    def said(self) -> str:
        """The words of this message, trimmed; a tapped menu entry is its word."""
        return (self.message.event_key if self.message.event == "click" else self.message.text).strip()

    @property
    def open_form(self) -> Form:
        """The conversation being answered; a form's handler always has one."""
        assert self.form is not None
        return self.form

    def slot(self, name: str) -> str:
        """A slot of the understood intent, or an empty string."""
        return self.intent.slots.get(name, "")

    def ask(self, form: str, step: str, **slots: object) -> None:
        """Leave a form open: the next message goes to ``@router.form(form)`` with ``step`` and ``slots``."""
        self.next_form = Form(form, step, slots)


Handler = Callable[[Chat], Reply]


class Router:
    """Which handler takes what. A file in ``handlers/`` has one; :meth:`join` makes the whole of them."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.commands: dict[str, Command] = {}
        self.handlers: dict[str, Handler] = {}
        self.forms: dict[str, Handler] = {}
        self.choosing: set[str] = set()
        self.events: dict[str, Handler] = {}

    def on(
        self,
        intent: str,
        title: str,
        *words: str,
        acts: bool = False,
        audience: Audience = "member",
        asks_back: bool = False,
        how: str = "",
    ) -> Callable[[Handler], Handler]:
        """Give an intent to the function below; ``title`` is its first word, ``words`` are the others."""

        def register(handler: Handler) -> Handler:
            self._claim(self.handlers, intent, handler)
            self.commands[intent] = Command(intent, title, (title, *words), acts, audience, asks_back, how)
            return handler

        return register

    def form(self, name: str, *, only_chooses: bool = False) -> Callable[[Handler], Handler]:
        """Give the answers to a form (see :meth:`Chat.ask`) to the function below.

        ``only_chooses``: it takes numbers and such, never free text, so that any command leaves it.
        """
        if only_chooses:
            self.choosing.add(name)
        return lambda handler: self._claim(self.forms, name, handler)

    def event(self, *names: str) -> Callable[[Handler], Handler]:
        """Give platform events (``subscribe``, ``scan`` …) to the function below."""

        def register(handler: Handler) -> Handler:
            for name in names:
                self._claim(self.events, name, handler)
            return handler

        return register

    @staticmethod
    def _claim(table: dict[str, Handler], name: str, handler: Handler) -> Handler:
        if name in table:
            raise ValueError(f"{name!r} already goes to {table[name].__module__}.{table[name].__name__}")
        table[name] = handler
        return handler

    @classmethod
    def join(cls, routers: Sequence[Router]) -> Router:
        """One router of many. Raises ValueError where two claim the same intent, form, event or word."""
        whole = cls("all")
        word_goes_to: dict[str, str] = {}
        for router in routers:
            for name, handler in router.handlers.items():
                cls._claim(whole.handlers, name, handler)
            for name, handler in router.forms.items():
                cls._claim(whole.forms, name, handler)
            whole.choosing |= router.choosing
            for name, handler in router.events.items():
                cls._claim(whole.events, name, handler)
            for intent, command in router.commands.items():
                whole.commands[intent] = command
                for word in command.words:
                    if word in word_goes_to:
                        raise ValueError(f"word {word!r} already goes to {word_goes_to[word]}")
                    word_goes_to[word] = intent
        return whole
