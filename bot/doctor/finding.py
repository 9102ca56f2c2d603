"""What the doctor says of one thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``well`` is false where something must be done.

    ``what`` is for the command line; ``said`` and ``way`` say the same in Chinese: how it is, and the way out.
    """

    well: bool
    what: str
    said: str = ""
    way: str = ""
