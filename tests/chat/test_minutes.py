"""会议记录: what the roll and the officer know stands in the document; what nobody knows is left to be written in."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import docx
import pytest
from sqlalchemy import select

from bot.ledger import first_topics
from bot.ledger.first_topics import Study
from bot.ledger.tables import attendance_event, member, minutes_line
from tests.chat.evenings import START, bubbles, close, code, plan


@pytest.fixture
def tell(say):
    return bubbles(say)


@pytest.fixture
def held(town, tell):
    """A 党员大会: 王党员 and 吴党员 come, 冯党员 has leave for a hearing, the rest are absent."""
    held = plan(town)
    town.at(START - timedelta(days=1))
    tell("冯党员", "请假 开庭")
    tell("李书记", "准 1")
    town.at(START)
    for name in ("王党员", "吴党员"):
        tell(name, f"签到 {code(town, held)}")
    close(town, held)
    town.at(START + timedelta(hours=2))
    return held


def document(town, reply: str):
    found = re.search(r"https://rongshu\.example(/p/export/\S+)", reply)
    assert found is not None, reply
    answer = town.browser.post(found[1], data={"format": "docx"})
    assert answer.status_code == 200
    content = answer.data
    answer.close()
    return docx.Document(io.BytesIO(content))


def facts(doc) -> dict[str, str]:
    return {row.cells[0].text: row.cells[1].text for row in doc.tables[0].rows}


def text(doc) -> str:
    return "\n".join(paragraph.text for paragraph in doc.paragraphs)


def test_the_document_has_what_the_ledger_has_and_blanks_for_the_rest(town, tell, held):
    shown = tell("李书记", "会议记录")
    assert "还没有：主持人、记录人、决议（文件里留空，可手写）" in shown
    doc = document(town, tell("李书记", "1"))
    known = facts(doc)
    assert known["会议名称"] == "支部党员大会"
    assert known["时间"] == "2026年11月25日（周三）19:30 至 21:00（散会）"
    assert (known["地点"], known["主持人"], known["记录人"]) == ("三楼会议室", "", "")
    assert known["实到"] == "2 人：王党员、吴党员"
    assert known["请假"] == "1 人：冯党员（开庭）"
    assert known["缺席"] == "5 人：李书记、周组织、陈党员、褚党员、卫预备"
    assert "一支部　支部党员大会（2026年第 1 次）" in text(doc)
    assert "有表决权 7 人，到会 2 人。" in text(doc)
    assert "赞成　　票，反对　　票，弃权　　票。" in text(doc)
    assert "主持人签字：\t记录人签字：" in text(doc)
    footer = doc.sections[0].footer.paragraphs[0].text
    assert re.match(r"编号 \w{4}-\w{4}　真伪", footer)


def test_figures_are_those_of_the_raw_events(town, tell, held):
    tell("李书记", "会议记录")
    known = facts(document(town, tell("李书记", "1")))
    with town.db() as db:
        last = dict(
            db.execute(
                select(member.c.name, attendance_event.c.after)
                .join(member, member.c.id == attendance_event.c.member_id)
                .where(attendance_event.c.meeting_id == held.id)
                .order_by(attendance_event.c.id)
            ).all()
        )
    for label, state in (("实到", "present"), ("请假", "leave"), ("缺席", "absent")):
        names = {name for name, after in last.items() if after == state}
        said = known[label].removeprefix(f"{len(names)} 人：")
        assert {re.sub(r"（.*?）", "", one) for one in said.split("、")} == names
    assert known["应到"] == f"{len(last)} 人"


def test_lines_are_added_one_at_a_time_and_stand_in_the_document(town, tell, held):
    tell("李书记", "会议记录")
    assert tell("李书记", "主持 李书记").startswith("✓ 已记主持人：李书记")
    for line in ("记录人：周组织", "议题 党费收缴", "发言 陈党员：不同意周末安排", "表决 赞成 2 票"):
        assert tell("李书记", line).startswith("✓ 已记")
    decided = tell("李书记", "决议：按月收缴，责任人 周组织，期限 12月20日前")
    assert decided.startswith("✓ 已记决议：按月收缴　责任人 周组织　期限 12月20日前")
    doc = document(town, tell("李书记", "用途 报上级备案"))
    known = facts(doc)
    assert (known["主持人"], known["记录人"]) == ("李书记", "周组织")
    said = text(doc)
    assert "1. 第一议题：" in said
    assert "2. 党费收缴" in said
    assert "陈党员：不同意周末安排" in said
    assert "赞成 2 票" in said
    assert "1. 按月收缴（责任人：周组织，期限：12月20日前）" in said


def test_the_first_topic_comes_first_with_who_read_it_and_what_was_decided(town, tell, held):
    with town.db() as db:
        study = Study(("材料甲", "材料乙"), "李书记", "王党员", "结合办案谈体会", "一周内传达")
        first_topics.record(db, held, study, town.cast.ids["李书记"], town.now)
    tell("李书记", "记录 议题：其他")
    tell("李书记", "会议记录")
    doc = document(town, tell("李书记", "1"))
    said = text(doc)
    assert said.index("1. 第一议题：学习《材料甲》、《材料乙》（领学：王党员）") < said.index("2. 其他")
    assert facts(doc)["主持人"] == "李书记"
    assert "1. 一周内传达" in said


def test_a_line_is_added_from_nowhere_and_taken_back(town, tell, held):
    assert tell("李书记", "记录 决议：不再收取活动费").startswith("✓ 已记决议：不再收取活动费")
    assert tell("李书记", "撤掉").startswith("✓ 已撤掉决议")
    tell("李书记", "会议记录")
    assert "不再收取" not in text(document(town, tell("李书记", "1")))
    with town.db() as db:
        [line] = db.execute(select(minutes_line)).all()
    assert line.withdrawn_by == town.cast.ids["李书记"]


def test_the_same_line_twice_is_one(town, tell, held):
    for _ in range(2):
        tell("李书记", "记录 决议：按月收缴")
    with town.db() as db:
        assert len(db.execute(select(minutes_line)).all()) == 1


def test_after_the_final_version_lines_are_corrections_with_author_and_time(town, tell, held):
    tell("李书记", "记录 决议：按月收缴")
    assert "要定稿吗" in tell("李书记", "定稿")
    assert tell("李书记", "1").startswith("✓ 已定稿")
    assert "定稿后补的，写成更正" in tell("周组织", "记录 决议：按季收缴")
    tell("李书记", "会议记录")
    said = text(document(town, tell("李书记", "1")))
    assert "1. 按月收缴" in said
    assert "2026-11-25 21:30 周组织 更正决议：按季收缴" in said


def test_a_secretary_of_a_joint_meeting_reads_only_own_names(town, tell):
    held = plan(town, joint=True)
    town.at(START)
    close(town, held)
    town.at(START + timedelta(hours=2))
    tell("钱书记", "会议记录")
    absent = facts(document(town, tell("钱书记", "1")))["缺席"]
    assert absent == "11 人：钱书记、蒋党员、沈党员"


def test_before_the_end_there_are_no_minutes(town, tell):
    plan(town)
    town.at(START)
    assert tell("李书记", "会议记录").startswith("最近两个月没有散会的会议")


def test_what_begins_with_nothing_known_is_asked_back(tell, held):
    tell("李书记", "会议记录")
    assert tell("李书记", "大家都很满意").startswith("要补记录，开头写上是什么")
    assert "取消" in tell("李书记", "7")


def test_hostile_text_is_only_text(town, tell, held):
    tell("李书记", '记录 决议：=HYPERLINK("http://x") <w:p/> & ]]> \x0b')
    tell("李书记", "会议记录")
    doc = document(town, tell("李书记", "1"))
    assert '1. =HYPERLINK("http://x") <w:p/> & ]]>' in text(doc)


def test_a_line_may_be_said_as_a_sentence(town, tell, held):
    tell("李书记", "会议记录")
    assert tell("李书记", "主持人是李书记").startswith("✓ 已记主持人：李书记")
    assert tell("李书记", "记一下，会议决定下月去陈白沙纪念馆").startswith(
        "✓ 已记决议：决定下月去陈白沙纪念馆"
    )
