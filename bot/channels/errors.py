"""Why a request to the webhook is not answered. Nothing else escapes a channel, whatever the bytes."""

from __future__ import annotations


class BadMessage(Exception):
    """A request that is refused with an HTTP status; ``reason`` is for the log and names no person."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


class Refused(BadMessage):
    """403: not proven to come from the platform, just now, for this account.

    One answer for every cause, so that nobody learns how near a forgery came.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(403, reason)


class Malformed(BadMessage):
    """400: the bytes are no message."""

    def __init__(self, reason: str) -> None:
        super().__init__(400, reason)
