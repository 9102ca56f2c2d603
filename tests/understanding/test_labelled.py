"""How much of what people say is understood, and that nothing is done that was not asked for."""

import pytest

from bot.understanding import Understanding
from bot.understanding.learning import read_examples, source
from bot.understanding.lexicon import COMMANDS
from bot.understanding.likeness import Learnt
from tests.understanding.labelled import MEASURED, PARTS, TODAY, load

ENOUGH = 0.97


@pytest.mark.parametrize("part", PARTS)
def test_97_of_100_utterances_are_understood_with_their_slots(
    understanding: Understanding, part: str
) -> None:
    rows = load(part)
    missed = [row.text for row in rows if not row.right(understanding.read(row.text, row.officer, TODAY))]
    assert 1 - len(missed) / len(rows) >= ENOUGH, missed


@pytest.mark.parametrize(("part", "least"), [("unseen", 0.86), ("everyday", 0.94)])
def test_what_nobody_learnt_from_is_understood_as_well_as_it_was_measured(
    understanding: Understanding, part: str, least: float
) -> None:
    """With their slots: of the hard ones 306 of 348 (87.9 %), of those of everyday 288 of 300 (96.0 %; 285 at first
    sight, three things mended since). 97 % is the aim, and neither is to become less.
    """
    rows = load(part)
    right = sum(row.right(understanding.read(row.text, row.officer, TODAY)) for row in rows)
    assert right / len(rows) >= least


def test_what_is_learnt_is_learnt_from_the_examples_as_they_are() -> None:
    """Else: ``make learn``."""
    assert Learnt.read().source == source()


@pytest.mark.parametrize(("part", "by_chance"), [("unseen", 6), ("everyday", 53)])
def test_nobody_learns_from_what_is_only_measured(part: str, by_chance: int) -> None:
    """Short ones (人齐了吗, 唔该晒, 签到 …) were said the same by chance, before anybody looked."""
    measured = {row.text for row in load(part)}
    assert len(measured & {text for _, text in read_examples()}) <= by_chance


@pytest.mark.parametrize("part", PARTS)
def test_what_is_plainly_said_is_not_asked_back(understanding: Understanding, part: str) -> None:
    rows = [row for row in load(part) if row.sure]
    asked = [row.text for row in rows if not understanding.read(row.text, row.officer, TODAY).certain]
    assert asked == []


@pytest.mark.parametrize("part", [*PARTS, *MEASURED])
def test_nothing_is_done_that_was_not_asked_for(understanding: Understanding, part: str) -> None:
    done = [
        row.text
        for row in load(part)
        if row.unsafe(understanding.read(row.text, row.officer, TODAY), understanding)
    ]
    assert done == []


def test_the_parts_hold_more_than_1700_utterances_of_every_intent_there_is(
    understanding: Understanding,
) -> None:
    rows = [row for part in PARTS for row in load(part)]
    said = {intent for row in rows for intent in row.intents}
    assert len(rows) > 1700
    assert {command.intent for command in COMMANDS} <= said
