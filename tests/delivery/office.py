"""A sender at work: the cast's ledger, the stand-in for the platform on loopback, and a clock to set."""

from __future__ import annotations

from datetime import datetime, timedelta

import requests
from sqlalchemy import insert, select

from bot.channels.client import Client
from bot.config import OfficialSettings, PushSettings
from bot.delivery.sender import Pace, Sender
from bot.ledger import notices
from bot.ledger.database import Ledger
from bot.ledger.tables import delivery, delivery_attempt, inbox
from bot.ledger.tokens import Tokens
from sandbox.platform import Fault, Platform
from sandbox.wire import Account
from tests.cast import NOW, Cast
from tests.delivery.settings import APP_ID, KEYS, SECRET, TEMPLATES

ACCOUNT = Account("a-token-for-tests", APP_ID, "a" * 43, "gh_rongshu")
CUSTOM, TEMPLATE = "message/custom/send", "message/template/send"


class Office:
    """What a test needs to send and to see what came of it. ``now`` is the time for everybody."""

    def __init__(self, ledger: Ledger, cast: Cast, platform: Platform, address: str) -> None:
        self.ledger, self.cast, self.platform = ledger, cast, platform
        self.now = NOW
        platform.clock = lambda: self.now
        for name in cast.ids:
            platform.follow(cast.openid(name))
        session = requests.Session()
        session.trust_env = False
        settings = OfficialSettings(app_id=APP_ID, app_secret=SECRET, api_base_url=address)
        tokens = Tokens(ledger, KEYS, lambda: self.now)
        self.client = Client(settings, tokens, session, (1, 0.5), lambda: self.now)

    def sender(self, templates: dict[str, str] | None = None, push: PushSettings | None = None) -> Sender:
        """A worker's sender; with a template for every kind unless told otherwise."""
        chosen = TEMPLATES if templates is None else templates
        return Sender(self.ledger, self.client, chosen, push or PushSettings(), lambda: self.now, Pace())

    def notify(self, *names: str, key: str = "n-1", **more: object) -> int:
        """Write a notice to these people; its number."""
        given: dict[str, object] = {
            "kind": "notice",
            "title": "开会",
            "body": "周六上午九点。\n三楼。",
        } | more
        with self.ledger.begin() as db:
            ids = [self.cast.ids[name] for name in names]
            return notices.create(db, key=key, recipients=ids, now=self.now, **given).notice_id  # type: ignore[arg-type]

    def heard_from(self, name: str) -> None:
        """A member writes: their window is open, here and at the platform."""
        openid = self.cast.openid(name)
        self.platform.acted(openid, "message")
        with self.ledger.begin() as db:
            row = {"channel": "official", "sender": openid, "kind": "text", "received_at": self.now}
            db.execute(insert(inbox).values(key=f"{openid} {self.now}", **row))

    def fault(self, path: str, kind: str, **more: object) -> None:
        """The next call to ``path`` goes wrong."""
        self.platform.faults.add(Fault(path, kind, **more))  # type: ignore[arg-type]

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def at(self, when: datetime) -> None:
        """Set the time."""
        self.now = when

    def states(self) -> dict[str, str]:
        """The state of each person's delivery, by name."""
        names = {id_: name for name, id_ in self.cast.ids.items()}
        with self.ledger.read() as db:
            return {names[row.member_id]: row.state for row in db.execute(select(delivery))}

    def only(self):
        """The only delivery there is."""
        with self.ledger.read() as db:
            return db.execute(select(delivery)).one()

    def tries(self) -> list[tuple[str, str, str]]:
        """(route, outcome, why) of each attempt, in order."""
        columns = (delivery_attempt.c.route, delivery_attempt.c.outcome, delivery_attempt.c.why)
        with self.ledger.read() as db:
            return [tuple(row) for row in db.execute(select(*columns).order_by(delivery_attempt.c.id))]

    def arrived(self, name: str) -> list[dict[str, object]]:
        """What the platform accepted for a person."""
        return self.platform.accepted.to(self.cast.openid(name))
