"""The steps in migrations/ lead to the tables the code knows, on both databases, from nothing."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot import migrations
from bot.ledger.database import Ledger
from bot.ledger.tables import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request, tmp_path):
    """A ledger with nothing in it."""
    if request.param == "sqlite":
        ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
        yield ledger
        ledger.close()
        return
    url = request.getfixturevalue("postgres_server")
    admin = Ledger(url)
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("CREATE DATABASE migrated"))
    ledger = Ledger(url.replace("/postgres?", "/migrated?"))
    yield ledger
    ledger.close()
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("DROP DATABASE migrated"))
    admin.close()


def test_the_steps_lead_to_the_tables_of_the_code(empty):
    assert migrations.upgrade(empty) == (None, migrations.head())
    with empty.read() as db:
        differences = compare_metadata(MigrationContext.configure(db), metadata)
    assert differences == []
    migrations.require_current(empty)


def test_a_second_upgrade_changes_nothing(empty):
    migrations.upgrade(empty)
    assert migrations.upgrade(empty) == (migrations.head(), migrations.head())


def test_a_ledger_of_another_version_is_refused_with_the_way_out(empty):
    with pytest.raises(
        migrations.MigrationNeeded, match=r"of version none, this code wants .*: run `bot migrate`"
    ):
        migrations.require_current(empty)
    migrations.upgrade(empty)
    with empty.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(migrations.MigrationNeeded, match="of version 0000"):
        migrations.require_current(empty)
