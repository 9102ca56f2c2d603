"""Making sound: a script read by the synthesiser, or a recording of the committee's own taken in."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.narration import store, synthesis
from bot.narration.script import LONGEST_PART, Script
from bot.narration.store import Narration, Part
from bot.narration.synthesis import CannotNarrate

MOST_BYTES = 2 << 20  # of a voice message
LONGEST_RECORDING = 3600  # seconds
SHORTEST_RECORDING = 5


def is_current(audio: Path, script: Script) -> bool:
    """Whether the synthetic sound there is was made of just this text."""
    made = store.has(audio, script, store.SYNTHETIC)
    return made is not None and made.stamp == script.stamp


def narrate(audio: Path, script: Script) -> Narration:
    """Have the synthesiser read it: one long file and the pieces, kept below ``audio``.

    Raises CannotNarrate where a program is missing or fails, or a piece comes out longer than a voice message.
    """
    synthesis.require_tools()
    folder = store.folder_of(audio, script.key)
    folder.mkdir(parents=True, exist_ok=True)
    mark = script.stamp[:8]  # new names: who listens to the old text goes on doing so
    with _workshop(folder) as workshop:
        whole = workshop / f"full-{mark}.mp3"
        synthesis.speak(script.whole, whole, script.title)
        pieces = []
        for number, text in enumerate(script.parts, 1):
            piece = workshop / f"part-{mark}-{number:02d}.mp3"
            synthesis.speak(text, piece, f"{script.title} {number}")
            pieces.append(piece)
        return _kept(folder, store.SYNTHETIC, script, whole, pieces)


def take_in(audio: Path, script: Script, recording: Path) -> Narration:
    """Keep a recording of the committee's own; from now on it is heard instead of the synthetic one.

    Raises CannotNarrate where the file is no sound, or too short or too long for a lecture (5 s to an hour).
    """
    synthesis.require_tools()
    length = synthesis.duration(recording)
    if not SHORTEST_RECORDING <= length <= LONGEST_RECORDING:
        raise CannotNarrate(f"{recording.name}: {length:.0f} s; a lecture has 5 s to an hour")
    folder = store.folder_of(audio, script.key)
    folder.mkdir(parents=True, exist_ok=True)
    mark = _digest(recording)[:8]
    with _workshop(folder) as workshop:
        # Packed anew whatever it was: phones play it, and what the file says of who made it stays behind.
        (whole,) = synthesis.cut(recording, workshop, f"own-{mark}-full", LONGEST_RECORDING + 1)
        pieces = synthesis.cut(recording, workshop, f"own-{mark}-part", LONGEST_PART - 2)
        return _kept(folder, store.OWN, script, whole, pieces)


def _kept(folder: Path, kind: str, script: Script, whole: Path, pieces: list[Path]) -> Narration:
    """Measure, move into place, write the manifest; then what was there before may go."""
    parts = tuple(Part(piece.name, round(synthesis.duration(piece), 1), _digest(piece)) for piece in pieces)
    for part, piece in zip(parts, pieces, strict=True):
        if part.seconds > LONGEST_PART or piece.stat().st_size > MOST_BYTES:
            raise CannotNarrate(f"{script.key}: {part.file} has {part.seconds} s, more than a voice message")
    length = round(synthesis.duration(whole), 1)
    before = store.has(folder.parent, script, kind)
    for file in (whole, *pieces):
        os.replace(file, folder / file.name)
    made = Narration(folder, kind, script.stamp, whole.name, length, parts)
    store.keep(made)
    if before is not None:
        kept = {made.file, *(part.file for part in made.parts)}
        for name in {before.file, *(part.file for part in before.parts)} - kept:
            (folder / name).unlink(missing_ok=True)
    return made


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A folder beside the finished files, so that moving one into place is a renaming."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as made:
        yield Path(made)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
