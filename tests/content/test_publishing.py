"""What is published stands over what came with the service, and is served without a restart."""

from __future__ import annotations

import time
from pathlib import Path

from content import files
from content.checker import check, check_draft
from content.library import Library
from tests.content.shelf import BODY, LECTURE, TOPICS, shelf

SECOND = LECTURE.replace("灯塔的故事", "渡船的故事").replace("order = 1", "order = 2")
NAME = "library/first/two.md"


def opened(tmp_path: Path) -> tuple[Library, Path]:
    published = tmp_path / "published"
    return Library.open(shelf(tmp_path / "shelf"), tmp_path / "index.db", published), published


def whole(text: str) -> str:
    return text.replace("BODY", BODY)


def test_what_is_published_is_served_found_and_numbered(tmp_path: Path) -> None:
    library, published = opened(tmp_path)
    assert library.lecture("two") is None
    files.write(published, NAME, whole(SECOND))
    assert library.renew()
    lecture = library.lecture("two")
    assert lecture is not None
    assert (lecture.number, lecture.title) == (2, "渡船的故事")
    assert [hit.slug for hit in library.search("渡船")] == ["two"]
    assert not library.renew()


def test_a_published_file_stands_over_its_namesake(tmp_path: Path) -> None:
    library, published = opened(tmp_path)
    files.write(published, "library/first/one.md", whole(LECTURE.replace("灯塔的故事", "灯塔新说")))
    files.write(published, "first_topics/2026-12.toml", TOPICS.replace("《灯塔法》", "《灯塔新法》"))
    library.renew()
    assert [lecture.title for lecture in library.lectures()] == ["灯塔新说"]
    topics = library.first_topics("2026-12")
    assert topics is not None
    assert topics.items[0].title == "《灯塔新法》"


def test_a_process_notices_by_itself_while_the_old_is_served(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("content.library.LOOK_SECONDS", 0.0)
    library, published = opened(tmp_path)
    library._look_at = 0.0
    files.write(published, NAME, whole(SECOND))
    until = time.monotonic() + 30
    while library.lecture("two") is None:
        assert library.lecture("one") is not None  # served all the while
        assert library.search("灯塔")
        assert time.monotonic() < until
        time.sleep(0.01)
    assert library.search("渡船")[0].slug == "two"


def test_another_process_that_starts_later_has_it_from_the_start(tmp_path: Path) -> None:
    library, published = opened(tmp_path)
    files.write(published, NAME, whole(SECOND))
    library.renew()
    second = Library.open(tmp_path / "shelf", tmp_path / "index.db", published)
    assert second.lecture("two") is not None
    assert second.search("渡船")


def test_a_broken_file_among_the_published_changes_nothing(tmp_path: Path, caplog) -> None:
    library, published = opened(tmp_path)
    files.write(published, NAME, "no fences")
    assert not library.renew()
    assert library.lecture("one") is not None
    assert "two.md" in caplog.text
    later = Library.open(tmp_path / "shelf", tmp_path / "index.db", published)
    assert later.lecture("one") is not None


def test_the_check_names_what_a_draft_would_bring_in_and_nothing_else(tmp_path: Path) -> None:
    folder = shelf(tmp_path / "shelf", lecture=LECTURE.replace('kind = "text"', 'kind = "song"'))
    there = files.read(folder)
    assert check(folder)
    assert check_draft(there, NAME, whole(SECOND)) == []
    twice = "\n".join(map(str, check_draft(there, NAME, whole(SECOND.replace("渡船的故事", "灯塔的故事")))))
    assert "标题 灯塔的故事 和" in twice
    assert "重复" in twice


def test_words_that_a_chat_must_not_carry_are_refused_with_the_reason(tmp_path: Path) -> None:
    there = files.read(shelf(tmp_path / "shelf"))
    text = whole(SECOND) + "\n这是秘密，是内部材料，红头文件，还有榕委〔2026〕12号。"
    said = "\n".join(map(str, check_draft(there, NAME, text)))
    for word in (
        "“秘密”：涉密内容不能进微信",
        "“内部”：内部的事不上微信",
        "“红头”：红头文件、文号不上微信",
        "文号“〔2026〕12号”",
    ):
        assert word in said


def test_a_draft_cannot_be_named_out_of_the_library(tmp_path: Path) -> None:
    there = files.read(shelf(tmp_path / "shelf"))
    for name in (
        "../config.toml",
        "library/series.toml",
        "plans/template.toml",
        "library/first/../../x.md",
        "x",
    ):
        (problem,) = check_draft(there, name, whole(SECOND))
        assert "文件名要像" in problem.message
