"""``/console/deliveries``: what goes out and what does not; what a person must decide."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.console.desk import Answer, Desk
from bot.console.notice import MARKS, ROUTES, STATES
from bot.console.notice_new import KINDS
from bot.console.notices import page_asked
from bot.console.visit import Visit, back, show
from bot.ledger import app_quotas, troubles
from bot.ledger.deliveries import ACCEPTED, CANCELLED, FAILED, PENDING, SENDING, UNKNOWN, receipts, standing
from bot.ledger.troubles import HALTED, IN_DOUBT, Trouble

PATH = "/console/deliveries"
DAYS = {"1": "一天", "7": "七天", "31": "一个月"}
LOOKED_BACK = timedelta(days=31)
ON_A_PAGE = 50
SHOWN = (ACCEPTED, PENDING, SENDING, FAILED, UNKNOWN, CANCELLED)
CHANNELS = {"official": "公众号", "wecom": "企业微信"}
BATCH_STATES = {**STATES, "pending": "等着再问"}


def add(desk: Desk) -> None:
    """The page; and the decisions, each by a person."""
    desk.page(PATH)(page)
    desk.page(f"{PATH}/<int:number>/settle", method="POST")(settle)
    desk.page(f"{PATH}/<int:number>/let-go", method="POST")(let_go)
    desk.page(f"{PATH}/channels/<channel>/resume", "committee", "POST")(resume)


def page(visit: Visit) -> Answer:
    """Officers see what went to their own branches, staff everything."""
    days = visit.arg("days") if visit.arg("days") in DAYS else "7"
    since, until = visit.now - timedelta(days=int(days)), visit.now
    number = page_asked(visit)
    scope = None if visit.member.is_staff and visit.branch is None else visit.branch_ids
    ways = standing.by_way(visit.db, since, until, scope)
    total = sum(count for (_, state), count in ways.items() if state in (FAILED, UNKNOWN))
    missed = standing.missed(visit.db, since, until, scope, ON_A_PAGE, (number - 1) * ON_A_PAGE)
    visit.looked_at("deliveries", [one.member_id for one in missed])
    return show(
        visit, "deliveries.html", ways=_table(ways), shown=SHOWN, states=STATES, marks=MARKS, routes=ROUTES,
        reasons=standing.reasons(visit.db, since, until, scope), missed=missed, total=total, days=days,
        choices=DAYS, page=number, last=max(-(-total // ON_A_PAGE), 1), batch_states=BATCH_STATES,
        channels=CHANNELS, **_to_decide(visit), **(_whole(visit, since) if visit.member.is_staff else {}),
    )  # fmt: skip


def _table(ways: dict[tuple[str, str], int]) -> list[tuple[str, list[int]]]:
    """A row a way: how many of its deliveries are in each state."""
    ways = dict(ways)
    for (route, state), count in list(ways.items()):
        if state == "claimed":  # about to be sent: one of those that wait
            ways[route, PENDING] = ways.get((route, PENDING), 0) + count
    named = [(route, title) for route, title in (*ROUTES.items(), ("", "还没定，或打电话"))]
    rows = [(title, [ways.get((route, state), 0) for state in SHOWN]) for route, title in named]
    return [row for row in rows if any(row[1])]


def _to_decide(visit: Visit) -> dict[str, object]:
    """Halted notices; and those of which nobody knows whether some have it, with who these are."""
    mine = troubles.of_officer(visit.db, visit.member, visit.now - LOOKED_BACK, visit.now)
    doubtful = [
        (one, [who for who in receipts(visit.db, one.notice_id) if who.state == UNKNOWN])
        for one in mine
        if one.kind == IN_DOUBT
    ]
    visit.looked_at("deliveries in doubt", [who.member_id for _, found in doubtful for who in found])
    return {"halted": [one for one in mine if one.kind == HALTED], "doubtful": doubtful}


def _whole(visit: Visit, since: datetime) -> dict[str, object]:
    """What concerns the accounts: pauses, the day's quotas, the calls for many."""
    config = visit.services.config
    persons = config.wecom.account_limit * app_quotas.WECOM_PER_ACCOUNT if config.wecom else 0
    return {
        "paused": troubles.paused(visit.db, visit.now - LOOKED_BACK, visit.now),
        "quota": [
            (CHANNELS.get(app.partition(":")[0], app), KINDS.get(kind, kind), used, most)
            for app, kind, used, most in app_quotas.standing(visit.db, visit.now, persons)
        ],
        "batches": standing.latest_batches(visit.db, since, visit.now),
    }


def _trouble(visit: Visit, number: int, kind: str) -> Trouble:
    """One that is the visitor's to see to. Raises Refused (404) for any other, and where it has been seen to."""
    mine = troubles.of_officer(visit.db, visit.member, visit.now - LOOKED_BACK, visit.now)
    one = next((it for it in mine if it.notice_id == number and it.kind == kind), None)
    if one is None:
        visit.missing("这个发送问题（也许刚刚有人处理过）")
    return one


def settle(visit: Visit, number: int) -> Answer:
    """Those who are ticked have it, or it is sent to them again."""
    one = _trouble(visit, number, IN_DOUBT)
    verdict = visit.said("verdict", 10)
    ticked = {int(id_) for id_ in visit.chosen("who") if id_.isdecimal() and len(id_) < 10}
    if verdict not in ("arrived", "again") or not ticked:
        visit.refuse("请先勾选问过的人，再按「收到了」或「再发一次」。", PATH)
    done = troubles.settle(
        visit.db,
        one,
        arrived=verdict == "arrived",
        by=visit.member.id,
        now=visit.now,
        actor="console",
        only=ticked,
    )
    visit.knock = True
    said = "记为收到" if verdict == "arrived" else "再发一次"
    return back(PATH, f"✓ {said}：{done} 人　{one.title}")


def let_go(visit: Visit, number: int) -> Answer:
    """接着发: the cause of a halt is put right."""
    one = _trouble(visit, number, HALTED)
    if not troubles.let_go(visit.db, one, visit.member.id, visit.now, "console"):
        return back(PATH, "刚刚有人让它接着发了。")
    visit.knock = True
    return back(PATH, f"✓ 接着发：{one.title}（{one.count} 人）")


def resume(visit: Visit, channel: str) -> Answer:
    """A paused channel takes what waits, before its time."""
    if channel not in CHANNELS:
        visit.missing("这个通道")
    if not troubles.resume(visit.db, channel, visit.member.id, visit.now, "console"):
        return back(PATH, "它没有停，或刚刚有人恢复了。")
    visit.knock = True
    return back(PATH, f"✓ {CHANNELS[channel]}恢复了，等着的接着发。")
