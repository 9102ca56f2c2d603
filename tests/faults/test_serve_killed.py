"""The whole service killed with -9 under load: who was told "✓ 已签到" is in the export, and nobody is twice."""

from __future__ import annotations

import csv
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sandbox import wire
from tests.faults.load import Load, deliver
from tests.faults.service import Service, eventually, name
from tests.town import open_library

pytestmark = pytest.mark.kills

CONNECTIONS = 8
Opening = Callable[..., Service]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study library's index, made once."""
    folder = tmp_path_factory.mktemp("index")
    open_library(folder).close()
    return folder / "library.db"


@pytest.fixture
def service(tmp_path: Path, index: Path) -> Iterator[Opening]:
    """Opens services that do not outlive the test."""
    opened: list[Service] = []

    def open_one(count: int, mode: wire.Mode = "safe") -> Service:
        opened.append(Service(tmp_path, index, count, mode))
        opened[-1].start()
        return opened[-1]

    yield open_one
    for one in opened:
        one.end()


def test_who_was_answered_is_in_the_export_once_after_two_kills(service: Opening) -> None:
    killed_at_random(service(1500, "safe"), kills=2, seed=4)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["safe", "plain"])
def test_who_was_answered_is_in_the_export_once_after_twenty_kills(service: Opening, mode: wire.Mode) -> None:
    killed_at_random(service(15_000, mode), kills=20, seed=20)


def killed_at_random(service: Service, kills: int, seed: int) -> None:
    """Kill the whole service that often while members check in, start it each time, and count at the end."""
    dice, load = random.Random(seed), Load(service, CONNECTIONS, seed)
    load.start()
    try:
        for _ in range(kills):
            load.hear(dice.randint(1, 60))
            time.sleep(dice.random() * 0.05)
            assert load.goes_on(), "nobody is left to check in: this kill would prove nothing"
            service.kill_all()
            service.start()
        load.hear(20)
    finally:
        load.stop()
    answered = sorted(load.answers)
    print(  # noqa: T201 - the figures of docs and reports
        f"{kills} kills: {len(load.tried)} wrote, {len(answered)} answered, {load.again} delivered again"
    )
    assert {number: text for number, text in load.answers.items() if not text.startswith("✓ 已签到")} == {}
    check_the_export(service, answered, load.tried)
    service.kill_all()
    check_the_ledger(service, len(load.tried))
    assert service.processes() == []
    assert service.port_is_free()


def check_the_export(service: Service, answered: list[int], tried: set[int]) -> None:
    path = service.folder / "x.csv"
    done = service.run("export", "attendance", "--month", service.month, "--output", str(path))
    assert done.returncode == 0, done.stderr
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert max(Counter(row["姓名"] for row in rows).values()) == 1
    present = {row["姓名"] for row in rows if row["状态"] == "实到"}
    assert {name(number) for number in answered} - present == set(), "answered, and not in the export"
    assert present - {name(number) for number in tried} == set(), "in the export, and never wrote"


def check_the_ledger(service: Service, messages: int) -> None:
    with sqlite3.connect(service.folder / "ledger.db") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert file.execute("SELECT count(*) FROM inbox").fetchone()[0] <= messages
    file.close()


def test_children_go_with_a_killed_supervisor_and_the_next_one_serves_at_once(service: Opening) -> None:
    running = service(1)
    running.supervisor().kill()
    running.wait()
    eventually(lambda: running.processes() == [], 10)
    assert running.port_is_free()
    running.start()
    assert "✓ 已签到" in deliver(running, running.check_in(1))


def test_a_killed_child_is_started_again_while_the_others_stay(service: Opening) -> None:
    running = service(3)
    eventually(lambda: len(running.children()) == 3)
    for number, killed in enumerate(running.children(), 1):
        others = running.children() - {killed}
        killed.kill()
        killed.wait()
        eventually(lambda: len(running.children()) == 3)
        assert others < running.children()
        eventually(running.answers)
        assert "✓ 已签到" in deliver(running, running.check_in(number))


def test_a_killed_web_process_leaves_nobody_at_the_port_and_another_answers(service: Opening) -> None:
    """The process that answers is a child of the web process: it must not outlive it, nor its death be the end."""
    running = service(2)
    web, answering = web_processes(running)
    web.kill()
    web.wait()
    eventually(lambda: not answering.is_running(), 10)
    eventually(running.answers)
    assert "✓ 已签到" in deliver(running, running.check_in(1))
    _, answering = web_processes(running)
    answering.kill()
    eventually(lambda: not answering.is_running())
    eventually(running.answers)
    assert "✓ 已签到" in deliver(running, running.check_in(2))


def test_a_terminated_service_ends_by_itself_and_leaves_nobody(service: Opening) -> None:
    running = service(1)
    running.supervisor().terminate()
    assert running.wait() == 0
    assert running.processes() == []
    assert running.port_is_free()


def web_processes(service: Service) -> tuple[psutil.Process, psutil.Process]:
    """The supervisor's child that holds the port, and the child of that one which answers."""
    [(web, [answering])] = [(one, below) for one in service.children() if (below := one.children())]
    return web, answering
