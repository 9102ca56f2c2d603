"""A whole service in one process, as the platform meets it: signed, encrypted requests in, replies out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Connection
from werkzeug.test import Client

import content
import handlers
from bot.app import create_app, front
from bot.channels.official import Official
from bot.channels.wecom import Wecom
from bot.config import Config, OfficialSettings, ServiceSettings, WecomSettings
from bot.keys import Keys
from bot.ledger.database import Ledger
from bot.ledger.tables import metadata
from bot.services import Services
from bot.understanding import Understanding
from content.library import FOLDER, Library, read_series
from content.names import Names
from sandbox import wire
from tests.cast import NOW, Cast

ACCOUNT = wire.Account(
    token="a-token-for-tests",
    app_id="wx0123456789abcdef",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    original_id="gh_rongshu",
)
KEYS = Keys(b"a key for tests, of thirty-two bytes or more")


COMPANY = wire.Account(
    token="a-token-of-the-company",
    app_id="ww0123456789abcdef",  # the corp id stands where the app id stands
    aes_key="GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba",
    original_id="ww0123456789abcdef",
)
AGENT = "1000002"


class Knocks:
    """A queue that only counts: what a worker would be woken for stays in the ledger for the test to see."""

    def __init__(self) -> None:
        self.count = 0

    def knock(self) -> None:
        """Count a knock."""
        self.count += 1


def config(folder: Path, url: str = "", mode: wire.Mode = "safe") -> Config:
    """Settings for a service in ``folder``."""
    from bot.config import StoreSettings

    return Config(
        service=ServiceSettings(data_dir=folder, public_url="https://rongshu.example"),
        store=StoreSettings(url=url),
        official=OfficialSettings(
            token=ACCOUNT.token,
            app_id=ACCOUNT.app_id,
            app_secret="not-a-real-secret",
            aes_key=ACCOUNT.aes_key,
            mode=mode,
        ),
        wecom=WecomSettings(
            token=COMPANY.token,
            corp_id=COMPANY.app_id,
            agent_id=AGENT,
            secret="not-a-real-secret-either",
            aes_key=COMPANY.aes_key,
        ),
    )


class Compiled(BytecodeCache):
    """Templates that were compiled for one town, for the next: they are a fifth of what the console's tests cost."""

    def __init__(self) -> None:
        self._codes: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key + bucket.checksum] = bucket.code


COMPILED = Compiled()


class Town:
    """The service and its people. ``now`` is the time of day; move it to see what time does."""

    def __init__(self, config: Config, ledger: Ledger, cast: Cast, library: Library) -> None:
        self.cast = cast
        self.now = NOW
        self.ledger = ledger
        self.queue = Knocks()
        router = handlers.router()
        assert config.official is not None
        self.mode: wire.Mode = config.official.mode  # type: ignore[assignment]
        self.services = Services(
            config=config,
            ledger=ledger,
            keys=KEYS,
            library=library,
            understanding=understanding(),
            router=router,
            official=Official(config.official),
            wecom=Wecom(config.wecom) if config.wecom else None,
            queue=self.queue,  # type: ignore[arg-type]
        )
        self._door = Client(front(self.services, self._pages, clock=lambda: self.now))
        self._numbers = count(1)

    @cached_property
    def app(self) -> Flask:
        """The web application; made when a page is first asked for, for most tests only chat."""
        app = create_app(self.services, clock=lambda: self.now)
        app.jinja_env.bytecode_cache = COMPILED
        return app

    def _pages(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)

    @cached_property
    def browser(self) -> FlaskClient:
        """What opens pages of the application."""
        return self.app.test_client()

    def say(self, name: str, text: str) -> str:
        """Send a text as a person of the cast (or ``赵路人``); returns the text of the reply."""
        return self.send(
            wire.text(self.cast.openid(name), text, next(self._numbers), int(self.now.timestamp()))
        )

    def event(self, name: str, make: Callable[..., dict[str, object]], *fields: object) -> str:
        """Send an event: ``town.event("王党员", wire.click, "签到")``."""
        return self.send(make(self.cast.openid(name), *fields, int(self.now.timestamp())))

    def send(self, fields: dict[str, object]) -> str:
        """Send a message given as its fields; returns the text of the reply, empty for none."""
        reply = self.post(*wire.seal(ACCOUNT, self.mode, fields, int(self.now.timestamp()), "n0nce"))
        if reply in (b"success", b""):
            return ""
        return str(wire.open_reply(ACCOUNT, reply)["Content"])

    def post(self, query: dict[str, str], body: bytes) -> bytes:
        """Deliver a sealed request; returns the body of the answer, which must be a 200."""
        answer = self._door.post("/wechat", query_string=query, data=body)
        assert answer.status_code == 200, answer.status
        return answer.data

    def say_in_wecom(self, user_id: str, text: str) -> str:
        """Send a text in WeCom under a user id; returns the text of the reply."""
        return self.send_in_wecom(
            wire.text(user_id, text, next(self._numbers), int(self.now.timestamp()))
        ).get("Content", "")

    def send_in_wecom(self, fields: dict[str, object], agent: str = AGENT) -> dict[str, Any]:
        """Send a message or event in WeCom; returns the fields of the reply, none where there is no reply."""
        meant = {**fields, "ToUserName": COMPANY.app_id, "AgentID": agent}
        query, body = wire.seal(COMPANY, "safe", meant, int(self.now.timestamp()), "n0nce")
        answer = self._door.post("/wecom", query_string=query, data=body)
        assert answer.status_code == 200, answer.status
        return dict(wire.open_reply(COMPANY, answer.data)) if answer.data else {}

    def later(self, **span: float) -> None:
        """Let time pass: ``town.later(minutes=5)``."""
        self.now += timedelta(**span)

    def at(self, when: datetime) -> None:
        """Set the time (UTC)."""
        self.now = when

    def db(self) -> AbstractContextManager[Connection]:
        """A write transaction on the ledger, for what a test prepares and what it checks."""
        return self.ledger.begin()


_understanding: list[Understanding] = []


def understanding() -> Understanding:
    """The one understanding all towns share: it depends on the handlers and the shipped library only."""
    if not _understanding:
        shelf = tuple(one for series in read_series(FOLDER) for one in series.lectures)
        _understanding.append(Understanding(handlers.router().commands.values(), Names(lambda: shelf)))
    return _understanding[0]


def open_library(folder: Path) -> Library:
    """The real study library, its index in ``folder``."""
    return Library.open(Path(content.__file__).parent, folder / "library.db")


def copy_ledger(template: Path, folder: Path) -> Ledger:
    """A ledger of one's own, with the cast in it, in a millisecond."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(template, folder / "ledger.db")
    return Ledger(f"sqlite:///{folder / 'ledger.db'}")


def new_ledger(folder: Path) -> Ledger:
    """An empty ledger in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    with ledger.begin() as db:
        metadata.create_all(db)
    return ledger
