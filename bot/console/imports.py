"""``/console/imports``: a roster is tried first, every fault with its row; then confirmed, whole or not at all."""

from __future__ import annotations

import io
from datetime import datetime
from functools import partial
from pathlib import PurePath

from flask import Response, request, send_file

from bot import local
from bot.console import importer
from bot.console.desk import Answer, Desk
from bot.console.roster_files import FAILED, RUNNING, SILENT, Import, RosterFiles
from bot.console.visit import Visit, back, show
from bot.ledger import importing
from bot.ledger.roster import Conflicts
from bot.roster.reading import LARGEST_FILE, read
from bot.roster.sheet import Problem

PAGE = "/console/imports"
PROBLEMS_SHOWN = 300
BROKEN_OFF = "中断了。请把同一个文件再导入一次：已经导入的不会重复。"


class Imports:
    """The pages; ``desk`` has the clock that an import goes on by after the page is answered."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._files = RosterFiles(desk.services.config.service.data_dir, desk.services.keys)

    def overview(self, visit: Visit) -> Answer:
        """The form; and what came of the imports of the day."""
        return self._page(visit)

    def _page(self, visit: Visit, **given: object) -> str:
        shown: dict[str, object] = {"sheet": None, "problems": [], "waiting": None, "counts": None}
        return show(visit, "imports.html", **(shown | given), **self._done(visit))

    def _done(self, visit: Visit) -> dict[str, object]:
        own = [_as_it_is(one, visit.now) for one in self._files.of_member(visit.member.id)]
        listed = [one for one in own if one.state != "ready"]
        return {"imports": listed, "busy": any(one.state == RUNNING for one in listed)}

    def progress(self, visit: Visit) -> Answer:
        """How far one's own imports are: the part of the page that is asked for again and again."""
        return show(visit, "imports_done.html", **self._done(visit))

    def try_out(self, visit: Visit) -> Answer:
        """Read the file and say what entering it would do; nothing is changed."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return self._page(
                visit, problems=[Problem(0, "", "没有选文件", "请选名册的 .xlsx 或 .csv 文件。")]
            ), 422
        content = sent.stream.read(LARGEST_FILE + 1)
        name = PurePath(sent.filename.replace("\\", "/")).name[:100]
        visit.after = partial(self._tried, visit, name, content)
        return ""

    def _tried(self, visit: Visit, name: str, content: bytes) -> tuple[str, int] | str:
        """The transaction is over: trying has one of its own, which is taken back."""
        services, now = visit.services, visit.now
        self._files.tidy(now)
        sheet = read(io.BytesIO(content), name, local.day(now))
        if sheet.blocked:
            return self._page(visit, sheet=sheet, name=name, problems=_shown(sheet.problems)), 422
        try:
            outcome = importing.enter(services.ledger, services.keys, sheet, name, now, trying=True)
        except Conflicts as conflicts:
            every = sorted((*sheet.problems, *conflicts.problems), key=lambda one: (not one.blocks, one.line))
            return self._page(visit, sheet=sheet, name=name, problems=_shown(every)), 422
        waiting = self._files.keep(visit.member.id, name, content, len(sheet.rows), now)
        return self._page(
            visit, sheet=sheet, name=name, problems=_shown(sheet.problems), waiting=waiting,
            counts=importer.counted(outcome), new=(outcome.new_branches, outcome.new_firms),
            days=services.config.binding.code_days,
        )  # fmt: skip

    def confirm(self, visit: Visit) -> Answer:
        """Enter it: begun once, however often the button is pressed."""
        one = self._own(visit)
        content = self._files.take(one, visit.now)
        if content is None:
            return back(f"{PAGE}#done", "这个文件已经在导入，或者放了超过一小时，请再选一次。")
        visit.record("roster import asked", f"import of {one.total} rows")
        codes = visit.said("codes", 3) == "yes"
        visit.after = partial(self._begun, visit, one, content, codes)
        return ""

    def _begun(self, visit: Visit, one: Import, content: bytes, codes: bool) -> Response:
        importer.begin(visit.services, self._desk.clock, self._files, one, content, codes=codes)
        return back(f"{PAGE}#done", f"正在导入 {one.total} 行，可以离开这一页。")

    def fetch_codes(self, visit: Visit) -> Answer:
        """The file of binding codes, once."""
        one = self._own(visit)
        content = self._files.take_codes(one)
        if content is None:
            visit.refuse("绑定码已经下载过，或者过期了。要重发，请再导入一次同一个文件。", PAGE)
        visit.record("codes fetched", f"import of {one.total} rows", f"{one.codes} codes")
        answer = send_file(io.BytesIO(content), as_attachment=True, download_name=importer.CODES_NAME)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _own(self, visit: Visit) -> Import:
        one = self._files.get(visit.said("import", 40), visit.member.id)
        if one is None:
            visit.missing("这次导入")
        return one


def add(desk: Desk) -> None:
    """All for the committee's office: a roster holds every branch."""
    pages = Imports(desk)
    for path, view in (("", pages.overview), ("/progress", pages.progress)):
        desk.page(f"{PAGE}{path}", "committee")(view)
    for path, view in (("/try", pages.try_out), ("/confirm", pages.confirm), ("/codes", pages.fetch_codes)):
        desk.page(f"{PAGE}{path}", "committee", "POST")(view)


def _shown(problems: tuple[Problem, ...] | list[Problem]) -> list[Problem]:
    """What blocks first, each kind by row; a roster of the wrong kind has more than anybody reads."""
    return sorted(problems, key=lambda one: (not one.blocks, one.line))[:PROBLEMS_SHOWN]


def _as_it_is(one: Import, now: datetime) -> Import:
    """An import nobody has heard of for a while has been broken off."""
    if one.state == RUNNING and now - datetime.fromisoformat(one.at) > SILENT:
        return Import(one.token, one.member_id, one.name, one.at, FAILED, reason=BROKEN_OFF)
    return one
