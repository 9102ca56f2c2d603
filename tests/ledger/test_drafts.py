"""Writing for the library: faults named on saving, a second reader before anything is served."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot import authoring
from bot.authoring import Faulty, NotAllowed
from bot.ledger import drafts, offices
from bot.ledger.drafts import DRAFT, PUBLISHED, REFUSED, WAITING
from content.library import FOLDER, open_published
from tests.cast import LONG_AGO, NOW, Cast

NAME = "library/falvren/shi-yang.md"
TEXT = (FOLDER / NAME).read_text("utf-8")
NEWER = TEXT.replace("说起红色律师，绕不开一个名字：施洋。", "说起红色律师，先要说施洋。")


@pytest.fixture
def two(db: Connection, cast: Cast) -> tuple[int, int]:
    """An author and a reader, both of the committee's staff."""
    offices.appoint(db, cast.ids["孙指导"], "staff", LONG_AGO, committee_id=cast.committee)
    return cast.ids["郑干事"], cast.ids["孙指导"]


def waiting(db: Connection, folder: Path, author: int, text: str = NEWER) -> int:
    draft, problems = authoring.save(db, folder, NAME, text, author, NOW)
    assert problems == []
    return authoring.submit(db, folder, draft.id, author, NOW).id


def test_what_a_second_reader_lets_go_is_served(db, two, tmp_path):
    author, reader = two
    done = authoring.publish(db, tmp_path, waiting(db, tmp_path, author), reader, NOW)
    assert (done.state, done.reader_id, done.version) == (PUBLISHED, reader, 1)
    assert (tmp_path / "content" / NAME).read_text("utf-8") == NEWER
    assert authoring.source(tmp_path, NAME) == NEWER
    library = open_published(tmp_path)
    lecture = library.lecture("shi-yang")
    library.close()
    assert lecture is not None
    assert lecture.body.startswith("说起红色律师，先要说施洋。")


def test_nobody_lets_their_own_go(db, two, tmp_path):
    author, _ = two
    id_ = waiting(db, tmp_path, author)
    with pytest.raises(NotAllowed, match="另一个人"):
        authoring.publish(db, tmp_path, id_, author, NOW)
    assert not drafts.decide(db, id_, author, NOW, publish=True)  # nor behind the back of the verb
    assert not (tmp_path / "content").exists()


def test_only_the_committees_staff_write_and_read(db, two, cast, tmp_path):
    author, _ = two
    with pytest.raises(NotAllowed):
        authoring.save(db, tmp_path, NAME, NEWER, cast.ids["李书记"], NOW)
    id_ = waiting(db, tmp_path, author)
    for name in ("李书记", "王党员"):
        with pytest.raises(NotAllowed):
            authoring.publish(db, tmp_path, id_, cast.ids[name], NOW)


def test_a_faulty_draft_is_kept_with_all_its_faults_named_but_goes_no_further(db, two, tmp_path):
    author, _ = two
    wrong = NEWER.replace('kind = "audio"', 'kind = "song"') + "\n这是内部材料。1999年又如何？"
    draft, problems = authoring.save(db, tmp_path, NAME, wrong, author, NOW)
    said = "\n".join(map(str, problems))
    for fault in ("kind：只能是", "“内部”", "数字 1999 不在 facts 里"):
        assert fault in said
    assert draft.text == wrong
    with pytest.raises(Faulty) as raised:
        authoring.submit(db, tmp_path, draft.id, author, NOW)
    assert raised.value.problems == problems
    assert drafts.get(db, draft.id).state == DRAFT


