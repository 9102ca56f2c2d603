"""Temporary media: three days, by id, from either side."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.platform.errors import ApiError

LIFETIME = timedelta(days=3)
# The platform's page gives 10 MB for images in one place and 2 MB in another; the stricter one is kept.
LARGEST = {"image": 2 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}


@dataclass(frozen=True, slots=True)
class Medium:
    """One file; ``made`` is a UTC instant."""

    media_id: str
    kind: str
    mimetype: str
    content: bytes = field(repr=False)
    made: datetime


@dataclass(slots=True)
class MediaStore:
    """All media, in memory and, given a ``folder``, on disk as well."""

    folder: Path | None = None
    _kept: dict[str, Medium] = field(default_factory=dict)

    def add(self, kind: str, mimetype: str, content: bytes, now: datetime) -> Medium:
        """Keep a file. Raises :class:`ApiError` 40004 (kind), 44001 (empty) or 40006 (size)."""
        if kind not in LARGEST:
            raise ApiError(40004)
        if not content:
            raise ApiError(44001)
        if len(content) > LARGEST[kind]:
            raise ApiError(40006)
        medium = Medium(secrets.token_urlsafe(48), kind, mimetype, content, now)
        self._kept[medium.media_id] = medium
        if self.folder is not None:
            self._write(self.folder, medium)
        return medium

    def get(self, media_id: str, now: datetime) -> Medium:
        """A file that is still there. Raises :class:`ApiError` 40007 otherwise."""
        medium = self._kept.get(media_id) or self._read(media_id)
        if medium is None or now - medium.made >= LIFETIME:
            raise ApiError(40007)
        return medium

    def _write(self, folder: Path, medium: Medium) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        about = {"kind": medium.kind, "mimetype": medium.mimetype, "made": medium.made.timestamp()}
        (folder / medium.media_id).write_bytes(medium.content)
        (folder / f"{medium.media_id}.json").write_text(json.dumps(about), "utf-8")

    def _read(self, media_id: str) -> Medium | None:
        plain = media_id.replace("-", "").replace("_", "").isalnum()
        if self.folder is None or not plain or not (self.folder / f"{media_id}.json").exists():
            return None
        about = json.loads((self.folder / f"{media_id}.json").read_text("utf-8"))
        made = datetime.fromtimestamp(about["made"], UTC)
        content = (self.folder / media_id).read_bytes()
        return Medium(media_id, about["kind"], about["mimetype"], content, made)
