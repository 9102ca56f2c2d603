"""``officer add``: an office, and a code that only the officer gets to use."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.ledger.database import Ledger
from bot.ledger.tables import office
from tests.cast import Cast
from tests.town import Town, config

CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")


def test_a_member_becomes_secretary_of_a_branch_and_gets_a_code(district):
    before = district.counts()
    done = district.run("officer", "add", "--name", "沈党员", "--branch", "联合支部")
    assert done.code == 0, done.complained
    assert CODE.search(done.said.splitlines()[0])
    assert "请本人在微信里发：绑定 沈党员" in done.said
    assert district.counts()["member"] == before["member"], "who is on the roster is not entered again"
    assert district.counts()["office"] == before["office"] + 1


def test_committee_staff_bind_by_their_code_and_act_for_every_branch(district, library):
    done = district.run("officer", "add", "--name", "新干事", "--committee")
    assert done.code == 0, done.complained
    code = CODE.search(done.said)[0]
    ledger = Ledger(district.store)
    town = Town(config(district.folder / "var"), ledger, Cast(), library)
    town.at(datetime.now(UTC))
    assert town.say("赵路人", f"绑定 新干事 {code}").startswith("✓ 已绑定　新干事（行业党委）")
    ledger.close()


def test_an_office_other_than_secretary_is_kept_as_given(district):
    district.run("officer", "add", "--name", "沈党员", "--branch", "联合支部", "--role", "deputy")
    with district.ledger() as db:
        roles = [role for (role,) in db.execute(select(office.c.role).order_by(office.c.id.desc()).limit(1))]
    assert roles == ["deputy"]


def test_an_unknown_branch_lists_those_there_are(district):
    before = district.counts()
    refused = district.run("officer", "add", "--name", "沈党员", "--branch", "三支部")
    assert refused.code == 1
    assert refused.complained.strip() == "没有叫「三支部」的支部。现有：一支部、联合支部"
    assert district.counts() == before


def test_where_there_is_no_branch_yet_the_roster_comes_first(empty):
    refused = empty.run("officer", "add", "--name", "某人", "--branch", "一支部")
    assert refused.code == 1
    assert "先导入名册" in refused.complained


@pytest.mark.parametrize(
    "words",
    [
        ("--name", "某人"),
        ("--name", "某人", "--branch", "一支部", "--committee"),
        ("--branch", "一支部"),
        ("--name", "某人", "--branch", "一支部", "--role", "king"),
        ("--name", "某人", "--committee", "--crown"),
    ],
)
def test_wrong_usage_says_how_and_is_code_2(district, words):
    before = district.counts()
    wrong = district.run("officer", "add", *words)
    assert wrong.code == 2
    assert "Usage:" in wrong.complained
    assert district.counts() == before


def test_two_namesakes_are_not_told_apart_by_guessing(district):
    district.run("officer", "add", "--name", "重名", "--branch", "一支部")
    rows = "姓名,手机,党支部,政治面貌\n重名,19900000009,联合支部,中共党员\n"
    assert district.run("roster", "import", district.write("又一位.csv", rows)).code == 0
    refused = district.run("officer", "add", "--name", "重名", "--committee")
    assert refused.code == 1
    assert "有 2 位重名，分不清是哪一位" in refused.complained
