"""What an app has used of a day's or minute's limit: counted in the ledger, so that several workers respect one limit.

The limits are the platform's for a new account (wechat.md 2.6); the platform's own refusal (45009) pauses the channel
besides, for an account may have less.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot import local
from bot.ledger.prepared import Prepared
from bot.ledger.tables import quota_use

A_DAY = {"customer": 500_000, "template": 100_000, "mass": 100}
MASS_A_MINUTE = 60
WECOM_PER_ACCOUNT = 200  # messages a day and account that the company may have (wechat.md 3)
PERSONS = "persons"  # each receiver of a call counts
KEPT = timedelta(days=40)

_TAKE = Prepared(
    {
        name: statement.on_conflict_do_update(
            index_elements=["app", "what", "slot"],
            set_={"used": quota_use.c.used + statement.excluded.used},
            where=quota_use.c.used + statement.excluded.used <= bindparam("most"),
        )
        for name, statement in (
            ("sqlite", sqlite.insert(quota_use)),
            ("postgresql", postgresql.insert(quota_use)),
        )
    },
    columns=("app", "what", "slot", "used"),
)
_USED = select(quota_use.c.used).where(
    quota_use.c.app == bindparam("of"),
    quota_use.c.what == bindparam("kind"),
    quota_use.c.slot == bindparam("today"),
)
_STANDING = select(quota_use.c.app, quota_use.c.what, quota_use.c.used).where(
    quota_use.c.slot == bindparam("today")
)
_FORGET = delete(quota_use).where(quota_use.c.slot < bindparam("before"))


def take_day(db: Connection, app: str, what: str, now: datetime, count: int = 1) -> bool:
    """Take ``count`` of today's calls of a kind (``template`` …); False where there are not as many left.

    A kind without a limit may always be taken. Today is the day in Shanghai, as the platforms count.
    """
    most = A_DAY.get(what)
    return most is None or _take(db, app, what, f"{local.day(now)}", count, most)


def take_mass_minute(db: Connection, app: str, now: datetime) -> bool:
    """Take one mass send of this minute's sixty; False where none is left."""
    return _take(db, app, "mass a minute", f"{local.at(now):%Y-%m-%d %H:%M}", 1, MASS_A_MINUTE)


def take_persons(db: Connection, app: str, most: int, now: datetime, wanted: int) -> int:
    """Take up to ``wanted`` of the ``most`` people an app may still write to today; returns how many it may be."""
    today = f"{local.day(now)}"
    while True:
        used = db.execute(_USED, {"of": app, "kind": PERSONS, "today": today}).scalar() or 0
        count = max(min(wanted, most - used), 0)
        if not count or _take(db, app, PERSONS, today, count, most):
            return count  # else another worker was faster, on PostgreSQL


def _take(db: Connection, app: str, what: str, slot: str, count: int, most: int) -> bool:
    return _TAKE.run(db, app=app, what=what, slot=slot, used=count, most=most) == 1


def day_ends(now: datetime) -> datetime:
    """When the day's limits begin anew, a minute on: their clock may be behind ours."""
    return local.instant(local.day(now) + timedelta(days=1), time(0, 1))


def minute_ends(now: datetime) -> datetime:
    """When the minute's limit begins anew."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


def standing(db: Connection, now: datetime, persons: int = 0) -> list[tuple[str, str, int, int]]:
    """What has been used today, as (app, kind, used, limit), for the console; ``persons``: the limit of that kind."""
    rows = db.execute(_STANDING, {"today": f"{local.day(now)}"})
    limits = A_DAY | ({PERSONS: persons} if persons else {})
    return [(app, what, used, limits[what]) for app, what, used in rows if what in limits]


def forget(db: Connection, now: datetime) -> int:
    """Forget what was used long ago; returns how many rows."""
    return db.execute(_FORGET, {"before": f"{local.day(now - KEPT)}"}).rowcount
