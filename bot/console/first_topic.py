"""``/console/first-topic``: which branches have studied this month, what there is to study, and the record of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot import local
from bot.console import months
from bot.console.desk import Answer, Desk
from bot.console.names import named
from bot.console.visit import Visit, back, link, show
from bot.ledger import first_topics, meeting_dates
from bot.ledger.first_topics import Record, Study
from bot.ledger.meetings import CANCELLED, Meeting
from content.first_topics import FirstTopic

PAGE = "/console/first-topic"
NAME_LIMIT, TEXT_LIMIT, MATERIALS_LIMIT = 60, 1000, 20


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in: ``chosen`` are titles of the month's materials, ``others`` one a line."""

    chosen: tuple[str, ...] = ()
    others: str = ""
    host: str = ""
    lead_reader: str = ""
    discussion: str = ""
    decided: str = ""

    @property
    def materials(self) -> tuple[str, ...]:
        """Every title, each once, in the order they are read."""
        written = (one.strip() for one in self.others.splitlines())
        return tuple(dict.fromkeys([*self.chosen, *filter(None, written)]))


def add(desk: Desk) -> None:
    """The month, with the form of a meeting where one is chosen; and recording it."""
    desk.page(PAGE)(month)
    desk.page(f"{PAGE}/record", method="POST")(record)


def month(visit: Visit) -> Answer:
    """The branches of the scope in their order; ``?meeting=`` opens the form for that meeting."""
    number = visit.arg("meeting")
    if not number:
        return _page(visit, months.chosen(visit))
    held = visit.meeting(int(number) if number.isdecimal() and len(number) < 10 else 0)
    chosen = months.chosen(visit, local.month(held.starts_at))
    return _page(visit, chosen, held, _before(visit, held, chosen.name))


def _page(
    visit: Visit,
    chosen: months.Month,
    held: Meeting | None = None,
    typed: Typed | None = None,
    problems: Sequence[str] = (),
) -> str:
    records: dict[int, list[Record]] = {id_: [] for id_ in visit.branch_ids}
    for one in first_topics.of_month(visit.db, chosen.name, visit.branch_ids):
        records[one.branch_id].append(one)
    entered_by = [one.entered_by for found in records.values() for one in found]
    listed = [(name, records[id_]) for id_, name in visit.scope if id_ in records]
    visit.looked_at(f"first topic {chosen.name}")
    return show(
        visit, "first_topic.html", month=chosen, records=listed, items=_items(visit, chosen.name), held=held,
        typed=typed, problems=list(problems), meetings=_meetings(visit, chosen.name),
        studied=sum(bool(found) for found in records.values()), names=named(visit, entered_by),
    )  # fmt: skip


def _items(visit: Visit, name: str) -> tuple[FirstTopic, ...]:
    found = visit.services.library.first_topics(name)
    return found.items if found is not None else ()


def _meetings(visit: Visit, name: str) -> list[Meeting]:
    """The meetings of the month that have begun: what was studied at them can be recorded."""
    begins, ends = local.month_bounds(name)
    every = (one.meeting for one in meeting_dates.since(visit.db, visit.branch_ids, begins))
    return [one for one in every if one.state != CANCELLED and one.starts_at < min(ends, visit.now)]


def _before(visit: Visit, held: Meeting, name: str) -> Typed:
    """What is recorded already, to be corrected; else the month's materials, ticked."""
    known = [one.title for one in _items(visit, name)]
    found = first_topics.of_meeting(visit.db, held.id)
    if not found:
        return Typed(chosen=tuple(known))
    study = found[0].study
    return Typed(
        chosen=tuple(one for one in study.materials if one in known),
        others="\n".join(one for one in study.materials if one not in known),
        host=study.host,
        lead_reader=study.lead_reader,
        discussion=study.discussion,
        decided=study.decided,
    )


def record(visit: Visit) -> Answer:
    """Record it for every branch of the meeting, or correct what was recorded; completes the month's task."""
    number = visit.said("meeting", 9)
    held = visit.meeting(int(number) if number.isdecimal() else 0)
    name = local.month(held.starts_at)
    known = [one.title for one in _items(visit, name)]
    typed = Typed(
        chosen=tuple(one for one in visit.chosen("materials") if one in known),
        **{key: visit.said(key, 5000) for key in ("others", "host", "lead_reader", "discussion", "decided")},
    )
    problems = _problems(visit, held, typed)
    if problems:
        return _page(visit, months.chosen(visit, name), held, typed, problems), 422
    study = Study(typed.materials, typed.host, typed.lead_reader, typed.discussion, typed.decided)
    again = bool(first_topics.of_meeting(visit.db, held.id))
    first_topics.record(visit.db, held, study, visit.member.id, visit.now)
    visit.record("first topic", f"meeting {held.id}", "corrected" if again else "")
    told = f"✓ 已{'更正' if again else '记'}第一议题：{held.title}，材料 {len(study.materials)} 篇。"
    return back(link(PAGE, month=name), told)


def _problems(visit: Visit, held: Meeting, typed: Typed) -> list[str]:
    found = []
    if held.state == CANCELLED or held.starts_at > visit.now:
        found.append("这个会还没有开，或者取消了，不能记。")
    if not typed.materials:
        found.append("材料：请勾选学了什么，或写上标题。")
    if len(typed.materials) > MATERIALS_LIMIT:
        found.append(f"材料：最多 {MATERIALS_LIMIT} 篇。")
    for title, said in (("主持人", typed.host), ("领学人", typed.lead_reader)):
        if not 2 <= len(said) <= NAME_LIMIT:
            found.append(f"{title}：请填姓名。")
    for title, said in (("研讨要点", typed.discussion), ("贯彻举措", typed.decided)):
        if len(said) > TEXT_LIMIT:
            found.append(f"{title}：最多 {TEXT_LIMIT} 个字，现在是 {len(said)} 个。")
    return found
