"""第一议题 by month: who has studied, what, and recording it with all its fields."""

from __future__ import annotations

import pytest

from bot.ledger import first_topics, tasks
from content.plans import BranchKind
from tests.chat.evenings import START, close, plan

PAGE = "/console/first-topic"
NOVEMBER = f"{PAGE}?month=2026-11"


@pytest.fixture
def held(town):
    """A meeting that has been held and closed."""
    one = plan(town)
    town.at(START)
    close(town, one)
    town.later(hours=3)
    return one


def fields(town, **more):
    titles = [one.title for one in town.services.library.first_topics("2026-11").items]
    given = {
        "materials": titles[:2], "others": "=本地的一份材料", "host": "李书记", "lead_reader": "王党员",
        "discussion": "两人发言", "decided": "下月走访，王党员负责",
    }  # fmt: skip
    return given | more


def test_the_months_materials_and_who_has_not_studied_are_shown(town, visitor):
    page = visitor("郑干事").page(NOVEMBER)
    for item in town.services.library.first_topics("2026-11").items:
        assert item.title in page.text
    assert "2 个支部，0 个学过" in page.text
    assert page.text.count("还没学") == 2


def test_all_fields_are_recorded_and_the_task_is_done(town, visitor, held):
    with town.db() as db:
        rows = town.services.library.plan("2026-11", BranchKind(True)).tasks
        tasks.fill(db, town.cast.first, "2026-11", rows, town.now)
    one = visitor("李书记")
    done = one.press(f"{PAGE}?meeting={held.id}", "/record", **fields(town))
    assert "✓ 已记第一议题" in done.text
    with town.db() as db:
        (kept,) = first_topics.of_meeting(db, held.id)
        month = tasks.of_month(db, town.cast.first, "2026-11")
    assert kept.study.materials == (*fields(town)["materials"], "=本地的一份材料")
    assert (kept.study.host, kept.study.lead_reader) == ("李书记", "王党员")
    assert (kept.study.discussion, kept.study.decided) == ("两人发言", "下月走访，王党员负责")
    assert kept.entered_by == town.cast.ids["李书记"]
    assert all(it.done_at is not None for it in month if it.kind == "第一议题")
    assert "=本地的一份材料" in done.text


def test_a_record_is_corrected_from_what_is_there(town, visitor, held):
    one = visitor("李书记")
    one.press(f"{PAGE}?meeting={held.id}", "/record", **fields(town))
    form = one.form(f"{PAGE}?meeting={held.id}", "/record")
    assert form.select_one("textarea[name=others]").text == "=本地的一份材料"
    assert len(form.select("input[name=materials][checked]")) == 2
    done = one.press(f"{PAGE}?meeting={held.id}", "/record", **fields(town, lead_reader="吴党员"))
    assert "✓ 已更正第一议题" in done.text
    with town.db() as db:
        assert [it.study.lead_reader for it in first_topics.of_meeting(db, held.id)] == ["吴党员"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"materials": [], "others": " "}, "材料：请勾选"),
        ({"host": ""}, "主持人：请填姓名"),
        ({"discussion": "长" * 1001}, "研讨要点：最多 1000 个字，现在是 1001 个"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(town, visitor, held, wrong, said):
    page = visitor("李书记").press(f"{PAGE}?meeting={held.id}", "/record", 422, **fields(town, **wrong))
    assert said in page.select_one(".problems").text
    assert page.select_one("input[name=lead_reader]")["value"] == "王党员"
    with town.db() as db:
        assert not first_topics.of_meeting(db, held.id)


def test_a_meeting_to_come_has_nothing_to_record(town, visitor):
    held = plan(town)
    one = visitor("李书记")
    page = one.press(f"{PAGE}?meeting={held.id}", "/record", 422, **fields(town))
    assert "还没有开" in page.select_one(".problems").text


def test_another_branchs_meeting_is_not_there(town, visitor, held):
    one = visitor("钱书记")
    assert one.get(f"{PAGE}?meeting={held.id}").status_code == 404
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    assert one.post(f"{PAGE}/record", {"key": key, "meeting": held.id, **fields(town)}).status_code == 404


def test_each_sees_the_records_of_their_own_branches(town, visitor, held):
    visitor("李书记").press(f"{PAGE}?meeting={held.id}", "/record", **fields(town))
    assert "两人发言" not in visitor("钱书记").page(NOVEMBER).text
    assert "两人发言" in visitor("孙指导").page(NOVEMBER).text
    assert "两人发言" not in visitor("孙指导").page(f"{NOVEMBER}&branch={town.cast.joint}").text
