"""Questions as people ask them find their lecture among the first three."""

from __future__ import annotations

import pytest

from content.library import Library
from tests.content.questions import Question, load

ENOUGH = 0.95
FIRST = 3


def _finds(library: Library, one: Question) -> bool:
    return bool(one.slugs & {hit.slug for hit in library.search(one.question, FIRST)})


@pytest.mark.parametrize(("part", "count"), [("tune", 100), ("measure", 50)])
def test_nineteen_of_twenty_questions_find_their_lecture_among_the_first_three(
    library: Library, part: str, count: int
) -> None:
    asked = [one for one in load() if one.part == part]
    missed = [one.question for one in asked if not _finds(library, one)]
    assert len(asked) == count
    assert 1 - len(missed) / len(asked) >= ENOUGH, missed


def test_every_lecture_asked_for_is_in_the_library(library: Library) -> None:
    known = {lecture.slug for lecture in library.lectures()}
    assert {slug for one in load() for slug in one.slugs} <= known
