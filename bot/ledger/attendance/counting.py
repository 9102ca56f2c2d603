"""Counting a roll: 应到 实到 请假 缺席, and whether a vote may be held (domain.md rules 1, 2, 7, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.ledger import meeting_kinds
from bot.ledger.attendance.roll import ABSENT, LEAVE, PRESENT, Entry

Verdict = Literal["met", "exactly half", "not met"]


@dataclass(frozen=True, slots=True)
class Counts:
    """A meeting in figures. ``present + leave + absent + unmarked == due``; nobody is unmarked once it is closed.

    ``voting_due`` and ``voting_present`` leave out probationary members and those under 留党察看 (rule 7).
    ``made_up`` and ``guests`` stand beside the sum, never in it.
    """

    due: int
    present: int
    leave: int
    absent: int
    unmarked: int
    late: int
    guests: int
    made_up: int
    voting_due: int
    voting_present: int


def count(entries: Sequence[Entry], guests: int = 0) -> Counts:
    """The figures of a roll and so many guests."""
    present = [one for one in entries if one.state == PRESENT]
    leave = sum(one.state == LEAVE for one in entries)
    absent = sum(one.state == ABSENT for one in entries)
    return Counts(
        due=len(entries),
        present=len(present),
        leave=leave,
        absent=absent,
        unmarked=len(entries) - len(present) - leave - absent,
        late=sum(one.late for one in present),
        guests=guests,
        made_up=sum(one.made_up_at is not None for one in entries),
        voting_due=sum(one.may_vote for one in entries),
        voting_present=sum(one.may_vote for one in present),
    )


def verdict(counts: Counts) -> Verdict:
    """Whether those entitled to vote are half or more. Exactly half is a case of its own (domain.md 1.2)."""
    twice = counts.voting_present * 2
    if twice == counts.voting_due and counts.voting_due:
        return "exactly half"
    return "met" if twice > counts.voting_due else "not met"


def quorum_text(kind_name: str, counts: Counts) -> str:
    """One line on whether a vote may be held; empty for a kind of meeting that holds none."""
    if not meeting_kinds.kind(kind_name).quorum:
        return ""
    if meeting_kinds.kind(kind_name).due == "committee":
        figures = f"支委应到 {counts.voting_due} 人，到 {counts.voting_present} 人"
        return {
            "met": f"{figures}，超过半数，会议有效。",
            "exactly half": f"注意：{figures}，刚好半数，先请示上级党组织。",
            "not met": f"{figures}，不到半数，会议无效。",
        }[verdict(counts)]
    figures = f"有表决权 {counts.voting_due} 人，到 {counts.voting_present} 人"
    return {
        "met": f"{figures}，超过半数，可以表决。",
        "exactly half": f"注意：{figures}，刚好半数，表决前请先请示上级党组织。",
        "not met": f"{figures}，不到半数，不能表决。",
    }[verdict(counts)]
