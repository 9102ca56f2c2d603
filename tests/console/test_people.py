"""People and branches in the console: who may see whom, what is put right with its history, offices and handover."""

from __future__ import annotations

import re

from sqlalchemy import insert, select

from bot.ledger import branches, members, offices, transfers
from bot.ledger.tables import audit, firm


def page_of(town, name):
    return f"/console/people/{town.cast.ids[name]}"


def test_a_secretary_sees_their_own_people_and_who_has_no_phone_bound(town, visitor):
    one = visitor("李书记")
    page = one.page("/console/people")
    assert "王党员" in page.text
    assert "蒋党员" not in page.text
    one.press(page_of(town, "王党员"), "/unbind")
    row = next(row for row in one.page("/console/people").select("tbody tr") if "王党员" in row.text)
    assert "还没有绑定" in row.text


def test_the_committee_chooses_a_branch_before_any_name_is_shown(town, visitor):
    staff = visitor("郑干事")
    assert not [name for name in ("王党员", "蒋党员") if name in staff.page("/console/people").text]
    assert "蒋党员" in staff.page(f"/console/people?branch={town.cast.joint}").text
    with town.db() as db:
        looked = db.execute(select(audit.c.subject).where(audit.c.verb == "look up")).scalars().all()
    assert "people" in looked


def test_a_new_code_binds_a_new_phone(town, visitor):
    one = visitor("李书记")
    one.press(page_of(town, "王党员"), "/unbind")
    page = one.press(page_of(town, "王党员"), "/code", 200)
    code = page.select_one("strong.code").text
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code)
    assert "✓" in town.say("王党员", f"绑定 王党员 {code}")
    assert code not in one.page(page_of(town, "王党员")).text


def test_a_phone_number_is_shown_when_pressed_for_and_that_is_written_down(town, visitor):
    with town.db() as db:
        db.exec_driver_sql(
            "update member set phone_sealed = ? where id = ?",
            (town.services.keys.seal("13800000000"), town.cast.ids["王党员"]),
        )
    one = visitor("李书记")
    assert "13800000000" not in one.page(page_of(town, "王党员")).text
    assert "13800000000" in one.press(page_of(town, "王党员"), "/phone", 200).text
    with town.db() as db:
        assert ("phone", str(town.cast.ids["王党员"])) in [
            tuple(row) for row in db.execute(select(audit.c.subject, audit.c.detail))
        ]


def test_what_is_put_right_is_written_down_and_wrong_input_says_why(town, visitor):
    staff = visitor("郑干事")
    page = staff.press(page_of(town, "卫预备"), "/put-right", standing="full", firm="广东小荷律师事务所")
    assert "已更正：政治面貌、律所" in page.text
    with town.db() as db:
        assert members.by_id(db, town.cast.ids["卫预备"]).standing == "full"
    for fields, said in (
        ({"name": "卫"}, "姓名：2 到 30 个字"),
        ({"joined": "1900-01-01"}, "入党日期：不对"),
    ):
        assert said in staff.press(page_of(town, "卫预备"), "/put-right", 422, **fields).text


def test_a_transfer_keeps_the_history_and_the_old_secretary_loses_sight(town, visitor):
    staff = visitor("郑干事")
    page = staff.press(page_of(town, "王党员"), "/transfer", to=town.cast.joint)
    assert "已转到联合支部" in page.text
    with town.db() as db:
        stays = transfers.history(db, town.cast.ids["王党员"])
    assert [stay.branch_name for stay in stays] == ["一支部", "联合支部"]
    assert visitor("李书记").get(page_of(town, "王党员")).status_code == 404
    assert visitor("钱书记").get(page_of(town, "王党员")).status_code == 200


def test_who_leaves_the_roster_keeps_nothing_open(town, visitor):
    theirs = visitor("周组织")
    staff = visitor("郑干事")
    staff.press(page_of(town, "周组织"), "/leave")
    assert theirs.get("/console/").status_code == 303
    assert "绑定" in town.say("周组织", "点名")
    assert staff.get(page_of(town, "周组织")).status_code == 404


def test_somebody_new_is_entered_once(town, visitor):
    staff = visitor("郑干事")
    fields = {"name": "尤新人", "branch": town.cast.first, "standing": "full", "firm": "广东榕荫律师事务所"}
    page = staff.press("/console/people/new", "/console/people/new", **fields)
    assert "尤新人" in page.h1.text
    again = staff.press("/console/people/new", "/console/people/new", 422, **fields)
    assert "这个支部已经有尤新人了" in again.text


