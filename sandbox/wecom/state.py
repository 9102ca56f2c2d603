"""A company as WeCom keeps it: the app, its members, what it has accepted, what it remembers of earlier calls."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.platform import Platform
from sandbox.wire import Account


def company_account(token: str, corp_id: str, aes_key: str) -> Account:
    """The callback's secrets; the corp id stands in the place of the app id, and is the receiver of every message."""
    return Account(token=token, app_id=corp_id, aes_key=aes_key, original_id=corp_id)


@dataclass(slots=True)
class Company(Platform):
    """One company and one app of it. Its followers are the members who see the app, by user id.

    ``accounts_cap`` times 200 person-times may be sent a day. ``trusted`` is False when our address is not on the
    list of trusted IPs. ``keeps`` remembers calls by receivers and content for the duplicate check.
    """

    agent_id: str = "1000002"
    accounts_cap: int = 1_000_000
    trusted: bool = True
    keeps: dict[str, tuple[datetime, dict[str, object]]] = field(default_factory=dict)
    codes_given: dict[str, datetime] = field(default_factory=dict)
    sent_to: dict[str, deque[datetime]] = field(default_factory=dict)
    sent_today: dict[str, int] = field(default_factory=dict)
