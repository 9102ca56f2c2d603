"""What people say for what is written."""

from __future__ import annotations

from content.folding import fold
from content.synonyms import said_otherwise, synonyms, written_for


def test_a_word_is_changed_for_each_of_its_synonyms() -> None:
    assert {"支部书记", "书记"} <= set(said_otherwise("头雁"))
    assert "周恩来到新会" in set(said_otherwise("周总理到新会"))


def test_a_year_in_characters_is_also_tried_in_digits() -> None:
    assert "1927年的起义" in set(said_otherwise("一九二七年的起义"))


def test_the_words_written_for_a_question_are_told() -> None:
    assert "法律援助" in set(written_for("法援是怎么来的"))


def test_every_line_of_the_file_is_folded_and_leads_elsewhere() -> None:
    for said, forms in synonyms().items():
        assert said == fold(said)
        assert forms
        assert said not in forms
