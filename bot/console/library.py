"""``/console/library``: lectures, first topics and plans written, checked, previewed; a second person publishes."""

from __future__ import annotations

from typing import NoReturn

from bot import authoring
from bot.authoring import Faulty, NotAllowed
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, link, show
from bot.ledger import drafts, members
from bot.ledger.drafts import Draft
from bot.pages.preview import preview
from content.checker import NAME, NAME_WANTED
from content.problems import Problem

LIST = "/console/library"
EDIT = "/console/library/edit"
DRAFT = "/console/library/drafts/{}"
GROUPS = (("library/", "党课"), ("first_topics/", "第一议题"), ("plans/", "每月任务"))
KEPT_STATES = (*drafts.OPEN, drafts.REFUSED)


def add(desk: Desk) -> None:
    """The list, the editor, a draft before its second reader."""
    desk.page(LIST, "committee")(listed)
    desk.page(EDIT, "committee")(edit)
    desk.page(EDIT, "committee", method="POST")(save)
    desk.page(f"{LIST}/drafts/<int:number>", "committee")(draft)
    for name, view in (
        ("submit", submit), ("take-back", take_back), ("publish", publish), ("refuse", refuse), ("drop", drop),
    ):  # fmt: skip
        desk.page(f"{LIST}/drafts/<int:number>/{name}", "committee", method="POST")(view)


def listed(visit: Visit) -> Answer:
    """Every file, and what is being written."""
    folder = visit.services.config.service.data_dir
    titles = {f"library/{one.series}/{one.slug}.md": one.title for one in visit.services.library.lectures()}
    names = authoring.names(folder)
    said = {name: titles.get(name, name.rpartition("/")[2].partition(".")[0]) for name in names}
    groups = [
        (title, [(name, said[name]) for name in names if name.startswith(stem)]) for stem, title in GROUPS
    ]
    return show(
        visit, "library.html", groups=groups, drafts=drafts.listed(visit.db, KEPT_STATES), states=drafts.STATES,
        named=_author(visit), wanted=NAME_WANTED, series=authoring.series(folder),
    )  # fmt: skip


def _author(visit: Visit) -> dict[int, str]:
    return {one.id: one.name for one in members.staff(visit.db)}


def edit(visit: Visit) -> Answer:
    """The text of a file as it is served, or as somebody has begun to change it."""
    name = visit.arg("name")
    if not name:
        return listed(visit)
    if not NAME.fullmatch(name):
        visit.refuse(f"{NAME_WANTED}。", LIST)
    folder = visit.services.config.service.data_dir
    newest = next(iter(drafts.versions(visit.db, name)), None)
    open_one = newest if newest is not None and newest.state in drafts.OPEN else None
    text = open_one.text if open_one is not None else authoring.source(folder, name)
    return _editor(visit, name, text, authoring.check(folder, name, text) if text else [], open_one)


def _editor(
    visit: Visit, name: str, text: str, problems: list[Problem], one: Draft | None, why: str = ""
) -> str:
    return show(
        visit, "library_edit.html", name=name, text=text, problems=[_said(problem) for problem in problems], one=one,
        why=why, shown=preview(name, text), states=drafts.STATES, named=_author(visit), longest=authoring.LONGEST,
    )  # fmt: skip


def _said(problem: Problem) -> str:
    """A fault without the file's name, which the page has."""
    place = f"第 {problem.line} 行 " if problem.line else ""
    return f"{place}{problem.field}：{problem.message}" if problem.field else f"{place}{problem.message}"


def save(visit: Visit) -> Answer:
    """Keep what was written, faults and all; the preview and every fault are shown at once."""
    name, text = visit.said("name", 200), visit.said("text", authoring.LONGEST)
    folder = visit.services.config.service.data_dir
    try:
        one, _ = authoring.save(visit.db, folder, name, text + "\n", visit.member.id, visit.now)
    except NotAllowed as refused:
        return _editor(visit, name, text, [], None, str(refused)), 422
    return back(link(EDIT, name=one.name), "✓ 已保存草稿；发布要请另一位同事看过。")


def draft(visit: Visit, number: int) -> Answer:
    """A draft as its second reader sees it: the preview, the text, and two buttons."""
    return _draft_page(visit, _found(visit, number))


def _found(visit: Visit, number: int) -> Draft:
    found = drafts.get(visit.db, number)
    if found is None:
        visit.missing("这份草稿")
    return found


def _draft_page(visit: Visit, one: Draft, problems: list[str] | None = None) -> str:
    return show(
        visit, "library_draft.html", one=one, shown=preview(one.name, one.text), states=drafts.STATES,
        named=_author(visit), problems=problems or [], mine=one.author_id == visit.member.id,
    )  # fmt: skip


def submit(visit: Visit, number: int) -> Answer:
    """Give it to a second reader: only without a fault."""
    one = _found(visit, number)
    try:
        authoring.submit(visit.db, visit.services.config.service.data_dir, one.id, visit.member.id, visit.now)
    except Faulty as faulty:
        return _draft_page(visit, one, [_said(problem) for problem in faulty.problems]), 422
    except NotAllowed as refused:
        _no(visit, one, refused)
    return back(DRAFT.format(number), "✓ 已送审；请另一位同事打开本页看过再发布。")


def take_back(visit: Visit, number: int) -> Answer:
    """Take one's own back, to write on."""
    one = _found(visit, number)
    try:
        authoring.take_back(visit.db, one.id, visit.member.id)
    except NotAllowed as refused:
        _no(visit, one, refused)
    return back(link(EDIT, name=one.name), "✓ 已收回，可以接着改。")


def publish(visit: Visit, number: int) -> Answer:
    """As its second reader, let it go: members see it within seconds."""
    one = _found(visit, number)
    try:
        authoring.publish(
            visit.db, visit.services.config.service.data_dir, one.id, visit.member.id, visit.now
        )
    except Faulty as faulty:
        return _draft_page(visit, one, [_said(problem) for problem in faulty.problems]), 422
    except NotAllowed as refused:
        _no(visit, one, refused)
    return back(LIST, f"✓ 已发布：{preview(one.name, one.text).title}。几秒钟后大家看到的就是新的。")


def refuse(visit: Visit, number: int) -> Answer:
    """Give it back to its author with the reasons."""
    one = _found(visit, number)
    try:
        authoring.refuse(visit.db, one.id, visit.member.id, visit.now, visit.said("reasons", 300))
    except NotAllowed as refused:
        _no(visit, one, refused)
    return back(LIST, "✓ 已退回作者，原因一并告诉了。")


def drop(visit: Visit, number: int) -> Answer:
    """Give one's own draft up; it stays on record."""
    one = _found(visit, number)
    if not drafts.drop(visit.db, one.id, visit.member.id, visit.now):
        visit.refuse("只有作者能丢掉自己的草稿，送审的要先收回。", DRAFT.format(number))
    return back(LIST, "✓ 已丢掉草稿，大家看到的没有变。")


def _no(visit: Visit, one: Draft, refused: NotAllowed) -> NoReturn:
    visit.refuse(f"{refused}。", DRAFT.format(one.id))
