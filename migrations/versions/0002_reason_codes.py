"""Codes for the reasons of leave and absence; what was said about health goes, in every row there is.

Irreversible in what it takes away: ``downgrade`` drops the codes and leaves the titles that stand in its place.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from content import leave_reasons

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CODED = ("attendance", "leave_request")
# A notice about leave says why on a line of its own.
_LINE = "事由："


def upgrade() -> None:
    for name in _CODED:
        op.add_column(name, sa.Column("reason_code", sa.String(length=10), server_default="", nullable=False))
    db = op.get_bind()
    for name, where in (("leave_request", None), ("attendance", "state <> 'present'")):
        _reread(db, name, "reason", where, code=True)
    _reread(db, "attendance", "reason", "state = 'present'")
    _reread(db, "attendance_event", "note")
    _reread(db, "exclusion", "reason")
    _reread(db, "leave_request", "decision_note")
    _reread(db, "notice", "body", f"body LIKE '%{_LINE}%' AND kind = 'leave'", kept=_kept_lines)


def downgrade() -> None:
    for name in _CODED:
        op.drop_column(name, "reason_code")


def _kept(said: str) -> str:
    return leave_reasons.read(said).text


def _kept_lines(body: str) -> str:
    lines = body.split("\n")
    return "\n".join(
        _LINE + _kept(line.removeprefix(_LINE)) if line.startswith(_LINE) else line for line in lines
    )


def _reread(
    db: sa.Connection,
    name: str,
    column: str,
    where: str | None = None,
    code: bool = False,
    kept: Callable[[str], str] = _kept,
) -> None:
    """Put what may be kept of a text in its place, in all rows that say the same at once."""
    table = sa.table(name, sa.column(column), sa.column("reason_code"))
    only = [sa.text(where)] if where else []
    said = table.c[column]
    for text in db.execute(sa.select(said).distinct().where(said != "", *only)).scalars().all():
        values = {column: kept(text)}
        if code:
            values["reason_code"] = leave_reasons.read(text).code
        if values != {column: text}:
            db.execute(sa.update(table).where(said == text, *only).values(values))
