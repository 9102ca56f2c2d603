"""``/console/complaints``: the committee's inbox: what is due first comes first; read, given to somebody, answered."""

from __future__ import annotations

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, show
from bot.ledger import complaint_answers, complaints, members
from bot.ledger.complaints import ANSWERED, CLOSED, LONGEST, OPEN, Complaint

LIST = "/console/complaints"
PAGE = "/console/complaints/{}"


def add(desk: Desk) -> None:
    """The list, one of them sealed, and what is done about it by POST. Branches see nothing of it (product K2)."""
    desk.page(LIST, "committee")(listed)
    desk.page(f"{LIST}/<int:number>", "committee")(sealed)
    for name, view in (("open", unsealed), ("assign", assign), ("answer", answer), ("close", close)):
        desk.page(f"{LIST}/<int:number>/{name}", "committee", method="POST")(view)


def listed(visit: Visit) -> Answer:
    """What waits, by its last day; and what has been answered or closed."""
    return show(
        visit, "complaints.html", waiting=complaints.inbox(visit.db, OPEN), today=local.day(visit.now),
        done=complaints.inbox(visit.db, (ANSWERED, CLOSED))[-50:], kinds=complaints.KIND_TITLES,
        states=complaints.STATE_TITLES,
    )  # fmt: skip


def _found(visit: Visit, number: int) -> Complaint:
    found = complaints.get(visit.db, number)
    if found is None:
        visit.missing("这一件")
    return found


def _page(visit: Visit, one: Complaint, words: str = "", problems: list[str] | None = None) -> str:
    return show(
        visit, "complaint.html", one=one, words=words, steps=complaints.history(visit.db, visit.services.keys, one.id),
        staff=members.staff(visit.db), today=local.day(visit.now), kinds=complaints.KIND_TITLES,
        states=complaints.STATE_TITLES, verbs=complaints.STEP_TITLES, longest=LONGEST, problems=problems or [],
        is_open=one.state in OPEN,
    )  # fmt: skip


def sealed(visit: Visit, number: int) -> Answer:
    """What is known of it but its words: these are opened by a press, which is written down."""
    return _page(visit, _found(visit, number))


def unsealed(visit: Visit, number: int) -> Answer:
    """Open the words."""
    one = _found(visit, number)
    complaint_answers.opened(visit.db, one.id, visit.member.id, visit.now, "console")
    return _page(visit, one, complaints.words(visit.db, visit.services.keys, one.id) or "（已过保存期）")


def assign(visit: Visit, number: int) -> Answer:
    """Give it to one of the staff."""
    one = _found(visit, number)
    to = next((person for person in members.staff(visit.db) if str(person.id) == visit.said("to", 12)), None)
    if to is None:
        return _page(visit, one, problems=["交给：请选一位工作人员。"]), 422
    if not complaint_answers.assign(visit.db, one.id, to.id, visit.member.id, visit.now, "console"):
        visit.refuse("这一件已经答复或办结了。", PAGE.format(number))
    return back(PAGE.format(number), f"✓ 已交给{to.name}。")


def answer(visit: Visit, number: int) -> Answer:
    """Answer it; whoever wrote it is told that there is an answer, and reads it by their number."""
    one = _found(visit, number)
    said = visit.said("said", LONGEST)
    if len(said) < 2:
        return _page(visit, one, problems=["答复：请写几个字。"]), 422
    push = visit.services.config.push
    if not complaint_answers.answer(
        visit.db, visit.services.keys, one.id, said, visit.member.id, visit.now, push, "console"
    ):
        visit.refuse("这一件已经办结了。", PAGE.format(number))
    visit.knock = True
    return back(PAGE.format(number), "✓ 已答复，已告诉来信的人有答复了。")


def close(visit: Visit, number: int) -> Answer:
    """Close it; one that was never answered needs the reason, which its writer is told."""
    one = _found(visit, number)
    why = visit.said("why", LONGEST)
    if one.state in OPEN and len(why) < 2:
        return _page(visit, one, problems=["办结说明：还没有答复过，请写明怎么办的。"]), 422
    push = visit.services.config.push
    if not complaint_answers.close(
        visit.db, visit.services.keys, one.id, why, visit.member.id, visit.now, push, "console"
    ):
        visit.refuse("这一件已经办结了。", PAGE.format(number))
    visit.knock = True
    return back(LIST, f"✓ {one.number} 已办结。")
