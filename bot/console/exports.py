"""``/console/exports``: every kind of file, for a stated purpose; what one has taken; whether a file is genuine."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Response

from bot import local
from bot.console import months
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, show
from bot.ledger import export_jobs, meetings, seals
from bot.ledger.export_jobs import KEPT, RUNNING, WAITING, ExportJob
from bot.ledger.meetings import Meeting
from bot.pages.files import attached
from bot.reports import KINDS, Kind, NothingToWrite, Request, asked, background, make, parse_period
from bot.reports.names import FORMATS, file_name, titled
from bot.reports.purposes import LIMIT, PURPOSES, problem_of
from bot.reports.sizes import is_long
from content.registers import Register, registers

PAGE = "/console/exports"
PAST_SHOWN = 30
HELD_SHOWN = timedelta(days=183)
STATES = {"waiting": "排队", "running": "正在写", "done": "好了", "failed": "没做成", "gone": "已过期"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form as it was filled in or as the address asks: each field as text."""

    what: str
    period: str = ""
    branch: str = ""
    meeting: str = ""
    ending: str = ""
    phones: str = ""
    register: str = ""
    purpose: str = ""

    @property
    def kind(self) -> Kind:
        """What is asked for, out of the table of exports."""
        return KINDS[self.what]


@dataclass(frozen=True, slots=True)
class _Of:
    what: str
    options: dict[str, object]


def add(desk: Desk) -> None:
    """The forms; making a file; how far the long ones are, and fetching them. ``verify`` is in ``seal_check``."""
    desk.page(PAGE)(forms)
    desk.page(f"{PAGE}/make", method="POST")(make_one)
    desk.page(f"{PAGE}/progress")(progress)
    desk.page(f"{PAGE}/fetch", method="POST")(fetch)


def forms(visit: Visit) -> Answer:
    """What can be exported; the form of the kind in the address, filled in as far as the address says."""
    what = visit.arg("what") if visit.arg("what") in KINDS else next(iter(KINDS))
    return page(visit, Wanted(what, visit.arg("period"), visit.arg("branch"), visit.arg("meeting")))


def page(visit: Visit, wanted: Wanted, problems: list[str] | None = None, **more: object) -> str:
    """The page with a form as it was filled in, and what is wrong with it."""
    offered = _meetings(visit, wanted.meeting)
    of_meeting = next((one for one in offered if str(one.id) == wanted.meeting), None)
    month = local.month(of_meeting.starts_at if of_meeting else visit.now)
    period = months.period(wanted.period) or parse_period(month)
    own = seals.of_member(visit.db, visit.member.id, PAST_SHOWN)
    return show(
        visit, "exports.html", kinds=KINDS, wanted=wanted, period=period, periods=months.periods(visit, period),
        meetings=offered, problems=problems or [], purposes=PURPOSES, most=LIMIT, registers=_registers(),
        formats={one: FORMATS[one[1:]] for one in wanted.kind.endings if one[1:] in FORMATS},
        past=[(one, titled(one)) for one in own], **_jobs(visit), **more,
    )  # fmt: skip


def _meetings(visit: Visit, chosen: str) -> list[Meeting]:
    """The meetings a file can be of: under way, to come, held within half a year; and the one in the address."""
    db, scope, now = visit.db, visit.scope_ids, visit.now
    before = timedelta(minutes=visit.services.config.meetings.opens_minutes_before)
    found = [*meetings.unclosed(db, scope, now, before), *meetings.upcoming(db, scope, now)]
    found += meetings.last_closed(db, scope, now - HELD_SHOWN, 60)
    if chosen and chosen not in {str(one.id) for one in found}:
        found.insert(0, visit.meeting(int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0))
    return list({one.id: one for one in found}.values())


def make_one(visit: Visit) -> Answer:
    """Make it at once, or have a worker make it where it takes longer than one waits."""
    wanted = Wanted(**{name: visit.said(name) for name in Wanted.__dataclass_fields__})
    if wanted.what not in KINDS:
        visit.refuse("请选要导出什么。", PAGE)
    problems = _problems(visit, wanted)
    if problems:
        return page(visit, wanted, problems), 422
    request = asked(
        visit.db, wanted.what, _options(visit, wanted), wanted.purpose, visit.member.id, "console"
    )
    if is_long(visit.db, request):
        return _in_the_background(visit, request)
    ending = wanted.ending or wanted.kind.endings[0]
    visit.after = lambda: _made(visit, wanted, request, ending)
    return ""


