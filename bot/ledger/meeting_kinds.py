"""The kinds of meetings, as a table: what they are called, who is due, whether they vote.

How often each is owed and what a vote needs stands in ``content/duties.toml`` (domain.md section 1).
A branch may hold other gatherings; they take any name and follow :data:`OTHER`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bot.ledger.members import Member
from content.duties import rules

Due = Literal["all", "committee"]
NAME_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of meeting.

    ``due``: every member, or the branch committee. ``first_topic``: the agenda opens with the first topic
    (domain.md rule 11). ``quorum``: whether it votes, or is valid only with half of those entitled present.
    """

    name: str
    aliases: tuple[str, ...] = ()
    due: Due = "all"
    first_topic: bool = False
    quorum: bool = False


KINDS = (
    Kind(
        "支部党员大会",
        ("党员大会", "支部大会", "全体党员大会", "党员会"),
        first_topic=True,
        quorum=True,
    ),
    Kind(
        "支委会",
        ("支部委员会", "支委会议", "支委扩大会"),
        due="committee",
        first_topic=True,
        quorum=True,
    ),
    Kind(
        "党小组会",
        ("小组会", "党小组会议"),
        first_topic=True,
    ),
    Kind("党课", ("上党课", "红色党课", "专题党课")),
    Kind("主题党日", ("党日活动", "主题党日活动", "党日")),
    Kind("组织生活会", ()),
    Kind("民主评议", ("民主评议党员", "评议党员")),
    Kind("集中培训", ("党员培训", "集中轮训")),  # officers have one a year (rule 10)
    Kind("结对活动", ("三结对", "三结对活动", "结对共建")),
    Kind("律所负责人联席会议", ("负责人联席会议", "联席会议")),  # of a joint branch (rule 12)
)
OTHER = Kind("其他活动")
COMMITTEE_ROLES = ("secretary", "deputy", "organiser", "publicity", "discipline", "committee_member")

_BY_NAME = {name: kind for kind in KINDS for name in (kind.name, *kind.aliases)}
_LONGEST_FIRST = sorted(_BY_NAME, key=len, reverse=True)


def kind(name: str) -> Kind:
    """The kind of that name or alias; a name of the branch's own is a kind without quota or quorum."""
    return _BY_NAME.get(name) or replace(OTHER, name=name[:NAME_LIMIT])


def find(text: str) -> tuple[Kind, str] | None:
    """The kind a sentence names and the sentence without it, or None. The longest name wins."""
    for name in _LONGEST_FIRST:
        if name in text:
            return _BY_NAME[name], text.replace(name, " ", 1)
    return None


def is_due(kind_name: str, member: Member, branch_id: int) -> bool:
    """Whether a member of that branch is on the roll of such a meeting of it."""
    if kind(kind_name).due == "all":
        return True
    return any(held.branch_id == branch_id and held.role in COMMITTEE_ROLES for held in member.offices)


def has_committee(full_members: int) -> bool:
    """Whether a branch of so many full members elects a committee (domain.md rule 2: seven or more)."""
    return full_members >= rules().number("committee-from")
