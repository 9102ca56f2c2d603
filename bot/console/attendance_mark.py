"""``/console/attendance/<meeting>/<member>``: one mark, how it came to be, and putting it right."""

from __future__ import annotations

from bot.console.desk import Answer, Desk
from bot.console.kept_reason import only_kept
from bot.console.meeting import may_mark, own_entries
from bot.console.names import named
from bot.console.visit import Visit, back, show
from bot.ledger import attendance
from bot.ledger.attendance import ABSENT, LEAVE, PRESENT, STATE_TITLES, Entry, MeetingOver, NewMark
from bot.ledger.meetings import Meeting

VERBS = {
    "check_in": "本人签到",
    "mark": "登记",
    "correct": "更正",
    "confirm": "核对在场",
    "close": "散会时记下",
    "make_up": "本人补学",
    "dispute": "本人提出异议",
    "uphold": "核对后维持原样",
}
REASON_LIMIT = 60


def add(desk: Desk) -> None:
    """The page, and the correction."""
    desk.page("/console/attendance/<int:number>/<int:person>")(one_mark)
    desk.page("/console/attendance/<int:number>/<int:person>/correct", method="POST")(correct)


def one_mark(visit: Visit, number: int, person: int) -> Answer:
    """What the mark is, how, by whom and when; and every step before."""
    held = visit.meeting(number)
    return _page(visit, held, _entry(visit, held, person), "", "", [])


def _entry(visit: Visit, held: Meeting, person: int) -> Entry:
    own = dict(visit.scope)
    guests = [one for one in attendance.guests(visit.db, held) if one.branch_id in own]
    found = next((one for one in [*own_entries(visit, held), *guests] if one.member_id == person), None)
    if found is None:
        visit.missing("这条考勤")
    return found


def _page(visit: Visit, held: Meeting, one: Entry, state: str, reason: str, problems: list[str]) -> str:
    history = attendance.events(visit.db, held.id, one.member_id)
    names = named(visit, [*(step.by_member_id for step in history), one.marked_by])
    visit.looked_at(f"attendance meeting {held.id}", [one.member_id])
    return show(
        visit, "attendance_mark.html", meeting=held, one=one, history=history, names=names, verbs=VERBS,
        states=STATE_TITLES, how=attendance.HOW_TITLES, typed=(state or one.state, reason), problems=problems,
        correctable=may_mark(visit, held) and one.state != attendance.GUEST, most=REASON_LIMIT,
    )  # fmt: skip


def correct(visit: Visit, number: int, person: int) -> Answer:
    """Correct it, with the reason; what stood before stays in its history."""
    held = visit.meeting(number)
    one = _entry(visit, held, person)
    state, reason = visit.said("state", 10), visit.said("reason")
    problems = _problems(visit, held, one, state, reason)
    if problems:
        return _page(visit, held, one, state, reason, problems), 422
    mark = NewMark(one.member_id, one.branch_id, one.standing, state, reason)
    try:
        attendance.mark(visit.db, held, [mark], "officer", visit.member.id, visit.now)
    except MeetingOver:
        visit.refuse("会议已经取消，不用记了。", f"/console/meetings/{held.id}")
    visit.record("correct", f"meeting {held.id}", f"member {one.member_id} {state}")
    before = STATE_TITLES[one.state]
    return back(
        f"/console/attendance/{held.id}/{one.member_id}",
        f"✓ 已改成{STATE_TITLES[state]}，原来记{before}，也留着。{only_kept(reason)}",
    )


def _problems(visit: Visit, held: Meeting, one: Entry, state: str, reason: str) -> list[str]:
    found = []
    if one.state == attendance.GUEST:
        return ["列席的不计入应到，不在这里改。"]
    if not may_mark(visit, held):
        return ["散会超过一周，或会议取消了，不能再改。"]
    if state not in (PRESENT, LEAVE, ABSENT):
        found.append("请选改成什么：实到、请假还是缺席。")
    elif state == one.state:
        found.append(f"现在记的就是{STATE_TITLES[state]}，不用改。")
    if len(reason) < 2:
        found.append("原因：请写几个字，会留在记录里。")
    elif len(reason) > REASON_LIMIT:
        found.append(f"原因：最多 {REASON_LIMIT} 个字，现在是 {len(reason)} 个。")
    return found
