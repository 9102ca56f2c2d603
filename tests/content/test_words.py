"""The words of the field, and cutting text by them."""

from __future__ import annotations

from content.words import cutter, fillers, terms, words_of


def test_the_terms_are_words_without_comments() -> None:
    assert "第一议题" in terms()
    assert all(len(term) >= 2 and "#" not in term for term in terms())
    assert len(set(terms())) == len(terms())
    assert fillers().isdisjoint(terms())


def test_a_term_is_kept_whole() -> None:
    tokenizer = cutter(["恤孤院后街"])
    assert "马锡五审判方式" in words_of("他讲马锡五审判方式的来历", tokenizer)
    assert "恤孤院后街" in words_of("在恤孤院后街开会", tokenizer)
