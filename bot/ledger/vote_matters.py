"""What a vote is about, read from one line, and who votes on it, from whichever door it is entered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.ledger import meetings
from bot.ledger.meetings import Meeting
from bot.ledger.members import Member
from bot.ledger.votes import Kind, VoteRefused

KINDS: tuple[Kind, ...] = ("ordinary", "admission", "election")
SHORTEST, LONGEST = 2, 60
_ADMISSION = re.compile(
    r"(?:同意)?(接收|吸收|转正)\s*([\u4e00-\u9fff·]{2,10}?)\s*(?:同志)?\s*(?:为(?:中共)?预备党员|为正式党员|按期转正|转正)?"
)
_ELECTION = re.compile(r"选举\s*([\u4e00-\u9fff·]{2,10}?)\s*(?:同志)?\s*(?:[为当任]\s*(.+))?")


@dataclass(frozen=True, slots=True)
class Matter:
    """What is voted on; ``candidate`` is one person, or empty (ordinary)."""

    kind: Kind
    title: str
    candidate: str = ""


def read(said: str, kind: Kind | None = None) -> Matter:
    """The matter of ``通过年度计划``, ``接收 张三`` or ``选举 张三 为书记``; the words tell the kind, if none is given.

    Raises VoteRefused, with what is wrong in Chinese.
    """
    if not SHORTEST <= len(said) <= LONGEST:
        raise VoteRefused(f"事项写 {SHORTEST} 到 {LONGEST} 个字，比如：通过年度计划。")
    admission, election = _ADMISSION.fullmatch(said), _ELECTION.fullmatch(said)
    if kind == "ordinary" or (kind is None and not admission and not election):
        return Matter("ordinary", said)
    if admission and kind in (None, "admission"):
        name = admission[2]
        title = f"{name}转正" if admission[1] == "转正" else f"接收{name}为预备党员"
        return Matter("admission", title, name)
    if election and kind in (None, "election"):
        return Matter(
            "election", f"选举{election[1]}{f'为{election[2]}' if election[2] else ''}", election[1]
        )
    example = "「接收 张三」或「转正 张三」" if kind == "admission" else "「选举 张三」或「选举 张三 为书记」"
    raise VoteRefused(f"一次一个人，写成{example}。")


def voting_branches(db: Connection, held: Meeting, officer: Member, scope_ids: Iterable[int]) -> list[int]:
    """Whose vote an officer enters: at a joint meeting each branch votes by itself, so their own, or the host's."""
    scope = set(scope_ids)
    there = [id_ for id_, _ in meetings.branches_of(db, held.id) if id_ in scope]
    if len(there) < 2:
        return there
    own = officer.branch_id
    return [own if own in there and own is not None else held.branch_id]
