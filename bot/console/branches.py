"""``/console/branches``: the branches: kind, members, firms, officers; made, renamed, dissolved, handed over."""

from __future__ import annotations

from datetime import date

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, show
from bot.ledger import branches, firms, handover, members, offices, structure, terms, work_figures
from bot.ledger.branches import BRANCH_KINDS, BranchLine
from bot.ledger.handover import HandoverRefused, NewOfficers
from bot.ledger.members import ACTING_OFFICES, OFFICE_TITLES
from bot.ledger.registry import NotDone

LIST = "/console/branches"
PAGE = "/console/branches/{}"
GIVEN = (
    "secretary", "deputy", "organiser", "publicity", "discipline", "committee_member", "group_leader", "instructor",
)  # fmt: skip
NAMED_IN_LIST = ("secretary", "instructor")


def add(desk: Desk) -> None:
    """The list, one branch, and what is done to it by POST."""
    desk.page(LIST, "committee")(listed)
    desk.page(LIST, "committee", method="POST")(make)
    desk.page("/console/firms", "committee")(firm_list)
    desk.page(f"{LIST}/<int:number>", "committee")(branch)
    for name, view in (
        ("change", change), ("dissolve", dissolve), ("appoint", appoint), ("relieve", relieve),
        ("hand-over", hand_over),
    ):  # fmt: skip
        desk.page(f"{LIST}/<int:number>/{name}", "committee", method="POST")(view)


def listed(visit: Visit) -> Answer:
    """Every branch, in the order they were entered, with advice on what body a firm should have (rule 12)."""
    return _list_page(visit)


def _list_page(visit: Visit, problems: list[str] | None = None) -> str:
    lines, crossed = branches.listed(visit.db), work_figures.who_crosses(visit.db)
    named = {id_ for one in lines for id_, _, role in one.officers if role in NAMED_IN_LIST}
    visit.looked_at("branches", sorted(named | {id_ for id_, _ in crossed}))
    return show(
        visit, "branches.html", branches=lines, kinds=BRANCH_KINDS, roles=OFFICE_TITLES,
        advice=structure.advice(visit.db, visit.scope_ids, local.day(visit.now), firms=True),
        crossed=crossed, problems=problems or [],
        terms=terms.of_branches(visit.db, visit.scope_ids),
    )  # fmt: skip


def firm_list(visit: Visit) -> Answer:
    """Every firm with its Party members by standing and where they belong; it names no person."""
    return show(visit, "firms.html", firms=firms.lines(visit.db), standings=members.STANDING_TITLES)


def make(visit: Visit) -> Answer:
    """Enter a new branch."""
    try:
        made = branches.make(
            visit.db, visit.said("name", 100), visit.said("kind", 20), visit.member.id, "console", visit.now
        )
    except NotDone as wrong:
        return _list_page(visit, [str(wrong)]), 422
    return back(PAGE.format(made), "✓ 已建支部。下一步：任命书记，或导入名册。")


def _branch(visit: Visit, number: int) -> BranchLine:
    found = next((one for one in branches.listed(visit.db) if one.id == number), None)
    if found is None:
        visit.missing("这个支部")
    return found


def branch(visit: Visit, number: int) -> Answer:
    """One branch."""
    return _page(visit, _branch(visit, number))


def _page(visit: Visit, found: BranchLine, problems: list[str] | None = None) -> str:
    own = members.of_branch(visit.db, found.id)
    named = {one.id for one in own} | {
        id_ for id_, _, _ in found.officers
    }  # an instructor may be another's member
    if named:
        visit.looked_at(f"branch {found.id}", sorted(named))
    return show(
        visit, "branch.html", one=found, kinds=BRANCH_KINDS, roles=OFFICE_TITLES, given=GIVEN, people=own,
        standings=members.STANDING_TITLES, term=terms.of_branches(visit.db, [found.id]).get(found.id),
        today=local.day(visit.now), problems=problems or [],
    )  # fmt: skip


