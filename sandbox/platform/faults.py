"""Faults on request: the next calls to a path go wrong in a chosen way.

``errcode``, ``http``, ``reset`` go wrong before the platform acts; ``truncate``, ``html``, ``http_after``,
``hang_after``, ``drop`` after it has acted, so that only the accept log knows; ``hang`` is slow and then right.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Kind = Literal["errcode", "http", "reset", "hang", "truncate", "html", "http_after", "hang_after", "drop"]

BEFORE: frozenset[Kind] = frozenset({"errcode", "http", "reset", "hang"})


@dataclass(slots=True)
class Fault:
    """What goes wrong on ``path`` (without ``/cgi-bin/``; ``*`` is every path), for the next ``times`` calls.

    ``code`` is an errcode or an HTTP status, ``seconds`` how long a hang lasts, ``share`` the part of the
    calls that is hit (drawn by a seeded generator), ``openid`` limits it to calls that name this person.
    """

    path: str
    kind: Kind
    times: int = 1
    code: int = 0
    seconds: float = 0.0
    share: float = 1.0
    openid: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"no fault of kind {self.kind}; there are {', '.join(get_args(Kind))}")


@dataclass(slots=True)
class Faults:
    """The faults waiting to happen, in the order given."""

    seed: int = 0
    _waiting: list[Fault] = field(default_factory=list)
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def add(self, fault: Fault) -> None:
        """Arm one more fault."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._waiting.clear()

    def remove(self, which: Callable[[Fault], bool]) -> None:
        """Disarm those of which ``which`` says so."""
        self._waiting = [fault for fault in self._waiting if not which(fault)]

    def waiting(self) -> list[Fault]:
        """The faults still armed."""
        return list(self._waiting)

    def take(self, path: str, body: bytes) -> Fault | None:
        """The fault this call meets, if any; it is counted down."""
        for fault in self._waiting:
            named = fault.path in ("*", path) and (not fault.openid or fault.openid.encode() in body)
            if named and self._dice.random() < fault.share:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None


def fault_from(fields: Mapping[str, object]) -> Fault:
    """A fault from its JSON. Raises ``ValueError`` or ``TypeError`` for one that does not exist."""
    return Fault(**fields)  # type: ignore[arg-type]
