"""Copies with the platform: wanted once, claimed by one, gone after three days."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from bot.ledger import platform_media
from bot.ledger.database import Ledger
from bot.ledger.tables import platform_media as table
from tests.cast import NOW

APP = "wx0123456789abcdef"
DIGEST = "a" * 64
DAY = timedelta(days=1)


def want(db, digest=DIGEST, now=NOW):
    platform_media.want(db, APP, digest, "voice", f"audio/x/{digest[0]}.mp3", now)


def test_what_is_wanted_is_claimed_once_and_then_there(db):
    want(db)
    want(db)
    assert platform_media.is_wanted(db, APP, NOW)
    claimed = platform_media.claim(db, APP, "one", NOW)
    assert claimed is not None
    assert (claimed.digest, claimed.path) == (DIGEST, "audio/x/a.mp3")
    assert platform_media.claim(db, APP, "two", NOW) is None
    assert platform_media.there(db, APP, DIGEST, NOW) is None
    platform_media.uploaded(db, claimed, "one", "MEDIA", NOW)
    assert platform_media.there(db, APP, DIGEST, NOW) == "MEDIA"
    assert not platform_media.is_wanted(db, APP, NOW)
    assert platform_media.there(db, "another app", DIGEST, NOW) is None


def test_a_copy_near_its_end_is_not_sent_and_is_renewed_where_still_wanted(db):
    want(db)
    platform_media.uploaded(db, platform_media.claim(db, APP, "one", NOW), "one", "MEDIA", NOW)
    late = NOW + 3 * DAY - timedelta(hours=1)
    assert platform_media.there(db, APP, DIGEST, late - 2 * timedelta(hours=1)) == "MEDIA"
    assert platform_media.there(db, APP, DIGEST, late) is None
    want(db, now=late)
    assert platform_media.claim(db, APP, "one", late) is not None


def test_what_a_dead_worker_held_is_claimed_again(db):
    want(db)
    assert platform_media.claim(db, APP, "dead", NOW) is not None
    later = NOW + platform_media.LEASE
    again = platform_media.claim(db, APP, "alive", later)
    assert again is not None
    platform_media.failed(db, again, "dead", "too late to say", later)  # no longer its own
    platform_media.uploaded(db, again, "alive", "MEDIA", later)
    assert platform_media.there(db, APP, DIGEST, later) == "MEDIA"


def test_a_refusal_is_tried_again_later_not_at_once(db):
    want(db)
    platform_media.failed(db, platform_media.claim(db, APP, "one", NOW), "one", "no", NOW)
    want(db)
    assert not platform_media.is_wanted(db, APP, NOW + timedelta(minutes=9))
    assert platform_media.is_wanted(db, APP, NOW + timedelta(minutes=10))


def test_what_nobody_wants_any_more_is_forgotten(db):
    want(db)
    want(db, "b" * 64, NOW + 5 * DAY)
    assert platform_media.forget(db, NOW + DAY) == 1
    assert platform_media.claim(db, APP, "one", NOW + 5 * DAY).digest == "b" * 64


@pytest.fixture
def shelf(ledger: Ledger):
    with ledger.begin() as db:
        for letter in "abcdef":
            want(db, letter * 64)
    yield ledger
    with ledger.begin() as db:
        db.execute(table.delete())


def test_two_workers_at_once_upload_nothing_twice(shelf):
    barrier, taken = Barrier(2), []

    def work(name: str) -> None:
        barrier.wait()
        for _ in range(12):
            with shelf.begin() as db:
                claimed = platform_media.claim(db, APP, name, NOW)
            if claimed is not None:
                taken.append(claimed.digest)

    threads = [Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [letter * 64 for letter in "abcdef"]
