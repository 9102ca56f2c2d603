"""``/console/schedule``: the jobs, when they ran and will run; what a month brings; what downtime does to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import local
from bot.console import months
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, show
from bot.jobs import JOBS, forecast
from bot.jobs.board import decide, standings
from bot.jobs.forecast import Foretold
from bot.jobs.timetable import Job
from bot.ledger import job_runs, job_settings, members
from bot.ledger.job_settings import POLICIES, SEND, SKIP, Question

PATH = "/console/schedule"
RUNS_SHOWN = 20
LOOKED_BACK = timedelta(days=31)
BY_NAME = {job.name: job for job in JOBS}


@dataclass(frozen=True, slots=True)
class Push:
    """The pushes of the same title that go out at the same minute: to how many branches, to how many members."""

    at: datetime
    title: str
    audience: str
    branches: int
    recipients: int
    made: bool
    assumed: bool


def add(desk: Desk) -> None:
    """For the committee's staff."""
    desk.page(PATH, "committee")(page)
    desk.page(f"{PATH}/<name>", "committee")(job)
    desk.page(f"{PATH}/<name>/policy", "committee", "POST")(set_policy)
    desk.page(f"{PATH}/questions/<int:number>", "committee", "POST")(answer)


def page(visit: Visit) -> Answer:
    """Questions first, then the jobs, then the month."""
    chosen = months.chosen(visit)
    found = forecast.month(visit.services, visit.db, JOBS, chosen.name, visit.now)
    return show(
        visit, "schedule.html", standings=standings(visit.db, JOBS, visit.services.config.push, visit.now),
        waiting=[(one, titled(one.job)) for one in job_settings.waiting(visit.db)], month=chosen,
        not_done=[(one, titled(one.job)) for one in job_runs.not_done(visit.db, visit.now - LOOKED_BACK)],
        pushes=_together(found), policies=POLICIES, failed=failed,
    )  # fmt: skip


def titled(name: str) -> str:
    """A job's title; its name where there is no such job any more."""
    return BY_NAME[name].title if name in BY_NAME else name


def failed(outcome: str) -> bool:
    """Whether a run's outcome says that it failed."""
    return outcome.startswith("出错")


def _together(found: Iterable[Foretold]) -> list[Push]:
    """What goes to many branches at once as one line: a hundred of them would hide the rest."""
    pushes: dict[tuple[object, ...], list[Foretold]] = {}
    for one in found:
        same = (f"{local.at(one.at):%Y-%m-%d %H:%M}", one.title, one.made and one.recipients > 0, one.assumed)
        pushes.setdefault(same, []).append(one)
    return [
        Push(
            at=those[0].at,
            title=those[0].title,
            audience=those[0].audience if len(those) == 1 else "",
            branches=len({id_ for one in those for id_ in one.branch_ids}),
            recipients=sum(one.recipients for one in those),
            made=those[0].made,
            assumed=those[0].assumed,
        )
        for those in pushes.values()
    ]


def job(visit: Visit, name: str) -> Answer:
    """One job: its last runs, and what downtime does to it."""
    one = _job(visit, name)
    return show(
        visit, "job.html", one=standings(visit.db, [one], visit.services.config.push, visit.now)[0],
        runs=job_runs.latest(visit.db, name, RUNS_SHOWN), policies=POLICIES, failed=failed,
    )  # fmt: skip


def _job(visit: Visit, name: str) -> Job:
    if name not in BY_NAME:
        visit.missing("这项定时任务")
    return BY_NAME[name]


def set_policy(visit: Visit, name: str) -> Answer:
    """Say what is done with a job's runs that downtime made late."""
    one, policy = _job(visit, name), visit.said("policy", 10)
    if policy not in POLICIES or not one.may_choose(visit.services.config.push):
        visit.refuse("请选补发、不补，还是先问。", f"{PATH}/{name}")
    job_settings.set_policy(visit.db, name, policy, visit.member.id, visit.now, "console")
    return back(f"{PATH}/{name}", f"✓ 已改　{one.title}停机误了：{POLICIES[policy]}。")


def answer(visit: Visit, number: int) -> Answer:
    """补发 or 不补 a run that downtime made late."""
    asked, policy = job_settings.question(visit.db, number), visit.said("policy", 10)
    if asked is None or policy not in (SEND, SKIP):
        visit.missing("这个在等答的问题")
    what = f"{titled(asked.job)} {local.words(asked.slot)}"
    done = decide(visit.db, JOBS, asked, policy, visit.member.id, visit.now, "console")
    if done == "too late":
        visit.refuse(f"{what} 已经过时，不补了。", PATH)
    if done == "taken":
        return back(PATH, _who_answered(visit, asked, what))
    return back(PATH, f"✓ 记下了　{what}：{'一两分钟内补' if policy == SEND else '不补了'}。")


def _who_answered(visit: Visit, asked: Question, what: str) -> str:
    who = members.by_id(visit.db, asked.answered_by) if asked.answered_by is not None else None
    verdict = "补发" if asked.answer == SEND else "不补"
    return f"{what}：{who.name + '已经答了' if who else '过时了，记为'}{verdict}，不用再答。"
