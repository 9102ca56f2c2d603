"""The two programs that make sound: espeak-ng speaks, ffmpeg packs. Both come with Debian."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from bot.narration.script import LABEL

# Not "cmn": that voice writes pinyin and then spells it out as English.
VOICE = "cmn-latn-pinyin"
WORDS_A_MINUTE = "175"
TOOLS = ("espeak-ng", "ffmpeg", "ffprobe")
PACKAGES = "apt-get install espeak-ng ffmpeg"
# 24 kHz at 48 kbit/s: a minute is 360 KB, far below the 2 MB a voice message may have.
_PACKED = ("-ac", "1", "-ar", "24000", "-b:a", "48k", "-codec:a", "libmp3lame", "-id3v2_version", "3")


class CannotNarrate(Exception):
    """A program is missing, or it failed; the text says which and what to do."""


def require_tools() -> None:
    """Raises CannotNarrate naming every program that is missing, with the way out."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        raise CannotNarrate(f"{', '.join(missing)} not found. Way out: {PACKAGES}")


def speak(text: str, sound: Path, title: str) -> None:
    """Read ``text`` into an MP3 file at ``sound``, labelled as synthetic in its ID3 tags."""
    wave = sound.with_suffix(".wav")
    try:
        _run(["espeak-ng", "-v", VOICE, "-s", WORDS_A_MINUTE, "--stdin", "-w", str(wave)], text)
        tags = {"title": f"{title}（{LABEL}）", "artist": LABEL, "comment": f"{LABEL}：espeak-ng {VOICE}"}
        labels = [word for name, value in tags.items() for word in ("-metadata", f"{name}={value}")]
        _run(["ffmpeg", "-y", "-v", "error", "-i", str(wave), *_PACKED, *labels, str(sound)])
    finally:
        wave.unlink(missing_ok=True)


def cut(whole: Path, folder: Path, stem: str, seconds: int) -> list[Path]:
    """Cut a recording into MP3 files of at most so many seconds; returns them in order."""
    pattern = str(folder / f"{stem}-%02d.mp3")
    packed = [*_PACKED, "-f", "segment", "-segment_time", str(seconds)]
    _run(["ffmpeg", "-y", "-v", "error", "-i", str(whole), "-vn", *packed, pattern])
    return sorted(folder.glob(f"{stem}-*.mp3"))


def duration(sound: Path) -> float:
    """How long a file plays, in seconds. Raises CannotNarrate where it is no sound."""
    asked = ["-select_streams", "a:0", "-show_entries", "stream=codec_type:format=duration", "-of", "csv=p=0"]
    said = _run(["ffprobe", "-v", "error", *asked, str(sound)]).split()
    if len(said) < 2 or said[0] != "audio":
        raise CannotNarrate(f"{sound.name}: no sound in it")
    try:
        return float(said[-1])
    except ValueError:
        raise CannotNarrate(f"{sound.name}: it does not say how long it is") from None


def _run(command: list[str], said: str = "") -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own programs; what they read comes over stdin
            command, input=said, capture_output=True, text=True, check=False, timeout=600
        )
    except FileNotFoundError:
        raise CannotNarrate(f"{command[0]} not found. Way out: {PACKAGES}") from None
    except subprocess.TimeoutExpired:
        raise CannotNarrate(f"{command[0]} did not come to an end in ten minutes") from None
    if done.returncode != 0:
        why = done.stderr.strip().splitlines()
        raise CannotNarrate(f"{command[0]}: {why[-1] if why else f'exit code {done.returncode}'}")
    return done.stdout
