"""A member's name in what the service itself has written: put right when it changes, taken out with the person.

A notice says who asks, who wrote, who is not reached, as it went out; who deletes their data takes their name out of
all that, and out of what quotes it: digests, nudges, corrections, lists of troubles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    String,
    and_,
    bindparam,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.ledger.tables import conversation, delivery, inbox, member, membership, notice

# Notices about one member, the member's number second in their key (bot/jobs/branch_life.py).
ABOUT = ("silent", "absences", "away")
# They name rows of the registers, which may be people, by what a row is called; of a branch, or of the district.
REGISTERS = "registers"
# A list of titles, cut to so many characters (bot/jobs: after_hearings, troubles).
QUOTED_AT = (None, 24, 12)


def _has(column: Column[Any]) -> ColumnElement[bool]:
    """Whether the old name is in a text; its own characters mean nothing to it, as they would to LIKE."""
    return func.replace(column, bindparam("old", type_=String), "") != column


_of: BindParameter[Any] = bindparam("of")
_got = select(literal("deadline-") + cast(delivery.c.notice_id, String)).where(delivery.c.member_id == _of)
_branches = select(membership.c.branch_id).where(membership.c.member_id == _of)
_holding = or_(
    _has(notice.c.title),
    _has(notice.c.body),
)
_CONCERNED = select(notice.c.id, notice.c.title, notice.c.body).where(
    _holding,
    or_(
        notice.c.created_by == _of,
        notice.c.key.in_(_got),
        *(notice.c.key.like(literal(f"{stem}-") + cast(_of, String) + literal("-%")) for stem in ABOUT),
        and_(
            notice.c.key.like(f"{REGISTERS}-%"),
            or_(notice.c.branch_id.is_(None), notice.c.branch_id.in_(_branches)),
        ),
    ),
)
_QUOTING = select(notice.c.id, notice.c.title, notice.c.body).where(
    _holding,
    or_(
        notice.c.kind == "digest",
        notice.c.corrects_id.is_not(None),
        notice.c.reminds_id.is_not(None),
        *(
            notice.c.key.like(f"{stem}-%")
            for stem in ("troubles", "approval", "approved", "refused", "deadline")
        ),
    ),
)
_PUT = (
    update(notice)
    .where(notice.c.id == bindparam("of_notice"))
    .values(title=bindparam("says"), body=bindparam("more"))
)
_LONGER = select(member.c.name).where(_has(member.c.name), member.c.name != bindparam("old", type_=String))
_ANSWERS = select(inbox.c.key, inbox.c.reply).where(_has(inbox.c.reply))
_ANSWER = update(inbox).where(inbox.c.key == bindparam("of_message")).values(reply=bindparam("says"))
_FORMS = delete(conversation).where(_has(conversation.c.slots))


def rename(db: Connection, member_id: int, old: str, new: str) -> int:
    """Put ``new`` for ``old``, a member's name, in the notices about them and by them; returns in how many.

    A longer name of somebody else with this one in it stays as it is.
    """
    if not old or old == new:
        return 0
    whole = _Whole(old, new, db.execute(_LONGER, {"old": old}).scalars())
    changed = 0
    titles: dict[str, str] = {}
    for id_, title, body in db.execute(_CONCERNED, {"of": member_id, "old": old}).all():
        changed += _put(db, id_, (title, body), (whole.put(title), whole.put(body)))
        for length in QUOTED_AT if whole.put(title) != title else ():
            titles[_cut(title, length)] = _cut(whole.put(title), length)
    for id_, title, body in db.execute(_QUOTING, {"old": old}).all() if titles else ():
        changed += _put(db, id_, (title, body), (_quoted(title, titles), _quoted(body, titles)))
    return changed


def forget(db: Connection, member_id: int, name: str, new: str) -> None:
    """Take a name out of the notices, of the answers kept for an hour, and of forms that others have open."""
    rename(db, member_id, name, new)
    whole = _Whole(name, new, db.execute(_LONGER, {"old": name}).scalars())
    for key, reply in db.execute(_ANSWERS, {"old": name}).all():
        db.execute(_ANSWER, {"of_message": key, "says": whole.put(reply)})
    db.execute(_FORMS, {"old": name})


class _Whole:
    """Puts one name for another, not within a longer one."""

    def __init__(self, old: str, new: str, longer: Iterable[str]) -> None:
        self.old, self.new = old, new
        words = sorted({old, *longer}, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, words)))

    def put(self, text: str) -> str:
        """The text with the new name."""
        return self.pattern.sub(lambda found: self.new if found[0] == self.old else found[0], text)


def _put(db: Connection, id_: int, before: tuple[str, str], after: tuple[str, str]) -> int:
    if before == after:
        return 0
    db.execute(_PUT, {"of_notice": id_, "says": after[0][:100], "more": after[1]})
    return 1


def _cut(title: str, length: int | None) -> str:
    return title if length is None or len(title) <= length else f"{title[: length - 1]}…"


def _quoted(text: str, titles: dict[str, str]) -> str:
    for old in sorted(titles, key=len, reverse=True):
        text = text.replace(old, titles[old])
    return text
