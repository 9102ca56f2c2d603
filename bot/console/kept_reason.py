"""What an officer is told where only part of a reason could be kept."""

from __future__ import annotations

from content import leave_reasons


def only_kept(said: str) -> str:
    """The sentence that says so; empty where all of it is kept."""
    read = leave_reasons.read(said)
    return f"原因只记了“{read.text}”，病情不记。" if read.withheld else ""
