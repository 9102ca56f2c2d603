"""The knock: it wakes, it never harms, and losing the queue loses nothing."""

import os
import pickle
import signal
import sqlite3
import threading
import time

import pytest
from huey import SqliteHuey
from huey.serializer import SignedSerializer

from bot.config import Config, QueueSettings, ServiceSettings, StoreSettings
from bot.delivery import BadQueueUrl, Queue
from bot.delivery.queue import KNOCKS_KEPT, _beside
from tests.delivery.settings import KEYS


def config(folder, queue="", store=""):
    return Config(
        service=ServiceSettings(data_dir=folder), store=StoreSettings(store), queue=QueueSettings(queue)
    )


@pytest.fixture
def queue(data_dir):
    queue = Queue(config(data_dir), KEYS)
    yield queue
    queue.close()


def waiting(folder):
    with sqlite3.connect(folder / "queue.db") as file:
        (count,) = file.execute("select count(*) from task").fetchone()
    file.close()
    return count


def serve_until(queue, calls, enough=lambda calls: len(calls) >= 1):
    """Serve in this thread, the main one, until ``enough``; SIGTERM ends it as it ends a worker."""

    def stop_when_done():
        deadline = time.monotonic() + 5
        while not enough(calls) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    watcher = threading.Thread(target=stop_when_done)
    watcher.start()
    stop = threading.Event()
    try:
        queue.serve(lambda: calls.append(stop.is_set()), stop)
    finally:
        watcher.join()
        for number, handler in before.items():
            signal.signal(number, handler)
    return stop.is_set()


def test_a_knock_of_one_process_wakes_the_worker_of_another(data_dir, queue):
    queue.knock()
    worker, calls = Queue(config(data_dir), KEYS), []
    assert serve_until(worker, calls)
    worker.close()
    assert calls == [False]
    assert waiting(data_dir) == 0


def test_knocks_that_nobody_answers_do_not_pile_up(data_dir, queue):
    for _ in range(50):
        queue.knock()
    assert waiting(data_dir) == KNOCKS_KEPT


def test_a_knock_never_raises(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    Queue(config(tmp_path / "file"), KEYS).knock()
    Queue(config(tmp_path, queue="redis://nowhere"), KEYS).knock()


def test_a_knock_on_a_busy_queue_gives_up(data_dir, queue):
    queue.knock()
    holder = sqlite3.connect(data_dir / "queue.db", isolation_level=None)
    holder.execute("begin exclusive")
    queue.knock()  # comes back though nobody ever lets go of the file
    holder.execute("rollback")
    holder.close()


def test_a_damaged_queue_is_set_aside_and_knocked_on_again(data_dir):
    data_dir.mkdir()
    (data_dir / "queue.db").write_bytes(b"this is no database, " * 500)
    queue = Queue(config(data_dir), KEYS)
    queue.knock()
    assert waiting(data_dir) == 1
    assert (data_dir / "queue.db.damaged").exists()
    queue.close()


def test_a_queue_that_was_deleted_is_made_anew_at_the_next_start(data_dir, queue):
    queue.knock()
    queue.close()
    for path in data_dir.glob("queue.db*"):
        path.unlink()
    again = Queue(config(data_dir), KEYS)
    again.knock()
    assert waiting(data_dir) == 1
    again.close()


def test_what_was_not_signed_with_our_key_is_not_unpickled(data_dir, queue):
    class Bomb:
        def __reduce__(self):
            return (open, (str(data_dir / "proof"), "w"))

    queue.knock()
    stranger = SqliteHuey(
        "rongshu", filename=str(data_dir / "queue.db"), results=False, serializer=SignedSerializer("wrong")
    )
    stranger.storage.enqueue(pickle.dumps(Bomb()))
    stranger.storage.enqueue(stranger.serializer.serialize(Bomb()))
    stranger.storage.close()
    calls = []
    queue.knock()
    serve_until(queue, calls, lambda calls: waiting(data_dir) == 0)
    assert len(calls) == 2
    assert not (data_dir / "proof").exists()


def test_the_queue_is_beside_the_ledger_unless_told_otherwise(tmp_path):
    assert _beside(config(tmp_path)) == f"sqlite:///{tmp_path / 'queue.db'}"
    assert _beside(config(tmp_path, store="sqlite:////srv/l.db")) == "sqlite:////srv/queue.db"
    assert _beside(config(tmp_path, store="postgresql+psycopg://h/d")) == "postgresql+psycopg://h/d"


def test_a_queue_of_another_kind_is_refused_in_words(tmp_path):
    with pytest.raises(BadQueueUrl, match="sqlite:/// or postgresql"):
        Queue(config(tmp_path, queue="redis://nowhere"), KEYS)._open()


@pytest.mark.postgres
def test_the_queue_lives_in_postgresql_too(tmp_path, postgres_server):
    first = Queue(config(tmp_path, queue=postgres_server), KEYS)
    worker = Queue(config(tmp_path, store=postgres_server), KEYS)
    first.knock()
    calls = []
    serve_until(worker, calls)
    assert len(calls) == 1
    first.close()
    worker.close()


def test_told_to_stop_before_it_listens_it_stops_all_the_same(queue):
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    open_queue = queue._open
    queue._open = lambda: (signal.raise_signal(signal.SIGTERM), open_queue())[1]
    queue.serve(lambda: None, stop)
    for number, handler in before.items():
        signal.signal(number, handler)
    assert stop.is_set()
