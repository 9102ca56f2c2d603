"""A district as large as one likes, for the measuring of exports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.ledger.database import Ledger
from bot.ledger.tables import (
    attendance,
    branch,
    committee,
    firm,
    meeting,
    meeting_branch,
    member,
    membership,
    metadata,
)

BEGAN = datetime(2026, 1, 5, 11, 30, tzinfo=UTC)
STATES = ("present",) * 8 + ("leave", "absent")
WAYS = {"present": "spoken_code", "leave": "leave", "absent": "close"}
BATCH = 5000


def fill(store: Path, branches: int, members: int, meetings: int) -> None:
    """Each branch with its share of the members and its own meetings, all closed, eight of ten present."""
    ledger = Ledger(f"sqlite:///{store}")
    with ledger.begin() as db:
        metadata.create_all(db)
        db.execute(insert(committee).values(id=1, name="党委"))
        db.execute(insert(firm).values(id=1, name="榕荫律师事务所"))
        each = members // branches
        _branches(db, branches, meetings)
        for first in range(1, each * branches + 1, BATCH):
            some = range(first, min(first + BATCH, each * branches + 1))
            _people(db, some, each)
            db.execute(insert(attendance), list(_marks(some, each, meetings)))
    ledger.close()


def _branches(db: Connection, branches: int, meetings: int) -> None:
    for of in range(branches):
        db.execute(
            insert(branch).values(
                id=of + 1, committee_id=1, name=f"第{of + 1:04}支部", kind="independent", created_at=BEGAN
            )
        )
        ids = [of * meetings + number + 1 for number in range(meetings)]
        db.execute(insert(meeting), [_meeting(id_, of + 1, place) for place, id_ in enumerate(ids)])
        db.execute(insert(meeting_branch), [{"meeting_id": id_, "branch_id": of + 1} for id_ in ids])


def _meeting(id_: int, branch_id: int, place: int) -> dict[str, object]:
    at = BEGAN + timedelta(days=14 * place)
    common = {"id": id_, "key": f"m{id_}", "branch_id": branch_id, "kind": "党课", "title": "党课"}
    return {**common, "starts_at": at, "state": "closed", "created_at": BEGAN, "closed_at": at}


def _people(db: Connection, some: range, each: int) -> None:
    about = {"firm_id": 1, "standing": "full", "created_at": BEGAN}
    db.execute(insert(member), [{"id": one, "name": f"党员{one:06}", **about} for one in some])
    in_branch = [{"member_id": one, "branch_id": (one - 1) // each + 1, "since": BEGAN} for one in some]
    db.execute(insert(membership), in_branch)


def _marks(some: range, each: int, meetings: int) -> Iterator[dict[str, object]]:
    for one in some:
        of = (one - 1) // each
        for place in range(meetings):
            state = STATES[(one * 7 + place * 3) % 10]
            yield {
                "meeting_id": of * meetings + place + 1,
                "member_id": one,
                "branch_id": of + 1,
                "standing": "full",
                "state": state,
                "how": WAYS[state],
                "marked_at": BEGAN + timedelta(days=14 * place, seconds=(one * 131 + place) % 3000 - 1500),
                "reason": "开庭" if state == "leave" else "",
            }
