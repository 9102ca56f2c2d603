"""An import at work in a thread of its own: whole or not at all, its progress where every process can see it."""

from __future__ import annotations

import io
import logging
import tempfile
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import local
from bot.console.roster_files import DONE, FAILED, Import, RosterFiles
from bot.exports.table import Column, Note, Table
from bot.exports.writing import write
from bot.ledger import importing
from bot.ledger.members import Member
from bot.ledger.roster import Conflicts, Outcome
from bot.roster.reading import read

if TYPE_CHECKING:
    from bot.services import Clock, Services

log = logging.getLogger("bot.console")
EVERY = 100  # rows between two words of how far it is
CODES_NAME = "binding-codes.xlsx"


@dataclass
class _Count:
    """Rows done, written down now and then."""

    files: RosterFiles
    clock: Clock
    one: Import
    rows: int = 0

    def __call__(self) -> None:
        self.rows += 1
        if self.rows % EVERY == 0:
            self.files.tell(
                replace(self.one, done=min(self.rows, self.one.total), at=self.clock().isoformat())
            )


def begin(
    services: Services, clock: Clock, files: RosterFiles, one: Import, content: bytes, *, codes: bool
) -> threading.Thread:
    """Enter the roster; the answer to whoever pressed the button need not wait for it."""
    work = threading.Thread(
        target=_work, args=(services, clock, files, one, content, codes), name="roster import", daemon=True
    )
    work.start()
    return work


def _work(
    services: Services, clock: Clock, files: RosterFiles, one: Import, content: bytes, codes: bool
) -> None:
    try:
        done = _entered(services, clock, files, one, content)
    except Conflicts as conflicts:
        told = replace(one, state=FAILED, problems=[str(problem) for problem in conflicts.problems][:200])
        files.tell(replace(told, at=clock().isoformat(), reason="名册和系统里对不上，没有导入任何人。"))
        return
    except Exception as error:
        log.error("roster import failed: %s", type(error).__name__)
        reason = "没导入成，没有改动任何人。请再试一次。"
        files.tell(replace(one, state=FAILED, at=clock().isoformat(), reason=reason))
        return
    counts = counted(done)
    reason, number = "", 0
    if codes:
        try:
            number = _codes(services, clock, files, replace(one, counts=counts), done.people)
        except Exception as error:
            log.error("binding codes failed: %s", type(error).__name__)
            reason = "人已经导入；绑定码没有做成，请再导入一次同一个文件。"
    files.tell(
        replace(
            one,
            state=DONE,
            done=one.total,
            counts=counts,
            codes=number,
            reason=reason,
            at=clock().isoformat(),
        )
    )


def _entered(services: Services, clock: Clock, files: RosterFiles, one: Import, content: bytes) -> Outcome:
    now = clock()
    sheet = read(io.BytesIO(content), one.name, local.day(now))
    return importing.enter(
        services.ledger, services.keys, sheet, one.name, now, by=one.member_id, actor="console",
        progress=_Count(files, clock, one),
    )  # fmt: skip


def counted(outcome: Outcome) -> dict[str, int]:
    """What an import did or would do, in figures."""
    return {
        "added": len(outcome.added),
        "changed": len(outcome.changed),
        "unchanged": len(outcome.unchanged),
        "branches": len(outcome.new_branches),
        "firms": len(outcome.new_firms),
        "not_in_file": outcome.not_in_file,
    }


def _codes(services: Services, clock: Clock, files: RosterFiles, one: Import, people: list[int]) -> int:
    """Codes for those without a bound phone, in a workbook that is fetched once; returns how many."""
    now, days = clock(), services.config.binding.code_days
    count = _Count(files, clock, replace(one, done=one.total))
    made = importing.give_codes(
        services.ledger, people, CODES_NAME, now, days, by=one.member_id, actor="console", progress=count
    )
    if made:
        files.keep_codes(one, _workbook(made, days, now))
    return len(made)


def _workbook(made: list[tuple[Member, str]], days: int, now: datetime) -> bytes:
    columns = (Column("姓名", 14), Column("律所", 28), Column("党支部", 24), Column("绑定码", 16))
    rows = [[one.name, one.firm_name, one.branch_name, code] for one, code in made]
    lines = (f"{days} 天内有效，一码一用。请当面或单独交给本人，发完删掉这个文件。",)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / CODES_NAME
        write(
            path, [Table("绑定码", columns, rows, frozen=1)], Note(title="绑定码", made_at=now, lines=lines)
        )
        return path.read_bytes()