def test_officers_appoint_nobody(town, visitor):
    one = visitor("李书记")
    key = one.page("/console/").select_one("input[name=key]")["value"]
    for path in (f"/console/branches/{town.cast.first}/appoint", f"{page_of(town, '王党员')}/put-right"):
        assert one.post(path, {"key": key, "role": "secretary", "name": "王党员"}).status_code == 403


def test_an_office_given_here_counts_in_chat_at_once_and_so_does_one_taken(town, visitor):
    staff = visitor("郑干事")
    branch = f"/console/branches/{town.cast.first}"
    staff.press(branch, "/appoint", role="organiser", name="吴党员")
    assert "后台" in town.say("吴党员", "后台")
    signed_in = visitor("吴党员")
    staff.press(branch, "/relieve", member=town.cast.ids["吴党员"], role="organiser")
    assert signed_in.get("/console/").status_code in (303, 403)


def test_a_handover_is_one_step_and_the_old_secretary_is_out(town, visitor):
    old = visitor("李书记")
    staff = visitor("郑干事")
    branch = f"/console/branches/{town.cast.first}"
    page = staff.press(branch, "/hand-over", secretary="王党员", organiser="冯党员", since="2026-11-23")
    assert "已换届" in page.text
    assert old.get("/console/meetings").status_code in (303, 403)
    assert visitor("王党员").get("/console/meetings").status_code == 200
    wrong = staff.press(branch, "/hand-over", 422, secretary="不认识", since="2026-11-23")
    assert "没有「不认识」这个人" in wrong.text


def test_branches_are_made_renamed_and_dissolved_only_when_empty(town, visitor):
    staff = visitor("郑干事")
    page = staff.press("/console/branches", "/console/branches", name="新所党支部", kind="independent")
    assert "新所党支部" in page.h1.text
    with town.db() as db:
        made = next(one for one in branches.listed(db) if one.name == "新所党支部")
    renamed = staff.press(f"/console/branches/{made.id}", "/change", name="新所联合党支部", kind="joint")
    assert "联合支部" in renamed.text
    assert "已撤销" in staff.press(f"/console/branches/{made.id}", "/dissolve").text
    refused = staff.press(f"/console/branches/{town.cast.first}", "/dissolve", 422)
    assert "还有 8 人" in refused.text
    doubled = staff.press("/console/branches", "/console/branches", 422, name="一支部", kind="independent")
    assert "已经有叫「一支部」的支部" in doubled.text


def looked_up(town):
    """What has been written down of look-ups: subject -> the ids named."""
    with town.db() as db:
        rows = db.execute(select(audit.c.subject, audit.c.detail).where(audit.c.verb == "look up")).all()
    return {subject: {int(id_) for id_ in detail.split() if id_.isdecimal()} for subject, detail in rows}


def test_a_list_of_branches_that_names_officers_is_written_down(town, visitor):
    staff = visitor("郑干事")
    assert "孙指导" in staff.page("/console/branches").text
    ids = town.cast.ids
    assert looked_up(town)["branches"] == {ids["李书记"], ids["钱书记"], ids["孙指导"]}
    staff.page(f"/console/branches/{town.cast.joint}")
    named = {ids[name] for name in ("钱书记", "蒋党员", "沈党员", "孙指导")}
    assert looked_up(town)[f"branch {town.cast.joint}"] == named


def test_who_is_cross_appointed_is_said_by_name(town, visitor):
    staff = visitor("郑干事")
    assert "行业党委都有职务）0 人。" in staff.page("/console/branches").text
    with town.db() as db:
        offices.appoint(db, town.cast.ids["李书记"], "staff", town.now, committee_id=town.cast.committee)
    page = staff.page("/console/branches")
    assert "行业党委都有职务）1 人：李书记。" in page.text
    assert page.select_one(f"p a[href='{page_of(town, '李书记')}']")


def test_firms_are_listed_with_their_members_and_branches_and_no_names(town, visitor):
    staff = visitor("郑干事")
    with town.db() as db:
        db.execute(insert(firm).values(name="广东无人律师事务所"))
    page = staff.page("/console/firms")
    rows = {row.th.text: [cell.text for cell in row.select("td")] for row in page.select("tbody tr")}
    assert rows == {
        "广东小荷律师事务所": ["3", "0", "0", "0", "0", "联合支部"],
        "广东无人律师事务所": ["0", "0", "0", "0", "0", "名册上没有支部的人"],
        "广东榕荫律师事务所": ["7", "1", "0", "0", "0", "一支部"],
    }
    assert not [name for name in town.cast.ids if name in page.main.text]
    assert visitor("李书记").get("/console/firms").status_code == 403
