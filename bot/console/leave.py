"""``/console/leave``: who asks leave, who says a mark is wrong, and leave that an officer enters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.console.desk import Answer, Desk
from bot.console.kept_reason import only_kept
from bot.console.meeting import CORRECTABLE_FOR, own_entries
from bot.console.names import named
from bot.console.visit import Visit, back, show
from bot.ledger import attendance, leave, leave_answers, meetings, members
from bot.ledger.attendance import ABSENT, LEAVE, PRESENT, STATE_TITLES
from bot.ledger.leave import APPROVED, REASON_LIMIT, REJECTED, AskedAlready
from bot.ledger.leave_answers import CalledOff
from bot.ledger.meetings import Meeting
from content import leave_reasons

PAGE = "/console/leave"
UPHOLD = "uphold"


def add(desk: Desk) -> None:
    """The inbox, and the three things that are done in it."""
    desk.page(PAGE)(inbox)
    desk.page(f"{PAGE}/decide", method="POST")(decide)
    desk.page(f"{PAGE}/enter", method="POST")(enter)
    desk.page(f"{PAGE}/dispute", method="POST")(settle)


def inbox(visit: Visit) -> Answer:
    """What waits first, then the disputes, then what has been answered."""
    return _page(visit)


def _page(
    visit: Visit,
    problems: Sequence[str] = (),
    about: int | None = None,
    typed: dict[str, str] | None = None,
) -> str:
    """The page; ``problems`` stand with the request of number ``about``, or (None) with the form to enter leave."""
    waiting = leave.waiting(visit.db, visit.branch_ids)
    decided = leave.decided(visit.db, visit.branch_ids)
    disputes = attendance.open_disputes(visit.db, visit.branch_ids)
    about_whom = [one.member_id for one in (*waiting, *decided)] + [one.member_id for one in disputes]
    visit.looked_at("leave", dict.fromkeys(about_whom))
    return show(
        visit, "leave.html", waiting=waiting, decided=decided, disputes=disputes, states=STATE_TITLES,
        answers=leave.STATE_TITLES, names=named(visit, [one.decided_by for one in decided]),
        meetings=_open_to_leave(visit), problems=list(problems), about=about, typed=typed or {}, most=REASON_LIMIT,
    )  # fmt: skip


def _open_to_leave(visit: Visit) -> list[Meeting]:
    """The meetings leave can be entered for: under way, to come, closed within the week (then it corrects the mark)."""
    db, scope, now = visit.db, visit.branch_ids, visit.now
    before = timedelta(minutes=visit.services.config.meetings.opens_minutes_before)
    running = meetings.unclosed(db, scope, now, before)
    ahead = [one for one in meetings.upcoming(db, scope, now) if one.id not in {held.id for held in running}]
    return [*running, *ahead, *meetings.last_closed(db, scope, now - CORRECTABLE_FOR, 9)]


def decide(visit: Visit) -> Answer:
    """准 or 不准; the member is told."""
    of = visit.said("request", 12)
    every = [*leave.waiting(visit.db, visit.scope_ids), *leave.decided(visit.db, visit.scope_ids)]
    request = next((one for one in every if str(one.id) == of and one.state != REJECTED), None)
    if request is None:
        visit.refuse("这个请假已经有人处理、撤回，或会议散了。", PAGE)
    reject, note = visit.said("verdict", 10) == "reject", visit.said("reason")
    if reject and not 2 <= len(note) <= REASON_LIMIT:
        problem = f"原因：请写几个字，最多 {REASON_LIMIT} 个，会告诉{request.name}。"
        return _page(visit, [problem], request.id, {"reason": note}), 422
    if reject and leave_reasons.read(note).withheld:
        problem = f"原因：不要写病情，会一直留着，也会告诉{request.name}。请换个说法。"
        return _page(visit, [problem], request.id), 422
    if not reject and request.state == APPROVED:
        return back(PAGE, f"{request.name}的请假已经准了。")
    state, push = REJECTED if reject else APPROVED, visit.services.config.push
    note = note if reject else ""
    if not leave_answers.answer(visit.db, request, state, visit.member, visit.now, push, note, "console"):
        visit.refuse(f"{request.name}的请假刚刚有人处理了。", PAGE)
    visit.knock = True
    return back(
        PAGE, f"✓ {'未准' if reject else '已准'}：{request.name}，{request.meeting.title}。已告诉本人。"
    )


def enter(visit: Visit) -> Answer:
    """Leave for a member: approved as it is entered; after the closing it corrects the mark."""
    typed = {name: visit.said(name) for name in ("meeting", "name", "reason")}
    held = next((one for one in _open_to_leave(visit) if str(one.id) == typed["meeting"]), None)
    problems = []
    found = None
    if held is None:
        problems.append("会议：请选一个要开的，或散会一周内的。")
    else:
        named = [one for one in own_entries(visit, held) if one.name == typed["name"]]
        found = members.by_id(visit.db, named[0].member_id) if len(named) == 1 else None
        if len(named) > 1:
            problems.append(f"姓名：名单里有 {len(named)} 位{typed['name']}，请到会议页的名单里勾选。")
        elif found is None:
            problems.append(f"姓名：这个会的应到名单里没有「{typed['name']}」。")
    if not 2 <= len(typed["reason"]) <= REASON_LIMIT:
        problems.append(f"事由：请写几个字，最多 {REASON_LIMIT} 个。")
    if not problems and held is not None and found is not None:
        problems = _entered(visit, held, found, typed["reason"])
    if problems or held is None:
        return _page(visit, problems, None, typed), 422
    return back(
        PAGE, f"✓ 已给{typed['name']}登记请假：{held.title}。{only_kept(typed['reason'])}来了签到就改成实到。"
    )


def _entered(visit: Visit, held: Meeting, one: members.Member, reason: str) -> list[str]:
    """Enter it; why it could not be, where it could not."""
    try:
        if not leave_answers.enter_for(visit.db, held, one, reason, visit.member.id, visit.now):
            return [f"{one.name}这次已经记为请假，不用再登记。"]
    except AskedAlready as asked:
        return [f"{one.name}已经请过假了，事由：{asked.request.reason}，不用再登记。"]
    except CalledOff:
        return ["这个会已经取消，不用请假。"]
    visit.record("excuse", f"meeting {held.id}", f"member {one.id}")
    return []


def settle(visit: Visit) -> Answer:
    """A disputed mark: corrected to what is chosen, or left as it is."""
    of, verdict = visit.said("dispute", 30), visit.said("verdict", 10)
    waiting = attendance.open_disputes(visit.db, visit.scope_ids)
    one = next((it for it in waiting if f"{it.meeting_id}-{it.member_id}" == of), None)
    if one is None:
        visit.refuse("这一条刚刚有人核对过了。", PAGE)
    if verdict not in (UPHOLD, PRESENT, LEAVE, ABSENT):
        visit.refuse("请选改成什么，或维持原样。", PAGE)
    state = None if verdict == UPHOLD else verdict
    done = attendance.settle(visit.db, one, state, visit.member.id, visit.now, "console")
    told = {
        "upheld": f"✓ 维持原样：{one.name} {STATE_TITLES[one.state]}。请向本人说明。",
        "same": f"{one.name}原来就记的{STATE_TITLES.get(verdict, '')}，维持原样。",
        "corrected": f"✓ 已改成{STATE_TITLES.get(verdict, '')}：{one.name}。原来记{STATE_TITLES[one.state]}，也留着。",
        "gone": f"没改成：{one.name}不在这次的名单里了。",
    }
    return back(PAGE, told[done])
