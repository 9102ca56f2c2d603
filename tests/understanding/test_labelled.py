"""How much of what people say is understood, and that nothing is done that was not asked for."""

import pytest

from bot.understanding import Understanding
from tests.understanding.labelled import TODAY, load

ENOUGH = 0.95


@pytest.mark.parametrize("part", ["tune", "measure"])
def test_nineteen_of_twenty_utterances_are_understood(understanding: Understanding, part: str) -> None:
    rows = load(part)
    missed = [row.text for row in rows if not row.right(understanding.read(row.text, row.officer, TODAY))]
    assert 1 - len(missed) / len(rows) >= ENOUGH, missed


@pytest.mark.parametrize("part", ["tune", "measure"])
def test_nothing_is_done_that_was_not_asked_for(understanding: Understanding, part: str) -> None:
    done = [
        row.text
        for row in load(part)
        if row.unsafe(understanding.read(row.text, row.officer, TODAY), understanding)
    ]
    assert done == []


def test_no_utterance_is_in_both_parts() -> None:
    tuned, measured = ({(row.officer, row.text) for row in load(part)} for part in ("tune", "measure"))
    assert tuned & measured == set()
