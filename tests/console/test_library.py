"""The library written in the console: faults named, words that must not be carried refused, two persons to publish."""

from __future__ import annotations

import pytest

from bot.ledger import offices
from content.library import FOLDER

NAME = "library/falvren/shi-yang.md"


@pytest.fixture
def second(town):
    """A second member of the committee's staff: 褚党员."""
    with town.db() as db:
        offices.appoint_staff(db, town.cast.ids["褚党员"], town.now)
    return "褚党员"


@pytest.fixture
def text():
    names = sorted(FOLDER.glob("library/falvren/*.md"))
    return names[0].read_text("utf-8"), f"library/falvren/{names[0].name}"


def edit(visitor, name, text, status=303):
    page = f"/console/library/edit?name={name}"
    return visitor.press(page, "/console/library/edit", status, text=text)


def draft_of(page):
    return next(
        link["href"] for link in page.select("a") if link["href"].startswith("/console/library/drafts/")
    )


def test_every_file_is_listed_and_opens_with_its_preview(town, visitor):
    staff = visitor("郑干事")
    page = staff.page("/console/library")
    links = [one["href"] for one in page.select("main details a")]
    assert len(links) > 60
    for path in (links[0], links[-1]):
        assert staff.page(path).select_one("textarea").text.strip()


def test_a_change_is_published_by_a_second_person_and_then_read_by_members(town, visitor, second, text):
    source, name = text
    changed = source.rstrip("\n") + "\n\n这一段是今天新加的，出处同上。\n"
    author, reader = visitor("郑干事"), visitor(second)
    page = edit(author, name, changed)
    assert "已保存草稿" in page.text
    assert "这一段是今天新加的" in page.select_one("section .card").text
    path = draft_of(page)
    author.press(path, "/submit")
    own = author.page(path)
    assert not [form for form in own.select("form") if form["action"].endswith("/publish")]
    assert "已发布" in reader.press(path, "/publish").text
    published = town.services.config.service.data_dir / "content" / name
    assert "这一段是今天新加的" in published.read_text("utf-8")


def test_the_author_cannot_publish_by_any_road(town, visitor, second, text):
    source, name = text
    author = visitor("郑干事")
    path = draft_of(edit(author, name, source + "\n再加一句。\n"))
    author.press(path, "/submit")
    key = author.page("/console/").select_one("input[name=key]")["value"]
    answer = author.post(f"{path}/publish", {"key": key})
    assert answer.status_code == 422
    assert "请另一个人审" in answer.text


def test_every_fault_is_named_and_a_faulty_draft_goes_no_further(town, visitor, text):
    source, name = text
    author = visitor("郑干事")
    page = edit(author, name, source + "\n按〔2026〕5号红头文件办，秘密。\n")
    said = page.select_one(".problems").text
    for word in ("秘密", "红头", "文号"):
        assert word in said
    refused = author.press(draft_of(page), "/submit", 422)
    assert "秘密" in refused.select_one(".problems").text


def test_a_draft_is_given_back_with_its_reasons(town, visitor, second, text):
    source, name = text
    author, reader = visitor("郑干事"), visitor(second)
    path = draft_of(edit(author, name, source + "\n再加一句。\n"))
    author.press(path, "/submit")
    assert "已退回" in reader.press(path, "/refuse", reasons="出处不够").text
    assert "出处不够" in author.page("/console/library").text


@pytest.mark.parametrize(
    "name", ["../secret.key", "library/x.py", "library/../../etc/passwd", "plans/template.toml"]
)
def test_no_other_file_can_be_read_or_written(town, visitor, name):
    staff = visitor("郑干事")
    assert staff.get(f"/console/library/edit?name={name}").status_code == 422
    key = staff.page("/console/").select_one("input[name=key]")["value"]
    assert staff.post("/console/library/edit", {"key": key, "name": name, "text": "x"}).status_code == 422


def test_what_is_typed_is_shown_and_not_run(town, visitor, text):
    _, name = text
    page = edit(visitor("郑干事"), name, "---\n没有收尾 <script>alert(1)</script>\n")
    assert not page.select("main script")
    assert "<script>alert(1)</script>" in page.text
