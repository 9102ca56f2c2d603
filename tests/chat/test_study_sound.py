"""听: voices one after the other, made ready by a worker; else the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from bot.channels.client import Client
from bot.config import OfficialSettings
from bot.delivery.uploads import upload_wanted
from bot.ledger.tables import platform_media
from bot.narration import store
from bot.narration.script import of_lecture
from bot.narration.store import Narration, Part
from sandbox import wire
from sandbox.platform import Platform, api_app
from sandbox.server import running
from tests.channels.sending import SECRET, Tokens
from tests.town import ACCOUNT

SLUG = "shi-yang"


@pytest.fixture
def heard(town, library):
    """A recording of three pieces of the lecture; what is in them matters to nobody here."""
    folder = town.services.config.service.data_dir / store.AUDIO / SLUG
    folder.mkdir(parents=True)
    parts = []
    for number in (1, 2, 3):
        (folder / f"part-{number}.mp3").write_bytes(b"ID3 piece %d" % number)
        parts.append(Part(f"part-{number}.mp3", 50.0, f"{number:064x}"))
    (folder / "full.mp3").write_bytes(b"ID3 the whole of it")
    stamp = of_lecture(library.lecture(SLUG)).stamp
    made = Narration(folder, store.SYNTHETIC, stamp, "full.mp3", 150.0, tuple(parts))
    store.keep(made)
    return made


@pytest.fixture
def platform(town) -> Platform:
    return Platform(ACCOUNT, SECRET, clock=lambda: town.now)


@pytest.fixture
def upload(town, platform) -> Iterator[object]:
    """Do what the worker's thread does now and then; returns how many files went up."""
    session = requests.Session()
    session.trust_env = False
    with running(api_app(platform)) as address:
        settings = OfficialSettings(app_id=ACCOUNT.app_id, app_secret=SECRET, api_base_url=address)
        client = Client(settings, Tokens(), session)
        folder = town.services.config.service.data_dir
        yield lambda: upload_wanted(town.ledger, client, ACCOUNT.app_id, folder, lambda: town.now)


@pytest.fixture
def ask(town):
    """Say something in the Official Account; returns the fields of the reply."""
    numbers = iter(range(50_000, 60_000))

    def asked(text: str, name: str = "王党员") -> dict[str, object]:
        at = int(town.now.timestamp())
        message = wire.text(town.cast.openid(name), text, next(numbers), at)
        return dict(wire.open_reply(ACCOUNT, town.post(*wire.seal(ACCOUNT, town.mode, message, at, "n0nce"))))

    return asked


def open_lecture(ask, town):
    number = town.services.library.lecture(SLUG).number
    return str(ask(f"听第{number}讲")["Content"])


def voice(reply) -> str:
    assert reply["MsgType"] == "voice", reply
    return str(reply["Voice"]["MediaId"])


def test_the_cover_says_that_it_can_be_heard_and_the_first_piece_goes_up(town, heard, ask, upload, platform):
    assert "回「听」听语音" in open_lecture(ask, town)
    assert upload() == 1
    assert upload() == 0
    medium = platform.media.get(voice(ask("听")), town.now)
    assert medium.content == b"ID3 piece 1"
    assert (medium.kind, medium.mimetype) == ("voice", "audio/mpeg")


def test_going_on_brings_piece_after_piece_and_then_what_is_next(town, heard, ask, upload, platform):
    open_lecture(ask, town)
    upload()
    pieces = [voice(ask("听"))]
    for _ in range(2):
        upload()
        pieces.append(voice(ask("继续听")))
    contents = [platform.media.get(one, town.now).content for one in pieces]
    assert contents == [b"ID3 piece 1", b"ID3 piece 2", b"ID3 piece 3"]
    end = str(ask("继续听")["Content"])
    assert end.splitlines()[0].endswith("讲听完了。")
    assert "回号：1 下一讲" in end


def test_before_the_platform_has_it_the_page_is_offered_and_the_piece_is_not_skipped(
    town, heard, ask, upload
):
    open_lecture(ask, town)
    card = ask("听")
    assert card["MsgType"] == "news"
    (article,) = card["Articles"]
    assert "合成语音" in article["Description"]
    assert "过一会儿回「继续听」" in article["Description"]
    upload()
    first = voice(ask("继续听"))
    with town.db() as db:
        row = db.execute(select(platform_media.c.digest).where(platform_media.c.media_id == first)).one()
    assert row.digest == heard.parts[0].digest


def test_the_link_leads_to_a_page_that_plays_all_of_it_in_pieces_as_a_player_asks(town, heard, ask):
    open_lecture(ask, town)
    (article,) = ask("听全文")["Articles"]
    path = re.sub(r"^https://rongshu\.example", "", str(article["Url"]))
    page = town.browser.get(path)
    assert "<strong>合成语音</strong>" in page.text
    source = re.search(r'<audio[^>]* src="([^"]+)"', page.text)
    assert source is not None
    with town.browser.get(source[1]) as whole:
        assert whole.data == b"ID3 the whole of it"
    with town.browser.get(source[1], headers={"Range": "bytes=4-6"}) as piece:
        assert (piece.status_code, piece.data) == (206, b"the")
    assert town.browser.get(source[1].partition("?")[0]).status_code == 410


def test_a_copy_that_is_gone_after_three_days_is_uploaded_again(town, heard, ask, upload, platform):
    open_lecture(ask, town)
    upload()
    before = voice(ask("听"))
    town.now += timedelta(days=3, hours=1)
    assert ask("听")["MsgType"] == "news"
    assert upload() >= 1
    after = voice(ask("听"))
    assert after != before
    assert platform.media.get(after, town.now).content == b"ID3 piece 1"


def test_what_nobody_asks_for_any_more_is_not_uploaded_again(town, heard, ask, upload):
    open_lecture(ask, town)
    assert upload() == 1
    town.now += timedelta(days=4)
    assert upload() == 0


def test_a_platform_that_takes_nothing_is_asked_again_later(town, heard, ask, upload, platform):
    open_lecture(ask, town)
    platform.online = False
    assert upload() == 0
    platform.online = True
    assert upload() == 0  # not at once
    town.now += timedelta(minutes=11)
    assert upload() == 1


def test_a_lecture_without_sound_is_read_by_the_phone(town, ask):
    assert "听语音" not in open_lecture(ask, town)
    (article,) = ask("听")["Articles"]
    assert "用手机朗读" in article["Description"]


def test_sound_of_another_text_is_not_offered(town, heard, ask):
    stale = Narration(heard.folder, heard.kind, "0" * 64, heard.file, heard.seconds, heard.parts)
    store.keep(stale)
    assert "听语音" not in open_lecture(ask, town)


def test_in_wecom_the_page_is_offered(town, heard):
    with town.db() as db:
        from bot.ledger.tables import binding

        row = {"channel": "wecom", "openid": "wang", "member_id": town.cast.ids["王党员"]}
        db.execute(binding.insert(), row | {"consent_version": "1", "bound_at": town.now})
    number = town.services.library.lecture(SLUG).number
    town.say_in_wecom("wang", f"听第{number}讲")
    at = int(town.now.timestamp())
    assert town.send_in_wecom(wire.text("wang", "听", 77, at))["MsgType"] == "news"


def test_going_on_goes_on_with_what_was_done_last_reading_or_hearing(town, heard, ask, upload):
    open_lecture(ask, town)
    upload()
    ask("听")
    town.later(minutes=1)
    number = town.services.library.lecture(SLUG).number
    ask(f"听第{number + 1}讲")
    ask("下一页")
    town.later(minutes=1)
    assert "（2/" in str(ask("继续听")["Content"])
