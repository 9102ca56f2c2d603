"""The command line as an operator uses it: words in; exit code, output and errors out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bot import migrations
from bot.ledger import attendance, meetings
from bot.ledger.database import Ledger
from tests import cast as people
from tests.cli.operator import Operator, settings

ENDED = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def bare_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file with tables and nobody in it, to be copied."""
    path = tmp_path_factory.mktemp("bare") / "ledger.db"
    with closing(Ledger(f"sqlite:///{path}")) as ledger:
        migrations.upgrade(ledger)
    return path


@pytest.fixture(scope="session")
def district_ledger(bare_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cast, with a meeting of 一支部 on 19 November 2026 that two members came to, to be copied."""
    path = tmp_path_factory.mktemp("district") / "ledger.db"
    shutil.copy(bare_ledger, path)
    with closing(Ledger(f"sqlite:///{path}")) as ledger, ledger.begin() as db:
        cast = people.enter(db)
        starts = ENDED - timedelta(hours=1)
        new = meetings.NewMeeting("m", (cast.first,), "支部党员大会", "党员大会", "三楼", starts)
        held, _ = meetings.create(db, new, cast.ids["李书记"], starts - timedelta(days=3))
        came = [
            attendance.NewMark(cast.ids[name], cast.first, "full", "present") for name in ("王党员", "吴党员")
        ]
        attendance.mark(db, held, came, "officer", cast.ids["李书记"], starts)
        attendance.close(db, held.id, cast.ids["李书记"], ENDED)
    return path


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operator:
    """Somebody at the command line, in a folder with a ``config.toml`` and no ledger yet."""
    for variable in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(settings(), "utf-8")
    return Operator(tmp_path, monkeypatch, capsys)


@pytest.fixture
def empty(operator: Operator, bare_ledger: Path) -> Operator:
    """The operator of a ledger with nobody in it."""
    return operator.given(bare_ledger)


@pytest.fixture
def district(operator: Operator, district_ledger: Path) -> Operator:
    """The operator of the cast's ledger."""
    return operator.given(district_ledger)


@pytest.fixture
def postgres_store(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database of one's own."""
    plain = postgres_server.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as db:
        db.execute("CREATE DATABASE moved")
    yield postgres_server.replace("/postgres?", "/moved?", 1)
    with psycopg.connect(plain, autocommit=True) as db:
        db.execute("DROP DATABASE moved WITH (FORCE)")
