"""Finding lectures and first topics from what members type."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import index
from content.entries import Entry, entries
from content.folding import fold
from content.library import FirstTopicList, Library
from content.search import snippet

EVERYTHING = 1000


def _entries(library: Library) -> tuple[Entry, ...]:
    months = [topics for month in library.months() if (topics := library.first_topics(month))]
    assert all(isinstance(topics, FirstTopicList) for topics in months)
    return tuple(entries(library.lectures(), months))


def _pieces(text: str) -> Iterator[str]:
    for length in (2, 3, 4):
        yield from (text[start : start + length] for start in range(len(text) - length + 1))


def _assert_nothing_is_missed(library: Library, pieces: list[str]) -> None:
    folded = [(entry.slug, "\n".join(map(fold, entry.fields))) for entry in _entries(library)]
    for piece in pieces:
        needle = fold(piece)
        expected = {slug for slug, text in folded if needle and needle in text}
        found = {hit.slug for hit in library.search(piece, EVERYTHING)}
        assert expected <= found, piece


def test_every_two_characters_of_the_library_are_in_the_index_wherever_they_are_in_a_text(
    library: Library, tmp_path: Path
) -> None:
    every = _entries(library)
    index.build(tmp_path / "index.db", "all", every)
    texts = {number: "\n".join(map(fold, entry.fields)) for number, entry in enumerate(every, 1)}
    places: dict[str, set[int]] = defaultdict(set)
    for number, text in texts.items():
        for pair in (text[at : at + 2] for at in range(len(text) - 1)):
            if "\n" not in pair:
                places[pair].add(number)
    assert len(places) > 15_000
    with closing(sqlite3.connect(tmp_path / "index.db")) as db:
        find = "SELECT rowid FROM entry_fts WHERE entry_fts MATCH ?"
        missed = [
            pair
            for pair, expected in places.items()
            if not expected <= {number for (number,) in db.execute(find, (index.phrase(pair),))}
        ]
    assert missed == []


def test_every_piece_of_every_title_finds_all_a_plain_scan_finds(library: Library) -> None:
    pieces = sorted({piece for entry in _entries(library) for piece in _pieces(entry.title)})
    assert len(pieces) > 1000
    _assert_nothing_is_missed(library, random.Random(7).sample(pieces, 200))


def test_pieces_of_bodies_find_all_a_plain_scan_finds(library: Library) -> None:
    pieces = sorted({piece for entry in _entries(library) for piece in _pieces(entry.body)})
    _assert_nothing_is_missed(library, random.Random(8).sample(pieces, 200))


def test_long_pieces_find_all_a_plain_scan_finds(library: Library) -> None:
    dice, bodies = random.Random(9), [entry.body for entry in _entries(library) if len(entry.body) > 60]
    pieces = [body[(at := dice.randrange(len(body) - 30)) : at + dice.randrange(5, 30)] for body in bodies]
    _assert_nothing_is_missed(library, pieces)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("周文雍", "zhou-wenyong-chen-tiejun"),
        ("陈铁军 茅冈", "zhou-wenyong-chen-tiejun"),
        ("zwy", "zhou-wenyong-chen-tiejun"),
        ("ZHOU wen yong", "zhou-wenyong-chen-tiejun"),
        ("陳鐵軍", "zhou-wenyong-chen-tiejun"),
        ("周文勇", "zhou-wenyong-chen-tiejun"),
        ("讲讲施洋律师的故事", "shi-yang"),
        ("shiyang", "shi-yang"),
        ("馬錫五", "ma-xiwu"),
        ("司徒美棠", "situ-meitang"),
        ("有没有关于碉楼的课", "kaiping-diaolou"),
        ("宪法日 五四", "wusi-xianfa"),
        ("江门解放", "jiangmen-heping-jiefang"),
        ("民兴糖厂", "jiangmen-heping-jiefang"),
        ("廖承志", "mimi-dayingjiu"),
        ("mxw", "ma-xiwu"),
        ("maxiwu", "ma-xiwu"),
        ("马锡五", "ma-xiwu"),
        ("馬錫五審判方式", "ma-xiwu"),
        ("马西五", "ma-xiwu"),
        ("谢决哉审案子的故事", "xie-juezai"),
        ("周总理到过新会没有", "zhou-enlai-xinhui"),
        ("法援", "falv-yuanzhu"),
        ("一九七九年七部法律", "yiri-qifa"),
    ],
)
def test_what_members_type_finds_the_lecture_first(library: Library, typed: str, slug: str) -> None:
    assert library.search(typed)[0].slug == slug


@pytest.mark.parametrize("typed", ["", "  ", "，。？", "今天天气怎么样", "xqzv", "🙂", "　"])
def test_what_means_nothing_finds_nothing(library: Library, typed: str) -> None:
    assert library.search(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "AND",
        "宪法 OR",
        "NOT 宪法",
        "NEAR(宪法 律师)",
        "宪法*",
        "-宪法",
        "title:宪法",
        "'; DROP TABLE entry;--",
    ],
)
def test_search_syntax_is_only_text(library: Library, typed: str) -> None:
    for hit in library.search(typed):
        assert hit.title


def test_punctuation_around_a_name_does_not_matter(library: Library) -> None:
    plain = [hit.slug for hit in library.search("宪法")]
    assert [hit.slug for hit in library.search('"宪法"*?')] == plain
    assert [hit.slug for hit in library.search("《宪-法》")] == plain


def test_titles_come_before_bodies(library: Library) -> None:
    in_title = ["律师" in hit.title for hit in library.search("律师", EVERYTHING)]
    assert in_title == sorted(in_title, reverse=True)
    assert any(in_title)
    assert not all(in_title)


def test_a_hit_shows_the_words_that_were_looked_for(library: Library) -> None:
    hits = library.search("民兴糖厂")
    assert "民兴糖厂" in hits[0].snippet
    assert all(len(hit.snippet) <= 50 for hit in library.search("律师", EVERYTHING))


def test_one_character_is_enough(library: Library) -> None:
    assert library.search("雍", EVERYTHING)[0].slug == "zhou-wenyong-chen-tiejun"


def test_no_more_hits_than_asked_for(library: Library) -> None:
    assert len(library.search("律师")) == 5
    assert len(library.search("律师", limit=2)) == 2


def test_a_first_topic_is_found_once_though_two_months_have_it(library: Library) -> None:
    titles = [hit.title for hit in library.search("中华人民共和国宪法", EVERYTHING)]
    assert len(titles) == len(set(titles))


def test_a_very_long_text_is_searched_by_its_beginning(library: Library) -> None:
    assert library.search("宪法" * 5000) == library.search("宪法" * 30)


def test_a_hit_leads_to_its_lecture(library: Library) -> None:
    hit = library.search("施洋")[0]
    found = library.lecture(hit.number)
    assert found is not None
    assert (hit.kind, hit.slug, hit.title) == ("lecture", found.slug, found.title)


def test_a_snippet_without_the_needle_is_the_beginning() -> None:
    assert snippet("开头的话", ("没有",)) == "开头的话"
    assert snippet("", ("x",)) == ""


def test_a_word_that_is_said_finds_what_is_written_for_it(library: Library) -> None:
    heads = [f"{hit.title}{hit.snippet}" for hit in library.search("头雁", EVERYTHING)]
    assert any("书记" in head for head in heads)


@given(
    st.text(alphabet=st.sampled_from("\"*()^:{}+-%_;\\' \n\0ANDORNOTNEAR宪法律师江门ａ１𝟙㎏ﬁ"), max_size=70)
)
def test_nothing_that_can_be_typed_breaks_a_search(library: Library, typed: str) -> None:
    for hit in library.search(typed):
        assert hit.title


@given(st.text(max_size=70))
def test_no_character_there_is_breaks_a_search(library: Library, typed: str) -> None:
    assert len(library.search(typed, 3)) <= 3


def test_searching_does_not_load_jieba_or_pypinyin() -> None:
    code = (
        "import sys, pathlib; from content.library import Library, FOLDER; import content.search;"
        "assert not {'jieba', 'pypinyin', 'zhconv', 'sqlite_utils'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_question_loads_jieba_once_the_index_is_built(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from content.library import FOLDER, Library
from tests.content.questions import load
library = Library.open(FOLDER, Path(sys.argv[1]))
if sys.argv[2] == "ask":
    assert sum(bool(library.search(one.question)) for one in load()) > 140
    assert "jieba" not in sys.modules
"""
    for step in ("build", "ask"):
        subprocess.run([sys.executable, "-c", code, str(tmp_path / "index.db"), step], check=True)
