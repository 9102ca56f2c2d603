"""What members are owed about their own data: to see all of it, take it along, correct it, have it deleted."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import func, select

from bot import finishing
from bot.config import PushSettings
from bot.ledger import consents, erasing, lookups, members, own_rows, registers
from bot.ledger.tables import (
    attendance,
    audit,
    binding,
    consent,
    delivery,
    meeting,
    member,
    metadata,
    own_correction,
    thought,
)
from bot.ledger.tables import erasure as erasure_table
from content.privacy import PrivacyNotice, in_force
from content.registers import named
from handlers import my_data
from handlers import privacy as privacy_handler


def files(town, reply: str, ending: str) -> tuple[int, bytes]:
    path = re.search(r"(/p/export/\S+)", reply)[1]
    with town.browser.post(path, data={"format": ending}) as answer:
        return answer.status_code, answer.data


def test_every_table_with_a_member_in_it_is_shown_or_said_to_be_an_officers_doing():
    known = {held.table.name for held in own_rows.HELD} | {one.name for one in own_rows.DONE_BY}
    for table in metadata.sorted_tables:
        if any(key.column.table.name == "member" for key in table.foreign_keys):
            assert table.name in known, f"{table.name}: whose rows are these?"


def test_the_export_has_ones_own_rows_and_nobody_elses(town, say):
    say("王党员", "心得 学到了很多东西")
    say("陈党员", "心得 别人的一句话")
    status, data = files(town, say("王党员", "我的数据 导出"), "json")
    assert status == 200
    whole = json.loads(data)
    assert whole["本人"][0]["姓名"] == "王党员"
    assert whole["所在支部"]
    assert "学到了很多东西" in str(whole["心得"])
    for other in ("陈党员", "别人的一句话", town.cast.openid("陈党员")):
        assert other not in data.decode()


def test_the_export_is_a_workbook_too_and_the_link_is_good_once(town, say):
    reply = say("王党员", "导出我的数据")
    assert files(town, reply, "xlsx")[1][:2] == b"PK"
    assert files(town, reply, "xlsx")[0] == 410


def test_no_secret_is_in_the_export(town, say):
    whole = json.loads(files(town, say("王党员", "我的数据 导出"), "json")[1])
    columns = {
        column for table in whole.values() if isinstance(table, list) for row in table for column in row
    }
    assert not columns & own_rows.SECRET


def test_deleting_is_asked_back_and_no_keeps_everything(town, say):
    reply = say("王党员", "删除我的数据")
    assert reply.endswith("回 1 删除，回 2 不删。")
    assert "没有删" in say("王党员", "2")
    assert "王党员" in say("王党员", "我的数据")


def test_deleting_unbinds_at_once_and_leaves_no_name_phone_openid_or_words(town, say):
    say("王党员", "心得 学到了很多东西")
    openid = town.cast.openid("王党员")
    say("王党员", "删除我的数据")
    assert say("王党员", "1").startswith("✓ 已删除，已解绑")
    assert "还没认出您" in say("王党员", "我的记录")
    with town.db() as db:
        one = db.execute(select(member).where(member.c.id == town.cast.ids["王党员"])).one()
        assert (one.phone_sealed, one.phone_index, one.firm_id, one.joined_on) == (None,) * 4
        assert one.left_at is not None
        for table in metadata.sorted_tables:
            for row in db.execute(select(table)):
                assert "王党员" not in str(row), table.name
        assert db.execute(select(thought)).first() is None
        for table in (binding, delivery):
            assert all(openid not in str(row) for row in db.execute(select(table)))


def test_marks_at_meetings_stay_sealed_and_the_reason_is_told(town, say):
    with town.db() as db:
        made = db.execute(
            meeting.insert().values(
                key="m", branch_id=town.cast.first, kind="支部党员大会", title="支部党员大会",
                starts_at=town.now, created_at=town.now,
            )
        ).inserted_primary_key[0]  # fmt: skip
        db.execute(
            attendance.insert().values(
                meeting_id=made, member_id=town.cast.ids["王党员"], branch_id=town.cast.first, state="present", standing="full",
                how="code", marked_at=town.now,
            )
        )  # fmt: skip
    assert "会议考勤 1 条（党组织会议记录保存 10 年）" in say("王党员", "删除我的数据")
    assert "封存：会议考勤 1 条" in say("王党员", "1")
    with town.db() as db:
        assert db.execute(select(func.count()).select_from(attendance)).scalar() == 1


def test_who_holds_an_office_hands_it_over_first(say):
    assert "先办交接" in say("李书记", "删除我的数据")


def test_who_comes_back_after_being_deleted_is_deleted_again(town, say):
    say("王党员", "删除我的数据")
    say("王党员", "1")
    id_ = town.cast.ids["王党员"]
    with town.db() as db:
        assert erasing.again(db, town.now) == 0
        db.execute(member.update().where(member.c.id == id_).values(name="王党员", left_at=None))
        assert erasing.again(db, town.now) == 1
        assert db.execute(select(member.c.name).where(member.c.id == id_)).scalar() == f"已删除{id_}"
        assert db.execute(select(func.count()).select_from(erasure_table)).scalar() == 1


def test_binding_records_the_version_agreed_to_and_unbinding_withdraws_it(town, say):
    from bot.ledger import bindings

    id_ = town.cast.ids["王党员"]
    with town.db() as db:
        bindings.bind_directly(db, "wecom", "wang", id_, town.now)
        assert consents.given(db, id_, consents.PRIVACY) == {in_force().version}
    say("王党员", "撤回同意")
    say("王党员", "1")
    with town.db() as db:  # still bound in WeCom: that consent stands
        assert consents.given(db, id_, consents.PRIVACY) == {in_force().version}
    town.say_in_wecom("wang", "撤回同意")
    town.say_in_wecom("wang", "1")
    with town.db() as db:
        assert consents.given(db, id_, consents.PRIVACY) == set()
        assert db.execute(select(consent.c.withdrawn_at)).scalars().all() == [town.now]


def test_a_wrong_phone_is_put_right_by_an_officer_and_the_old_one_is_kept(town, say):
    say("王党员", "更正我的信息")
    say("王党员", "1")
    assert "不像手机" in say("王党员", "12345")
    assert "已申请更正手机" in say("王党员", "13800138000")
    assert "13800138000" in say("周组织", "更正申请")
    assert "已同意并改好" in say("周组织", "1")
    assert "138****8000" in say("王党员", "我的数据")
    with town.db() as db:
        row = db.execute(select(own_correction)).one()
        assert (row.state, row.decided_by) == ("accepted", town.cast.ids["周组织"])
        assert b"13800138000" not in row.after_sealed


def test_a_correction_is_refused_with_the_reason_and_nothing_changes(town, say):
    say("王党员", "更正我的信息")
    say("王党员", "2")
    say("王党员", "广东没有律师事务所")
    say("周组织", "更正申请")
    assert "没有登记这家律所" in say("周组织", "1")
    say("周组织", "更正申请")
    assert "没有改，原因：与执业证不符" in say("周组织", "不改 1 与执业证不符")
    assert "广东榕荫律师事务所" in say("王党员", "我的数据")
    assert "没有待核对" in say("周组织", "更正申请")


def test_another_branchs_officer_does_not_see_a_correction(say):
    say("王党员", "更正我的信息")
    say("王党员", "2")
    say("王党员", "广东小荷律师事务所")
    assert "没有待核对" in say("钱书记", "更正申请")


def test_whoever_was_looked_up_can_ask_by_whom_and_is_told_the_office(town, say):
    ids = town.cast.ids
    assert "还没有人看过" in say("王党员", "谁看过我")
    with town.db() as db:
        lookups.note(db, town.now, ids["李书记"], "chat", [ids["王党员"], ids["吴党员"]], "roll meeting 1")
        lookups.note(db, town.now, ids["郑干事"], "console", [ids["吴党员"]], "meeting 1")
        assert (
            db.execute(select(func.count()).select_from(audit).where(audit.c.verb == "look up")).scalar() == 2
        )
    reply = say("王党员", "谁看过我")
    assert "一支部支部书记" in reply or "一支部书记" in reply
    assert "看会议名单（聊天）" in reply
    assert "李书记" not in reply
    assert "最近 1 次" in reply


def test_a_number_within_another_is_not_taken_for_it(db, cast):
    from tests.cast import NOW as now

    lookups.note(db, now, cast.ids["李书记"], "chat", [cast.ids["郑干事"]], "roll meeting 1")
    assert cast.ids["郑干事"] > 9
    assert lookups.of_member(db, cast.ids["郑干事"] % 10) == []
    assert len(lookups.of_member(db, cast.ids["郑干事"])) == 1


def test_looking_at_oneself_is_no_look(db, cast):
    from tests.cast import NOW

    lookups.note(db, NOW, cast.ids["李书记"], "chat", [cast.ids["李书记"]], "roll meeting 1")
    assert db.execute(select(audit)).first() is None


def test_erasing_consents_and_corrections_go_on_either_database(db, cast):
    from bot.ledger import own_corrections
    from tests.cast import NOW
    from tests.town import KEYS

    id_, by = cast.ids["王党员"], members.by_id(db, cast.ids["周组织"])
    own_corrections.ask(db, KEYS, id_, cast.first, "phone", "13800138000", NOW)
    (one,) = own_corrections.waiting(db, KEYS, [cast.first], staff=False)
    assert own_corrections.waiting(db, KEYS, [cast.joint], staff=True) == []
    assert own_corrections.decide(db, KEYS, one, by, NOW, PushSettings())
    assert not own_corrections.decide(db, KEYS, one, by, NOW, PushSettings())
    consents.give(db, id_, consents.PRIVACY, "1", "official", NOW)
    erasing.erase(db, id_, NOW)
    row = db.execute(select(member).where(member.c.id == id_)).one()
    assert (row.name, row.phone_sealed, row.left_at) == (f"已删除{id_}", None, NOW)
    assert consents.given(db, id_, consents.PRIVACY) == set()
    assert next(held.title for held, found in own_rows.rows(db, KEYS, id_) if found) == "本人"


def test_ones_own_rows_of_the_registers_go_out_and_go_away(town, say):
    for one in ("公益", "填", "1", "2026-11-20", "3.5", "签到表", "1"):
        said = say("王党员", one)
    assert "✓ 已登记" in said
    whole = json.loads(files(town, say("王党员", "我的数据 导出"), "json")[1])
    assert "益企讲堂" in str(whole["本人的登记（公益服务等）"])
    assert "益企讲堂" not in str(json.loads(files(town, say("吴党员", "我的数据 导出"), "json")[1]))
    say("王党员", "删除我的数据")
    assert say("王党员", "1").startswith("✓ 已删除")
    with town.db() as db:
        assert not registers.of_member(db, named("gongyi"), town.cast.ids["王党员"])


def test_a_newer_privacy_notice_is_asked_about_once_and_the_answer_is_kept_with_its_version(
    town, say, monkeypatch
):
    newer = PrivacyNotice("2", "增加了开庭时间，只用来避开推送。", "新的全文")
    for module in (finishing, privacy_handler, my_data):
        monkeypatch.setattr(module, "in_force", lambda: newer)
    assert "隐私说明更新了：增加了开庭时间" not in say("王党员", "投诉")  # a question is open: not now
    assert "隐私说明更新了：增加了开庭时间" not in say("王党员", "隐私说明")
    asked = say("王党员", "任务")
    assert "隐私说明更新了：增加了开庭时间" in asked
    assert "隐私说明更新了" not in say("王党员", "任务")
    id_ = town.cast.ids["王党员"]
    with town.db() as db:
        assert "2" not in consents.given(db, id_, consents.PRIVACY)
    assert say("王党员", "隐私") == "新的全文"
    assert say("王党员", "同意隐私说明").startswith("✓ 已记下")
    assert "已经同意过" in say("王党员", "同意隐私说明")
    with town.db() as db:
        assert "2" in consents.given(db, id_, consents.PRIVACY)


def test_a_version_of_the_notice_without_what_has_changed_is_a_fault(tmp_path):
    path = tmp_path / "privacy.toml"
    one = '[[notice]]\nversion = "{}"\nchanged = ""\ntext = "x"\n'
    path.write_text(one.format(1) + one.format(2))
    with pytest.raises(ValueError, match="notice 2 needs its text"):
        in_force(path)
