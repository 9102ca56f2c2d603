"""A second person of the committee looks at what goes to several branches: lets it go, or sends it back (G1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.config import PushSettings
from bot.ledger import audit
from bot.ledger.members import Member
from bot.ledger.notices.writing import create, decide
from bot.ledger.notices.written import Notice


def let_go(
    db: Connection, one: Notice, by: Member, push: PushSettings, now: datetime, actor: str
) -> bool:  # fmt: skip
    """It goes out, and its author is told; False where it does not wait, or ``by`` wrote it. Knock afterwards."""
    if not decide(db, one.id, by.id, now, approved=True):
        return False
    audit.record(db, now, by.id, actor, "notice_approve", f"notice {one.id}")
    _tell(
        db, one, by, push, now, f"approved-{one.id}", "您的通知已放行",
        f"{one.title}\n{by.name}放行的。回「回执」看谁收到了。",
    )  # fmt: skip
    return True


def send_back(
    db: Connection, one: Notice, by: Member, reason: str, push: PushSettings, now: datetime, actor: str
) -> bool:
    """It does not go out, and its author is told why; False where it does not wait, or ``by`` wrote it."""
    if not decide(db, one.id, by.id, now, approved=False):
        return False
    audit.record(db, now, by.id, actor, "notice_refuse", f"notice {one.id}", reason[:200])
    _tell(
        db, one, by, push, now, f"refused-{one.id}", "您的通知被退回了",
        f"{one.title}\n{by.name}退回：{reason or '没有写原因'}。改好再发，回「发通知」。",
    )  # fmt: skip
    return True


def _tell(
    db: Connection, one: Notice, by: Member, push: PushSettings, now: datetime, key: str, title: str, body: str
) -> None:  # fmt: skip
    if one.created_by is not None:
        create(
            db, key=key, kind="service", title=title, body=body, recipients=[one.created_by], now=now,
            created_by=by.id, branch_id=by.branch_id, push=push,
        )  # fmt: skip
