"""The picture to scan: the platform draws its address for a scene, fetched beside the page and never in its way."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import segno

log = logging.getLogger("bot.screen")
AGAIN_AFTER = timedelta(seconds=30)  # a platform that does not answer is left alone for a while
KEPT = 50
Fetch = Callable[[str, int], str]


class ScenePictures:
    """QR codes by scene, kept while they are shown; ``fetch`` asks the platform (scene, seconds) for an address."""

    def __init__(self, fetch: Fetch | None) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._pictures: dict[str, str] = {}
        self._tried: dict[str, datetime] = {}

    def svg(self, scene: str, seconds: int, now: datetime) -> str:
        """The code as SVG, or nothing while it is not there: then it has been asked for, unless that just failed."""
        if self._fetch is None:
            return ""
        with self._lock:
            picture = self._pictures.get(scene, "")
            last = self._tried.get(scene)
            asks = not picture and (last is None or now - last > AGAIN_AFTER)
            if asks:
                self._tried[scene] = now
                self._forget_old()
        if asks:
            threading.Thread(target=self._ask, args=(scene, seconds), daemon=True).start()
        return picture

    def _ask(self, scene: str, seconds: int) -> None:
        assert self._fetch is not None
        try:
            address = self._fetch(scene, seconds)
            drawn = io.BytesIO()
            segno.make(address, error="m").save(
                drawn,
                kind="svg",
                xmldecl=False,
                svgns=True,
                omitsize=True,
                border=2,
                svgclass=None,
                lineclass=None,
            )
        except Exception as error:  # no account, no network, refused: the spoken code is there all the same
            log.warning("no code to scan: %s", type(error).__name__)
            return
        with self._lock:
            self._pictures[scene] = drawn.getvalue().decode()

    def _forget_old(self) -> None:
        for kept in (self._pictures, self._tried):
            while len(kept) > KEPT:
                kept.pop(next(iter(kept)))