def test_a_reader_gives_it_back_with_reasons_and_a_new_version_begins(db, two, tmp_path):
    author, reader = two
    id_ = waiting(db, tmp_path, author)
    with pytest.raises(NotAllowed, match="原因"):
        authoring.refuse(db, id_, reader, NOW, "  ")
    back = authoring.refuse(db, id_, reader, NOW, "第二段没有出处")
    assert (back.state, back.reasons) == (REFUSED, "第二段没有出处")
    with pytest.raises(NotAllowed):
        authoring.publish(db, tmp_path, id_, reader, NOW)
    again, _ = authoring.save(db, tmp_path, NAME, NEWER, author, NOW + timedelta(days=1))
    assert (again.version, again.state) == (2, DRAFT)
    assert [one.version for one in drafts.versions(db, NAME)] == [2, 1]


def test_one_is_at_work_on_a_file_at_a_time(db, two, tmp_path):
    author, reader = two
    first, _ = authoring.save(db, tmp_path, NAME, TEXT, author, NOW)
    with pytest.raises(NotAllowed, match="郑干事"):
        authoring.save(db, tmp_path, NAME, NEWER, reader, NOW)
    assert drafts.begin(db, NAME, NEWER, reader, NOW) is None
    second, _ = authoring.save(db, tmp_path, NAME, NEWER, author, NOW)
    assert (second.id, second.text) == (first.id, NEWER)


def test_what_waits_is_not_written_on_until_it_is_taken_back(db, two, tmp_path):
    author, _ = two
    id_ = waiting(db, tmp_path, author)
    with pytest.raises(NotAllowed, match="收回"):
        authoring.save(db, tmp_path, NAME, TEXT, author, NOW)
    assert authoring.take_back(db, id_, author).state == DRAFT
    authoring.save(db, tmp_path, NAME, TEXT, author, NOW)
    assert drafts.get(db, id_).text == TEXT
    assert [one.id for one in drafts.listed(db)] == [id_]


def test_what_has_come_in_its_way_meanwhile_is_named_before_publishing(db, two, tmp_path):
    author, reader = two
    id_ = waiting(db, tmp_path, author)
    other = tmp_path / "content/library/fazhi/shi-yang.md"
    other.parent.mkdir(parents=True)
    other.write_text(TEXT, "utf-8")
    with pytest.raises(Faulty, match="处要改"):
        authoring.publish(db, tmp_path, id_, reader, NOW)
    assert drafts.get(db, id_).state == WAITING


def test_months_of_first_topics_and_plans_go_the_same_road(db, two, tmp_path):
    author, reader = two
    for name in ("first_topics/2026-12.toml", "plans/2026-12.toml"):
        text = (FOLDER / name).read_text("utf-8")
        draft, problems = authoring.save(db, tmp_path, name, text.replace("\n", "\r\n"), author, NOW)
        assert problems == []
        authoring.submit(db, tmp_path, draft.id, author, NOW)
        authoring.publish(db, tmp_path, draft.id, reader, NOW)
        assert (tmp_path / "content" / name).read_text("utf-8") == text
    assert "plans/template.toml" not in authoring.names(tmp_path)
    assert authoring.series(tmp_path)[0] == "qiaoxiang"


@pytest.mark.parametrize("name", ["../../etc/x.md", "library/series.toml", "library/A/b.md", ""])
def test_a_name_that_is_none_is_refused(db, two, tmp_path, name):
    with pytest.raises(NotAllowed, match="文件名要像"):
        authoring.save(db, tmp_path, name, TEXT, two[0], NOW)


def test_after_a_restore_the_files_are_written_again_from_the_ledger(db, two, tmp_path):
    author, reader = two
    first, then = tmp_path / "first", tmp_path / "then"
    authoring.publish(db, first, waiting(db, first, author), reader, NOW)
    again, _ = authoring.save(db, first, NAME, TEXT, author, NOW)
    authoring.submit(db, first, again.id, author, NOW)
    authoring.publish(db, first, again.id, reader, NOW)
    waiting(db, first, author)  # not let go: not written
    assert authoring.write_out(db, then) == 1
    assert authoring.source(then, NAME) == TEXT
    assert authoring.write_out(db, then) == 0
