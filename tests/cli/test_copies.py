"""What may go wrong around a copy: files left behind, odd names, the wrong file named, a busy database."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, insert

from bot.ledger import copying, members
from bot.ledger.database import Ledger
from bot.ledger.tables import binding

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.postgres
def test_a_backup_of_postgresql_is_of_one_moment_too(district, postgres_store):
    """Somebody joins and binds after the members were read and before the phones are."""
    path = district.folder / "copy.db"
    district.run("backup", path)
    district.moves_to(postgres_store)
    assert district.run("restore", path).code == 0
    with closing(Ledger(postgres_store)) as ledger, closing(Ledger(postgres_store)) as other:
        joined = []

        @event.listens_for(ledger.engine, "after_cursor_execute")
        def join(db, cursor, statement, *rest):
            if "FROM member" in statement and not joined:
                with other.begin() as write:
                    joined.append(members.add(write, name="新来", standing="full", now=NOW, branch_id=1))
                    bound = {"channel": "official", "consent_version": "1", "bound_at": NOW}
                    write.execute(insert(binding).values(openid="o-new", member_id=joined[0], **bound))

        copying.copy_out(ledger, path)
    assert joined
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT count(*) FROM binding WHERE openid = 'o-new'").fetchone() == (0,)


def test_what_a_killed_backup_left_behind_is_not_mixed_into_the_next(district):
    path = district.folder / "copy.db"
    left = district.folder / "copy.db.new"
    left.mkdir()
    with closing(sqlite3.connect(left / "copy.db")) as db, db:
        db.execute("CREATE TABLE member (id INTEGER)")
    done = district.run("backup", path)
    assert done.code == 0, done.complained
    assert sorted(one.name for one in district.folder.iterdir()) == ["config.toml", "copy.db", "var"]


@pytest.mark.parametrize("name", ["备份 #1.db", "100%.db"])
def test_a_copy_may_have_any_name(district, name):
    path = district.folder / name
    assert district.run("backup", path).code == 0
    assert sorted(one.name for one in district.folder.iterdir()) == sorted(["config.toml", name, "var"])
    district.moves_to(f"sqlite:///{district.folder / 'new' / 'ledger.db'}")
    done = district.run("restore", path)
    assert done.code == 0, done.complained


def test_a_copy_is_only_read_when_it_is_restored(district):
    path = district.folder / "copy.db"
    district.run("backup", path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name("copy.db.lock").touch()  # another service may be at work with this very file
    district.moves_to(f"sqlite:///{district.folder / 'new' / 'ledger.db'}")
    assert district.run("restore", path).code == 0
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert path.with_name("copy.db.lock").exists()


def test_the_ledger_itself_is_no_place_for_its_backup(district):
    before = district.counts()
    refused = district.run("backup", district.folder / "var" / ".." / "var" / "ledger.db")
    assert refused.code == 1
    assert "is the ledger itself" in refused.complained
    assert district.counts() == before


def test_a_backup_that_cannot_be_written_is_refused_in_a_line(district):
    """``/proc``: not even the superuser makes a file there."""
    refused = district.run("backup", "/proc/copy.db")
    assert refused.code == 1
    assert len(refused.complained.strip().splitlines()) == 1


def test_where_there_is_no_ledger_there_is_no_backup_and_the_last_one_stays(district):
    path = district.folder / "copy.db"
    district.run("backup", path)
    before = path.read_bytes()
    district.moves_to(f"sqlite:///{district.folder / 'elsewhere' / 'ledger.db'}")
    refused = district.run("backup", path)
    assert refused.code == 1
    assert "there is no ledger" in refused.complained
    assert path.read_bytes() == before
    assert not (district.folder / "elsewhere" / "ledger.db").exists()


def test_a_damaged_ledger_does_not_take_the_place_of_the_last_good_copy(district):
    path = district.folder / "copy.db"
    district.run("backup", path)
    before = path.read_bytes()
    with closing(sqlite3.connect(district.folder / "var" / "ledger.db")) as db, db:
        db.execute("DELETE FROM branch")
    refused = district.run("backup", path)
    assert refused.code == 1
    assert "Traceback" not in refused.complained
    assert path.read_bytes() == before
    assert sorted(one.name for one in district.folder.iterdir()) == ["config.toml", "copy.db", "var"]


def test_a_copy_without_one_of_its_tables_is_refused(district):
    path = district.folder / "copy.db"
    district.run("backup", path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE audit")
    district.moves_to(f"sqlite:///{district.folder / 'new' / 'ledger.db'}")
    refused = district.run("restore", path)
    assert refused.code == 1
    assert refused.complained.strip().endswith("Nothing was changed.")


@pytest.mark.postgres
def test_a_text_too_long_for_postgresql_is_refused_in_a_line(district, postgres_store):
    """SQLite keeps any length; PostgreSQL does not."""
    path = district.folder / "copy.db"
    district.run("backup", path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE branch SET name = name || ?", ("长" * 500,))
    district.moves_to(postgres_store)
    refused = district.run("restore", path)
    assert refused.code == 1
    assert len(refused.complained.strip().splitlines()) == 1
    assert "长" not in refused.complained
    assert set(district.counts().values()) == {0}
