"""A figure of the report, how it is said, and what is said of few people."""

from __future__ import annotations

from dataclasses import dataclass

FEW = 3  # so many people of a branch can be counted aloud; fewer would be somebody
Number = int | float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A figure: ``now`` and ``before`` in ``unit``, None where there is none; ``path`` shows its rows."""

    title: str
    now: Number
    before: Number
    unit: str = "次"
    path: str = ""

    @property
    def change(self) -> str:
        """``增 3``, ``减 2``, ``持平``; empty where there is nothing to compare with."""
        if self.now is None or self.before is None:
            return ""
        by = round(self.now - self.before, 1)
        return "持平" if by == 0 else f"{'增' if by > 0 else '减'} {said(abs(by))}"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the figures under it."""

    heading: str
    lines: tuple[Line, ...]


def said(number: Number) -> str:
    """A figure as text; ``—`` for none."""
    if number is None:
        return "—"
    return str(int(number)) if number == int(number) else f"{number:.1f}"


def few(count: int) -> str:
    """A count of people of one branch, as others may see it."""
    return f"少于{FEW}" if 0 < count < FEW else str(count)


def percent(part: int, whole: int) -> float | None:
    """A share in percent, to one place; None of nothing."""
    return round(100 * part / whole, 1) if whole else None
