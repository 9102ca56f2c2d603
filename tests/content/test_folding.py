"""One form for text and query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.folding import fold, fold_with_places, without_glosses


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("週恩來", "周恩来"),
        ("毛澤東", "毛泽东"),
        ("《網絡安全法》", "网络安全法"),
        ("ＡＢＣ１２３", "abc123"),
        ("周 文・雍，", "周文雍"),
        ("①", "1"),
        ("", ""),
        ("“”。…-*\"'():", ""),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=30))
def test_folding_a_piece_gives_a_piece_of_the_folded(text: str) -> None:
    middle = text[1:-1]
    folded, places = fold_with_places(text)
    assert len(folded) == len(places)
    assert fold_with_places(middle)[0] in folded


def test_places_lead_back_to_the_text() -> None:
    text = "《周 文雍》"
    folded, places = fold_with_places(text)
    assert [text[place] for place in places] == list(folded)


def test_bracketed_asides_can_be_left_out() -> None:
    assert without_glosses("恽（音运）代英，在(1926年)广州") == "恽代英，在广州"
