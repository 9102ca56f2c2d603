"""An export as it was asked for: what, of when or of which meeting, of which branches, for whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ledger import members
from bot.reports import periods
from bot.reports.periods import Period

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Request:
    """``what`` is one of KINDS; ``period`` or ``meeting_id`` says of when, as the kind needs it.

    ``branch_ids`` are those the asker acts for. ``member_id`` is the asker (None at the command line), ``asked_by``
    their name, ``actor`` the way in (chat, console, cli). ``phones``: in full, which only the
    committee may ask for. ``register``: one of the registers, all of them where empty.
    """

    what: str
    branch_ids: tuple[int, ...]
    purpose: str
    asked_by: str
    period: Period | None = None
    meeting_id: int | None = None
    member_id: int | None = None
    actor: str = "cli"
    phones: bool = False
    register: str = ""

    @property
    def subject(self) -> str:
        """What it is of, for the audit: ``attendance 2026-12``, ``minutes meeting 7``; never a name."""
        if self.meeting_id is not None:
            return f"{self.what} meeting {self.meeting_id}"
        return f"{self.what} {self.period.name}" if self.period else self.what

    def options(self) -> dict[str, object]:
        """What has to be kept to ask for the same again, as JSON takes it; see :func:`asked`."""
        kept = {
            "period": self.period.name if self.period else None,
            "meeting": self.meeting_id,
            "branches": list(self.branch_ids),
            "phones": self.phones or None,
            "register": self.register or None,
        }
        return {name: value for name, value in kept.items() if value is not None}


def asked(
    db: Connection, what: str, options: Mapping[str, object], purpose: str, member_id: int, actor: str
) -> Request:
    """The request that was kept as ``options``, of what its asker may still see: offices end, links last."""
    asker = members.by_id(db, member_id)
    allowed = {id_ for id_, _ in members.scope(db, asker)} if asker else set()
    branches, period, meeting = options["branches"], options.get("period"), options.get("meeting")
    assert isinstance(branches, list)
    return Request(
        what=what,
        branch_ids=tuple(one for one in branches if one in allowed),
        purpose=purpose,
        asked_by=asker.name if asker else "",
        period=periods.parse(str(period)) if period is not None else None,
        meeting_id=int(str(meeting)) if meeting is not None else None,
        member_id=member_id,
        actor=actor,
        phones=bool(options.get("phones")) and asker is not None and asker.is_staff,
        register=str(options.get("register", "")),
    )