def change(visit: Visit, number: int) -> Answer:
    """Rename it, or say of what kind it is."""
    found = _branch(visit, number)
    try:
        branches.change(
            visit.db, found.id, visit.said("name", 100), visit.said("kind", 20), bool(visit.chosen("groups")),
            visit.member.id, "console", visit.now,
        )  # fmt: skip
    except NotDone as wrong:
        return _page(visit, found, [str(wrong)]), 422
    return back(PAGE.format(number), "✓ 已改。")


def dissolve(visit: Visit, number: int) -> Answer:
    """Dissolve a branch that nobody is in."""
    found = _branch(visit, number)
    try:
        branches.dissolve(visit.db, found.id, visit.member.id, "console", visit.now)
    except NotDone as wrong:
        return _page(visit, found, [str(wrong)]), 422
    return back(LIST, f"✓ 已撤销{found.name}，历史都还在。")


def appoint(visit: Visit, number: int) -> Answer:
    """Give somebody an office of the branch: one of its members, or an instructor by name."""
    found = _branch(visit, number)
    role, name = visit.said("role", 20), visit.said("name", 30)
    candidates = members.named(visit.db, name)
    own = [one for one in candidates if one.branch_id == found.id] or (
        candidates if role == "instructor" else []
    )
    if role not in GIVEN or len(own) != 1:
        why = (
            f"有 {len(own)} 位{name}，分不清是哪一位。" if len(own) > 1 else f"{found.name}里没有「{name}」。"
        )
        return _page(visit, found, ["职务：请选一个。" if role not in GIVEN else f"姓名：{why}"]), 422
    if not offices.appoint(visit.db, own[0].id, role, visit.now, branch_id=found.id):
        return _page(visit, found, [f"{name}已经是{OFFICE_TITLES[role]}了。"]), 422
    visit.record("appoint", f"member {own[0].id}", f"{role} branch {found.id}")
    return back(PAGE.format(number), f"✓ 已任命：{OFFICE_TITLES[role]} {name}。")


def relieve(visit: Visit, number: int) -> Answer:
    """End an office; whoever held it is out of the console at once."""
    found = _branch(visit, number)
    member_id, role = visit.said("member", 12), visit.said("role", 20)
    held = next((one for one in found.officers if (str(one[0]), one[2]) == (member_id, role)), None)
    if held is None or not offices.relieve(visit.db, held[0], role, visit.now, branch_id=found.id):
        visit.refuse("这个职务已经免去了。", PAGE.format(number))
    if role in ACTING_OFFICES:
        handover.take_back_access(visit.db, held[0], visit.now)
    visit.record("relieve", f"member {held[0]}", f"{role} branch {found.id}")
    return back(PAGE.format(number), f"✓ 已免去：{OFFICE_TITLES[role]} {held[1]}。")


def hand_over(visit: Visit, number: int) -> Answer:
    """换届: the old offices end, the new ones and a new term begin, in one step."""
    found = _branch(visit, number)
    own = {one.name: one.id for one in members.of_branch(visit.db, found.id)}
    try:
        since = date.fromisoformat(visit.said("since", 10))
        new = NewOfficers(own[visit.said("secretary", 30)], _others(visit, own), since)
        done = handover.hand_over(visit.db, found.id, new, visit.member.id, "console", visit.now)
    except (KeyError, ValueError) as wrong:
        why = (
            f"没有「{wrong.args[0]}」这个人。"
            if isinstance(wrong, KeyError)
            else "日期要写成 2026-12-05 这样。"
        )
        return _page(visit, found, [f"换届：{why}"]), 422
    except HandoverRefused as refused:
        return _page(visit, found, [str(refused)]), 422
    said = handover.titled(visit.db, done.began)
    return back(PAGE.format(number), f"✓ 已换届：{said}；任期到 {done.ends_on.isoformat()}。")


def _others(visit: Visit, own: dict[str, int]) -> tuple[tuple[int, str], ...]:
    """The other members of the new committee: a field a role, names parted by 、."""
    found = []
    for role in GIVEN[1:6]:
        names = visit.said(role, 200).replace("，", "、").split("、")
        found += [(own[name.strip()], role) for name in names if name.strip()]
    return tuple(found)
