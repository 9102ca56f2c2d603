"""``/console/people``: who belongs to a branch; one person with their history, binding, and what can be put right.

The committee's staff choose a branch before any name is shown; each look is written down (product rule 7).
"""

from __future__ import annotations

from datetime import date, datetime

from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, show
from bot.ledger import audit, bindings, firms, members, registry, transfers
from bot.ledger.handover import take_back_access
from bot.ledger.members import Member
from bot.ledger.registry import NotDone
from bot.ledger.transfers import TransferRefused

PAGE = "/console/people/{}"
CHANNELS = {"official": "微信公众号", "wecom": "企业微信"}


def add(desk: Desk) -> None:
    """The list, a person, a new person; what is done to one by POST."""
    desk.page("/console/people")(listed)
    desk.page("/console/people/new", "committee")(new)
    desk.page("/console/people/new", "committee", method="POST")(enter)
    desk.page("/console/people/<int:number>")(person)
    for name, view in (("code", give_code), ("phone", show_phone), ("unbind", unbind)):
        desk.page(f"/console/people/<int:number>/{name}", method="POST")(view)
    for name, view in (("put-right", put_right), ("transfer", transfer), ("leave", leave)):
        desk.page(f"/console/people/<int:number>/{name}", "committee", method="POST")(view)


def listed(visit: Visit) -> Answer:
    """A branch's people; searched by name or firm."""
    chosen = visit.branch_ids if visit.branch is not None or len(visit.scope) == 1 else []
    wanted = visit.arg("name")[:30]
    found = registry.people(visit.db, chosen, wanted) if chosen else []
    if found:
        visit.looked_at("people", [one.id for one in found])
    return show(
        visit, "people.html", people=found, chosen=bool(chosen), wanted=wanted, standings=members.STANDING_TITLES,
        roles=members.OFFICE_TITLES, channels=CHANNELS,
    )  # fmt: skip


def _person(visit: Visit, number: int) -> Member:
    """A person of the visitor's branches; for staff also who is in none. Raises Refused (404) for any other."""
    found = members.by_id(visit.db, number)
    if found is None or not (
        found.branch_id in visit.scope_ids or (visit.member.is_staff and found.branch_id is None)
    ):
        visit.missing("这个人")
    return found


def person(visit: Visit, number: int) -> Answer:
    """One person: branch and offices with their dates, where a phone is bound."""
    found = _person(visit, number)
    visit.looked_at(f"member {found.id}", [found.id])
    return _page(visit, found)


def _page(visit: Visit, found: Member, **more: object) -> str:
    held = members.contact_details(visit.db, found.id)
    given: dict[str, object] = {
        "one": found, "joined": held.joined_on, "precision": held.joined_precision,
        "has_phone": bool(held.phone_sealed), "standings": members.STANDING_TITLES,
        "stays": transfers.history(visit.db, found.id), "posts": registry.posts(visit.db, found.id),
        "bound": bindings.bound_channels(visit.db, found.id), "channels": CHANNELS,
        "roles": members.OFFICE_TITLES, "firms": firms.names(visit.db) if visit.member.is_staff else [],
        "code": "", "phone": "", "problems": [],
    }  # fmt: skip
    return show(visit, "person.html", **(given | more))


def give_code(visit: Visit, number: int) -> Answer:
    """A new binding code, shown this once; those before are worthless."""
    found = _person(visit, number)
    new = bindings.make_code()
    days = visit.services.config.binding.code_days
    bindings.keep_code(visit.db, found.id, new, visit.now, days)
    visit.record("binding code", f"member {found.id}")
    return _page(visit, found, code=new.code, days=days)


def show_phone(visit: Visit, number: int) -> Answer:
    """The whole phone number, because somebody pressed for it; it is written down."""
    found = _person(visit, number)
    held = members.contact_details(visit.db, found.id)
    if not held.phone_sealed:
        visit.refuse("没有登记手机号。", PAGE.format(number))
    audit.record(visit.db, visit.now, visit.member.id, "console", "look up", "phone", str(found.id))
    return _page(visit, found, phone=visit.services.keys.unseal(held.phone_sealed))


