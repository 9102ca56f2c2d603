"""Rule 14: least data, consent with its version, sealed identifiers, officers see their own branch, exports are logged."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.config import BindingSettings
from bot.ledger import bindings, members
from bot.ledger.tables import audit, binding, member, metadata
from content.privacy import in_force
from tests.cast import NOW
from tests.chat.evenings import START, close, plan
from tests.town import KEYS

NEVER = re.compile(
    r"id_card|id_number|identity|income|salary|wage|revenue|amount|gps|latitude|longitude|location|face|birth"
)


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_no_table_holds_what_is_never_asked_for(table):
    assert [column.name for column in table.columns if NEVER.search(column.name)] == []


def test_consent_is_kept_with_its_version_and_time(db, cast):
    bindings.unbind(db, "official", cast.openid("王党员"), NOW, "asked")
    new = bindings.make_code()
    bindings.keep_code(db, cast.ids["王党员"], new, NOW, 7)
    bindings.bind(db, "official", "o-new", "王党员", new.code, NOW, BindingSettings())
    row = db.execute(select(binding).where(binding.c.openid == "o-new")).one()
    assert (row.consent_version, row.bound_at) == (in_force().version, NOW)


def test_a_phone_is_sealed_and_found_by_a_keyed_index():
    sealed = KEYS.seal("13800000000")
    assert b"138" not in sealed
    assert KEYS.unseal(sealed) == "13800000000"
    assert KEYS.index("13800000000") != "13800000000"
    assert "phone" not in {column.name for column in member.columns}


def test_a_secretary_acts_for_their_own_branch_and_the_committee_for_all(db, cast):
    def scope(name):
        return [id_ for id_, _ in members.scope(db, members.by_id(db, cast.ids[name]))]

    assert scope("李书记") == [cast.first]
    assert scope("郑干事") == [cast.first, cast.joint]
    assert scope("王党员") == []


def test_reading_the_names_is_logged_by_number(town):
    held = plan(town)
    town.at(START)
    town.say("李书记", "名单")
    close(town, held)
    with town.db() as db:
        rows = db.execute(select(audit).where(audit.c.verb == "roll")).all()
    assert [(row.member_id, row.subject) for row in rows] == [(town.cast.ids["李书记"], f"meeting {held.id}")]
    assert "王党员" not in str(rows)
