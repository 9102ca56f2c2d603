"""Binding codes: single use, short-lived, hard to guess."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.config import BindingSettings
from bot.ledger import bindings, members
from bot.ledger.tables import binding, binding_code
from tests.cast import NOW

SETTINGS = BindingSettings()


def give_code(db, member_id, now=NOW, days=7):
    new = bindings.make_code()
    bindings.keep_code(db, member_id, new, now, days)
    return new.code


def bind(db, name, code, openid="o-new", now=NOW):
    return bindings.bind(db, "official", openid, name, code, now, SETTINGS)


@pytest.fixture
def wang(db, cast):
    bindings.unbind(db, "official", cast.openid("王党员"), NOW, "asked")
    return cast.ids["王党员"]


def test_a_code_binds_once_and_never_again(db, wang):
    code = give_code(db, wang)
    assert bind(db, "王党员", code)[0].id == wang
    assert members.by_openid(db, "official", "o-new").name == "王党员"
    with pytest.raises(bindings.WrongCode):
        bind(db, "王党员", code, "o-another")


@pytest.mark.parametrize("typed", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c[:5]} {c[6:]} "])
def test_a_code_may_be_typed_loosely(db, wang, typed):
    assert bind(db, "王党员", typed(give_code(db, wang)))[0].id == wang


def test_letters_that_look_alike_are_put_right(db, wang, monkeypatch):
    monkeypatch.setattr(bindings.secrets, "choice", lambda _: "0")
    assert bind(db, "王党员", give_code(db, wang).replace("0", "O"))[0].id == wang


@pytest.mark.parametrize(("name", "spoil"), [("李书记", ""), ("无此人", ""), ("王党员", "Z")])
def test_a_wrong_name_and_a_wrong_code_get_the_same_answer(db, wang, name, spoil):
    with pytest.raises(bindings.WrongCode) as wrong:
        bind(db, name, spoil + give_code(db, wang))
    assert wrong.value.tries_left == 4


def test_a_code_expires(db, wang):
    code = give_code(db, wang, NOW - timedelta(days=7, seconds=1))
    with pytest.raises(bindings.WrongCode):
        bind(db, "王党员", code)


def test_a_new_code_ends_the_old_one(db, wang):
    old = give_code(db, wang)
    give_code(db, wang)
    with pytest.raises(bindings.WrongCode):
        bind(db, "王党员", old)


def test_five_wrong_tries_close_the_hour_even_for_the_right_code(db, wang):
    code = give_code(db, wang)
    for _ in range(5):
        with pytest.raises(bindings.WrongCode):
            bind(db, "王党员", "00000-00000")
    with pytest.raises(bindings.TooManyTries):
        bind(db, "王党员", code)
    assert bind(db, "王党员", code, now=NOW + timedelta(hours=1))[0].id == wang


def test_ten_wrong_tries_from_anywhere_kill_a_code(db, wang):
    code = give_code(db, wang)
    for number in range(10):
        with pytest.raises(bindings.WrongCode):
            bind(db, "王党员", "00000-00000", f"o-guesser-{number}")
    with pytest.raises(bindings.WrongCode):
        bind(db, "王党员", code)


def test_a_new_phone_takes_the_place_of_the_old_one(db, cast):
    code = give_code(db, cast.ids["王党员"])
    _, old = bind(db, "王党员", code)
    assert old == cast.openid("王党员")
    assert members.by_openid(db, "official", old) is None
    history = db.execute(select(binding).where(binding.c.member_id == cast.ids["王党员"])).all()
    assert [row.unbound_why for row in history] == ["new phone", None]


def test_a_bound_phone_cannot_be_bound_to_somebody_else(db, cast, wang):
    with pytest.raises(bindings.AlreadyBound) as bound:
        bind(db, "王党员", give_code(db, wang), cast.openid("李书记"))
    assert bound.value.to.name == "李书记"


def test_two_people_of_one_name_are_told_apart_by_their_codes(db, cast, wang):
    twin = members.add(db, name="王党员", standing=members.FULL, now=NOW, branch_id=cast.joint)
    give_code(db, wang)
    assert bind(db, "王党员", give_code(db, twin))[0].id == twin


def test_the_ledger_holds_no_code(db, wang):
    code = give_code(db, wang).replace("-", "")
    row = db.execute(select(binding_code)).one()
    assert code.encode() not in bytes(row.digest) + bytes(row.salt)
    assert code not in str(row)
