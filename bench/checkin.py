"""Our own entry: every request is another member's check-in, by the spoken code, to one open meeting."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import insert

from bench.contenders import TOKEN
from bot import migrations
from bot.keys import Keys
from bot.ledger import meetings, members
from bot.ledger.attendance.codes import Codes
from bot.ledger.database import Ledger
from bot.ledger.tables import binding, branch, committee, member, membership
from sandbox import wire

MOST = 30_000
SECRET = "a-secret-key-for-the-bench-of-32-characters"
CODE_SECONDS = 3600  # so that one code is good for the whole run, as the one before it is
ACCOUNT = wire.Account(
    token=TOKEN,
    app_id="wx0123456789abcdef",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    original_id="gh_bench",
)


def prepare(folder: Path, mode: str = "plain", url: str = "") -> dict[str, str]:
    """A ledger with one branch of 30,000 bound members and a meeting that has begun; the environment to serve it."""
    now = datetime.now(UTC)
    store = url or f"sqlite:///{folder / 'ledger.db'}"
    ledger = Ledger(store)
    migrations.upgrade(ledger)
    with ledger.begin() as db:
        db.execute(insert(committee).values(id=1, name="c"))
        db.execute(insert(branch).values(id=1, committee_id=1, name="b", kind="independent", created_at=now))
        ids = range(1, MOST + 1)
        person = {"standing": members.FULL, "created_at": now}
        db.execute(insert(member), [{"id": n, "name": f"m{n}", **person} for n in ids])
        db.execute(insert(membership), [{"member_id": n, "branch_id": 1, "since": now} for n in ids])
        bound = {"channel": "official", "consent_version": "1", "bound_at": now}
        db.execute(insert(binding), [{"openid": f"o-bench-{n:06d}", "member_id": n, **bound} for n in ids])
        new = meetings.NewMeeting(
            "bench", (1,), "支部党员大会", "支部党员大会", "", now - timedelta(minutes=5)
        )
        meetings.create(db, new, None, now)
    ledger.close()
    return {
        "BOT_SERVICE__DATA_DIR": str(folder),
        "BOT_SERVICE__SECRET_KEY": SECRET,
        "BOT_STORE__URL": store,
        "BOT_MEETINGS__CODE_SECONDS": str(CODE_SECONDS),
        "BOT_OFFICIAL__TOKEN": TOKEN,
        "BOT_OFFICIAL__APP_ID": ACCOUNT.app_id,
        "BOT_OFFICIAL__AES_KEY": ACCOUNT.aes_key,
        "BOT_OFFICIAL__MODE": mode,
    }


def requests(count: int, mode: wire.Mode = "plain") -> Iterator[tuple[str, bytes]]:
    """Check-ins of the first ``count`` members, signed as the platform does."""
    now = int(time.time())
    code = Codes(Keys(SECRET.encode()), CODE_SECONDS).spoken(1, datetime.now(UTC))
    for number in range(1, min(count, MOST) + 1):
        fields = wire.text(f"o-bench-{number:06d}", f"签到 {code}", number, now)
        query, body = wire.seal(ACCOUNT, mode, fields, now, f"n{number}")
        yield "/wechat?" + urlencode(query), body
