"""``/console/notices/new``: writing a notice, looking at it as its members will, sending it. Nothing is kept before."""

from __future__ import annotations

from bot.channels.wecom.client import BODY, MORE
from bot.console.desk import Answer, Desk
from bot.console.notice_form import Written, audience_of, problems, read
from bot.console.visit import Visit, back, show
from bot.ledger import app_quotas, audience_people
from bot.ledger.audiences import TITLES
from bot.ledger.members import STANDING_TITLES
from bot.ledger.notices import announcing
from bot.ledger.notices.announcing import Draft, Plan

PATH = "/console/notices/new"
ROLES = {role: title for role, title in TITLES.items() if role != "staff"}
STANDINGS = {name: title for name, title in STANDING_TITLES.items() if name != "none"}
KINDS = {
    "customer": "公众号客服消息",
    "template": "公众号模板消息",
    "mass": "公众号群发",
    "persons": "企业微信",
}


def add(desk: Desk) -> None:
    """The form, and what its buttons do: look for people, look at it, go back to it, send it."""
    desk.page(PATH)(new)
    desk.page(PATH, method="POST")(step)


def new(visit: Visit) -> Answer:
    """An empty form; who acts for one branch has nothing to choose but persons."""
    only = tuple(visit.scope_ids) if len(visit.scope) == 1 else ()
    return _form(visit, Written(branches=only, wants=True))


def step(visit: Visit) -> Answer:
    """What the pressed button asks for."""
    written, wanted = read(visit), visit.said("step", 10)
    if wanted == "edit":
        return _form(visit, written)
    if wanted == "find" and written.name:  # else it was the return key that pressed the first button
        return _form(visit, written, looked=True)
    found = problems(visit, written)
    if found:
        return _form(visit, written, found), 422
    draft = draft_of(visit, written)
    plan = announcing.plan(visit.db, visit.member, draft, visit.services.config.push, visit.now)
    if not plan.to:
        return _form(visit, written, ["发给谁：这个范围里现在没有人。"]), 422
    if wanted == "send":
        return _send(visit, written, draft, plan)
    return _look(visit, written, draft, plan)


def draft_of(visit: Visit, written: Written) -> Draft:
    """What was written, as chat's notices are: under a key of the form, so that a second press sends nothing."""
    return Draft(
        key=f"console:{visit.member.id}:{written.token}",
        title=written.title,
        body=written.body,
        audience=audience_of(visit, written),
        wants=written.wants or bool(written.deadline),
        deadline=written.deadline_at,
        send_at=written.send_at,
    )


def _send(visit: Visit, written: Written, draft: Draft, plan: Plan) -> Answer:
    try:
        made = announcing.send(
            visit.db, visit.member, draft, plan, visit.services.config.push, visit.now, "console"
        )
    except announcing.NoSecondPerson:
        why = "发给几个支部的通知要两个人，现在行业党委只登记了您一位。请先让管理员加一位，或分支部发。"
        return _form(visit, written, [why]), 422
    path = f"/console/notices/{made.notice_id}"
    if not made.fresh:
        return back(path, "这条已经发过了，没有再发。")
    visit.knock = True
    if plan.needs_second:
        return back(path, f"已写好，等另一位工作人员放行（{len(plan.to)} 人）；放行前一个也不会发。")
    return back(path, f"✓ 已定好，发给 {made.recipients} 人。发出前可以撤回。")


def _look(visit: Visit, written: Written, draft: Draft, plan: Plan) -> str:
    config = visit.services.config
    persons = config.wecom.account_limit * app_quotas.WECOM_PER_ACCOUNT if config.wecom else 0
    body = announcing.signed(visit.member, draft.body, draft.wants)
    templates = config.official.templates if config.official else {}
    return show(
        visit, "notice_look.html", written=written, draft=draft, plan=plan, body=body,
        card=body if len(body) <= BODY else body[: BODY - len(MORE)] + MORE,
        doubts=announcing.doubts(f"{draft.title}\n{draft.body}"), limit=config.push.weekly_limit,
        window=audience_people.in_window(visit.db, plan.to, visit.now),
        has_template="notice" in templates, undo=config.push.undo_seconds,
        quota=[
            (app, KINDS[kind], used, most)
            for app, kind, used, most in app_quotas.standing(visit.db, visit.now, persons) if kind in KINDS
        ],
    )  # fmt: skip


def _form(visit: Visit, written: Written, found: list[str] | None = None, looked: bool = False) -> str:
    """The form as it was filled in; with the people looked for, and those that were picked."""
    scope = visit.scope_ids
    picked = audience_people.persons(visit.db, scope, written.people)
    hits = audience_people.find(visit.db, scope, written.name) if looked else []
    hits = [one for one in hits if one.id not in written.people]
    if looked:
        visit.looked_at("member search", [one.id for one in hits])
    return show(
        visit, "notice_new.html", written=written, problems=found or [], picked=picked, hits=hits,
        looked=looked, roles=ROLES, standings=STANDINGS, longest=announcing.LONGEST,
    )  # fmt: skip
