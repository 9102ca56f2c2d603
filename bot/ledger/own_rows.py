"""Everything that is held about one member, table by table (domain.md rule 14; PIPL 45).

``HELD`` says which tables hold rows of a member and by which column. A table that only says who of the officers did
something is not about that officer and stands in ``DONE_BY``; a test holds both lists together with the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Select, Table, bindparam, func, or_, select

from bot.keys import Keys
from bot.ledger import tables as t

# Never shown, not even to whom they belong: what a secret is checked by, and how a sending was tried.
SECRET = frozenset(
    [
        "phone_index",
        "salt",
        "digest",
        "code_index",
        "form_key",
        "suffix",
        "owner",
        "lease_until",
        "platform_key",
    ]
)


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of a table that are about a member: those with the member in one of ``by``.

    ``stem`` stands before the number where the column holds a text: ``member-17``.
    """

    title: str
    table: Table
    by: tuple[str, ...]
    stem: str = ""

    @property
    def columns(self) -> list[Column[Any]]:
        """What is shown of a row."""
        return [column for column in self.table.columns if column.name not in SECRET]


HELD = (
    Held("本人", t.member, ("id",)),
    Held("所在支部", t.membership, ("member_id",)),
    Held("职务", t.office, ("member_id",)),
    Held("绑定", t.binding, ("member_id",)),
    Held("绑定码", t.binding_code, ("member_id",)),
    Held("同意记录", t.consent, ("member_id",)),
    Held("会议记录", t.attendance, ("member_id",)),
    Held("会议记录的经过", t.attendance_event, ("member_id",)),
    Held("请假", t.leave_request, ("member_id",)),
    Held("不计应到", t.exclusion, ("member_id",)),
    Held("表决权限制", t.restriction, ("member_id",)),
    Held("外出", t.away, ("member_id",)),
    Held("完成的任务", t.task, ("done_by",)),
    Held("通知送达和确认", t.delivery, ("member_id",)),
    Held("开庭", t.hearing, ("member_id",)),
    Held("关掉的推送", t.push_off, ("member_id",)),
    Held("大字", t.large_type, ("member_id",)),
    Held("读到哪里", t.bookmark, ("member_id",)),
    Held("听到哪里", t.listening, ("member_id",)),
    Held("心得", t.thought, ("member_id",)),
    Held("导出链接", t.export_link, ("made_for",)),
    Held("导出任务", t.export_job, ("made_for",)),
    Held("导出的文件", t.export_seal, ("made_for",)),
    Held("后台登录链接", t.sign_in_link, ("member_id",)),
    Held("后台登录", t.console_session, ("member_id",)),
    Held("本人的登记（公益服务等）", t.register_entry, ("of",), "member-"),
    Held("投诉建议", t.complaint, ("member_id",)),
    Held("更正申请", t.own_correction, ("member_id",)),
    Held("删除申请", t.erasure, ("member_id",)),
    Held("本人的操作", t.audit, ("member_id",)),
)
# Who of the officers did something, in rows that are about something else.
DONE_BY = frozenset(
    [
        t.appraisal, t.branch_talk, t.complaint_event, t.draft, t.first_topic, t.hosting, t.job_question,
        t.job_setting, t.lecture_pace, t.meeting, t.meeting_branch, t.minutes_line, t.notice,
        t.register_entry, t.task_event, t.term, t.theme_day, t.vote,
    ]
)  # fmt: skip


def _statement(held: Held) -> Select[Any]:
    return select(*held.columns).where(or_(*(held.table.c[name] == bindparam("whose") for name in held.by)))


_STATEMENTS = tuple((held, _statement(held)) for held in HELD)
# By what the rows of a table are put in order of time: the first of these that it has.
_WHEN = (
    "at", "marked_at", "asked_at", "done_at", "entered_at", "made_at", "bound_at", "next_at", "since", "created_at",
)  # fmt: skip


def _when(held: Held) -> Column[Any]:
    return next(held.table.c[name] for name in _WHEN if name in held.table.c)


_LATEST = tuple(
    (
        held,
        statement.order_by(_when(held).desc()).limit(bindparam("at_most")),
        select(func.count()).select_from(statement.subquery()),
    )
    for held, statement in _STATEMENTS
)


def rows(db: Connection, keys: Keys, member_id: int) -> Iterator[tuple[Held, list[dict[str, object]]]]:
    """For each table the member's rows, as values by column; sealed texts in the clear. Raises WrongKey."""
    for held, statement in _STATEMENTS:
        whose = f"{held.stem}{member_id}" if held.stem else member_id
        yield held, [_open(held, row, keys) for row in db.execute(statement, {"whose": whose}).mappings()]


def latest(
    db: Connection, keys: Keys, member_id: int, at_most: int
) -> Iterator[tuple[Held, list[dict[str, object]], int]]:
    """For each table with rows of the member's the latest ``at_most``, the last first, and how many there are in all.

    Raises WrongKey.
    """
    for held, statement, count in _LATEST:
        whose = {"whose": f"{held.stem}{member_id}" if held.stem else member_id}
        found = [
            _open(held, row, keys) for row in db.execute(statement, whose | {"at_most": at_most}).mappings()
        ]
        if found:
            total = len(found) if len(found) < at_most else db.execute(count, whose).scalar_one()
            yield held, found, total


def counts(db: Connection, keys: Keys, member_id: int) -> list[tuple[str, int]]:
    """How many rows are held under each title; those without any left out."""
    return [(held.title, len(found)) for held, found in rows(db, keys, member_id) if found]


def _open(held: Held, row: Any, keys: Keys) -> dict[str, object]:
    return {
        column.name.removesuffix("_sealed"): keys.unseal(bytes(row[column.name]))
        if isinstance(column.type, LargeBinary) and row[column.name]
        else row[column.name]
        for column in held.columns
    }
