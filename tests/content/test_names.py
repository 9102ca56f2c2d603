"""The names of the library, as somebody types them."""

from __future__ import annotations

import pytest

from content.library import Library
from content.names import Names


@pytest.mark.parametrize("typed", ["施洋", "馬錫五", "侨批", "《枫桥经验》"])
def test_people_and_things_of_the_lectures_are_known_in_any_spelling(library: Library, typed: str) -> None:
    assert typed in Names(library.lectures)


@pytest.mark.parametrize("typed", ["", "签到", "明天开庭", "的", "1921"])
def test_nothing_else_is(library: Library, typed: str) -> None:
    assert typed not in Names(library.lectures)


def test_what_is_published_meanwhile_is_known(library: Library) -> None:
    shelf = [library.lectures()[:1]]
    names = Names(lambda: shelf[0])
    assert "施洋" not in names
    shelf[0] = library.lectures()
    assert "施洋" in names
