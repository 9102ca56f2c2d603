"""``/console/corrections``: what members say is wrong about themselves, accepted or refused with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, show
from bot.ledger import own_corrections
from bot.ledger.own_corrections import CHANGES, FIELD_TITLES, REASON_LIMIT, Correction

PAGE = "/console/corrections"


def add(desk: Desk) -> None:
    """The inbox, and the answer."""
    desk.page(PAGE)(inbox)
    desk.page(f"{PAGE}/decide", method="POST")(decide)


def waiting(visit: Visit) -> list[Correction]:
    """What waits for the visitor: of their branches, and with the committee of members in no branch."""
    return own_corrections.waiting(
        visit.db, visit.services.keys, visit.branch_ids, staff=visit.member.is_staff
    )


def inbox(visit: Visit) -> Answer:
    """What waits, as it is now and as it should be."""
    return _page(visit)


def _page(visit: Visit, problems: Sequence[str] = (), about: int | None = None, typed: str = "") -> str:
    found = waiting(visit)
    visit.looked_at("corrections", dict.fromkeys(one.member_id for one in found))
    return show(
        visit, "corrections.html", waiting=found, titles=FIELD_TITLES, changes=CHANGES, most=REASON_LIMIT,
        problems=list(problems), about=about, typed=typed,
    )  # fmt: skip


def decide(visit: Visit) -> Answer:
    """同意 or 不改; the member is told."""
    of = visit.said("correction", 12)
    one = next((each for each in waiting(visit) if str(each.id) == of), None)
    if one is None:
        visit.refuse("这一条刚刚有人核对过了。", PAGE)
    if one.member_id == visit.member.id:
        visit.refuse("自己的申请要请别的负责人核对。", PAGE)
    refused = visit.said("reason") if visit.said("verdict", 10) == "refuse" else ""
    if visit.said("verdict", 10) == "refuse" and not 2 <= len(refused) <= REASON_LIMIT:
        return _page(
            visit, [f"原因：请写几个字，最多 {REASON_LIMIT} 个，会告诉{one.name}。"], one.id, refused
        ), 422
    push = visit.services.config.push
    try:
        came = own_corrections.decide(
            visit.db, visit.services.keys, one, visit.member, visit.now, push, refused, "console"
        )
    except ValueError:
        return _page(visit, ["没有登记这家律所，请行业党委先登记；也可以不改，写明原因。"], one.id), 422
    if came is None:
        visit.refuse("这一条刚刚有人核对过了。", PAGE)
    visit.knock = True
    return back(PAGE, f"✓ {one.name}的{FIELD_TITLES[one.field]}：{came}。已告诉本人。")
