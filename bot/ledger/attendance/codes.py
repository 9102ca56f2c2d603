"""The codes that prove somebody is in the room: four spoken digits, and the scene of a QR code.

Both change every ``seconds``; the ones before are still good, because a voice and a camera take a while.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.keys import Keys

SPOKEN_DIGITS = 4
SCENE_DIGITS = 12
_SCENE = re.compile(r"m(\d{1,12})\.(\d{1,12})\.(\d{12})", re.ASCII)

Window = Literal["current", "previous"]


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of all meetings; ``seconds`` is how long one is shown (``meetings.code_seconds``)."""

    keys: Keys
    seconds: int

    def spoken(self, meeting_id: int, now: datetime) -> str:
        """The four digits to say in the room now."""
        return self._spoken(meeting_id, self._window(now))

    def seconds_left(self, now: datetime) -> int:
        """How long until the code changes."""
        return self.seconds - int(now.timestamp()) % self.seconds

    def heard(self, meeting_id: int, code: str, now: datetime) -> Window | None:
        """Whether a code is the meeting's, and of which window; None where it is wrong or too old."""
        if len(code) != SPOKEN_DIGITS or not code.isascii():
            return None
        window = self._window(now)
        if hmac.compare_digest(self._spoken(meeting_id, window), code):
            return "current"
        return "previous" if hmac.compare_digest(self._spoken(meeting_id, window - 1), code) else None

    def scene(self, meeting_id: int, now: datetime) -> str:
        """The scene to put in the QR code on the screen, at most 39 of the platform's 64 characters."""
        return self._scene(meeting_id, self._window(now))

    def scanned(self, scene: str, now: datetime) -> tuple[int, Window] | None:
        """The meeting a scanned scene is for and its window; None where it is none of ours or too old."""
        match = _SCENE.fullmatch(scene)
        if match is None:
            return None
        meeting_id, window = int(match[1]), int(match[2])
        age = self._window(now) - window
        if age not in (0, 1) or not hmac.compare_digest(self._scene(meeting_id, window), scene):
            return None
        return meeting_id, "previous" if age else "current"

    def _window(self, now: datetime) -> int:
        return int(now.timestamp()) // self.seconds

    def _spoken(self, meeting_id: int, window: int) -> str:
        return self.keys.code(f"{meeting_id}:{window}", SPOKEN_DIGITS)

    def _scene(self, meeting_id: int, window: int) -> str:
        return f"m{meeting_id}.{window}.{self.keys.code(f'scene:{meeting_id}:{window}', SCENE_DIGITS)}"


def looks_like_scene(text: str) -> bool:
    """Whether a text has the form of a meeting's scene, good or not."""
    return _SCENE.fullmatch(text) is not None
