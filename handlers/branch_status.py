"""``支部情况``: what a branch still owes, by when, and the rule behind it. The committee sees counts by branch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import duties, members, theme_days
from bot.ledger.duties import DONE, NOT_APPLICABLE, OVERDUE, OWED, STATE_TITLES, DutyState
from handlers.which_branch import choose_branch, for_branch
from handlers.wording import fit, number, numbered

router = Router("branch status")

HOW = "发「支部情况」，看支部还差什么、什么时候截止；回号看依据。看上个月发「上个月还缺什么」。"
ON_A_PAGE, BRANCHES_ON_A_PAGE = 4, 5
ORDER = {OVERDUE: 0, OWED: 1, DONE: 2, NOT_APPLICABLE: 3}
DO_IT = {
    "meeting": "办了散会就记上；开会发「开会」。",
    "first_topic": "学过了，发「第一议题记录」。",
    "talk": "谈过了，发「谈心谈话」记次数。",
    "appraisal": "评过了，发「民主评议」记结果。",
    "hosting": "轮过了，发「轮值」记是哪家。",
}


@router.on("branch_status", "支部情况", "支部还差什么", "支部台账", audience="officer", how=HOW)
def branch_status(chat: Chat) -> Reply:
    """What the branch owes now, or in a month that is named; for the committee all branches, in counts."""
    month = chat.slot("month")
    if chat.member.is_staff:
        return _district(chat, month, 0)
    return choose_branch(chat, "branch status", month=month)


def seen_on(chat: Chat, month: str) -> date:
    """The day whose periods are looked at: today, or the last day of a month that is over."""
    today = local.day(chat.now)
    if not month or month >= local.month(chat.now):
        return today
    return local.day(local.month_bounds(month)[1] - timedelta(seconds=1))


@for_branch("branch status")
def _of_branch(chat: Chat, branch_id: int, name: str, slots: Mapping[str, object]) -> Reply:
    return _page(chat, branch_id, name, str(slots.get("month") or ""), 0)


def _states(chat: Chat, branch_id: int, month: str) -> list[DutyState]:
    found = duties.of_branch(chat.db, branch_id, seen_on(chat, month), local.day(chat.now))
    return sorted(found, key=lambda one: (ORDER[one.state], one.due_on))


def _page(chat: Chat, branch_id: int, name: str, month: str, at: int) -> Reply:
    states = _states(chat, branch_id, month)
    if not states:
        return Reply(f"{name}没有要办的。\n看任务，回「任务」。")
    shown = states[at : at + ON_A_PAGE]
    left = len(states) - at - len(shown)
    chat.ask("branch_status", "page", branch_id=branch_id, name=name, month=month, at=at)
    more = f"{len(shown) + 1} 往下看（还有 {left} 项）" if left else ""
    when = f"{int(month[5:])}月" if month else "现在"
    return Reply(
        fit(
            [
                f"支部情况 · {name} {when}",
                _summary(states),
                *numbered(map(_line, shown)),
                more,
                "回号看要几次、依据哪条；办任务回「任务」。",
            ]
        )
    )


def _summary(states: list[DutyState]) -> str:
    counts = duties.tally(states)
    lacking = counts.owed + counts.overdue
    first = f"还差 {lacking} 项" if lacking else "该办的都办了 ✓"
    not_applicable = f"　不适用 {counts.not_applicable}" if counts.not_applicable else ""
    return f"{first}　已办 {counts.done}{not_applicable}"


def _line(one: DutyState) -> str:
    year = f"（{one.period.title}）" if one.duty.closes else ""
    if one.state == DONE:
        return f"✓ {one.duty.name}{year}"
    if one.state == NOT_APPLICABLE:
        return f"{one.duty.name}　不适用"
    figures = f" {one.held}/{one.required}" if one.required > 1 else ""
    until = f"{_day(one.due_on, one.period.ends)}前" if one.state == OWED else "过期没办"
    planned = f"，已安排 {_day(one.planned[0].on, one.period.ends)}" if one.planned else ""
    return f"{one.duty.name}{year}{figures}　{until}{planned}"


def _day(day: date, near: date) -> str:
    year = f"{day.year}年" if day.year != near.year else ""
    return f"{year}{day.month}月{day.day}日"


def _detail(chat: Chat, name: str, one: DutyState) -> Reply:
    counted = [f"{held.on.month}月{held.on.day}日 {held.title}" for held in one.counted[:3]]
    planned = [f"{held.on.month}月{held.on.day}日" for held in one.planned[:2]]
    document = f"{one.source.document}" + ("（本地约定）" if one.source.grade == "own" else "")
    return Reply(
        fit(
            [
                f"{one.duty.name} · {name} {one.period.title}",
                _how_it_stands(one),
                f"缺：{'、'.join(one.lacking[:5])}" if one.lacking and one.state != DONE else "",
                f"算数的：{'；'.join(counted)}" if counted else "",
                f"已安排：{'、'.join(planned)}" if planned else "",
                _fixed_day(chat, one),
                f"规定：{one.duty.says}",
                f"依据：{document}",
                DO_IT[one.duty.counts] if one.state in (OWED, OVERDUE) else "看别的，回「支部情况」。",
            ]
        )
    )


def _fixed_day(chat: Chat, one: DutyState) -> str:
    """The branch's own day of the month for it, where it is 主题党日 and one is fixed (rule 4)."""
    kept = theme_days.of_branches(chat.db, [one.branch_id]) if one.duty.key == "theme-day" else {}
    if one.branch_id not in kept:
        return ""
    day = kept[one.branch_id].of_month(one.period.name)
    return f"固定日：{kept[one.branch_id].title}，{day.month}月{day.day}日"


