"""会议记录 with the fields of domain.md rule 9: what the ledger has is in it, the rest is left to be written in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import local
from bot.exports.document import Block, Document, Facts, Section, Signatures
from bot.exports.writing import Content
from bot.ledger import attendance, first_topics, meeting_kinds, meetings, minutes
from bot.ledger.attendance import Counts, Entry
from bot.ledger.first_topics import Study
from bot.ledger.meetings import CANCELLED, CLOSED, Meeting
from bot.ledger.minutes import Line, Minutes
from bot.reports.nothing import NothingToWrite
from bot.reports.of_meeting import meeting_of
from bot.reports.request import Request

if TYPE_CHECKING:
    from bot.reports.sources import Sources


def content(sources: Sources, request: Request, ending: str) -> Content:
    """The document of one meeting. Raises NothingToWrite where it has not been closed."""
    db = sources.db
    held = meeting_of(db, request)
    if held.state != CLOSED:
        why = "已经取消" if held.state == CANCELLED else "还没有散会"
        raise NothingToWrite(f"这个会{why}，没有会议记录。散会后再导出。")
    kept = minutes.of(db, held)
    roll, guests = attendance.roll(db, held, sources.now), attendance.guests(db, held)
    hosts = "、".join(name for _, name in meetings.branches_of(db, held.id))
    studied = next((one.study for one in first_topics.of_meeting(db, held.id)), None)
    blocks: list[Block] = [
        Facts([*_head(kept), *_presence(kept, roll, guests, request.branch_ids)]),
        Section("一、议程", _agenda(kept, studied), blank=3, numbered=True),
        Section("二、研讨发言", _speeches(kept, studied), blank=4),
        *_vote(kept, attendance.count(roll, len(guests))),
        Section("四、议定事项（责任人、完成时限）", _decisions(kept, studied), blank=3, numbered=True),
        *_after(kept),
        Signatures(("主持人", "记录人")),
    ]
    year = local.at(held.starts_at).year
    return Document("会议记录", f"{hosts}　{held.kind}（{year}年第 {kept.serial} 次）", blocks)


def _head(kept: Minutes) -> list[tuple[str, str]]:
    held = kept.meeting
    here = local.at(held.starts_at)
    began = f"{here.year}年{local.words(held.starts_at)}"
    return [
        ("会议名称", held.title),
        ("时间", f"{began} 至 {_end(held)}" if held.closed_at else began),
        ("地点", held.place),
        ("主持人", kept.host),
        ("记录人", kept.recorder),
    ]


def _end(held: Meeting) -> str:
    assert held.closed_at is not None
    same_day = local.day(held.closed_at) == local.day(held.starts_at)
    return f"{local.clock(held.closed_at) if same_day else local.words(held.closed_at)}（散会）"


def _presence(
    kept: Minutes, roll: Sequence[Entry], guests: Sequence[Entry], branch_ids: Sequence[int]
) -> list[tuple[str, str]]:
    """Figures of all, names of those the asker acts for (domain.md rule 15)."""

    def said(state: str, reasons: bool = False) -> str:
        of_state = [one for one in roll if one.state == state]
        names = "、".join(_named(one, reasons) for one in of_state if one.branch_id in branch_ids)
        return f"{len(of_state)} 人" + (f"：{names}" if names else "")

    named = [one.name for one in guests if one.branch_id in branch_ids]
    named += [line.said for line in kept.of("guest")]
    return [
        ("应到", f"{len(roll)} 人"),
        ("实到", said(attendance.PRESENT)),
        ("请假", said(attendance.LEAVE, reasons=True)),
        ("缺席", said(attendance.ABSENT, reasons=True)),
        ("列席", "、".join(named) or "无"),
    ]


def _named(one: Entry, with_reason: bool) -> str:
    if with_reason and one.reason:
        return f"{one.name}（{one.reason}）"
    return f"{one.name}（迟到）" if one.late else one.name


def _agenda(kept: Minutes, studied: Study | None) -> list[str]:
    """The first topic is the first item (rule 11), where the branch recorded one or the kind of meeting has one."""
    items = [line.said for line in kept.of("agenda")]
    if studied is not None:
        read_by = f"（领学：{studied.lead_reader}）" if studied.lead_reader else ""
        titles = "、".join(f"《{title.strip('《》')}》" for title in studied.materials)
        return [f"第一议题：学习{titles or '材料'}{read_by}", *items]
    if items and meeting_kinds.kind(kept.meeting.kind).first_topic:
        return ["第一议题：", *items]
    return items


def _speeches(kept: Minutes, studied: Study | None) -> list[str]:
    said = [line.said for line in kept.of("speech")]
    return [studied.discussion, *said] if studied and studied.discussion else said


def _vote(kept: Minutes, counts: Counts) -> list[Block]:
    """Only where the kind of meeting votes: who may, and the figures that were entered."""
    said = [line.said for line in kept.of("vote")]
    quorum = attendance.quorum_text(kept.meeting.kind, counts)
    if not quorum and not said:
        return [Section("三、表决", ["无表决事项。"])]
    entitled = f"有表决权 {counts.voting_due} 人，到会 {counts.voting_present} 人。"
    return [Section("三、表决", [entitled, *(said or ["赞成　　票，反对　　票，弃权　　票。"])])]


def _decisions(kept: Minutes, studied: Study | None) -> list[str]:
    said = [_decision(line) for line in kept.of("decision")]
    return [studied.decided, *said] if studied and studied.decided else said


def _decision(line: Line) -> str:
    more = [f"责任人：{line.owner}" if line.owner else "", f"期限：{line.due}" if line.due else ""]
    known = "，".join(part for part in more if part)
    return f"{line.said}（{known}）" if known else line.said


def _after(kept: Minutes) -> list[Block]:
    """The chair's summary; and what was corrected once the minutes were final, with author and time (rule 9)."""
    blocks: list[Block] = []
    if summary := kept.of("summary"):
        blocks.append(Section("五、小结", [summary[0].said]))
    if kept.final_at is not None and kept.corrections:
        lines = [_correction(line) for line in kept.corrections]
        blocks.append(Section(f"定稿（{local.at(kept.final_at):%Y-%m-%d %H:%M}）后的更正", lines))
    return blocks


def _correction(line: Line) -> str:
    when = local.at(line.entered_at).strftime("%Y-%m-%d %H:%M")
    return f"{when} {line.entered_by} 更正{minutes.TITLES[line.field]}：{_decision(line)}"
