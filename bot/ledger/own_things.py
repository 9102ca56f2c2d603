"""What the numbers in a member's own rows stand for: a meeting, a branch, a firm, a notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, literal, select

from bot import local
from bot.ledger.tables import branch, committee, firm, meeting, notice

_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_NAMED: dict[str, Select[Any]] = {
    "meeting_id": select(meeting.c.id, meeting.c.title, meeting.c.starts_at).where(meeting.c.id.in_(_ids)),
    "notice_id": select(notice.c.id, notice.c.title, literal(None)).where(notice.c.id.in_(_ids)),
    "branch_id": select(branch.c.id, branch.c.name, literal(None)).where(branch.c.id.in_(_ids)),
    "committee_id": select(committee.c.id, committee.c.name, literal(None)).where(committee.c.id.in_(_ids)),
    "firm_id": select(firm.c.id, firm.c.name, literal(None)).where(firm.c.id.in_(_ids)),
}
COLUMNS = frozenset(_NAMED)


def named(db: Connection, rows: Iterable[Mapping[str, object]]) -> dict[tuple[str, object], str]:
    """By (column, number) what it stands for, of all such columns in the rows: ``党课 11月25日（周三）19:30``."""
    wanted: dict[str, set[object]] = {}
    for row in rows:
        for column in COLUMNS & row.keys():
            if row[column] is not None:
                wanted.setdefault(column, set()).add(row[column])
    return {
        (column, id_): f"{name} {local.words(at)}" if at is not None else name
        for column, ids in wanted.items()
        for id_, name, at in db.execute(_NAMED[column], {"ids": list(ids)})
    }