def _how_it_stands(one: DutyState) -> str:
    if one.state == NOT_APPLICABLE:
        return f"不适用：{one.reason}。"
    unit = {"talk": "种", "hosting": "家"}.get(one.duty.counts, "次")
    until = "" if one.state == DONE else f"，{_day(one.due_on, one.period.ends)}前办"
    return f"{STATE_TITLES[one.state]}：要 {one.required} {unit}，已有 {one.held} {unit}{until}。"


@router.form("branch_status", only_chooses=True)
def chosen(chat: Chat) -> Reply:
    """The number of a duty, or the one that shows more."""
    form = chat.open_form
    branch_id, name = int(str(form.slots["branch_id"])), str(form.slots["name"])
    month, at = str(form.slots["month"]), int(str(form.slots["at"]))
    if branch_id not in dict(members.scope(chat.db, chat.member)):
        return Reply("这个支部现在不归您负责了。\n看能做什么，回「帮助」。")
    states = _states(chat, branch_id, month)
    shown = states[at : at + ON_A_PAGE]
    most = len(shown) + (len(states) > at + len(shown))
    said = number(chat.said, most)
    chat.next_form = form
    if said is None:
        return Reply(f"请回 1 到 {most} 的数字；不看了回「取消」。")
    if said > len(shown):
        return _page(chat, branch_id, name, month, at + ON_A_PAGE)
    return _detail(chat, name, shown[said - 1])


def _district(chat: Chat, month: str, at: int) -> Reply:
    scope = members.scope(chat.db, chat.member)
    found = duties.of_branches(chat.db, [id_ for id_, _ in scope], seen_on(chat, month), local.day(chat.now))
    named = [(id_, name, duties.tally(found[id_])) for id_, name in scope if id_ in found]
    shown = named[at : at + BRANCHES_ON_A_PAGE]
    left = len(named) - at - len(shown)
    chat.ask("district_status", "page", month=month, at=at, ids=[id_ for id_, _, _ in shown], left=left)
    complete = sum(not (one.owed + one.overdue) for _, _, one in named)
    return Reply(
        fit(
            [
                f"各支部情况　{len(named)} 个支部，{complete} 个都办了",
                *numbered(
                    f"{name}　还差 {one.owed + one.overdue}，已办 {one.done}" for _, name, one in shown
                ),
                f"{len(shown) + 1} 往下看（还有 {left} 个）" if left else "",
                "回号看一个支部；按名册顺序，不排名。",
            ]
        )
    )


@router.form("district_status", only_chooses=True)
def branch_chosen(chat: Chat) -> Reply:
    """The number of a branch, or the one that shows more."""
    form = chat.open_form
    ids, left = form.slots["ids"], int(str(form.slots["left"]))
    assert isinstance(ids, list)
    month, at = str(form.slots["month"]), int(str(form.slots["at"]))
    said = number(chat.said, len(ids) + (left > 0))
    if said is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(ids) + (left > 0)} 的数字；不看了回「取消」。")
    if said > len(ids):
        return _district(chat, month, at + BRANCHES_ON_A_PAGE)
    name = dict(members.scope(chat.db, chat.member)).get(ids[said - 1])
    return _page(chat, ids[said - 1], name, month, 0) if name else _district(chat, month, 0)
