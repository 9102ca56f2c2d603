"""Looking things up in the real library."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from content.library import FOLDER, ContentError, Library
from content.table import empty_cells, fact_rows
from tests.content.shelf import shelf


def test_numbers_run_from_one_through_all_series_in_order(library: Library) -> None:
    lectures = library.lectures()
    assert [lecture.number for lecture in lectures] == list(range(1, len(lectures) + 1))
    assert [lecture for series in library.series() for lecture in series.lectures] == list(lectures)
    for series in library.series():
        assert [lecture.order for lecture in series.lectures] == list(range(1, len(series.lectures) + 1))


def test_a_lecture_is_found_by_number_as_digit_or_text_and_by_slug(library: Library) -> None:
    first = library.lectures()[0]
    assert library.lecture(1) is first
    assert library.lecture("1") is first
    assert library.lecture(first.slug) is first


@pytest.mark.parametrize("nothing", [0, -1, 999, "0", "999", "no-such-lecture", "", "³"])
def test_what_is_not_there_is_none(library: Library, nothing: int | str) -> None:
    assert library.lecture(nothing) is None


def test_the_next_lecture_stays_within_the_series(library: Library) -> None:
    one, two = library.series()[0], library.series()[1]
    assert library.next_in_series(one.lectures[0]) is one.lectures[1]
    assert library.next_in_series(one.lectures[-1]) is None
    assert library.next_in_series(two.lectures[-1]) is None
    assert library.next_in_series(library.lectures()[-1]) is None


def test_there_are_text_audio_and_film_lectures(library: Library) -> None:
    kinds = [lecture.kind for lecture in library.lectures()]
    assert kinds.count("film") >= 12
    assert len(kinds) - kinds.count("film") >= 36
    assert {"text", "audio", "film"} == set(kinds)


def test_every_lecture_that_is_no_film_names_one_that_goes_with_it(library: Library) -> None:
    for lecture in library.lectures():
        film = library.lecture(lecture.related_film)
        assert (film is None) == (lecture.kind == "film"), lecture.slug
        assert film is None or film.film, lecture.slug


def test_no_cell_of_the_table_of_facts_is_empty(library: Library) -> None:
    assert empty_cells(fact_rows(library.lectures())) == []


def test_a_film_lecture_points_to_lawful_places_and_hosts_nothing(library: Library) -> None:
    films = [lecture for lecture in library.lectures() if lecture.film]
    assert films
    for lecture in films:
        assert lecture.film is not None
        assert "授权" in lecture.film.channels
        assert "http" not in lecture.film.channels + lecture.body


def test_a_fact_with_only_weak_sources_asks_for_a_check(library: Library) -> None:
    doubtful = library.lecture("guangdong-quwei")
    sound = library.lecture("jiangmen-heping-jiefang")
    assert doubtful is not None
    assert doubtful.needs_check
    assert sound is not None
    assert not sound.needs_check


def test_a_fact_is_as_strong_as_its_best_source(library: Library) -> None:
    lecture = library.lecture("zhou-wenyong-chen-tiejun")
    assert lecture is not None
    grades = {fact.source: fact.grade for fact in lecture.facts}
    assert grades["a d"] == "O"
    assert grades["a"] == "W"


def test_weak_copies_are_not_cited_to_members(library: Library) -> None:
    sources = [source for lecture in library.lectures() for source in lecture.sources]
    assert {source.citable for source in sources if source.grade == "W"} == {False}
    assert all(source.citable and source.url for source in sources if source.grade == "O")


def test_the_months_needed_now_have_first_topics(library: Library) -> None:
    assert {"2026-10", "2026-11", "2026-12", *(f"2027-{n:02}" for n in range(1, 12))} <= set(library.months())
    december = library.first_topics("2026-12")
    assert december is not None
    assert december.items[0].title == "《中华人民共和国宪法》"
    assert [item.no for item in december.items] == list(range(1, len(december.items) + 1))
    assert library.first_topics("1999-01") is None


def test_a_first_topic_leads_to_a_lecture_that_exists(library: Library) -> None:
    linked = [
        item.lecture
        for month in library.months()
        for item in (library.first_topics(month) or pytest.fail(month)).items
        if item.lecture
    ]
    assert linked
    assert all(library.lecture(slug) for slug in linked)


def test_a_first_topic_fits_one_bubble_with_its_title(library: Library) -> None:
    for month in library.months():
        topics = library.first_topics(month)
        assert topics is not None
        assert all(len(f"{item.title}{item.issuer}{item.date}{item.summary}") <= 280 for item in topics.items)


def test_a_recording_beside_the_text_is_offered(tmp_path: Path) -> None:
    folder = shelf(tmp_path)
    path = folder / "library/first/one.mp3"
    silent = Library.open(folder, tmp_path / "index.db").lecture("one")
    path.write_bytes(b"ID3")
    spoken = Library.open(folder, tmp_path / "index.db").lecture("one")
    assert silent is not None
    assert silent.recording is None
    assert spoken is not None
    assert spoken.recording == path


def test_a_broken_file_is_named_when_the_library_opens(tmp_path: Path) -> None:
    folder = shelf(tmp_path)
    (folder / "library/first/one.md").write_text("no fences", encoding="utf-8")
    with pytest.raises(ContentError, match=r"one\.md"):
        Library.open(folder, tmp_path / "index.db")


def test_opening_with_a_current_index_is_quick(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    Library.open(FOLDER, path).close()
    started = time.process_time()
    Library.open(FOLDER, path).close()
    # Processor time: 30 ms here; loading jieba would take 600.
    assert time.process_time() - started < 0.4
