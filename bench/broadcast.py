"""Broadcasting to 100,000 members over both platforms, while others check in: calls, rows a second, memory, answers.

``python -m bench.broadcast``. The platforms are the stand-ins, in this process; worker and web have their own.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
from sqlalchemy import func, insert, select

from bench import checkin, race
from bench.load import Figures
from bench.race import Contender
from bot.config import PushSettings
from bot.ledger import notices
from bot.ledger.database import Ledger
from bot.ledger.deliveries.batch_statements import MOST
from bot.ledger.tables import binding, delivery, member
from sandbox.platform import Platform, api_app
from sandbox.server import running
from sandbox.wecom import Company, company_account
from sandbox.wecom import api_app as wecom_app

MEMBERS, CHECK_INS = 100_000, 6_000
HALF = MEMBERS // 2
CORP, AGENT = "ww0123456789abcdef", "1000002"
NO_QUIET = PushSettings(quiet_from_hour=0, quiet_to_hour=0)


@dataclass
class Course:
    """What is seen while it runs."""

    rows_a_second: float = 0.0
    worker: subprocess.Popen[bytes] | None = None
    sizes: list[int] = field(default_factory=list)  # bytes of the worker's processes together


def main() -> None:
    """Run it once and print the table."""
    platform = Platform(checkin.ACCOUNT, "s" * 32)
    company = Company(account=company_account("t" * 9, CORP, "a" * 43), app_secret="s" * 32, agent_id=AGENT)
    course = Course()
    with (
        tempfile.TemporaryDirectory() as place,
        running(api_app(platform)) as here,
        running(wecom_app(company)) as there,
    ):
        folder = Path(place)

        def environ(_: Path) -> dict[str, str]:
            return _begin(folder, platform, company, here, there, course)

        contender = Contender("check-in", "bot.app:create_app", "已签到", checkin.requests, environ, ())
        try:
            figures = race.run(contender, (2, 8), CHECK_INS, folder)
            waited = _finish(folder)
        finally:
            _stop(course)
        _table(folder, platform, company, course, figures, waited)


def _begin(
    folder: Path, platform: Platform, company: Company, here: str, there: str, course: Course
) -> dict[str, str]:
    """The ledger, the people, the notice, and the worker under way."""
    environ = checkin.prepare(folder) | {
        "BOT_OFFICIAL__APP_SECRET": "s" * 32,
        "BOT_OFFICIAL__API_BASE_URL": here,
        "BOT_WECOM__TOKEN": "t" * 9,
        "BOT_WECOM__CORP_ID": CORP,
        "BOT_WECOM__AGENT_ID": AGENT,
        "BOT_WECOM__SECRET": "s" * 32,
        "BOT_WECOM__AES_KEY": "a" * 43,
        "BOT_WECOM__API_BASE_URL": there,
        "BOT_PUSH__QUIET_FROM_HOUR": "0",
        "BOT_PUSH__QUIET_TO_HOUR": "0",
    }
    ledger = Ledger(environ["BOT_STORE__URL"])
    ids = _people(ledger, platform, company)
    started = time.perf_counter()
    with ledger.begin() as db:
        made = notices.create(
            db, key="to-all", kind="notice", title="通知", body="内容", recipients=ids, mass=True,
            now=datetime.now(UTC), push=NO_QUIET,
        )  # fmt: skip
    course.rows_a_second = made.recipients / (time.perf_counter() - started)
    ledger.close()
    course.worker = subprocess.Popen(
        [sys.executable, "-m", "bot", "worker"], env={**os.environ, **environ}, cwd=Path(__file__).parents[1],
        start_new_session=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    threading.Thread(target=_watch, args=(course, company), daemon=True).start()
    return environ


def _people(ledger: Ledger, platform: Platform, company: Company) -> list[int]:
    """100,000 members: the first half in the Official Account, the second in WeCom."""
    now = datetime.now(UTC)
    ids = list(range(1, MEMBERS + 1))
    more = ids[checkin.MOST :]
    with ledger.begin() as db:
        db.execute(
            insert(member), [{"id": n, "name": f"m{n}", "standing": "full", "created_at": now} for n in more]
        )
        bound = {"consent_version": "1", "bound_at": now}
        rows = [
            {"channel": "official", "openid": f"o-bench-{n:06d}", "member_id": n, **bound}
            if n <= HALF
            else {"channel": "wecom", "openid": f"User{n}", "member_id": n, **bound}
            for n in more
        ]
        db.execute(insert(binding), rows)
    for n in ids:
        if n <= HALF:
            platform.follow(f"o-bench-{n:06d}")
        else:
            company.follow(f"User{n}")
    return ids


def _watch(course: Course, company: Company) -> None:
    """The worker's size from its first call on."""
    assert course.worker is not None
    while not company.accepted.entries:
        time.sleep(0.05)
    try:
        tree = psutil.Process(course.worker.pid)
        while True:
            course.sizes.append(sum(one.memory_info().rss for one in [tree, *tree.children(recursive=True)]))
            time.sleep(0.1)
    except psutil.Error:
        return


def _finish(folder: Path) -> float:
    """Wait until nothing is open; returns the seconds."""
    started = time.monotonic()
    ledger = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    open_ones = select(func.count()).where(delivery.c.state.in_(("pending", "claimed", "sending")))
    while time.monotonic() - started < 300:
        with ledger.read() as db:
            if not db.execute(open_ones).scalar():
                break
        time.sleep(0.2)
    ledger.close()
    return time.monotonic() - started


def _stop(course: Course) -> None:
    if course.worker is not None:
        os.killpg(course.worker.pid, signal.SIGTERM)
        course.worker.wait(20)


def _table(
    folder: Path, platform: Platform, company: Company, course: Course, figures: Figures, waited: float
) -> None:
    calls = len({e["msgid"] for e in company.accepted.entries})
    mass = len({e["msgid"] for e in platform.accepted.entries})
    least = math.ceil(HALF / MOST["wecom"]) + math.ceil(HALF / MOST["mass"])
    had = Counter(str(e["openid"]) for e in [*platform.accepted.entries, *company.accepted.entries])
    ledger = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    with ledger.read() as db:
        states = Counter(state for (state,) in db.execute(select(delivery.c.state)))
    ledger.close()
    growth = (max(course.sizes) - course.sizes[0]) / 2**20 if course.sizes else math.nan
    print(f"{MEMBERS:,} members, one notice, half in WeCom; {CHECK_INS:,} check-ins meanwhile")
    print(f"platform calls        {calls + mass:>10}   the least {least}, ratio {(calls + mass) / least:.2f}")
    print(f"rows written a second {course.rows_a_second:>10,.0f}   (goal 20,000)")
    print(f"worker's growth       {growth:>10.1f}   MB (goal 50)")
    tail = f"{figures.p99:>10.1f}   ms (goal 500), {figures.per_second:,.0f} a second"
    print(f"check-in p99          {tail}, {figures.failures} wrong")
    twice = sum(count > 1 for count in had.values())
    print(f"reached               {len(had):>10,}   of {MEMBERS:,}; twice: {twice}; {dict(states)}")
    print(f"still to send when the check-ins were over: {waited:.1f} s")


if __name__ == "__main__":
    main()
