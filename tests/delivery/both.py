"""Both platforms beside one ledger: members bound in WeCom too, a sender with its lanes."""

from __future__ import annotations

import requests
from sqlalchemy import select

from bot.channels.client import Client
from bot.channels.wecom.client import WecomClient
from bot.config import PushSettings, WecomSettings
from bot.delivery.lanes import Lane, lanes
from bot.delivery.sender import Pace, Sender
from bot.ledger import bindings, deliveries
from bot.ledger.tables import delivery
from bot.ledger.tokens import Tokens
from sandbox.wecom import Company
from tests.delivery.office import Office
from tests.delivery.settings import KEYS, TEMPLATES
from tests.town import AGENT, COMPANY


class Both:
    """The office with WeCom beside it; ``members`` of the cast are bound there too."""

    def __init__(self, office: Office, company: Company, address: str) -> None:
        self.office, self.company = office, company
        company.clock = lambda: office.now
        session = requests.Session()
        session.trust_env = False
        settings = WecomSettings(corp_id=COMPANY.app_id, agent_id=AGENT, secret="s", api_base_url=address)
        tokens = Tokens(office.ledger, KEYS, lambda: office.now)
        self.client = WecomClient(settings, tokens, session, (2, 1.5), lambda: office.now)

    def join(self, *names: str, visible: bool = True, only: bool = False) -> None:
        """Bind members in WeCom; ``visible``: the app may be used by them; ``only``: and nowhere else."""
        with self.office.ledger.begin() as db:
            for name in names:
                member_id = self.office.cast.ids[name]
                bindings.bind_directly(db, "wecom", self.user(name), member_id, self.office.now)
                if only:
                    bindings.unbind(db, "official", self.office.cast.openid(name), self.office.now, "asked")
        for name in names if visible else ():
            self.company.follow(self.user(name))

    def user(self, name: str) -> str:
        """A member's id in WeCom."""
        return f"User{self.office.cast.ids[name]}"

    def drain(self, *, official_too: bool = True, wecom_too: bool = True, persons: int = 0) -> int:
        """Send what is due, with the channels there are; returns how many calls were made."""
        official = self.office.client if official_too else None
        return self.sender(official, lanes(official, self.client if wecom_too else None), persons).drain()

    def sender(self, official: Client | None, lanes_: dict[str, Lane], persons: int = 0) -> Sender:
        """A worker's sender with these lanes."""
        return Sender(
            self.office.ledger, official, TEMPLATES, PushSettings(), lambda: self.office.now, Pace(), lanes_,
            persons=persons,
        )  # fmt: skip

    def sweep(self) -> None:
        """Take back what dead workers hold."""
        with self.office.ledger.begin() as db:
            deliveries.reap(db, self.office.now)

    def got(self, name: str) -> int:
        """How often a member got something in WeCom."""
        return len(self.company.accepted.to(self.user(name)))

    def calls(self) -> int:
        """How many calls were accepted there."""
        return len({entry["msgid"] for entry in self.company.accepted.entries})

    def ways(self, notice_id: int) -> dict[str, str]:
        """state/route of each person's delivery, by name."""
        names = {id_: name for name, id_ in self.office.cast.ids.items()}
        with self.office.ledger.read() as db:
            rows = db.execute(
                select(delivery.c.member_id, delivery.c.state, delivery.c.route).where(
                    delivery.c.notice_id == notice_id
                )
            )
            return {names[row[0]]: f"{row[1]} {row[2]}" for row in rows}
