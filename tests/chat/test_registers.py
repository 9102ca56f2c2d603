"""Registers from chat: opened by their words, filled question by question, corrected, withdrawn; whose hours are whose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.jobs import registers as job
from bot.ledger import notices
from bot.ledger import registers as ledger
from bot.ledger.tables import firm
from content import registers as declared
from content.registers import named
from handlers import registers as handler
from tests.chat.evenings import bubbles

PAIRING = ("填", "2", "小荷律师事务所", "2026-11-20", "一起学民法典", "12", "1")


@pytest.fixture
def speak(say):
    """``say``, each reply inside one bubble."""
    return bubbles(say)


def fill(speak, name, word, *answers):
    speak(name, word)
    replies = [speak(name, one) for one in answers]
    return replies[-1]


def rows(town, name="jiedui"):
    with town.db() as db:
        return ledger.rows(db, named(name), None)


def test_the_list_says_what_is_due_and_opens_by_number(town, speak):
    listed = speak("李书记", "台账")
    assert "三结对（该填）" in listed
    assert "最近要办：本月党费收齐后记一笔" in listed
    assert speak("李书记", "7").startswith("三结对")


def test_a_row_is_entered_one_question_at_a_time(town, speak):
    assert fill(speak, "李书记", "三结对", *PAIRING).startswith("✓ 已登记")
    (one,) = rows(town)
    assert one.branch_name == "一支部"
    assert one.values["kind"] == "支部与无党员律所"
    assert one.values["people"] == "12"
    assert "支部与无党员律所 1" in speak("李书记", "三结对")
    assert "三结对（该填）" not in speak("李书记", "台账")


def test_a_wrong_answer_is_asked_again_with_the_reason(town, speak):
    speak("李书记", "三结对")
    for answer in ("填", "2", "小荷律师事务所"):
        speak("李书记", answer)
    again = speak("李书记", "前阵子吧")
    assert "活动日期：要写日期" in again
    assert "3/5" in again
    assert "4/5" in speak("李书记", "昨天")


def test_cancel_works_at_every_turn(town, speak):
    for turns in range(len(PAIRING)):
        speak("李书记", "三结对")
        for answer in PAIRING[:turns]:
            speak("李书记", answer)
        assert "已取消" in speak("李书记", "取消")
    assert not rows(town)


def test_the_same_key_again_corrects_and_keeps_the_first(town, speak):
    fill(speak, "李书记", "三结对", *PAIRING)
    assert "已更正" in fill(speak, "李书记", "三结对", *PAIRING[:5], "15", "1")
    (one,) = rows(town)
    assert one.values["people"] == "15"
    with town.db() as db:
        assert [version.values["people"] for version in ledger.history(db, one)] == ["12", "15"]


def test_a_row_is_corrected_and_withdrawn_by_its_number(town, speak):
    fill(speak, "李书记", "三结对", *PAIRING)
    assert "4 活动内容：一起学民法典" in fill(speak, "李书记", "三结对", "改 1")
    assert "原来是「一起学民法典」" in speak("李书记", "4")
    assert "4 活动内容：换了内容" in speak("李书记", "换了内容")
    assert "已更正" in speak("李书记", "好")
    assert rows(town)[0].values["activity"] == "换了内容"
    assert "已撤掉" in fill(speak, "李书记", "三结对", "撤 1", "1")
    assert not rows(town)


def test_an_instructor_says_which_branch(town, speak):
    speak("孙指导", "三结对")
    assert "哪一个支部" in speak("孙指导", "填")
    for answer in ("2", *PAIRING[1:]):
        last = speak("孙指导", answer)
    assert last.startswith("✓ 已登记")
    assert rows(town)[0].branch_name == "联合支部"


def test_another_branchs_rows_are_not_shown(town, speak):
    fill(speak, "李书记", "三结对", *PAIRING)
    assert "还没有登记" in speak("钱书记", "三结对")


def test_a_members_hours_are_that_members_alone(town, speak):
    assert fill(speak, "王党员", "公益", "填", "1", "2026-11-20", "3.5", "签到表", "1").startswith("✓ 已登记")
    assert "服务小时合计 3.5" in speak("王党员", "公益")
    for other in ("吴党员", "李书记", "孙指导", "郑干事"):
        said = speak(other, "公益")
        assert "3.5" not in said
        assert "王党员" not in said


def test_a_sum_is_shown_of_three_members_and_more(town, speak):
    for name in ("王党员", "吴党员", "冯党员"):
        assert "服务小时" not in speak("孙指导", "公益")
        fill(speak, name, "公益", "填", "1", "2026-11-20", "2", "0", "1")
    assert "服务小时（小时）：益企讲堂 6" in speak("孙指导", "公益")


def test_members_without_an_office_have_no_registers(town, speak):
    assert "三结对 1/5" not in speak("王党员", "三结对")
    assert not speak("王党员", "台账").startswith("登记台账")


def test_firms_are_compared_with_themselves_by_name_and_no_person_is_in_it(town, speak):
    for year, cases in (("2025", "100"), ("2026", "130")):
        done = fill(speak, "郑干事", "擂台", "填", "榕荫", year, cases, "0", "0", "0", "0", "1")
        assert done.startswith("✓ 已登记")
    said = speak("王党员", "擂台")
    assert "广东榕荫律师事务所　办案数 130件（增30%）" in said
    assert "回「填」" not in said


def enter_figures(speak, *figures):
    for name, year, cases in figures:
        assert fill(speak, "郑干事", "擂台", "填", name, year, cases, *["不填"] * 4, "1").startswith(
            "✓ 已登记"
        )


def test_ones_own_firm_comes_first_and_the_others_by_name_whoever_did_more(town, speak):
    enter_figures(speak, ("榕荫", "2026", "10"), ("小荷", "2026", "900"), ("小荷", "2025", "1000"))
    own, other = "广东榕荫律师事务所　办案数 10件", "广东小荷律师事务所　办案数 900件（减10%）"
    assert speak("王党员", "擂台").splitlines()[1:3] == [own, other]
    assert speak("蒋党员", "擂台").splitlines()[1:3] == [other, own]
    assert speak("蒋党员", "榕荫").startswith("广东榕荫律师事务所　2026年")


def test_many_firms_are_shown_three_at_a_time(town, speak):
    with town.ledger.begin() as db:
        db.execute(insert(firm), [{"name": f"广东{letter}律师事务所"} for letter in "丙丁戊"])
    enter_figures(speak, *((f"广东{letter}律师", "2026", "10") for letter in "丙丁戊"), ("榕荫", "2026", "5"))
    first = speak("王党员", "擂台")
    assert "还有 1 家" in first
    assert "广东戊律师事务所" in speak("王党员", "1")
    assert "广东戊律师事务所" not in first


def test_a_date_put_right_leaves_one_row_with_both_versions(town, speak):
    fill(speak, "李书记", "三结对", *PAIRING)
    assert "已更正" in fill(speak, "李书记", "三结对", "改 1", "3", "2026-11-21", "好")
    (one,) = rows(town)
    assert one.values["held_on"] == "2026-11-21"
    with town.db() as db:
        assert [v.values["held_on"] for v in ledger.history(db, one)] == ["2026-11-20", "2026-11-21"]


def test_a_correction_that_is_cancelled_changes_nothing(town, speak):
    fill(speak, "李书记", "三结对", *PAIRING)
    for turns in (["改 1"], ["改 1", "4"], ["改 1", "4", "换了"]):
        fill(speak, "李书记", "三结对", *turns)
        assert "已取消" in speak("李书记", "取消")
    assert rows(town)[0].values["activity"] == "一起学民法典"


def test_another_branchs_firm_is_seen_in_the_contest_and_cannot_be_changed(town, speak):
    enter_figures(speak, ("小荷", "2026", "900"))
    speak("李书记", "台账")
    assert "小荷" in speak("李书记", "8")
    assert "您只能看" in speak("李书记", "改 1")
    assert "您只能看" in speak("李书记", "撤 1")
    assert len(rows(town, "leitai")) == 1


def test_coverage_of_another_branchs_firm_is_not_shown(town, speak):
    done = fill(speak, "郑干事", "两个覆盖", "填", "小荷", "2026", "联合支部", "有党组织", "1")
    assert done.startswith("✓ 已登记")
    assert "小荷" not in speak("李书记", "两个覆盖")
    assert "小荷" in speak("钱书记", "两个覆盖")


def test_all_steps_of_the_development_of_members_are_shown_to_choose_from(town, speak):
    speak("李书记", "党员发展")
    for answer in ("填", "2026-1"):
        asked = speak("李书记", answer)
    assert "1 递交申请书" in asked
    assert "25 材料归档" in asked


def test_branch_sums_of_hours_need_three_members(town, speak):
    for name, hours in (("王党员", "2"), ("吴党员", "3")):
        fill(speak, name, "公益", "填", "平台值班", "2026-11-20", hours, "0", "1")
    assert "平台值班 5" not in speak("李书记", "公益")
    fill(speak, "冯党员", "公益", "填", "平台值班", "2026-11-20", "4", "0", "1")
    assert "支部合计　服务小时（小时）：平台值班 9" in speak("李书记", "公益")


def test_signing_up_comes_first_and_the_hours_after(town, speak):
    fill(speak, "王党员", "值班", "填", "平台值班", "2026-12-05", "0", "0", "1")
    assert "服务小时合计 0 小时，共 1 次" in speak("王党员", "公益")
    fill(speak, "王党员", "公益", "改 1", "3", "4", "好")
    assert "服务小时合计 4 小时，共 1 次" in speak("王党员", "公益")


def test_leaders_of_no_time_at_all_are_warned_and_may_go_on(town, speak):
    speak("李书记", "党员发展")
    answers = ("填", "2026-1", "7", "2025-12-01", "2025-12-20", "2026-01-10", "2026-09-01", *["0"] * 5)
    replies = [speak("李书记", one) for one in answers]
    assert "请核对：积极分子到发展对象不到一年" in replies[-1]
    assert speak("李书记", "1").startswith("✓ 已登记")


def test_a_new_register_is_a_new_file_and_no_code(town, speak, tmp_path, monkeypatch):
    (tmp_path / "dushu.toml").write_text(
        'title = "读书角"\npart = "三个强化"\nsays = "每月添了什么书。"\nlevel = "branch"\nfills = ["officer"]\n'
        'sees = ["officer", "committee"]\nkeys = ["book"]\nwords = ["读书角"]\n'
        '[[field]]\nkey = "book"\ntitle = "书名"\nrequired = true\n[[sum]]\ntitle = "添书"\nunit = "本"\n',
        "utf-8",
    )
    found = declared.load(tmp_path)
    monkeypatch.setattr(handler, "registers", lambda: found)
    monkeypatch.setattr(handler, "named", lambda name: found[0])
    monkeypatch.setattr("handlers.register_rows.named", lambda name: found[0])
    assert "1 读书角" in speak("李书记", "台账")
    speak("李书记", "1")
    for answer in ("填", "宪法", "1"):
        last = speak("李书记", answer)
    assert last == "✓ 已登记　读书角\n看这张表，回「台账」。"


def test_what_falls_due_is_reminded_of_once(town, speak):
    town.at(town.now + timedelta(days=2))
    job.remind(town.services, town.now, town.now)
    first = [one.title for one in latest(town, "李书记")]
    assert [title for title in first if title.startswith("登记台账")]
    town.later(days=1)
    job.remind(town.services, town.now, town.now)
    again = [one.title for one in latest(town, "李书记")]
    assert len([one for one in again if one.startswith("登记台账")]) == 1


def latest(town, name):
    with town.db() as db:
        found = notices.of_member(db, town.cast.ids[name], town.now + timedelta(days=5), 20)
    return [one.notice for one in found]


def test_the_day_of_joining_is_greeted_once_and_to_that_member(town, speak):
    town.at(town.now.replace(year=2027, month=7, day=1))
    assert "政治生日 13 人" in job.remind(town.services, town.now, town.now) or latest(town, "王党员")
    assert [one.title for one in latest(town, "王党员")] == ["今天是您的政治生日"]
    job.remind(town.services, town.now, town.now)
    assert len(latest(town, "王党员")) == 1
