"""Everything the library holds, opened page by page as a member does: each reply is a bubble the platform takes."""

from datetime import UTC, datetime, timedelta

import pytest

from content.library import FOLDER, BranchKind, Library
from content.quotas import SHAPES

MOST_BYTES, MOST_CHARACTERS, MOST_LINES = 2048, 300, 8
LECTURES = [path.stem for path in sorted(FOLDER.glob("library/*/*.md"))]
MONTHS = [path.stem for path in sorted(FOLDER.glob("first_topics/*.toml"))]
YEAR_AHEAD = ["2026-11", "2026-12", *(f"2027-{month:02}" for month in range(1, 12))]


def is_a_bubble(reply, what):
    assert reply.strip(), what
    assert len(reply.encode()) <= MOST_BYTES, what
    assert len(reply) <= MOST_CHARACTERS, (what, len(reply))
    assert reply.count("\n") < MOST_LINES, (what, reply)


@pytest.mark.parametrize("slug", LECTURES)
def test_a_lecture_is_read_from_its_cover_to_its_end(say, library, slug):
    lecture = library.lecture(slug)
    reply = say("王党员", f"听第{lecture.number}讲")
    assert lecture.title in reply
    read = ""
    for page in range(2, 60):
        is_a_bubble(reply, (slug, page))
        read += reply.rpartition("\n")[0]
        if "）完。" in reply.rpartition("\n")[2]:
            break
        reply = say("王党员", "下一页")
    else:
        pytest.fail(f"{slug} does not end")
    told = "".join(read.split())
    missing = [line for line in lecture.text.splitlines() if "".join(line.split()) not in told]
    assert missing == []


def test_every_lecture_stands_in_the_list_once(say, library):
    shown = say("王党员", "党课")
    seen = []
    for _ in range(40):
        is_a_bubble(shown, "目录")
        seen += [line.split(" ", 1)[1] for line in shown.splitlines() if line[:1].isdigit()]
        if "下一页" not in shown:
            break
        shown = say("王党员", "下一页")
    assert seen == [lecture.title for lecture in library.lectures()]


@pytest.mark.parametrize("month", MONTHS)
def test_a_months_first_topics_are_listed_and_each_opens(town, say, library, month):
    town.at(datetime(int(month[:4]), int(month[5:]), 10, 2, tzinfo=UTC))
    materials = library.first_topics(month)
    listed = say("王党员", "第一议题")
    is_a_bubble(listed, month)
    for item in materials.items:
        assert f"{item.no} {item.title[:10]}" in listed
        reply = say("王党员", str(item.no))
        is_a_bubble(reply, (month, item.no))
        assert item.summary in reply
        assert item.date in reply


@pytest.mark.parametrize("month", YEAR_AHEAD)
def test_a_months_plan_is_shown_to_each_branch(town, say, month):
    town.at(datetime(int(month[:4]), int(month[5:]), 3, 2, tzinfo=UTC) + timedelta(hours=1))
    for name in ("王党员", "李书记", "蒋党员", "钱书记"):
        reply = say(name, "任务")
        is_a_bubble(reply, (month, name))
        assert reply.startswith(f"{int(month[5:])}月任务 · ")


@pytest.mark.parametrize("month", YEAR_AHEAD)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_plans_task_fits_a_line(library: Library, shape: str, month: str):
    plan = library.plan(month, SHAPES[shape])
    assert all(len(task.title) <= 40 and len(task.evidence) <= 60 for task in plan.tasks)
    assert len(plan.theme) <= 24
    assert len(plan.note) <= 80


def test_a_branch_without_committee_has_no_committee_meeting_to_hold(library: Library):
    assert "支委会" not in {task.kind for task in library.plan("2027-05", BranchKind()).tasks}
