"""``backup`` while the service writes, ``restore`` into an empty ledger on either database."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from bot.ledger import members
from bot.ledger.database import Ledger
from bot.ledger.tables import audit, binding, member, membership

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@contextmanager
def somebody_joins_all_the_time(store: str) -> Iterator[None]:
    """A member, their membership and a phone in one transaction, again and again until the block ends."""
    over = threading.Event()

    def join() -> None:
        with closing(Ledger(store)) as ledger:
            while not over.is_set():
                with ledger.begin() as db:
                    id_ = members.add(db, name="新来", standing=members.FULL, now=NOW, branch_id=1)
                    bound = {"channel": "official", "consent_version": "1", "bound_at": NOW}
                    db.execute(insert(binding).values(openid=f"o-new-{id_}", member_id=id_, **bound))

    writer = threading.Thread(target=join)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def one_moment(copy: Path) -> int:
    """How many members a copy has, after holding its tables against each other."""
    with closing(sqlite3.connect(copy)) as db:
        people, memberships, phones = (
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("member", "membership", "binding")
        )
    assert people == phones, "each of the cast and of the new ones has a phone"
    assert people == memberships + 2, "孙指导 and 郑干事 are in no branch"
    return int(people)


def test_a_backup_is_the_ledger_of_one_moment_whatever_is_written_meanwhile(district):
    sizes = set()
    with somebody_joins_all_the_time(district.store):
        for number in range(5):
            path = district.folder / f"{number}.db"
            done = district.run("backup", path)
            assert done.code == 0, done.complained
            sizes.add(one_moment(path))
    assert len(sizes) > 1, "nobody joined, so this proved nothing"


def test_a_backup_is_one_file_of_the_owners_alone_and_says_where_the_key_is(district):
    path = district.folder / "copy.db"
    rows = sum(district.counts().values())
    done = district.run("backup", path)
    assert done.said.startswith(f"{rows} rows in {path}, checked.")
    assert "var/secret.key: keep that file apart" in done.said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in district.folder.iterdir()) == ["config.toml", "copy.db", "var"]


def test_a_second_backup_takes_the_place_of_the_first(district):
    path = district.folder / "copy.db"
    district.run("backup", path)
    district.run("officer", "add", "--name", "后来的", "--committee")
    assert district.run("backup", path).code == 0
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM member WHERE name = '后来的'").fetchone() == (1,)


def test_a_backup_into_no_folder_is_refused(district):
    refused = district.run("backup", district.folder / "没有" / "copy.db")
    assert refused.code == 1
    assert "no such folder" in refused.complained


def restored(district, store: str):
    """Back up the cast's ledger and restore it into another; the counts of both."""
    before, path = district.counts(), district.folder / "copy.db"
    assert district.run("backup", path).code == 0
    district.moves_to(store)
    done = district.run("restore", path)
    assert done.code == 0, done.complained
    assert done.said == f"{sum(before.values())} rows restored from {path}.\n"
    return before, district.counts()


def test_what_is_restored_is_what_was_backed_up(district):
    before, after = restored(district, f"sqlite:///{district.folder / 'new' / 'ledger.db'}")
    assert after == before
    path = district.folder / "x.csv"
    assert district.run("export", "attendance", "--month", "2026-11", "--output", path).code == 0
    assert "王党员" in path.read_text("utf-8-sig")


@pytest.mark.postgres
def test_a_ledger_moves_to_postgresql_and_counts_on_from_there(district, postgres_store):
    before, after = restored(district, postgres_store)
    assert after == before
    done = district.run("officer", "add", "--name", "搬家后", "--committee")
    assert done.code == 0, done.complained
    with district.ledger() as db:
        newest = db.execute(select(func.max(member.c.id))).scalar_one()
        assert newest == before["member"] + 1
        assert db.execute(select(func.max(membership.c.id))).scalar_one() == before["membership"]


@pytest.mark.postgres
def test_a_ledger_comes_back_from_postgresql_the_same_to_the_byte(district, postgres_store):
    restored(district, postgres_store)
    with district.ledger() as db:
        there = db.execute(select(member).order_by(member.c.id)).all()
        marks = db.execute(select(audit).order_by(audit.c.id)).all()
    back = district.folder / "back.db"
    assert district.run("backup", back).code == 0
    district.moves_to(f"sqlite:///{district.folder / 'home' / 'ledger.db'}")
    assert district.run("restore", back).code == 0
    with district.ledger() as db:
        assert db.execute(select(member).order_by(member.c.id)).all() == there
        assert db.execute(select(audit).order_by(audit.c.id)).all() == marks


def test_a_ledger_that_holds_something_is_never_restored_over(district):
    path = district.folder / "copy.db"
    district.run("backup", path)
    before = district.counts()
    refused = district.run("restore", path)
    assert refused.code == 1
    assert refused.complained.startswith("the ledger is not empty. Move it away")
    assert district.counts() == before


def damage(path: Path, how: str) -> None:
    whole = path.read_bytes()
    if how == "cut short":
        path.write_bytes(whole[: len(whole) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "a page overwritten":
        path.write_bytes(whole[:8192] + b"\x5a" * 4096 + whole[12288:])
    elif how == "another kind of file":
        path.write_bytes("姓名,手机\n".encode() * 1000)
    else:
        with closing(sqlite3.connect(path)) as db, db:
            db.execute(how)


@pytest.mark.parametrize(
    "how",
    [
        "cut short",
        "empty",
        "a page overwritten",
        "another kind of file",
        "DELETE FROM branch",
        "DELETE FROM alembic_version",
        "UPDATE alembic_version SET version_num = '9999'",
    ],
)
def test_a_damaged_copy_is_refused_and_nothing_is_changed(district, how):
    path = district.folder / "copy.db"
    district.run("backup", path)
    damage(path, how)
    district.moves_to(f"sqlite:///{district.folder / 'new' / 'ledger.db'}")
    refused = district.run("restore", path)
    assert refused.code == 1
    assert refused.complained.strip().endswith("Nothing was changed.")
    assert len(refused.complained.strip().splitlines()) == 1
    assert set(district.counts().values()) == {0}


def test_a_copy_that_is_not_there_is_wrong_usage(district):
    wrong = district.run("restore", district.folder / "none.db")
    assert wrong.code == 2
    assert "does not exist" in wrong.complained
