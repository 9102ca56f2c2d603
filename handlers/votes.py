"""``表决``: one matter or one candidate at a time, the result stated with its figures (domain.md rules 1 and 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from uuid import uuid4

from bot.chat import Chat, Reply, Router
from bot.ledger import meetings, members, vote_matters, votes
from bot.ledger.meetings import Meeting
from bot.ledger.votes import Ballots, Kind, NewVote, VoteRefused
from bot.understanding.called import those_called
from content.duties import rules
from handlers.which_meeting import act, choose, open_or_last, scope_ids
from handlers.wording import fit, number, on_day, plain, yes_or_no

router = Router("votes")

HOW = "会上发「表决」，一次一项：写事项，再写赞成、反对、弃权各几票，我算是否通过，记进会议记录。"
KINDS = vote_matters.KINDS
_VOTES = re.compile(r"(书面)?\s*(赞成|同意|反对|不同意|弃权)\s*[:：]?\s*(\d{1,4})\s*票?")
_WHICH = {"赞成": "yes", "同意": "yes", "反对": "no", "不同意": "no", "弃权": "abstain"}
BALLOTS = "赞成、反对、弃权各几票？写三个数，如「8 1 0」。"
WRITTEN = "没到会的正式交了书面意见，接着写，如「8 1 0 书面赞成 1」。"


@router.on("vote", "表决", "记表决", "投票表决", acts=True, audience="officer", asks_back=True, how=HOW)
def vote(chat: Chat) -> Reply:
    """``表决``, or in one sentence ``表决 通过年度计划 赞成8 反对1 弃权0``."""
    return choose(chat, "vote", open_or_last(chat), said=chat.slot("reason"))


@act("vote")
def _begin(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    draft: dict[str, object] = {"meeting_id": meeting.id, "key": uuid4().hex}
    said = str(slots.get("said") or "")
    if said:
        first = _VOTES.search(said)
        matter = said[: first.start()].strip(" ，,。；;:：") if first else said
        ballots = _labelled(said[first.start() :]) if first else None
        with suppress(VoteRefused):
            taken = _with_matter(draft, matter)
            return _preview(chat, meeting, taken, ballots) if ballots else _ask_ballots(chat, meeting, taken)
    chat.ask("vote", "kind", **draft)
    names = "　".join(f"{n} {rules().votes[kind].name}" for n, kind in enumerate(KINDS, 1))
    return Reply(
        f"表决 · {on_day(meeting)}{_whose(chat, meeting)}\n哪一类？{names}\n回数字；一次表决一项，接收、选举一人一次。"
    )


def _whose(chat: Chat, meeting: Meeting) -> str:
    """Which branch votes, at a joint meeting."""
    branches = dict(meetings.branches_of(chat.db, meeting.id))
    voting = _voting(chat, meeting)
    return f"（{branches[voting[0]]}）" if len(branches) > 1 and voting else ""


def _voting(chat: Chat, meeting: Meeting) -> list[int]:
    return vote_matters.voting_branches(chat.db, meeting, chat.member, scope_ids(chat))


def _with_matter(draft: Mapping[str, object], said: str, kind: Kind | None = None) -> dict[str, object]:
    """The draft with what is voted on. Raises VoteRefused."""
    matter = vote_matters.read(said, kind)
    return {**draft, "kind": matter.kind, "matter": matter.title, "candidate": matter.candidate}


def _labelled(said: str) -> Ballots | None:
    found: dict[str, int] = {}
    for written, which, count in _VOTES.findall(said):
        found[("written_" if written else "") + _WHICH[which]] = int(count)
    return Ballots(**({"yes": 0, "no": 0, "abstain": 0} | found)) if found else None


def _ballots(said: str) -> Ballots | None:
    """``8 1 0``, ``赞成8 反对1 弃权0``, either with written opinions behind it."""
    text = plain(said)
    room, written, rest = text.partition("书面")
    figures = re.fullmatch(r"(\d{1,4})[\s,，、/]+(\d{1,4})[\s,，、/]+(\d{1,4})[\s,，、;；]*", room)
    if figures is None:
        return _labelled(text)
    more = _labelled(written + rest) if written else Ballots(0, 0, 0)
    if more is None:
        return None
    yes, no, abstain = (int(one) for one in figures.groups())
    return Ballots(yes, no, abstain, more.written_yes, more.written_no, more.written_abstain)


def _ask_ballots(chat: Chat, meeting: Meeting, draft: Mapping[str, object]) -> Reply:
    chat.ask("vote", "ballots", **draft)
    due, present = votes.voters(chat.db, meeting, chat.now, _voting(chat, meeting))
    return Reply(
        fit(
            [
                f"表决：{draft['matter']}",
                f"应到有表决权 {due}，到会 {present}",
                BALLOTS,
                WRITTEN if draft["kind"] == "admission" else "",
                "不记了回「取消」。",
            ]
        )
    )


def _new(draft: Mapping[str, object], ballots: Ballots) -> NewVote:
    kind: Kind = draft["kind"]  # type: ignore[assignment]
    return NewVote(str(draft["key"]), kind, str(draft["matter"]), ballots, str(draft["candidate"]))


def _preview(chat: Chat, meeting: Meeting, draft: Mapping[str, object], ballots: Ballots) -> Reply:
    new = _new(draft, ballots)
    try:
        due, present, judged = votes.foresee(
            chat.db, meeting, new, chat.now,
            branch_ids=_voting(chat, meeting), at_four_fifths=chat.config.duties.election_at_four_fifths,
        )  # fmt: skip
    except VoteRefused as refused:
        chat.ask("vote", "ballots", **draft)
        return Reply(f"没记上：{refused}\n改好再写票数；不记了回「取消」。")
    figures = [ballots.yes, ballots.no, ballots.abstain]
    written = [ballots.written_yes, ballots.written_no, ballots.written_abstain]
    chat.ask("vote", "confirm", **draft, ballots=[*figures, *written])
    return Reply(
        fit(
            [
                votes.described(new.matter, due, present, ballots, judged.outcome),
                f"依据：{judged.why}。",
                f"注意：{judged.warning}。" if judged.warning else "",
                "记进会议记录吗？回 1 记上，回 2 不记。",
            ]
        )
    )


@router.form("vote")
def answered(chat: Chat) -> Reply:
    """The kind, the matter, the ballots, the confirmation."""
    form = chat.open_form
    meeting = meetings.get(chat.db, int(str(form.slots["meeting_id"])))
    assert meeting is not None
    steps = {"kind": _kind, "matter": _matter, "ballots": _counted, "confirm": _confirmed}
    return steps[form.step](chat, meeting, dict(form.slots))


def _kind(chat: Chat, meeting: Meeting, draft: dict[str, object]) -> Reply:
    chosen = number(chat.said, len(KINDS))
    if chosen is None:
        with suppress(VoteRefused):
            return _ask_ballots(chat, meeting, _with_matter(draft, plain(chat.said)))
        chat.next_form = chat.form
        return Reply("请回 1、2、3，或直接写表决什么；不记了回「取消」。")
    kind = KINDS[chosen - 1]
    chat.ask("vote", "matter", **draft, chosen=kind)
    asked = {
        "ordinary": "表决什么？写一句，比如：通过年度计划。",
        "admission": "表决谁？写「接收 张三」或「转正 张三」，一次一个人。",
        "election": "选举谁？写「选举 张三」，一次一个人。",
    }
    return Reply(f"{asked[kind]}\n不记了回「取消」。")


def _matter(chat: Chat, meeting: Meeting, draft: dict[str, object]) -> Reply:
    chosen: Kind = draft.pop("chosen")  # type: ignore[assignment]
    try:
        return _ask_ballots(
            chat, meeting, _with_matter(draft, _in_full(chat, plain(chat.said), chosen), chosen)
        )
    except VoteRefused as refused:
        chat.next_form = chat.form
        return Reply(f"{refused}\n不记了回「取消」。")


def _in_full(chat: Chat, said: str, chosen: Kind) -> str:
    """A name alone as the matter it must be: who is probationary is made full, who is elected is elected."""
    scope = scope_ids(chat)
    found = those_called(said, members.of_branches(chat.db, scope), lambda one: one.name)
    if len(found) != 1 or chosen == "ordinary":
        return said
    if chosen == "election":
        return f"选举 {found[0].name}"
    return f"转正 {found[0].name}" if found[0].standing == members.PROBATIONARY else said


def _counted(chat: Chat, meeting: Meeting, draft: dict[str, object]) -> Reply:
    ballots = _ballots(chat.said)
    if ballots is None:
        chat.next_form = chat.form
        return Reply(f"没看懂。{BALLOTS}\n不记了回「取消」。")
    return _preview(chat, meeting, draft, ballots)


def _confirmed(chat: Chat, meeting: Meeting, draft: dict[str, object]) -> Reply:
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = chat.form
        return Reply("请回 1 记上，回 2 不记。")
    if not sure:
        return Reply("好，没有记。\n重新记，发「表决」。")
    figures = draft["ballots"]
    assert isinstance(figures, list)
    try:
        entered, _ = votes.record(
            chat.db, meeting, _new(draft, Ballots(*figures)), chat.member.id, chat.now,
            branch_ids=_voting(chat, meeting), at_four_fifths=chat.config.duties.election_at_four_fifths,
        )  # fmt: skip
    except VoteRefused as refused:
        return Reply(f"没记上：{refused}\n重新记，发「表决」。")
    return Reply(
        f"✓ 已记表决　{votes.said(entered)}\n已进会议记录。下一项再发「表决」；记错了发「撤销表决」。"
    )


@router.on(
    "vote_undo", "撤销表决", "收回表决", acts=True, audience="officer", asks_back=True,
    how="发「撤销表决」，收回这个会最后记的一项表决；记录里留着。",
)  # fmt: skip
def vote_undo(chat: Chat) -> Reply:
    """Take back the last vote that was entered."""
    return choose(chat, "vote undo", open_or_last(chat))


@act("vote undo")
def _ask_undo(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    entered = votes.of_meeting(chat.db, meeting.id)
    if not entered:
        return Reply(f"{on_day(meeting)}还没有记表决。\n要记，发「表决」。")
    chat.ask("vote_undo", "confirm", vote_id=entered[-1].id)
    return Reply(f"要收回这一项吗？{votes.said(entered[-1])}\n回 1 收回，回 2 不动。")


@router.form("vote_undo")
def undone(chat: Chat) -> Reply:
    """1 takes it back."""
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = chat.form
        return Reply("请回 1 收回，回 2 不动。")
    if not sure:
        return Reply("好，没有动。\n看会议记录，回「会议记录」。")
    votes.withdraw(chat.db, int(str(chat.open_form.slots["vote_id"])), chat.member.id, chat.now)
    return Reply("✓ 已收回，会议记录里也收回了。\n重新记，发「表决」。")
