"""Votes of a meeting: one matter or one candidate at a time, counted against those due (domain.md rules 1 and 7).

The figures of a vote are kept as they were then; how a vote came out follows from ``content/duties.toml``. A wrong
entry is withdrawn, never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger import attendance, meeting_kinds, minutes
from bot.ledger.attendance import PRESENT
from bot.ledger.meetings import Meeting
from bot.ledger.tables import vote
from content.duties import VoteRule, rules

Kind = Literal["ordinary", "admission", "election"]
Outcome = Literal["passed", "not passed", "not valid"]
OUTCOME_TITLES: dict[Outcome, str] = {
    "passed": "超过应到半数，通过",
    "not passed": "没有超过应到半数，不通过",
    "not valid": "到会人数不够，表决无效",
}
ADMITTED_BY = "支部党员大会"  # the only meeting that admits (domain.md rule 1)
MATTER_LIMIT, CANDIDATE_LIMIT = 200, 60


class VoteRefused(ValueError):
    """The vote cannot be entered; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes cast in the room, and formal written opinions of absentees, which count at an admission only."""

    yes: int
    no: int
    abstain: int
    written_yes: int = 0
    written_no: int = 0
    written_abstain: int = 0

    @property
    def cast(self) -> int:
        """How many were cast in the room."""
        return self.yes + self.no + self.abstain

    @property
    def written(self) -> int:
        """How many opinions were handed in."""
        return self.written_yes + self.written_no + self.written_abstain


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a vote came out, ``why`` in words, and what people should look at (``warning``, may be empty)."""

    outcome: Outcome
    why: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class NewVote:
    """A vote to be entered. ``key`` names the form it came from; ``candidate`` is one person, or empty (ordinary)."""

    key: str
    kind: Kind
    matter: str
    ballots: Ballots
    candidate: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as it was entered: who was due and there of those who may vote, and how it came out."""

    id: int
    meeting_id: int
    kind: Kind
    matter: str
    candidate: str
    voting_due: int
    voting_present: int
    ballots: Ballots
    outcome: Outcome
    line_id: int | None


_COLUMNS = [
    vote.c[name]
    for name in (
        "id", "meeting_id", "kind", "matter", "candidate", "voting_due", "voting_present", "yes", "no", "abstain",
        "written_yes", "written_no", "written_abstain", "outcome", "line_id",
    )
]  # fmt: skip
_OF_MEETING = (
    select(*_COLUMNS)
    .where(vote.c.meeting_id == bindparam("meeting_id"), vote.c.withdrawn_at.is_(None))
    .order_by(vote.c.id)
)
_BY_KEY = select(*_COLUMNS).where(vote.c.key == bindparam("key"))
_BY_ID = select(*_COLUMNS).where(vote.c.id == bindparam("of"))
_ADD = {
    "sqlite": sqlite.insert(vote).on_conflict_do_nothing(index_elements=["key"]).returning(vote.c.id),
    "postgresql": postgresql.insert(vote).on_conflict_do_nothing(index_elements=["key"]).returning(vote.c.id),
}
_SET_LINE = update(vote).where(vote.c.id == bindparam("of")).values(line_id=bindparam("line"))
_WITHDRAW = (
    update(vote)
    .where(vote.c.id == bindparam("of"), vote.c.withdrawn_at.is_(None))
    .values(withdrawn_by=bindparam("by"), withdrawn_at=bindparam("at"))
)


def voters(
    db: Connection, held: Meeting, now: datetime, branch_ids: Iterable[int] | None = None
) -> tuple[int, int]:
    """How many who may vote are due at a meeting, and how many of them are there; of these branches only, where
    given: at a joint meeting each branch votes by itself.
    """
    wanted = None if branch_ids is None else set(branch_ids)
    entitled = [
        one
        for one in attendance.roll(db, held, now)
        if one.may_vote and (wanted is None or one.branch_id in wanted)
    ]
    return len(entitled), sum(one.state == PRESENT for one in entitled)


def judge(
    rule: VoteRule, due: int, present: int, ballots: Ballots, *, at_four_fifths: bool = False
) -> Judgement:
    """How a vote came out. ``due`` and ``present`` are of those who may vote; ``at_four_fifths``: whether an election
    with just that part present is valid (domain.md rules 1 and 7).
    """
    needed = due * rule.present
    part = _part(rule.present)
    if present < needed:
        return Judgement("not valid", f"到会不到{part}")
    warning = ""
    if present == needed:
        warning = f"到会刚好{part}，请先请示上级党组织"
        if rule.exactly == "refuse" or (rule.exactly == "setting" and not at_four_fifths):
            return Judgement("not valid", f"到会没有超过{part}", warning)
    wanted = due * rule.passes
    yes = ballots.yes + (ballots.written_yes if rule.kind == "admission" else 0)
    half = f"应到{_part(rule.passes)}"
    if yes > wanted:
        return Judgement("passed", f"赞成超过{half}", warning)
    if yes == wanted:
        return Judgement("not passed", f"赞成刚好{half}，没有超过", warning)
    of_present = yes * 2 > present and rule.passes == Fraction(1, 2)
    aside = "赞成超过到会的半数，但要按应到算" if of_present else warning
    return Judgement("not passed", f"赞成没有超过{half}", aside)


def _part(part: Fraction) -> str:
    return {Fraction(1, 2): "半数", Fraction(4, 5): "五分之四"}.get(part, f"{part}")


def check(held: Meeting, new: NewVote, due: int, present: int, there: Iterable[Vote] = ()) -> None:
    """Raises VoteRefused where such a vote cannot have been: too many ballots, two candidates, the wrong meeting."""
    ballots = new.ballots
    if not meeting_kinds.kind(held.kind).quorum:
        raise VoteRefused(f"{held.kind}不表决，请在支部党员大会、支委会上表决。")
    if new.kind == "admission" and held.kind != ADMITTED_BY:
        raise VoteRefused(f"接收、转正要在{ADMITTED_BY}上表决。")
    if not new.matter.strip():
        raise VoteRefused("还没写表决什么。")
    if new.kind != "ordinary" and not _one_person(new.candidate):
        raise VoteRefused("一次只表决一个人，请只写一个姓名。")
    if min(astuple(ballots)) < 0:
        raise VoteRefused("票数不能是负数。")
    if due == 0:
        raise VoteRefused("名单里没有有表决权的人。")
    if ballots.cast > present:
        raise VoteRefused(f"票数 {ballots.cast} 比到会有表决权的 {present} 人多。先核对签到，再记票。")
    if ballots.written and new.kind != "admission":
        raise VoteRefused("书面意见只在接收、转正的表决里算票。")
    if ballots.written > due - present:
        raise VoteRefused(f"书面意见 {ballots.written} 份，比没到会的 {due - present} 人多。")
    same = (new.kind, new.matter, new.candidate)
    if any((one.kind, one.matter, one.candidate) == same for one in there):
        raise VoteRefused("这一项已经记过了。记错了先回「撤销表决」。")


def foresee(
    db: Connection,
    held: Meeting,
    new: NewVote,
    now: datetime,
    *,
    branch_ids: Iterable[int] | None = None,
    at_four_fifths: bool = False,
) -> tuple[int, int, Judgement]:
    """Who is due and there of those who may vote, and how a vote would come out. Raises VoteRefused."""
    due, present = voters(db, held, now, branch_ids)
    check(held, new, due, present, of_meeting(db, held.id))
    return (
        due,
        present,
        judge(rules().votes[new.kind], due, present, new.ballots, at_four_fifths=at_four_fifths),
    )


def _one_person(name: str) -> bool:
    return bool(name.strip()) and not set(name.strip()) & set("、，,和及 /;；\n")


def record(
    db: Connection,
    held: Meeting,
    new: NewVote,
    by: int | None,
    now: datetime,
    *,
    branch_ids: Iterable[int] | None = None,
    at_four_fifths: bool = False,
) -> tuple[Vote, bool]:
    """Enter a vote and its line in the minutes; returns it and whether this call did: one form makes one vote.

    Raises VoteRefused (see :func:`check`).
    """
    known = db.execute(_BY_KEY, {"key": new.key}).first()
    if known is not None:
        return _built(known), False
    due, present, judged = foresee(db, held, new, now, branch_ids=branch_ids, at_four_fifths=at_four_fifths)
    made = db.execute(_ADD[db.dialect.name], _row(held.id, new, due, present, judged, by, now)).scalar()
    if made is None:  # the same form, at the same moment
        return _built(db.execute(_BY_KEY, {"key": new.key}).one()), False
    entered = _built(db.execute(_BY_ID, {"of": made}).one())
    line_id = minutes.enter(db, held.id, "vote", said(entered), by, now)
    db.execute(_SET_LINE, {"of": made, "line": line_id})
    return _built(db.execute(_BY_ID, {"of": made}).one()), True


def _row(
    meeting_id: int, new: NewVote, due: int, present: int, judged: Judgement, by: int | None, now: datetime
) -> dict[str, Any]:
    ballots = new.ballots
    return {
        "key": new.key, "meeting_id": meeting_id, "kind": new.kind, "matter": new.matter[:MATTER_LIMIT],
        "candidate": new.candidate[:CANDIDATE_LIMIT], "voting_due": due, "voting_present": present,
        "yes": ballots.yes, "no": ballots.no, "abstain": ballots.abstain, "written_yes": ballots.written_yes,
        "written_no": ballots.written_no, "written_abstain": ballots.written_abstain, "outcome": judged.outcome,
        "entered_by": by, "entered_at": now,
    }  # fmt: skip


def of_meeting(db: Connection, meeting_id: int) -> list[Vote]:
    """The votes of a meeting that stand, in the order they were entered."""
    return [_built(row) for row in db.execute(_OF_MEETING, {"meeting_id": meeting_id})]


def withdraw(db: Connection, vote_id: int, by: int | None, now: datetime) -> bool:
    """Take a vote and its line in the minutes back; both stay in the ledger. False where that was done before."""
    if db.execute(_WITHDRAW, {"of": vote_id, "by": by, "at": now}).rowcount != 1:
        return False
    line_id = _built(db.execute(_BY_ID, {"of": vote_id}).one()).line_id
    if line_id is not None:
        minutes.withdraw(db, line_id, by, now)
    return True


def said(one: Vote) -> str:
    """A vote in figures, as it stands in the minutes: ``通过年度计划：应到有表决权 12，到会 8，赞成 7 …，通过``."""
    return described(one.matter, one.voting_due, one.voting_present, one.ballots, one.outcome)


def described(matter: str, due: int, present: int, ballots: Ballots, outcome: Outcome) -> str:
    """The same for figures that are not entered yet."""
    written = ""
    if ballots.written:
        parts = (ballots.written_yes, ballots.written_no, ballots.written_abstain)
        written = "，书面意见 " + "、".join(
            f"{title} {count}" for title, count in zip(("赞成", "反对", "弃权"), parts, strict=True) if count
        )
    return (
        f"{matter}：应到有表决权 {due}，到会 {present}，赞成 {ballots.yes}，反对 {ballots.no}，"
        f"弃权 {ballots.abstain}{written}，{OUTCOME_TITLES[outcome]}"
    )


def _built(row: Any) -> Vote:
    return Vote(
        row.id, row.meeting_id, row.kind, row.matter, row.candidate, row.voting_due, row.voting_present,
        Ballots(row.yes, row.no, row.abstain, row.written_yes, row.written_no, row.written_abstain),
        row.outcome, row.line_id,
    )  # fmt: skip