def unbind(visit: Visit, number: int) -> Answer:
    """End every binding of a person's phones: a lost phone, a wrong person."""
    found = _person(visit, number)
    ended = [
        bindings.unbind(visit.db, channel, openid, visit.now, "officer")
        for channel, openid in bindings.bound_channels(visit.db, found.id)
    ]
    if not ended:
        visit.refuse("没有绑定着的手机。", PAGE.format(number))
    take_back_access(visit.db, found.id, visit.now)
    visit.record("unbind", f"member {found.id}")
    return back(PAGE.format(number), f"✓ 已解绑 {len(ended)} 处。要再绑，请给新的绑定码。")


def put_right(visit: Visit, number: int) -> Answer:
    """Correct name, standing, firm or day of joining."""
    found = _person(visit, number)
    said = {name: visit.said(name, 100) for name in ("name", "standing", "firm", "joined")}
    try:
        changed = registry.put_right(
            visit.db, found.id, visit.member.id, "console", visit.now, name=said["name"], standing=said["standing"],
            firm_name=said["firm"], joined_on=_day(said["joined"], visit.now),
        )  # fmt: skip
    except NotDone as wrong:
        return _page(visit, found, problems=[str(wrong)]), 422
    return back(PAGE.format(number), f"✓ 已更正：{'、'.join(changed)}。" if changed else "没有改动。")


def _day(said: str, now: datetime) -> date | None:
    if not said:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise NotDone("入党日期：要写成 2021-07-01 这样。") from None
    if not date(1921, 7, 1) <= day <= now.date():
        raise NotDone("入党日期：不对，请再看看。")
    return day


def transfer(visit: Visit, number: int) -> Answer:
    """Move to another branch; the history stays."""
    found = _person(visit, number)
    to = visit.branch_said("to")
    try:
        ended = transfers.transfer(visit.db, found.id, to, visit.member.id, "console", visit.now)
    except TransferRefused as refused:
        return _page(visit, found, problems=[str(refused)]), 422
    offices = f"，原支部的 {ended} 个职务同时免去" if ended else ""
    return back(PAGE.format(number), f"✓ 已转到{dict(visit.scope)[to]}{offices}。")


def leave(visit: Visit, number: int) -> Answer:
    """Take somebody off the roster, as people have decided; their marks stay in the meetings."""
    found = _person(visit, number)
    if found.id == visit.member.id:
        visit.refuse("不能把自己移出名册。", PAGE.format(number))
    take_back_access(visit.db, found.id, visit.now)
    registry.leave(visit.db, found.id, visit.member.id, "console", visit.now)
    return back("/console/people", "✓ 已移出名册，会议里的记录都还在。")


def new(visit: Visit) -> Answer:
    """An empty form."""
    return _new_page(visit, {})


def _new_page(visit: Visit, said: dict[str, str], problems: list[str] | None = None) -> str:
    return show(
        visit, "person_new.html", said=said, problems=problems or [], standings=members.STANDING_TITLES,
        firms=firms.names(visit.db),
    )  # fmt: skip


def enter(visit: Visit) -> Answer:
    """Enter one person; many come by a roster file."""
    said = {name: visit.said(name, 100) for name in ("name", "standing", "firm", "joined", "branch")}
    branch_id = (
        int(said["branch"]) if said["branch"].isdecimal() and int(said["branch"]) in visit.scope_ids else None
    )
    if branch_id is None:
        return _new_page(visit, said, ["支部：请选一个。"]), 422
    try:
        member_id = registry.enter_person(
            visit.db, branch_id, visit.member.id, "console", visit.now, name=said["name"], standing=said["standing"],
            firm_name=said["firm"], joined_on=_day(said["joined"], visit.now),
        )  # fmt: skip
    except NotDone as wrong:
        return _new_page(visit, said, [str(wrong)]), 422
    return back(PAGE.format(member_id), "✓ 已登记。下一步：给绑定码。")