def _problems(visit: Visit, wanted: Wanted) -> list[str]:
    found = []
    kind = wanted.kind
    if kind.of == "period" and months.period(wanted.period) is None:
        found.append("时间：请选月份、季度或年份。")
    if kind.of == "meeting" and wanted.meeting not in {str(one.id) for one in _meetings(visit, "")}:
        visit.meeting(int(wanted.meeting) if wanted.meeting.isdecimal() and len(wanted.meeting) < 10 else 0)
    if wanted.branch and wanted.branch not in {str(id_) for id_ in visit.scope_ids}:
        found.append("支部：请选一个您负责的支部。")
    if wanted.ending and wanted.ending not in kind.endings:
        found.append("格式：请选一种。")
    if wanted.phones and not visit.member.is_staff:
        found.append("完整的手机号只有行业党委办公室能导出。")
    if wanted.register and wanted.register not in {one.name for one in _registers()}:
        found.append("登记表：请选一种。")
    if problem := problem_of(wanted.purpose, phones=bool(wanted.phones)):
        found.append(problem)
    return found


def _options(visit: Visit, wanted: Wanted) -> dict[str, object]:
    options: dict[str, object] = {"branches": [int(wanted.branch)] if wanted.branch else visit.scope_ids}
    if wanted.kind.of == "period":
        options["period"] = wanted.period
    if wanted.kind.of == "meeting":
        options["meeting"] = int(wanted.meeting)
    if wanted.phones and wanted.what == "people":
        options["phones"] = True
    if wanted.register and wanted.what == "registers":
        options["register"] = wanted.register
    return options


def _registers() -> list[Register]:
    """The registers that people fill in; what follows from the roster is exported with it."""
    return [one for one in registers() if not one.derived]


def _made(visit: Visit, wanted: Wanted, request: Request, ending: str) -> Response | tuple[str, int]:
    """The file; the transaction is over, for making one reads the ledger and writes its seal by itself."""
    services = visit.services
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{ending}"
        try:
            number = make(services.ledger, services.keys, request, path, visit.now).number
        except NothingToWrite as nothing:
            with services.ledger.read() as db:
                visit.db = db
                return page(visit, wanted, [str(nothing)]), 422
        return attached(path, file_name(_Of(request.what, request.options()), ending, number))


def _in_the_background(visit: Visit, request: Request) -> Answer:
    """One that is under way already is not made twice."""
    title = titled(_Of(request.what, request.options()))
    for job in export_jobs.of_member(visit.db, visit.member.id, visit.now - KEPT):
        if (job.what, job.options) == (request.what, request.options()) and job.state in (WAITING, RUNNING):
            return back(f"{PAGE}#jobs", f"{title}还在办，好了在这里下载。")
    background.ask(visit.db, request, visit.now)
    visit.record("export asked", request.subject, request.purpose)
    return back(f"{PAGE}#jobs", f"正在办：{title}。人多会多，要几分钟；好了在这里下载。")


def progress(visit: Visit) -> Answer:
    """How far one's own long exports are: the part of the page that is asked for again and again."""
    return show(visit, "exports_jobs.html", **_jobs(visit))


def _jobs(visit: Visit) -> dict[str, object]:
    found = export_jobs.of_member(visit.db, visit.member.id, visit.now - KEPT)
    jobs = [(one, titled(one), background.as_progress(visit.services.config, one).file) for one in found]
    busy = any(one.state in (WAITING, RUNNING) for one in found)
    return {"jobs": jobs, "busy": busy, "states": STATES}


def fetch(visit: Visit) -> Answer:
    """A long export that is done: to whoever asked for it, while it is kept."""
    job = _own(visit, visit.said("job", 12))
    file = background.as_progress(visit.services.config, job).file
    if file is None:
        visit.refuse("文件已经过期，或者在另一台机器上。请再导一次。", PAGE)
    visit.record("export fetched", f"export {job.id}", job.purpose)
    return attached(file, file_name(job, file.suffix, job.number))


def _own(visit: Visit, said: str) -> ExportJob:
    job = export_jobs.get(visit.db, int(said)) if said.isdecimal() and len(said) < 10 else None
    if job is None or job.made_for != visit.member.id:
        visit.missing("这个文件")
    return job
