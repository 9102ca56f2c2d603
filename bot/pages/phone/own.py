"""What is held about the member, for the member alone: a link to these lasts half an hour."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot import local
from bot.ledger import attendance, bindings, hours, members
from bot.ledger.attendance import ABSENT, HOW_TITLES, LEAVE, PRESENT, STATE_TITLES
from bot.ledger.meetings import CLOSED
from bot.page_links import PERSONAL
from bot.pages.phone.door import Answer, Door, Visit, show

JOINED = {"day": "%Y年%-m月%-d日", "month": "%Y年%-m月", "year": "%Y年"}
CHANNELS = {"official": "微信公众号", "wecom": "企业微信"}


def add(door: Door) -> None:
    """``/p/record`` and ``/p/data``."""
    door.page("/p/record", (PERSONAL,))(record)
    door.page("/p/data", (PERSONAL,))(own_data)


def record(visit: Visit) -> Answer:
    """This year's own marks, with how each came about. Nobody else's, and nothing to compare with."""
    year = local.at(visit.now).year
    begins = local.instant(date(year, 1, 1), time())
    marks = attendance.own_marks(visit.db, visit.member.id, begins, visit.now + timedelta(days=1))
    closed = [one for one in marks if one.meeting.state == CLOSED]
    figures = [
        (STATE_TITLES[state], sum(one.state == state for one in closed)) for state in (PRESENT, LEAVE, ABSENT)
    ]
    joined_on = members.contact_details(visit.db, visit.member.id).joined_on
    return show(
        visit, "record.html", year=year, marks=marks, due=len(closed), figures=figures,
        states=STATE_TITLES, how=HOW_TITLES, words=local.words, clock=local.clock,
        study=hours.own(visit.db, visit.member, year, joined_on),
    )  # fmt: skip


def own_data(visit: Visit) -> Answer:
    """What the service holds about the member; the phone is masked even here."""
    held = members.contact_details(visit.db, visit.member.id)
    phone = visit.services.keys.unseal(held.phone_sealed) if held.phone_sealed else ""
    rows = [
        ("姓名", visit.member.name),
        ("政治面貌", members.STANDING_TITLES[visit.member.standing]),
        ("支部", visit.member.branch_name or "行业党委"),
        ("律所", visit.member.firm_name or "未登记"),
        ("手机", f"{phone[:3]}****{phone[-4:]}（加密保存）" if phone else "未登记"),
        ("入党", held.joined_on.strftime(JOINED[held.joined_precision]) if held.joined_on else "未登记"),
        ("职务", "、".join(_office(one) for one in visit.member.offices) or "无"),
        ("绑定", "、".join(CHANNELS.get(channel, channel) for channel, _ in _bound(visit))),
    ]
    return show(visit, "data.html", rows=rows)


def _bound(visit: Visit) -> list[tuple[str, str]]:
    return bindings.bound_channels(visit.db, visit.member.id)


def _office(one: members.Office) -> str:
    title = members.OFFICE_TITLES.get(one.role, one.role)
    return f"{one.branch_name}{title}" if one.branch_name else title
