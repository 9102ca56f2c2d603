"""What is done at a meeting's page: marks, closing, moving, calling off, minutes. Every verb is the one chat uses."""

from __future__ import annotations

from datetime import datetime

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.kept_reason import only_kept
from bot.console.meeting import may_change, may_mark, own_entries
from bot.console.visit import Visit, back
from bot.ledger import attendance, meeting_changes, meeting_rules, members, minutes
from bot.ledger.attendance import ABSENT, LEAVE, PRESENT, STATE_TITLES, MeetingOver, NewMark
from bot.ledger.hour_credits import HourRule
from bot.ledger.meetings import CANCELLED, CLOSED, PLANNED, Meeting
from bot.ledger.minutes import TITLES, Field

ENTERED = tuple(field for field in TITLES if field != "final")


def add(desk: Desk) -> None:
    """All by POST; each leads back to the meeting."""
    for name, view in (
        ("mark", mark), ("guest", guest), ("confirm", confirm), ("close", close), ("move", move),
        ("cancel", cancel), ("minutes", enter), ("minutes/withdraw", withdraw), ("minutes/final", make_final),
    ):  # fmt: skip
        desk.page(f"/console/meetings/<int:number>/{name}", method="POST")(view)


def _page(held: Meeting) -> str:
    return f"/console/meetings/{held.id}"


def mark(visit: Visit, number: int) -> Answer:
    """Enter or correct the marks of those who are ticked."""
    held = visit.meeting(number)
    state = visit.said("state", 10)
    if state not in (PRESENT, LEAVE, ABSENT):
        visit.refuse("请选要记成什么：实到、请假还是缺席。", _page(held))
    if not may_mark(visit, held):
        visit.refuse("散会超过一周，不能再改了。", _page(held))
    on_roll = {str(one.member_id): one for one in own_entries(visit, held)}
    ticked = [on_roll[id_] for id_ in visit.chosen("who") if id_ in on_roll]
    if not ticked:
        visit.refuse("请先在名单里勾选人。", _page(held))
    reason = visit.said("reason", 60)
    marks = [NewMark(one.member_id, one.branch_id, one.standing, state, reason) for one in ticked]
    how = "officer" if len(marks) == 1 else "paper"
    try:
        changed = attendance.mark(visit.db, held, marks, how, visit.member.id, visit.now)
    except MeetingOver:
        visit.refuse("会议已经取消，不用记了。", _page(held))
    visit.record("mark", f"meeting {held.id}", f"{len(changed)} {state}")
    same = f"，{len(marks) - len(changed)} 人原来就是" if len(changed) < len(marks) else ""
    return back(_page(held), f"✓ 记为{STATE_TITLES[state]} {len(changed)} 人{same}。{only_kept(reason)}")


def guest(visit: Visit, number: int) -> Answer:
    """Somebody who sat in without being due: 列席, which never counts (domain.md rule 8)."""
    held = visit.meeting(number)
    name = visit.said("name", 30)
    found = members.named(visit.db, name)
    due = {one.member_id for one in attendance.roll(visit.db, held, visit.now)}
    if len(found) != 1:
        why = "名册里有几位同名的，请在聊天里代签。" if found else f"名册里没有「{name}」。"
        visit.refuse(why, _page(held))
    if found[0].id in due:
        visit.refuse(f"{name}在应到名单里，请在名单里勾选。", _page(held))
    if held.state == CANCELLED or not may_mark(visit, held):
        visit.refuse("这个会已经取消，或散会超过一周，不能再记。", _page(held))
    attendance.mark_guest(visit.db, held, found[0].id, found[0].standing, visit.member.id, visit.now)
    visit.record("guest", f"meeting {held.id}", f"member {found[0].id}")
    return back(_page(held), f"✓ 已记列席：{name}。")


def confirm(visit: Visit, number: int) -> Answer:
    """Those who are ticked came in with the code before, and were seen in the room."""
    held = visit.meeting(number)
    own = {str(one.member_id): one.member_id for one in own_entries(visit, held)}
    ids = [own[id_] for id_ in visit.chosen("who") if id_ in own]
    count = attendance.confirm_present(visit.db, held.id, ids, visit.member.id, visit.now)
    return back(_page(held), f"✓ 已核对 {count} 人在场。" if count else "没有勾选人。")


