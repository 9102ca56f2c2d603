"""Once a day: notices that are halted, channels paused, deliveries in doubt, to whom it concerns and only once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.wording import body_under, for_each, short, short_day
from bot.ledger import job_runs, members, notices, troubles
from bot.ledger.troubles import HALTED, Paused, Trouble

if TYPE_CHECKING:
    from bot.services import Services

JOB, KIND = "troubles", "service"
SHOWN = 5
NO_LOOK = ("出错", job_runs.BEGAN_WATCHING)  # runs that have told nobody anything
LOOKED_BACK = timedelta(days=7)  # where it has never run
CHANNELS = {"official": "公众号", "wecom": "企业微信"}
RULE = "停发的通知、暂停的渠道、不能确定送到没有的推送，每天告诉发通知的人和行业党委一次"


def tell(services: Services, slot: datetime, now: datetime) -> str:
    """Tell authors of theirs, and the committee's staff of all, what has come up since the last run."""
    with services.ledger.read() as db:
        since = _last_run(db, slot)
        found = troubles.found(db, since, now)
        channels = troubles.paused(db, since, now)
        staff = [one.id for one in members.staff(db)]
    mine = dict.fromkeys(staff, (found, channels))
    for one in found:
        if one.created_by is not None and one.created_by not in mine:
            own = [other for other in found if other.created_by == one.created_by]
            mine[one.created_by] = (own, [])
    told = for_each(
        [(id_, *of) for id_, of in mine.items() if any(of)], lambda row: _tell(services, slot, *row, now)
    )
    return f"{len(found)} 件，{len(channels)} 个渠道暂停，告诉 {told} 人"


def _last_run(db: Connection, slot: datetime) -> datetime:
    """When it was last looked: what came up before has been told."""
    before = [
        run.started_at
        for run in job_runs.latest(db, JOB, 10)
        if run.slot < slot and run.finished_at is not None and not run.outcome.startswith(NO_LOOK)
    ]
    return max(before, default=slot - LOOKED_BACK)


def _tell(
    services: Services,
    slot: datetime,
    member_id: int,
    found: list[Trouble],
    channels: list[Paused],
    now: datetime,
) -> int:
    lines = [*map(_paused_line, channels), *map(_line, found)]
    more = f"还有 {len(lines) - SHOWN} 件。" if len(lines) > SHOWN else ""
    last = "回「发送问题」，按号处理。" if found else "到时间自己恢复，没发的接着发；先除掉原因。"
    title = f"推送有 {len(lines)} 件要看一看"
    with services.ledger.begin() as db:
        made = notices.create(
            db,
            key=f"troubles-{local.at(slot):%Y%m%d}-member-{member_id}",
            kind=KIND,
            title=title,
            body=body_under(title, [*lines[:SHOWN], more, last]),
            recipients=[member_id],
            now=now,
            rule=RULE,
            push=services.config.push,
        )
    return int(made.fresh)


def _line(one: Trouble) -> str:
    if one.kind == HALTED:
        return f"停发「{short(one.title, 12)}」：{short(one.why, 24)}"
    return f"不能确定「{short(one.title, 12)}」：{one.count} 人收到没有"


def _paused_line(one: Paused) -> str:
    until = f"{short_day(local.day(one.until))}{local.clock(one.until)}"
    return f"{CHANNELS.get(one.channel, one.channel)}暂停到 {until}：{short(one.reason, 24)}"
