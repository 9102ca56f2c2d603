"""Which of the entries found comes first: words in the title weigh most, then in the lead, then in the body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

TITLE, LEAD, BODY = 2.0, 1.0, 0.5
AGAIN, MOST_TIMES = 0.04, 12
"""What each time a word is found again in the body adds, and how often at most."""

Row = tuple[int, str, str, str]


def ranked(rows: Iterable[Row], weights: Mapping[str, float]) -> list[int]:
    """The ids of rows (id, folded title, folded lead and names, folded body), best first, the library's order else."""
    scored = [(-_score(row, weights), row[0]) for row in rows]
    return [number for _, number in sorted(scored)]


def _score(row: Row, weights: Mapping[str, float]) -> float:
    _, head, lead, body = row
    score = 0.0
    for word, weight in weights.items():
        times = body.count(word)
        of_it = BODY * (times > 0) + AGAIN * min(times, MOST_TIMES) + LEAD * (word in lead)
        if word in head:
            of_it += TITLE + len(word) / len(head)
        score += weight * of_it
    return score