def close(visit: Visit, number: int) -> Answer:
    """Close it; whoever is second gets the same figures."""
    held = visit.meeting(number)
    if held.state not in (PLANNED, CLOSED):
        visit.refuse("会议已经取消。", _page(held))
    if held.state == PLANNED and held.starts_at > visit.now:
        visit.refuse("还没到开会时间，不能散会；不开了请按「取消会议」。", _page(held))
    rule = HourRule.of(visit.services.config.duties)
    closing = attendance.close(visit.db, held.id, visit.member.id, visit.now, rule=rule)
    figures = closing.counts
    done = f"任务完成：{'、'.join(closing.tasks)}。" if closing.tasks else ""
    first = "✓ 已散会" if closing.first else "这个会已经散会"
    return back(
        _page(held),
        f"{first}：应到 {figures.due}，实到 {figures.present}，请假 {figures.leave}，缺席 {figures.absent}。{done}",
    )


def move(visit: Visit, number: int) -> Answer:
    """Move it in time or place, for a reason that is told to whoever knows of it."""
    held = visit.meeting(number)
    if not may_change(visit, held):
        visit.refuse("会议已经开始、散会或取消，不能改期了。", _page(held))
    try:
        here = datetime.fromisoformat(visit.said("starts", 30))
        starts_at = local.instant(here.date(), here.time())
    except ValueError:
        visit.refuse("时间：请填日期和几点，比如 2026-12-05 19:30。", _page(held))
    if problem := meeting_rules.problem_of_move(held, starts_at, visit.now):
        visit.refuse(problem, _page(held))
    place = visit.said("place", 100)
    change = meeting_changes.move(
        visit.db, held, starts_at, place if place != held.place else None, _reason(visit, held),
        visit.member.id, visit.now, visit.services.config.push, "console",
    )  # fmt: skip
    return _changed(visit, held, change, f"✓ 已改到 {local.words(starts_at)}")


def cancel(visit: Visit, number: int) -> Answer:
    """Call it off, for a reason that is told to whoever knows of it."""
    held = visit.meeting(number)
    if not may_change(visit, held):
        visit.refuse("会议已经开始、散会或取消，不能再取消。", _page(held))
    change = meeting_changes.call_off(
        visit.db,
        held,
        _reason(visit, held),
        visit.member.id,
        visit.now,
        visit.services.config.push,
        "console",
    )
    return _changed(visit, held, change, "✓ 已取消")


def _reason(visit: Visit, held: Meeting) -> str:
    reason = visit.said("reason", 60)
    if len(reason) < 2:
        visit.refuse("原因：请写几个字，会告诉大家。", _page(held))
    return reason


def _changed(visit: Visit, held: Meeting, change: meeting_changes.Change | None, done: str) -> Answer:
    if change is None:
        visit.refuse("没办成：这个会刚刚散会或取消了。", _page(held))
    visit.knock = True
    told = f"，已通知知道这个会的 {len(change.told)} 人" if change.told else "，还没有提醒过人，没有另发通知"
    taken = f"，收回没发出的提醒 {change.taken_back} 条" if change.taken_back else ""
    return back(_page(held), f"{done}{told}{taken}。")


def enter(visit: Visit, number: int) -> Answer:
    """A line of the minutes; after they are final it is a correction (domain.md rule 9)."""
    held = visit.meeting(number)
    field = visit.said("field", 12)
    text = visit.said("said", minutes.SAID_LIMIT)
    if field not in ENTERED:
        visit.refuse("请选记的是什么。", _page(held))
    if not text:
        visit.refuse("内容：请写几个字。", _page(held))
    kind: Field = field
    minutes.enter(
        visit.db, held.id, kind, text, visit.member.id, visit.now,
        owner=visit.said("owner", minutes.OWNER_LIMIT) if kind == "decision" else "",
        due=visit.said("due", minutes.DUE_LIMIT) if kind == "decision" else "",
    )  # fmt: skip
    return back(f"{_page(held)}#minutes", f"✓ 已记{TITLES[kind]}。")


def withdraw(visit: Visit, number: int) -> Answer:
    """Take a line back; it stays in the ledger."""
    held = visit.meeting(number)
    kept = minutes.of(visit.db, held)
    lines = {str(line.id): line for line in (kept.corrections if kept.final_at else kept.lines)}
    line = lines.get(visit.said("line", 12))
    if line is None or not minutes.withdraw(visit.db, line.id, visit.member.id, visit.now):
        visit.refuse("这一条已经撤掉，或者定稿了不能撤。", _page(held))
    return back(f"{_page(held)}#minutes", f"✓ 已撤掉{TITLES[line.field]}，原文仍留在台账里。")


def make_final(visit: Visit, number: int) -> Answer:
    """Declare the minutes final: what comes later is shown as a correction."""
    held = visit.meeting(number)
    if held.state != CLOSED:
        visit.refuse("散会以后才能定稿。", _page(held))
    minutes.enter(visit.db, held.id, "final", "定稿", visit.member.id, visit.now)
    return back(f"{_page(held)}#minutes", "✓ 会议记录已定稿；再补的会写成「更正」。")
