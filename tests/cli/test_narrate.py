"""``bot narrate`` and ``bot audio``: lectures as sound, made with the real programs."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.narration import store
from bot.narration.making import MOST_BYTES
from bot.narration.script import LABEL, LONGEST_PART, of_lecture
from bot.narration.synthesis import duration

FILM = "dianying-zhou-enlai"  # among the shortest


def tags(path: Path) -> dict[str, str]:
    asked = ["ffprobe", "-v", "error", "-show_entries", "format_tags", "-of", "json", str(path)]
    said = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
    return dict(json.loads(said)["format"]["tags"])


@pytest.fixture
def audio(operator) -> Path:
    return operator.folder / "var" / "audio"


def test_a_lecture_becomes_one_long_file_and_pieces_that_fit_a_voice_message(operator, audio, library):
    done = operator.run("narrate", FILM)
    assert done.code == 0, done.complained
    assert done.said.startswith("1 made")
    made = store.find(audio, of_lecture(library.lecture(FILM)))
    assert made is not None
    assert made.synthetic
    assert made.seconds > 100
    assert len(made.parts) > 2
    for part in made.parts:
        path = made.folder / part.file
        assert 0 < duration(path) <= LONGEST_PART
        assert path.stat().st_size <= MOST_BYTES
    for path in (made.path, made.folder / made.parts[-1].file):
        said = tags(path)
        assert LABEL in said["title"]
        assert LABEL in said["comment"]


@pytest.mark.slow
def test_what_is_there_of_the_same_text_is_left_alone_until_the_text_changes(operator, audio, library):
    operator.run("narrate", FILM)
    manifest = audio / FILM / "synthetic.json"
    before = json.loads(manifest.read_text("utf-8"))
    assert operator.run("narrate", FILM).said.startswith("0 made")
    assert json.loads(manifest.read_text("utf-8")) == before
    text = Path("content/library/dianying") / f"{FILM}.md"
    changed = operator.folder / "var/content/library/dianying" / f"{FILM}.md"
    changed.parent.mkdir(parents=True)
    root = Path(__file__).parents[2]
    changed.write_text(
        (root / text).read_text("utf-8").replace("## 看之前", "看之前先想一想。\n\n## 看之前"), "utf-8"
    )
    assert f"{FILM}　合成语音的文本已改，要重做" in operator.run("audio", "list").said
    assert operator.run("narrate", FILM).said.startswith("1 made")
    after = json.loads(manifest.read_text("utf-8"))
    assert after["stamp"] != before["stamp"]
    assert not (audio / FILM / before["file"]).exists()
    assert not list((audio / FILM).glob(".making-*"))


def test_the_committees_own_recording_is_preferred(operator, audio, library, tmp_path):
    own = tmp_path / "own.wav"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=frequency=300:duration=70", str(own)], check=True
    )
    done = operator.run("audio", "add", FILM, own)
    assert done.code == 0, done.complained
    made = store.find(audio, of_lecture(library.lecture(FILM)))
    assert made is not None
    assert not made.synthetic
    assert [part.seconds <= LONGEST_PART for part in made.parts] == [True, True]
    assert abs(made.seconds - 70) < 1
    assert f"{FILM}　自己的录音 70 秒" in operator.run("audio", "list").said


@pytest.mark.parametrize("content", [b"not a sound at all", b"", b"ID3" + bytes(400)])
def test_what_is_no_recording_is_refused_in_a_line(operator, audio, tmp_path, content):
    path = tmp_path / "own.mp3"
    path.write_bytes(content)
    done = operator.run("audio", "add", FILM, path)
    assert done.code == 1
    assert len(done.complained.splitlines()) == 1
    assert not (audio / FILM / "own.json").exists()


def test_without_the_programs_the_way_out_is_named(operator, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    done = operator.run("narrate", FILM)
    assert done.code == 1
    assert done.complained.strip().endswith("Way out: apt-get install espeak-ng ffmpeg")


@pytest.mark.parametrize("words", [["no-such"], ["999"], ["3", "--all"], []])
def test_what_is_not_there_is_refused(operator, words):
    done = operator.run("narrate", *words)
    assert done.code == 1
    assert len(done.complained.splitlines()) == 1


@pytest.mark.slow
def test_a_month_of_first_topics_can_be_read_out_into_another_folder(operator, tmp_path):
    done = operator.run("narrate", "2027-02", "--output", tmp_path / "out")
    assert done.code == 0, done.complained
    assert (tmp_path / "out/first-topic-2027-02/synthetic.json").exists()
