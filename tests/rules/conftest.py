"""What the rules' tests share."""

from __future__ import annotations

import pytest

from bot.ledger import attendance
from bot.ledger.attendance import NewMark
from tests.cast import FIRST, NOW


@pytest.fixture
def come(db, cast):
    """``come(meeting, 5)``: so many of 一支部 are there, in roster order (the eighth is 卫预备)."""

    def marked(held, count, state="present"):
        names = FIRST[:count]
        marks = [
            NewMark(cast.ids[name], cast.first, "probationary" if name == "卫预备" else "full", state)
            for name in names
        ]
        attendance.mark(db, held, marks, "officer", cast.ids["李书记"], NOW)

    return marked
