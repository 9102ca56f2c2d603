"""Questions as people ask them, with the lectures they should find.

Columns of ``questions.tsv``: part (``tune`` is what the search was improved on, ``measure`` is only measured); the
question; the lectures, any of which answers it; who asks or in what way.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Question:
    part: str
    question: str
    slugs: frozenset[str]


def load() -> list[Question]:
    """All questions, both parts."""
    lines = (HERE / "questions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return [Question(part, question, frozenset(slugs.split())) for part, question, slugs, _ in rows]
