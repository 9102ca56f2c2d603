"""The steps in migrations/ lead to the tables the code knows, on both databases, from nothing."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot import migrations
from bot.ledger.database import Ledger
from bot.ledger.tables import metadata
from tests.cast import NOW


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


def bring_to(ledger, version):
    script = Config()
    script.set_main_option("script_location", str(migrations.FOLDER))
    with ledger.begin() as db:
        script.attributes["connection"] = db
        command.upgrade(script, version)


def put(db, table, **values):
    db.execute(metadata.tables[table].insert().values(**values))


def test_reasons_of_old_rows_get_their_codes_and_lose_every_word_about_health(empty):
    bring_to(empty, "0001")
    with empty.begin() as db:
        put(db, "committee", id=1, name="行业党委")
        put(db, "branch", id=1, committee_id=1, name="一支部", kind="independent", created_at=NOW)
        for id_, reason, state in ((1, "发烧住院", "absent"), (2, "开庭", "leave"), (3, "", "present")):
            put(db, "member", id=id_, name=f"甲{id_}", standing="full", created_at=NOW)
            key = f"m{id_}"
            put(
                db, "meeting", id=id_, key=key, branch_id=1, kind="党课", title="党课", starts_at=NOW, created_at=NOW
            )  # fmt: skip
            by = {"meeting_id": id_, "member_id": id_}
            put(
                db, "attendance", **by, branch_id=1, standing="full", state=state, how="close", marked_at=NOW,
                reason=reason,
            )  # fmt: skip
            put(db, "attendance_event", **by, at=NOW, verb="mark", after=state, how="paper", note=reason)
            put(db, "leave_request", **by, reason=reason, asked_at=NOW, state="approved")
        body = "11月25日 党课\n事由：发烧住院\n回「待批」"
        put(
            db,
            "notice",
            key="leave-1",
            kind="leave",
            title="请假待批",
            body=body,
            created_at=NOW,
            send_at=NOW,
        )
    assert migrations.upgrade(empty) == ("0001", migrations.head())
    with empty.read() as db:
        for table in ("attendance", "leave_request"):
            found = db.execute(text(f"SELECT reason, reason_code FROM {table} ORDER BY member_id")).all()
            assert found == [("身体原因", "health"), ("开庭", "court"), ("", "")]
        notes = db.execute(text("SELECT note FROM attendance_event ORDER BY member_id")).scalars().all()
        assert notes == ["身体原因", "开庭", ""]
        body = db.execute(text("SELECT body FROM notice")).scalar_one()
    assert body == "11月25日 党课\n事由：身体原因\n回「待批」"
