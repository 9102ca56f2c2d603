"""A body as chat bubbles."""

from __future__ import annotations

from content.library import Library
from content.pages import PAGE_CHARACTERS, PAGE_LINES, cut_into_pages, plain_text


def test_every_page_of_the_library_fits_a_bubble_with_room_to_spare(library: Library) -> None:
    for lecture in library.lectures():
        assert lecture.pages
        for page in lecture.pages:
            assert len(page) <= PAGE_CHARACTERS, lecture.slug
            assert len(page.splitlines()) <= PAGE_LINES, lecture.slug


def test_pages_keep_every_word_of_the_body(library: Library) -> None:
    for lecture in library.lectures():
        together = "".join(lecture.pages).replace("【", "").replace("】", "").replace("\n", "")
        assert together == lecture.text.replace("\n", ""), lecture.slug


def test_pages_end_where_a_sentence_ends(library: Library) -> None:
    for lecture in library.lectures():
        for page in lecture.pages:
            assert page[-1] in "。！？”；：）", (lecture.slug, page[-10:])


def test_a_heading_never_ends_a_page() -> None:
    pages = cut_into_pages("句子一二三。" * 43 + "\n\n## 小标题\n\n后面的话。")
    assert pages[-1] == "【小标题】\n后面的话。"
    assert len(pages) == 2


def test_a_sentence_longer_than_a_page_is_cut_at_its_clauses() -> None:
    pages = cut_into_pages("一二三四五六七八九，" * 60 + "完。")
    assert all(len(page) <= PAGE_CHARACTERS for page in pages)
    assert all(page.endswith(("，", "。")) for page in pages)


def test_a_run_without_any_stop_is_still_cut() -> None:
    pages = cut_into_pages("长" * 1000)
    assert "".join(pages) == "长" * 1000
    assert all(len(page) <= PAGE_CHARACTERS for page in pages)


def test_a_closing_quote_stays_with_its_sentence() -> None:
    body = "他说：“走吧。”" + "好" * 210 + "。" + "再见。" * 20
    assert cut_into_pages("好" * 200 + "。" + "他说：“" + "走" * 52 + "。”" + "再见。")[0].endswith("。”")
    assert cut_into_pages(body)[0].startswith("他说：“走吧。”好")


def test_markdown_marks_do_not_reach_the_chat() -> None:
    assert plain_text("# 题\n\n- **要点**见[馆](https://example.org)\n> 引") == "题\n要点见馆\n引"


def test_an_empty_body_has_no_pages() -> None:
    assert cut_into_pages("\n \n") == ()
