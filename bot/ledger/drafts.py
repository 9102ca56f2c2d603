"""Drafts of lectures, first topics and plans: written by one person of the committee, let go by another.

The rows only: what a text may hold is the checker's affair, see ``bot.authoring``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import draft

DRAFT, WAITING, PUBLISHED, REFUSED, DROPPED = "draft", "waiting", "published", "refused", "dropped"
OPEN = (DRAFT, WAITING)
STATES = {DRAFT: "草稿", WAITING: "等第二人审", PUBLISHED: "已发布", REFUSED: "退回", DROPPED: "不要了"}
LONGEST_REASONS = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of a file. ``name`` is its path below content/ (``library/falvren/shi-yang.md``)."""

    id: int
    name: str
    version: int
    text: str
    state: str
    author_id: int
    made_at: datetime
    saved_at: datetime
    submitted_at: datetime | None
    reader_id: int | None
    decided_at: datetime | None
    reasons: str


_INSERT = {
    "sqlite": sqlite.insert(draft).on_conflict_do_nothing().returning(draft.c.id),
    "postgresql": postgresql.insert(draft).on_conflict_do_nothing().returning(draft.c.id),
}
_COLUMNS = tuple(draft.c[name] for name in Draft.__slots__)
_GET = select(*_COLUMNS).where(draft.c.id == bindparam("which"))
_VERSIONS = select(*_COLUMNS).where(draft.c.name == bindparam("of")).order_by(draft.c.version.desc())
_NEWEST = select(func.coalesce(func.max(draft.c.version), 0)).where(draft.c.name == bindparam("of"))
_LISTED = (
    select(*_COLUMNS)
    .where(draft.c.state.in_(bindparam("states", expanding=True)))
    .order_by(draft.c.saved_at.desc(), draft.c.id.desc())
    .limit(bindparam("at_most"))
)
_newer = draft.alias("newer")
_PUBLISHED = (
    select(*_COLUMNS)
    .where(
        draft.c.state == PUBLISHED,
        ~exists().where(
            _newer.c.name == draft.c.name, _newer.c.state == PUBLISHED, _newer.c.version > draft.c.version
        ),
    )
    .order_by(draft.c.name)
)
_own = (draft.c.id == bindparam("which"), draft.c.author_id == bindparam("by"))
_SAVE = (
    update(draft)
    .where(*_own, draft.c.state == DRAFT)
    .values(text=bindparam("said"), saved_at=bindparam("now"))
)
_SUBMIT = (
    update(draft).where(*_own, draft.c.state == DRAFT).values(state=WAITING, submitted_at=bindparam("now"))
)
_TAKE_BACK = update(draft).where(*_own, draft.c.state == WAITING).values(state=DRAFT, submitted_at=None)
_DROP = update(draft).where(*_own, draft.c.state == DRAFT).values(state=DROPPED, decided_at=bindparam("now"))
_DECIDE = (
    update(draft)
    .where(
        draft.c.id == bindparam("which"),
        draft.c.state == WAITING,
        draft.c.author_id != bindparam("by"),  # nobody lets their own go
    )
    .values(
        state=bindparam("verdict"),
        reader_id=bindparam("by"),
        decided_at=bindparam("now"),
        reasons=bindparam("why"),
    )
)


def get(db: Connection, draft_id: int) -> Draft | None:
    """The draft, or None."""
    row = db.execute(_GET, {"which": draft_id}).first()
    return Draft(*row) if row else None


def versions(db: Connection, name: str) -> list[Draft]:
    """All versions of a file, the newest first."""
    return [Draft(*row) for row in db.execute(_VERSIONS, {"of": name})]


def listed(db: Connection, states: tuple[str, ...] = (*OPEN, REFUSED), limit: int = 100) -> list[Draft]:
    """The drafts in these states, the last saved first."""
    return [Draft(*row) for row in db.execute(_LISTED, {"states": list(states), "at_most": limit})]


def published(db: Connection) -> list[Draft]:
    """What members are to see: of each file the version that was published last."""
    return [Draft(*row) for row in db.execute(_PUBLISHED)]


def begin(db: Connection, name: str, text: str, by: int, now: datetime) -> Draft | None:
    """A new version of a file; None where somebody is at work on one that is not decided."""
    version = db.execute(_NEWEST, {"of": name}).scalar_one() + 1
    row = {"name": name, "version": version, "text": text, "state": DRAFT}
    row |= {"author_id": by, "made_at": now, "saved_at": now, "reasons": ""}
    made = db.execute(_INSERT[db.dialect.name], row).first()
    return get(db, made[0]) if made else None


def save(db: Connection, draft_id: int, text: str, by: int, now: datetime) -> bool:
    """Write one's own draft over; False where it is not theirs, or no draft any more."""
    return db.execute(_SAVE, {"which": draft_id, "by": by, "said": text, "now": now}).rowcount == 1


def submit(db: Connection, draft_id: int, by: int, now: datetime) -> bool:
    """Give one's own draft to a second reader; False where it is not theirs, or no draft any more."""
    return db.execute(_SUBMIT, {"which": draft_id, "by": by, "now": now}).rowcount == 1


def take_back(db: Connection, draft_id: int, by: int) -> bool:
    """Take one's own back from the second reader, to write on; False where it does not wait."""
    return db.execute(_TAKE_BACK, {"which": draft_id, "by": by}).rowcount == 1


def drop(db: Connection, draft_id: int, by: int, now: datetime) -> bool:
    """Give one's own draft up; it stays on record. False where it is not theirs, or no draft."""
    return db.execute(_DROP, {"which": draft_id, "by": by, "now": now}).rowcount == 1


def decide(
    db: Connection, draft_id: int, by: int, now: datetime, *, publish: bool, reasons: str = ""
) -> bool:
    """A second person lets it go, or gives it back with reasons; False where it does not wait, or ``by`` wrote it."""
    given = {"which": draft_id, "by": by, "now": now, "verdict": PUBLISHED if publish else REFUSED}
    return db.execute(_DECIDE, given | {"why": reasons[:LONGEST_REASONS]}).rowcount == 1
