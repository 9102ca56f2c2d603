"""What will be pushed and when, how the jobs stand, and what to do with a run that downtime made late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import local
from bot.chat import Chat, Form, Reply, Router
from bot.ledger import job_settings, members
from bot.ledger.job_settings import POLICIES, SEND, SKIP, Question
from bot.understanding.numbers import to_int
from handlers.wording import fit, number, numbered

if TYPE_CHECKING:
    from bot.jobs import Job
    from bot.jobs.board import Standing
    from bot.jobs.forecast import Foretold

router = Router("schedule")

DAYS_AHEAD = 14
ON_A_PAGE = 5
JOBS_SHOWN = 6
CALENDAR_HOW = "发「推送日历」看两周内会推送什么，「推送日历 12月」看整月；只列您管的支部。"
JOBS_HOW = "发「定时任务」看各项上次、下次什么时候办；行业党委工作人员回号，可以定停机误了怎么办。"


def _jobs() -> tuple[Job, ...]:
    # Here and not above: what the jobs push is worded with the handlers' own wording, so they import it.
    from bot.jobs import JOBS  # noqa: PLC0415

    return JOBS


@router.on("push_calendar", "推送日历", "推送计划", "推送安排", audience="officer", how=CALENDAR_HOW)
def push_calendar(chat: Chat) -> Reply:
    """What goes out in the next two weeks, or in a month that is named, to the branches one acts for."""
    return _page(chat, chat.slot("month"), 0)


def _page(chat: Chat, month: str, at: int) -> Reply:
    from bot.jobs import forecast  # noqa: PLC0415

    if month:
        found = forecast.month(chat, chat.db, _jobs(), month, chat.now)
        title = f"{int(month[:4])}年{int(month[5:])}月推送"
    else:
        found = forecast.coming(chat, chat.db, _jobs(), chat.now, chat.now + timedelta(days=DAYS_AHEAD))
        title = f"{DAYS_AHEAD} 天内推送"
    mine = _of_mine(chat, found)
    if not mine:
        return Reply(f"{title}：没有。\n看别的月份，发「推送日历 12月」。")
    shown = mine[at : at + ON_A_PAGE]
    left = len(mine) - at - len(shown)
    if left:
        chat.ask("push_calendar", "page", month=month, at=at + ON_A_PAGE)
    assumed = "？是节假日没录的日子，按周一到周五算。" if any(one.assumed for one in shown) else ""
    last = f"还有 {left} 条，回 1 往下看。" if left else "看别的月份，发「推送日历 12月」。"
    return Reply(fit([f"{title} {len(mine)} 条", *map(_line, shown), assumed + last]))


def _of_mine(chat: Chat, found: Iterable[Foretold]) -> list[Foretold]:
    scope = {id_ for id_, _ in members.scope(chat.db, chat.member)}
    return [one for one in found if not one.branch_ids or scope & set(one.branch_ids)]


def _line(one: Foretold) -> str:
    here = local.at(one.at)
    mark = "✓" if one.made and one.recipients else "？" if one.assumed else ""
    title = one.title if len(one.title) <= 16 else f"{one.title[:15]}…"
    return f"{here.month}/{here.day} {here:%H:%M}{mark} {title} {one.recipients}人"


@router.form("push_calendar", only_chooses=True)
def next_page(chat: Chat) -> Reply:
    """1 shows more."""
    form = chat.open_form
    if number(chat.said, 1) is None:
        chat.next_form = form
        return Reply("回 1 往下看；不看了回「取消」。")
    return _page(chat, str(form.slots["month"]), int(str(form.slots["at"])))


@router.on("jobs", "定时任务", "定时任务情况", "任务运行情况", audience="officer", how=JOBS_HOW)
def jobs(chat: Chat) -> Reply:
    """How the jobs that push stand: when they ran, when they run next."""
    standing = _standing(chat)
    waiting = job_settings.waiting(chat.db)
    if chat.member.is_staff:
        chat.ask("jobs", "which", names=[one.job.name for one in standing])
        last = "回号看详细，定停机误了怎么办。"
    else:
        last = "看会推送什么，回「推送日历」。"
    asked = f"有 {len(waiting)} 个在等答：回「补发」看；" if waiting and chat.member.is_staff else ""
    return Reply(fit(["定时任务（上次 → 下次）", *numbered(map(_job_line, standing)), f"{asked}{last}"]))


def _standing(chat: Chat) -> list[Standing]:
    from bot.jobs.board import standings  # noqa: PLC0415

    pushing = [job for job in _jobs() if job.coming is not None]
    return standings(chat.db, pushing[:JOBS_SHOWN], chat.config.push, chat.now)


def _job_line(one: Standing) -> str:
    ran = _short(one.last.slot) if one.last else "还没有"
    failed = "（出错）" if one.last and one.last.outcome.startswith("出错") else ""
    return f"{one.job.title}　{ran}{failed} → {_short(one.following)}"


def _short(at: datetime) -> str:
    here = local.at(at)
    return f"{here.month}/{here.day} {here:%H:%M}"


@router.form("jobs", only_chooses=True)
def one_job(chat: Chat) -> Reply:
    """Which job; then what to do with runs that downtime made late."""
    form = chat.open_form
    if form.step == "policy":
        return _set_policy(chat, form)
    names = form.slots["names"]
    assert isinstance(names, list)
    chosen = number(chat.said, len(names))
    one = next((it for it in _standing(chat) if chosen and it.job.name == names[chosen - 1]), None)
    if one is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(names)} 的数字；不看了回「取消」。")
    lines = [
        one.job.title,
        f"上次：{local.words(one.last.slot)}，{one.last.outcome or '正在办'}" if one.last else "还没有办过",
        f"下次：{local.words(one.following)}",
        f"停机误了：{one.policy_title}",
    ]
    if not one.may_choose:
        return Reply(fit([*lines, "它看现状办事，恢复后该发的照发，过时的不发。"]))
    chat.ask("jobs", "policy", name=one.job.name)
    return Reply(fit([*lines, "改成：1 补发　2 不补　3 先问", "回数字；不改回「取消」。"]))


def _set_policy(chat: Chat, form: Form) -> Reply:
    chosen = number(chat.said, len(POLICIES))
    if chosen is None:
        chat.next_form = form
        return Reply("请回 1 补发，2 不补，3 先问；不改回「取消」。")
    name, policy = str(form.slots["name"]), list(POLICIES)[chosen - 1]
    if not chat.member.is_staff:
        return Reply("这项由行业党委工作人员办理。\n看定时任务，回「定时任务」。")
    job_settings.set_policy(chat.db, name, policy, chat.member.id, chat.now)
    title = next(job.title for job in _jobs() if job.name == name)
    return Reply(f"✓ 已改　{title}停机误了：{POLICIES[policy]}\n误了都会告诉您。\n看别的，回「定时任务」。")


@router.on(
    "job_catch_up", "补发", "要补发", acts=True, audience="committee", how="停机误了的，回「补发 1」或「不补 1」。"
)  # fmt: skip
def catch_up(chat: Chat) -> Reply:
    """``补发 1``: run what downtime made late after all."""
    return _answer(chat, SEND)


@router.on(
    "job_leave_out", "不补", "不补发", "不用补发", acts=True, audience="committee", how="停机误了的，回「不补 1」。"
)  # fmt: skip
def leave_out(chat: Chat) -> Reply:
    """``不补 1``: leave it."""
    return _answer(chat, SKIP)


def _answer(chat: Chat, policy: str) -> Reply:
    waiting, said = job_settings.waiting(chat.db), chat.slot("n")
    if said:
        asked = job_settings.question(chat.db, to_int(said) or 0)
        return _answered(chat, asked, policy) if asked is not None else _no_such(said)
    if not waiting:
        return Reply("没有等着答的。\n看定时任务，回「定时任务」。")
    if len(waiting) == 1:
        return _answered(chat, waiting[0], policy)
    lines = [f"{one.number} {_title(one)}" for one in waiting[:ON_A_PAGE]]
    verb = "补发" if policy == SEND else "不补"
    return Reply(fit(["停机误了这些：", *lines, f"回「{verb} {waiting[0].number}」这样的号。"]))


def _no_such(said: str) -> Reply:
    return Reply(f"没有 {said} 号。\n看等着答的，回「补发」。")


def _title(asked: Question) -> str:
    job = next((job for job in _jobs() if job.name == asked.job), None)
    return f"{job.title if job else asked.job} {local.words(asked.slot)}"


def _answered(chat: Chat, asked: Question, policy: str) -> Reply:
    from bot.jobs.board import decide  # noqa: PLC0415

    done = decide(chat.db, _jobs(), asked, policy, chat.member.id, chat.now, "chat")
    if done == "too late":
        return Reply(f"没办成：{_title(asked)} 已经过时，不补了。\n看定时任务，回「定时任务」。")
    if done == "done":
        then = "一两分钟内补。" if policy == SEND else "不补了。"
        return Reply(f"✓ 记下了　{_title(asked)}：{then}\n看结果，回「定时任务」。")
    now = job_settings.question(chat.db, asked.number)
    who = members.by_id(chat.db, now.answered_by) if now is not None and now.answered_by else None
    verdict = "补发" if now is not None and now.answer == SEND else "不补"
    by = f"{who.name}已经答了" if who else "过时了，记为"
    return Reply(f"{_title(asked)}：{by}{verdict}，不用再答。\n看定时任务，回「定时任务」。")
