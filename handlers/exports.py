"""``导出11月考勤``: a file by a one-time link, for a stated purpose; one that takes long follows when it is made."""

from __future__ import annotations

from collections.abc import Mapping

from bot import local
from bot.calendar_links import CalendarLinks
from bot.chat import Chat, Reply, Router
from bot.ledger import audit, bindings, export_jobs, export_links, meetings, members
from bot.ledger.export_jobs import DONE, KEPT, RUNNING, WAITING
from bot.ledger.meetings import Meeting
from bot.reports import KINDS, periods
from bot.reports.background import ask as ask_worker
from bot.reports.purposes import LIMIT, PURPOSES
from bot.reports.request import Request, asked
from bot.reports.sizes import is_long
from handlers.which_meeting import act, choose, open_or_last, scope_ids
from handlers.wording import fit, on_day, plain

router = Router("exports")

SAID_SO = {"report": "work-report"}  # where the word of the contract is shorter than the kind's name
WHOLE_PHONES = ("全号", "完整手机", "带手机", "完整号码")
NOT_YET = "这一样还导不出来。\n能导出：考勤、任务、第一议题台账、通知回执、登记台账、工作报告、花名册、会议记录、签到表、日历。\n例如：导出11月考勤。"
NO_BRANCH = "您现在没有负责的支部，导不出来。\n要改，请联系行业党委办公室。"


@router.on(
    "export",
    "导出",
    "导出考勤",
    "导出签到",
    audience="officer",
    how="发「导出11月考勤」「导出第四季度考勤」「导出花名册」，说明用途，我给您一个只能用一次的链接。",
)
def export(chat: Chat) -> Reply:
    """Ask what the file is for; every export is logged with its purpose (product H2)."""
    what = chat.slot("kind") or "attendance"
    if what == "calendar":
        return calendar(chat)
    what = SAID_SO.get(what, what)
    if what not in KINDS:
        return Reply(NOT_YET)
    if KINDS[what].of == "meeting":
        return choose(chat, what, open_or_last(chat))
    branches = members.scope(chat.db, chat.member)
    if not branches:
        return Reply(NO_BRANCH)
    options: dict[str, object] = {"branches": [id_ for id_, _ in branches]}
    when = ""
    if KINDS[what].of == "period":
        today = local.day(chat.now)
        usual = (
            f"{today.year}-H{1 if today.month <= 6 else 2}"
            if what == "work-report"
            else local.month(chat.now)
        )
        period = periods.said(chat.said, today) or periods.parse(chat.slot("month") or usual)
        options["period"], when = period.name, f" {period.title}"
    if what == "people" and any(word in chat.said for word in WHOLE_PHONES):
        if not chat.member.is_staff:
            return Reply("完整的手机号只有行业党委办公室能导出。\n隐去中间四位的，发「导出花名册」。")
        options["phones"] = True
    names = "、".join(name for _, name in branches[:3]) + ("等" if len(branches) > 3 else "")
    return ask_purpose(chat, what, options, f"{when}{KINDS[what].title}（{names}）")


def ask_purpose(chat: Chat, what: str, options: Mapping[str, object], title: str) -> Reply:
    """Ask what a file is for; the answer gets the link."""
    chat.ask("export", "purpose", what=what, options=dict(options), title=title.strip())
    if options.get("phones"):
        return Reply(
            f"导出{title}，带完整手机号。\n请写明用途，例如：换届通知逐人核对号码。\n不导了回「取消」。"
        )
    return Reply(f"导出{title}，用途是：\n{_purposes()}\n回数字，或直接写用途。")


def _purposes() -> str:
    return "　".join(f"{n} {purpose}" for n, purpose in enumerate(PURPOSES, 1))


def purpose_of(said: str) -> str | None:
    """The purpose that was chosen by number or written; None where it is neither."""
    word = plain(said)
    if word in ("1", "2", "3"):
        return PURPOSES[int(word) - 1]
    written = said.strip("。 ")[:LIMIT]
    return written if len(written) >= 2 and not plain(said).isdecimal() else None


