"""``bot content import``, ``drafts``, ``publish``: the operator's road into the library, with two readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ledger import members, offices
from bot.ledger.database import Ledger
from content.library import FOLDER
from tests.cast import LONG_AGO

NAME = "library/falvren/shi-yang.md"
NEWER = (FOLDER / NAME).read_text("utf-8").replace("绕不开一个名字：施洋。", "先要说施洋。")


@pytest.fixture
def office(district):
    """The operator of a district whose committee has two on its staff: 郑干事 and 孙指导."""
    ledger = Ledger(district.store)
    with ledger.begin() as db:
        (zheng,) = members.named(db, "郑干事")
        (sun,) = members.named(db, "孙指导")
        (held,) = zheng.offices
        offices.appoint(db, sun.id, "staff", LONG_AGO, committee_id=1)
        assert held.role == "staff"
    ledger.close()
    return district


def taken_in(office, *more: str, text: str = NEWER):
    path = office.folder / "new.md"
    path.write_text(text, "utf-8")
    return office.run("content", "import", path, "--as", NAME, "--author", "郑干事", *more)


def published(office) -> Path:
    return office.folder / "var/content" / NAME


def test_with_a_second_reader_it_is_published(office):
    done = taken_in(office, "--reader", "孙指导")
    assert done.code == 0, done.complained
    assert "published" in done.said
    assert published(office).read_text("utf-8") == NEWER
    assert office.run("content", "check", "--published", office.folder / "var").code == 0


def test_without_one_it_waits_until_somebody_reads_it(office):
    assert "waits for a second reader" in taken_in(office).said
    assert not published(office).exists()
    assert "等第二人审" in office.run("content", "drafts").said
    own = office.run("content", "publish", 1, "--reader", "郑干事")
    assert own.code == 1
    assert "另一个人" in own.complained
    assert office.run("content", "publish", 1, "--reader", "孙指导").code == 0
    assert published(office).exists()


@pytest.mark.parametrize("reader", ["郑干事", "李书记", "无此人"])
def test_nobody_else_can_be_the_second_reader(office, reader):
    done = taken_in(office, "--reader", reader)
    assert done.code == 1
    assert not published(office).exists()
    assert office.counts()["draft"] == 0  # all or nothing


def test_every_fault_is_named_and_nothing_taken_in(office):
    wrong = NEWER.replace('kind = "audio"', 'kind = "song"') + "\n这是机密。"
    done = taken_in(office, "--reader", "孙指导", text=wrong)
    assert done.code == 1
    assert "kind：只能是" in done.complained
    assert "“机密”" in done.complained
    assert office.counts()["draft"] == 0
