"""Where sound is kept: ``data_dir/audio/<key>/``, one folder a lecture with a manifest that says what is there."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.narration.script import Script

AUDIO = "audio"
OWN, SYNTHETIC = "own", "synthetic"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece that fits a voice message: a file's name, its seconds, the digest of its bytes."""

    file: str
    seconds: float
    digest: str


@dataclass(frozen=True, slots=True)
class Narration:
    """The sound of one lecture: the whole of it and the pieces. ``stamp`` is that of the text it was made from."""

    folder: Path
    kind: str
    stamp: str
    file: str
    seconds: float
    parts: tuple[Part, ...]

    @property
    def path(self) -> Path:
        """The whole of it."""
        return self.folder / self.file

    @property
    def synthetic(self) -> bool:
        """Whether a machine reads; it must be said wherever it is offered (domain.md 8.3)."""
        return self.kind == SYNTHETIC


def folder_of(audio: Path, key: str) -> Path:
    """The folder of what is named ``key`` below ``audio`` (``data_dir/audio``)."""
    return audio / key


def find(audio: Path, script: Script) -> Narration | None:
    """What there is to be heard of it: the committee's recording, else a synthetic one of just this text."""
    folder = folder_of(audio, script.key)
    own = _read(folder, OWN)
    if own is not None:
        return own
    synthetic = _read(folder, SYNTHETIC)
    return synthetic if synthetic is not None and synthetic.stamp == script.stamp else None


def has(audio: Path, script: Script, kind: str) -> Narration | None:
    """The recording of one kind, of whatever text it was made."""
    return _read(folder_of(audio, script.key), kind)


def keep(narration: Narration) -> None:
    """Write the manifest, whole or not at all: from then on the files are found."""
    said = {name: value for name, value in asdict(narration).items() if name != "folder"}
    path = narration.folder / f"{narration.kind}.json"
    mine = path.with_suffix(f".{os.getpid()}.tmp")
    mine.write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
    os.replace(mine, path)


def _read(folder: Path, kind: str) -> Narration | None:
    """The manifest of a kind; None where there is none, it cannot be read, or its sound is gone."""
    try:
        said = json.loads((folder / f"{kind}.json").read_text("utf-8"))
        parts = tuple(Part(**part) for part in said.pop("parts"))
        found = Narration(folder=folder, parts=parts, **said)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return found if found.path.is_file() else None