@router.form("export")
def purpose_given(chat: Chat) -> Reply:
    """The purpose is known: here is the link, or word that it will follow."""
    form = chat.open_form
    options = form.slots["options"]
    assert isinstance(options, dict)
    purpose = purpose_of(chat.said)
    if purpose is not None and options.get("phones") and purpose in PURPOSES:
        purpose = None
    if purpose is None:
        chat.next_form = form
        numbers = "" if options.get("phones") else "请回 1、2、3，或"
        return Reply(f"{numbers}写几个字的用途；不导了回「取消」。")
    return give(chat, str(form.slots["what"]), options, str(form.slots["title"]), purpose)


def give(chat: Chat, what: str, options: dict[str, object], title: str, purpose: str) -> Reply:
    """The link to a file of ``what``; where it takes more than a moment, a worker makes it and the link follows."""
    wanted = asked(chat.db, what, options, purpose, chat.member.id, "chat")
    if not wanted.branch_ids:
        return Reply(NO_BRANCH)
    if is_long(chat.db, wanted):
        return _long(chat, wanted, title)
    audit.record(chat.db, chat.now, chat.member.id, "chat", "export link", wanted.subject, purpose)
    return _link(chat, wanted, title, wanted.options())


def _link(chat: Chat, wanted: Request, title: str, options: dict[str, object]) -> Reply:
    token = export_links.make(
        chat.db,
        what=wanted.what,
        options=options,
        purpose=wanted.purpose,
        made_for=chat.member.id,
        now=chat.now,
    )
    return Reply(
        f"✓ {title}\n{chat.config.public_url}/p/export/{token}\n"
        "十分钟内有效，只能下载一次；点开后按「下载」。\n内有姓名，请勿转发。"
    )


def _long(chat: Chat, wanted: Request, title: str) -> Reply:
    """One that was asked for already is not made twice."""
    options = wanted.options()
    for job in export_jobs.of_member(chat.db, chat.member.id, chat.now - KEPT):
        if (job.what, job.options) != (wanted.what, options):
            continue
        if job.state == DONE:
            return _link(chat, wanted, title, {**options, "job": job.id})
        if job.state in (WAITING, RUNNING):
            share = f"，写好 {job.done * 100 // job.total}%" if job.total and job.done else ""
            return Reply(f"还在办{share}，好了发您链接。\n不用再发，可以先做别的。")
    ask_worker(chat.db, wanted, chat.now)
    audit.record(chat.db, chat.now, chat.member.id, "chat", "export asked", wanted.subject, wanted.purpose)
    return Reply(f"正在办，好了发您链接。\n{title}人多会多，要几分钟；可以先做别的。")


@router.on(
    "sign_in_sheet",
    "签到表",
    "打印签到表",
    "导出签到表",
    "纸质签到表",
    audience="officer",
    how="发「签到表」，打印出来请大家签；会后把号发来就登记好了，如「到 1-8 假 9」。",
)
def sign_in_sheet(chat: Chat) -> Reply:
    """A sheet to print, numbered as ``到 1-8`` counts: of the meeting under way or the next ones."""
    scope = scope_ids(chat)
    found = meetings.unclosed(chat.db, scope, chat.now, KEPT) or meetings.upcoming(chat.db, scope, chat.now)
    return choose(chat, "sign-in", found)


@act("sign-in")
def _sheet_of(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    options = {"meeting": meeting.id, "branches": scope_ids(chat)}
    return ask_purpose(chat, "sign-in", options, f" {on_day(meeting)} 签到表")


@router.on(
    "calendar",
    "日历",
    "会议日历",
    "日历订阅",
    "订阅日历",
    "加日历",
    how="发「日历」，我给您一个地址，手机日历订阅以后，会议改期会自己更新。",
)
def calendar(chat: Chat) -> Reply:
    """The address of one's own calendar: meetings, no names."""
    links = CalendarLinks(chat.keys, chat.config.public_url)
    url = links.url(chat.member.id, bindings.bound_at(chat.db, chat.member.id))
    return Reply(
        fit(
            [
                "您的会议日历：",
                url,
                "在手机日历里「添加订阅」，粘贴这个地址；改期、取消会自己更新。",
                "只有会议，没有姓名；解绑后失效。看近期的会，回「会议」。",
            ]
        )
    )
