"""Both channels at once: many notices to a crowd, half of it in WeCom, while workers are killed and answers are lost.

The truth is what the two platforms accepted, written down by them, person by person and notice by notice.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.ledger import notices
from bot.ledger.database import Ledger
from bot.ledger.tables import binding, delivery, metadata, notice
from sandbox.platform import Fault, Platform, api_app
from sandbox.server import running
from sandbox.wecom import Company, company_account
from sandbox.wecom import api_app as wecom_app
from tests.delivery.settings import SECRET
from tests.faults import worker
from tests.faults.killing import Crowd, Loop, new_platform

pytestmark = pytest.mark.kills

# A quarter of all answers is lost: half of them after the platform has acted, and nobody can tell which.
AMBIGUOUS = (("truncate", 0.06), ("http_after", 0.06), ("drop", 0.07), ("http", 0.06))
KEYED = ("wecom", "template")


@dataclass(frozen=True)
class Size:
    """``members``, half of them in WeCom only, get each of ``notices``; workers are killed ``kills`` times."""

    members: int
    notices: int
    kills: int
    seconds: float


SHORT, LONG = Size(120, 8, 5, 60), Size(400, 25, 100, 240)


@dataclass(frozen=True)
class Table:
    """What a loop came to; one line of the report."""

    store: str
    recipients: int
    kills: int
    seconds: float
    accepted: int
    unknown: int
    unknown_with_key: int
    open: int
    lost: int
    twice: int
    wecom_calls: int


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Size:
    return LONG if request.config.getoption("--long", default=False) else SHORT


class Districts(Crowd):
    """The first half writes in the Official Account (a few have a window open), the second half is in WeCom."""

    def __init__(self, ledger: Ledger, size: Size) -> None:
        super().__init__(ledger, in_window=10, outside=size.members - 10)
        self.half = size.members // 2
        moved = self.ids[self.half :]
        with ledger.begin() as db:
            db.execute(binding.delete().where(binding.c.member_id.in_(moved)))
            rows = [
                {"channel": "wecom", "openid": f"User{id_}", "member_id": id_, "consent_version": "1",
                 "bound_at": datetime.now(UTC)}
                for id_ in moved
            ]  # fmt: skip
            db.execute(insert(binding), rows)
        self.user_ids = [f"User{id_}" for id_ in moved]

    def notify_all(self, count: int) -> None:
        """So many notices to everybody."""
        for n in range(count):
            with self.ledger.begin() as db:
                notices.create(
                    db, key=f"n-{n}", kind="notice", title=f"第{n}号", body="内容", recipients=self.ids,
                    now=datetime.now(UTC), needs_confirmation=n % 2 == 0,
                    push=worker.config("", "", Path()).push,
                )  # fmt: skip


class BothLoop(Loop):
    """Kills after any acceptance, of whichever platform."""

    def __init__(self, crowd: Districts, platform: Platform, company: Company, config, seed: int) -> None:
        super().__init__(crowd, platform, config, seed)
        self.company = company

    def _kill_while_sending(self) -> None:
        before = self._accepted()
        deadline = time.monotonic() + 10
        while self._accepted() == before and self._open() and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(self.dice.random() * 0.05)
        self._kill()
        self.kills += 1

    def _accepted(self) -> int:
        return len(self.platform.accepted.entries) + len(self.company.accepted.entries)


def loop(url: str, folder: Path, size: Size) -> Table:
    ledger, platform = Ledger(url, pool_size=4), new_platform()
    company = Company(account=company_account("t" * 9, "ww-crowd", "a" * 43), app_secret=SECRET)
    crowd = Districts(ledger, size)
    crowd.known_to(platform)
    for user_id in crowd.user_ids:
        company.follow(user_id)
    crowd.notify_all(size.notices)
    for kind, share in AMBIGUOUS:
        platform.faults.add(Fault("message/template/send", kind, times=10**9, share=share))  # type: ignore[arg-type]
        company.faults.add(Fault("message/send", kind, times=10**9, share=share))  # type: ignore[arg-type]
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    try:
        with running(api_app(platform)) as here, running(wecom_app(company)) as there:
            config = worker.config(url, here, folder, there)
            kills = BothLoop(crowd, platform, company, config, size.kills)
            kills.run(size.kills, size.seconds)
            seconds = time.monotonic() - started
        table = _table(ledger, platform, company, kills.kills, seconds)
    finally:
        ledger.close()
    print(table)  # noqa: T201 - the figures of docs and reports
    return table


def _table(ledger: Ledger, platform: Platform, company: Company, kills: int, seconds: float) -> Table:
    had: Counter[tuple[str, str]] = Counter()
    for entry in [*platform.accepted.entries, *company.accepted.entries]:
        had[str(entry["openid"]), _number(str(entry["content"]))] += 1
    with ledger.read() as db:
        rows = db.execute(
            select(delivery, notice.c.title).join(notice, notice.c.id == delivery.c.notice_id)
        ).all()
    states = Counter(row.state for row in rows)
    return Table(
        store="sqlite" if ledger.on_sqlite else "postgresql",
        recipients=len(rows),
        kills=kills,
        seconds=round(seconds, 1),
        accepted=states["accepted"],
        unknown=states["unknown"],
        unknown_with_key=sum(row.state == "unknown" and row.route in KEYED for row in rows),
        open=sum(states[state] for state in ("pending", "claimed", "sending")),
        lost=sum(row.state == "accepted" and had[row.openid, _number(row.title)] == 0 for row in rows),
        twice=sum(count > 1 for count in had.values()),
        wecom_calls=len({entry["msgid"] for entry in company.accepted.entries}),
    )


def _number(text: str) -> str:
    """Which notice a message is: ``第7号`` stands in each."""
    return text[text.index("第") : text.index("号") + 1]


def check(table: Table, size: Size) -> None:
    assert table.recipients == size.members * size.notices
    assert table.kills == size.kills
    assert (table.open, table.lost, table.twice, table.unknown_with_key) == (0, 0, 0, 0)
    assert table.accepted + table.unknown == table.recipients
    assert table.unknown <= table.kills, "one call without a key is under way at a time"
    assert table.wecom_calls <= size.notices, "a call is never split or made anew"


def test_nobody_is_lost_and_nobody_gets_a_notice_twice(data_dir: Path, size: Size) -> None:
    check(loop(f"sqlite:///{data_dir / 'ledger.db'}", data_dir, size), size)
    with sqlite3.connect(data_dir / "ledger.db") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()


@pytest.mark.slow
@pytest.mark.postgres
def test_the_same_on_postgresql(data_dir: Path, size: Size, postgres_server: str) -> None:
    table = loop(postgres_server, data_dir, size)
    ledger = Ledger(postgres_server)
    with ledger.begin() as db:
        metadata.drop_all(db)
    ledger.close()
    check(table, size)
