"""Sound on the pages, and what a draft will look like."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from bot.narration import store
from bot.narration.script import Script, of_lecture, of_topics
from bot.narration.store import Narration
from bot.page_links import PageLinks
from bot.pages.preview import preview
from content.library import FOLDER
from tests.town import KEYS

NAME = "library/falvren/shi-yang.md"
TEXT = (FOLDER / NAME).read_text("utf-8")


@pytest.fixture
def visit(town):
    def opened(path: str):
        return town.browser.get(PageLinks(KEYS, "").url(path, town.cast.ids["王党员"], town.now))

    return opened


def record(town, script: Script, kind: str, sound: bytes) -> None:
    folder = town.services.config.service.data_dir / store.AUDIO / script.key
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{kind}.mp3").write_bytes(sound)
    store.keep(Narration(folder, kind, script.stamp, f"{kind}.mp3", 60.0, ()))


def test_without_sound_the_page_reads_aloud_and_has_no_player(visit):
    page = BeautifulSoup(visit("/p/lectures/shi-yang").text, "html.parser")
    assert page.audio is None
    assert page.select_one("[data-aloud]") is not None
    assert visit("/p/lectures/shi-yang/recording").status_code == 404


def test_synthetic_sound_is_labelled_and_the_committees_own_takes_its_place(town, visit, library):
    script = of_lecture(library.lecture("shi-yang"))
    record(town, script, store.SYNTHETIC, b"ID3 synthetic")
    page = BeautifulSoup(visit("/p/lectures/shi-yang").text, "html.parser")
    assert page.find("strong", string="合成语音") is not None
    assert page.audio["data-resume"] == "shi-yang"
    record(town, script, store.OWN, b"ID3 our own")
    page = BeautifulSoup(visit("/p/lectures/shi-yang").text, "html.parser")
    assert page.audio is not None
    assert "合成语音" not in page.text
    with visit("/p/lectures/shi-yang/recording") as sound:
        assert sound.data == b"ID3 our own"
        assert sound.mimetype == "audio/mpeg"


def test_a_months_first_topics_can_be_listened_to(town, visit, library):
    record(town, of_topics(library.first_topics("2026-12")), store.SYNTHETIC, b"ID3 December")
    page = BeautifulSoup(visit("/p/first-topic/2026-12").text, "html.parser")
    assert page.find("strong", string="合成语音") is not None
    with visit("/p/first-topic/2026-12/recording") as sound:
        assert sound.data == b"ID3 December"
    assert visit("/p/first-topic/2026-11/recording").status_code == 404
    assert visit("/p/first-topic/1999-01/recording").status_code == 404


def test_a_manifest_that_cannot_be_read_is_no_sound(town, visit, library):
    script = of_lecture(library.lecture("shi-yang"))
    record(town, script, store.SYNTHETIC, b"ID3")
    folder = town.services.config.service.data_dir / store.AUDIO / "shi-yang"
    for broken in ("", "[]", "{}", '{"parts": 3}', '"x"'):
        (folder / "synthetic.json").write_text(broken, "utf-8")
        assert BeautifulSoup(visit("/p/lectures/shi-yang").text, "html.parser").audio is None


def test_a_draft_is_shown_as_the_page_and_the_bubbles_will_be():
    shown = preview(NAME, TEXT)
    page = BeautifulSoup(shown.page, "html.parser")
    assert shown.title == page.h2.text == "劳工律师施洋"
    assert [one.text for one in page.select("h2")][1:3] == ["站到街上去", "工人的律师"]
    assert len(page.select("li")) == 5
    assert shown.bubbles[0].startswith("说起红色律师")


def test_first_topics_are_shown_too():
    name = "first_topics/2026-12.toml"
    page = BeautifulSoup(preview(name, (FOLDER / name).read_text("utf-8")).page, "html.parser")
    assert page.h3.text == "1 《中华人民共和国宪法》"


@pytest.mark.parametrize(
    "text", ["", "+++", "+++\ntitle = 3\n+++\n<script>x</script>", "<script>x</script>", TEXT.replace("questions = [", "questions = [1,")]
)  # fmt: skip
def test_a_half_written_draft_is_shown_harmlessly(text):
    for name in (NAME, "first_topics/2026-12.toml", "plans/2026-12.toml"):
        assert "<script" not in preview(name, text).page


def test_markup_in_a_title_stays_text():
    shown = preview(NAME, TEXT.replace('title = "劳工律师施洋"', 'title = "<img src=x onerror=1>"'))
    assert "<img" not in shown.page
