"""``/console/meetings/<number>/vote``: one matter at a time, looked at with its figures before it is entered."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from bot.console.desk import Answer, Desk
from bot.console.meeting import may_vote
from bot.console.visit import Visit, back, show
from bot.ledger import meetings, vote_matters, votes
from bot.ledger.meetings import Meeting
from bot.ledger.votes import Ballots, NewVote, VoteRefused

PAGE = "/console/meetings/{}/vote"
COUNTS = {
    "yes": "赞成",
    "no": "反对",
    "abstain": "弃权",
    "written_yes": "书面赞成",
    "written_no": "书面反对",
    "written_abstain": "书面弃权",
}


def add(desk: Desk) -> None:
    """The form with what has been entered; looking, entering and taking back by POST."""
    desk.page("/console/meetings/<int:number>/vote")(form)
    for name, view in (("look", look), ("enter", enter), ("withdraw", withdraw)):
        desk.page(f"/console/meetings/<int:number>/vote/{name}", method="POST")(view)


def form(visit: Visit, number: int) -> Answer:
    """What has been entered, and the form for the next matter while votes can be entered."""
    return _page(visit, visit.meeting(number))


def _meeting(visit: Visit, number: int) -> Meeting:
    held = visit.meeting(number)
    if not may_vote(visit, held):
        visit.refuse("这个会现在不能记表决。", PAGE.format(held.id))
    return held


def _page(visit: Visit, held: Meeting, problems: Sequence[str] = (), **given: object) -> str:
    whose = vote_matters.voting_branches(visit.db, held, visit.member, visit.scope_ids)
    due, present = votes.voters(visit.db, held, visit.now, whose)
    branches = meetings.branches_of(visit.db, held.id)
    return show(
        visit, "vote.html", meeting=held, due=due, present=present, counts=COUNTS, problems=list(problems),
        entered=[(one, votes.said(one)) for one in votes.of_meeting(visit.db, held.id)],
        whose=[name for id_, name in branches if id_ in whose] if len(branches) > 1 else [],
        typed={name: visit.said(name, 80) for name in ("matter", *COUNTS)}, longest=vote_matters.LONGEST,
        may_vote=may_vote(visit, held), **given,
    )  # fmt: skip


def look(visit: Visit, number: int) -> Answer:
    """How it would come out, with the rule behind it; nothing is entered yet."""
    held = _meeting(visit, number)
    try:
        new = _new(visit, secrets.token_urlsafe(12))
        whose, strict = _how(visit, held)
        due, present, judged = votes.foresee(
            visit.db, held, new, visit.now, branch_ids=whose, at_four_fifths=strict
        )
    except VoteRefused as refused:
        return _page(visit, held, [str(refused)]), 422
    said = votes.described(new.matter, due, present, new.ballots, judged.outcome)
    return _page(visit, held, foreseen=said, judged=judged, form_key=new.key)


def enter(visit: Visit, number: int) -> Answer:
    """Enter it: one form makes one vote, however often it is sent."""
    held = _meeting(visit, number)
    try:
        new = _new(visit, visit.said("form", 40))
        whose, strict = _how(visit, held)
        entered, _ = votes.record(
            visit.db, held, new, visit.member.id, visit.now, branch_ids=whose, at_four_fifths=strict
        )
    except VoteRefused as refused:
        return _page(visit, held, [str(refused)]), 422
    visit.record("vote", f"meeting {held.id}", f"vote {entered.id}")
    return back(PAGE.format(held.id), f"✓ 已记表决，进了会议记录。{votes.said(entered)}。")


def _how(visit: Visit, held: Meeting) -> tuple[list[int], bool]:
    whose = vote_matters.voting_branches(visit.db, held, visit.member, visit.scope_ids)
    return whose, visit.services.config.duties.election_at_four_fifths


def _new(visit: Visit, key: str) -> NewVote:
    """What the form says. Raises VoteRefused."""
    if not key:
        raise VoteRefused("请先看一下结果，再记上。")
    matter = vote_matters.read(visit.said("matter", 80))
    ballots = Ballots(**{name: _count(visit, name, title) for name, title in COUNTS.items()})
    return NewVote(f"console-{key}", matter.kind, matter.title, ballots, matter.candidate)


def _count(visit: Visit, name: str, title: str) -> int:
    said = visit.said(name, 6) or "0"
    if not (said.isascii() and said.isdecimal() and len(said) <= len("9999")):
        raise VoteRefused(f"{title}：请写票数，比如 8。")
    return int(said)


def withdraw(visit: Visit, number: int) -> Answer:
    """Take a vote back; it stays in the ledger, and in the minutes as taken back."""
    held = _meeting(visit, number)
    entered = {str(one.id): one for one in votes.of_meeting(visit.db, held.id)}
    one = entered.get(visit.said("vote", 12))
    if one is None or not votes.withdraw(visit.db, one.id, visit.member.id, visit.now):
        visit.refuse("这一项已经收回了。", PAGE.format(held.id))
    visit.record("withdraw vote", f"meeting {held.id}", f"vote {one.id}")
    return back(PAGE.format(held.id), f"✓ 已收回：{one.matter}。会议记录里也收回了。")
