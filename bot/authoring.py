"""Writing for the library: draft, check, second reader, file. The console, the command line and files go this road.

What is published becomes a file below ``data_dir/content``, the same tree as ``content/``, which every process reads
over what came with the service within seconds (see content/library.py). Verbs take the transaction and never commit.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.ledger import audit, drafts, members
from bot.ledger.drafts import Draft
from content import files as content_files
from content.checker import NAME, NAME_WANTED, check_draft
from content.library import FOLDER, PUBLISHED
from content.problems import Problem

LONGEST = 40_000  # characters
CANNOT_READ = "没有这份草稿，或者已经有人办过了"


class NotAllowed(Exception):
    """This person may not do this, or not now; the text says why, in Chinese."""


class Faulty(Exception):
    """The text has faults; ``problems`` are all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"还有 {len(problems)} 处要改")
        self.problems = problems


def names(data_dir: Path) -> list[str]:
    """The files there are (``library/falvren/shi-yang.md``, ``first_topics/2026-12.toml``, ``plans/2026-12.toml``)."""
    return [name for name in _files(data_dir) if name not in (content_files.SERIES, "plans/template.toml")]


def series(data_dir: Path) -> list[str]:
    """The series a new lecture may stand in, by the names of their folders."""
    return content_files.series_keys(_files(data_dir))


def source(data_dir: Path, name: str) -> str:
    """The text of a file as it is served now; empty where there is none of that name."""
    return _files(data_dir).get(name, "")


def check(data_dir: Path, name: str, text: str) -> list[Problem]:
    """Every fault ``text`` would bring in as the file ``name``, at once; empty where it may be published."""
    return check_draft(_files(data_dir), name, text)


def save(
    db: Connection, data_dir: Path, name: str, text: str, by: int, now: datetime
) -> tuple[Draft, list[Problem]]:
    """Keep what an author has written, faults and all, and name the faults.

    A file's open draft is written over by its author; else a new version begins. Raises NotAllowed where ``by`` is
    not of the committee, somebody else is at work on it, the name is none or the text beyond all measure.
    """
    _require_staff(db, by)
    if not NAME.fullmatch(name):
        raise NotAllowed(NAME_WANTED)
    if len(text) > LONGEST:
        raise NotAllowed(f"最多 {LONGEST} 字，现在 {len(text)} 字")
    text = text.replace("\r\n", "\n")  # what a browser's text field sends
    problems = check(data_dir, name, text)
    newest = next(iter(drafts.versions(db, name)), None)
    if newest is not None and newest.state in drafts.OPEN:
        if not drafts.save(db, newest.id, text, by, now):
            raise NotAllowed(_busy(db, newest))
        kept = drafts.get(db, newest.id)
    else:
        kept = drafts.begin(db, name, text, by, now)
    if kept is None:
        raise NotAllowed("刚刚有别人开始改这一份，请过会儿再看")
    return kept, problems


def submit(db: Connection, data_dir: Path, draft_id: int, by: int, now: datetime) -> Draft:
    """Give one's own draft to a second reader. Raises Faulty with every fault, NotAllowed where it is not theirs."""
    _require_staff(db, by)
    found = drafts.get(db, draft_id)
    if found is None:
        raise NotAllowed(CANNOT_READ)
    _require_sound(data_dir, found)
    if not drafts.submit(db, draft_id, by, now):
        raise NotAllowed("只有作者能把自己的草稿送审，而且只能送一次")
    return _again(db, draft_id)


def take_back(db: Connection, draft_id: int, by: int) -> Draft:
    """Take one's own back from the second reader, to write on. Raises NotAllowed where it does not wait."""
    if not drafts.take_back(db, draft_id, by):
        raise NotAllowed("只有作者能收回自己送审的，已经审完的收不回")
    return _again(db, draft_id)


def publish(
    db: Connection, data_dir: Path, draft_id: int, by: int, now: datetime, channel: str = "console"
) -> Draft:
    """Let a draft go, as its second reader; it is written as a file and served within seconds.

    Call it last in the transaction: the file is there when it returns. Raises Faulty where other files have come in
    its way meanwhile, NotAllowed where it does not wait, or ``by`` wrote it or is not of the committee.
    """
    found = _waiting(db, draft_id, by)
    _require_sound(data_dir, found)
    if not drafts.decide(db, draft_id, by, now, publish=True):
        raise NotAllowed(CANNOT_READ)
    audit.record(db, now, by, channel, "publish", f"draft {draft_id}", found.name)
    content_files.write(data_dir / PUBLISHED, found.name, found.text)
    return _again(db, draft_id)


def refuse(
    db: Connection, draft_id: int, by: int, now: datetime, reasons: str, channel: str = "console"
) -> Draft:
    """Give a draft back to its author. Raises NotAllowed as :func:`publish` does, and without reasons."""
    found = _waiting(db, draft_id, by)
    if not reasons.strip():
        raise NotAllowed("退回要写明原因")
    if not drafts.decide(db, draft_id, by, now, publish=False, reasons=reasons.strip()):
        raise NotAllowed(CANNOT_READ)
    audit.record(db, now, by, channel, "refuse", f"draft {draft_id}", found.name)
    return _again(db, draft_id)


def write_out(db: Connection, data_dir: Path) -> int:
    """Write every published file that is not there as the ledger has it: after a restore, on another machine.

    The rows are the truth, the files are what the library reads; returns how many were written.
    """
    folder, written = data_dir / PUBLISHED, 0
    for found in drafts.published(db):
        path = folder / found.name
        if not path.is_file() or path.read_text("utf-8") != found.text:
            content_files.write(folder, found.name, found.text)
            written += 1
    return written


def _files(data_dir: Path) -> dict[str, str]:
    return content_files.read(FOLDER, data_dir / PUBLISHED)


def _waiting(db: Connection, draft_id: int, by: int) -> Draft:
    _require_staff(db, by)
    found = drafts.get(db, draft_id)
    if found is None or found.state != drafts.WAITING:
        raise NotAllowed(CANNOT_READ)
    if found.author_id == by:
        raise NotAllowed("自己写的要请另一个人审")
    return found


def _again(db: Connection, draft_id: int) -> Draft:
    found = drafts.get(db, draft_id)
    assert found is not None
    return found


def _require_staff(db: Connection, member_id: int) -> None:
    who = members.by_id(db, member_id)
    if who is None or not who.is_staff:
        raise NotAllowed("这项由行业党委工作人员办理")


def _require_sound(data_dir: Path, found: Draft) -> None:
    if problems := check(data_dir, found.name, found.text):
        raise Faulty(problems)


def _busy(db: Connection, found: Draft) -> str:
    author = members.by_id(db, found.author_id)
    named = author.name if author is not None else "别人"
    return f"这一份在{named}手里（{drafts.STATES[found.state]}）；送审的要先收回，别人的等审完再改"
