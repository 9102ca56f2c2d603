"""What the console reads of notices, deliveries and the audit: figures and scope, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from bot.ledger import audience_people, audit, audit_trail, job_runs, members, notices
from bot.ledger.audit_trail import Wanted
from bot.ledger.deliveries import ACCEPTED, FAILED, UNKNOWN, receipts, standing
from bot.ledger.notices import seen_by
from bot.ledger.notices.seen_by import Figures
from bot.ledger.tables import delivery, inbox
from tests.cast import NOW

DAY = timedelta(days=1)


@pytest.fixture
def wrote(db, cast):
    """``wrote("甲", ["王党员"], "李书记", branch)``: a notice; returns its id."""

    def write(title, names, by, branch=None, kind="notice", **values):
        made = notices.create(
            db, key=f"{kind}-{title}", kind=kind, title=title, body="", recipients=[cast.ids[name] for name in names],
            now=NOW, created_by=cast.ids[by] if by else None, branch_id=branch, **values,
        )  # fmt: skip
        return made.notice_id

    return write


def becomes(db, notice_id, member_id, **values):
    of = (delivery.c.notice_id == notice_id, delivery.c.member_id == member_id)
    db.execute(update(delivery).where(*of).values(**values))


def who(db, cast, name):
    found = members.by_id(db, cast.ids[name])
    assert found is not None
    return found


def titles(db, cast, name, state=""):
    found, total = seen_by.listed(db, who(db, cast, name), NOW, state)
    assert total == len(found)
    return [one.notice.title for one in found]


def test_officers_list_their_own_notices_and_their_branches_staff_all(db, cast, wrote):
    wrote("甲", ["王党员"], "李书记", cast.first)
    wrote("乙", ["蒋党员"], "钱书记", cast.joint)
    wrote("丙", ["王党员", "蒋党员"], "孙指导")
    wrote("提醒", ["王党员"], None, cast.first, kind="reminder")
    assert titles(db, cast, "李书记") == ["甲"]
    assert titles(db, cast, "周组织") == ["甲"]
    assert titles(db, cast, "孙指导") == ["丙", "乙", "甲"]
    assert titles(db, cast, "郑干事") == ["丙", "乙", "甲"]


def test_a_page_of_the_list_and_how_many_there_are(db, cast, wrote):
    for number in range(7):
        wrote(f"第{number}条", ["王党员"], "李书记", cast.first)
    found, total = seen_by.listed(db, who(db, cast, "李书记"), NOW, count=3, skipped=3)
    assert [one.notice.title for one in found] == ["第3条", "第2条", "第1条"]
    assert total == 7


def test_notices_are_listed_by_how_they_stand(db, cast, wrote):
    wrote("等", ["王党员"], "郑干事", approval=notices.WAITING)
    wrote("以后", ["王党员"], "郑干事", send_at=NOW + DAY)
    wrote("发了", ["王党员"], "郑干事")
    notices.cancel(db, wrote("撤了", ["王党员"], "郑干事"), NOW)
    assert titles(db, cast, "郑干事", "waiting") == ["等"]
    assert titles(db, cast, "郑干事", "later") == ["以后"]
    assert titles(db, cast, "郑干事", "withdrawn") == ["撤了"]
    assert len(titles(db, cast, "郑干事")) == 4


def test_the_lists_figures_are_those_of_the_receipts(db, cast, wrote):
    id_ = wrote("甲", ["王党员", "吴党员", "冯党员", "陈党员"], "李书记", cast.first)
    becomes(db, id_, cast.ids["王党员"], state=ACCEPTED, opened_at=NOW, confirmed_at=NOW)
    becomes(db, id_, cast.ids["吴党员"], state=FAILED)
    becomes(db, id_, cast.ids["冯党员"], state="cancelled")
    [one] = seen_by.listed(db, who(db, cast, "李书记"), NOW)[0]
    assert one.figures == Figures(due=3, pending=1, reached=1, missed=1, opened=1, confirmed=1)
    assert one.figures == seen_by.counted(receipts(db, id_))
    assert one.author == "李书记"


def test_deliveries_are_counted_by_way_and_state_within_branches(db, cast, wrote):
    id_ = wrote("甲", ["王党员", "吴党员", "蒋党员"], "郑干事")
    becomes(db, id_, cast.ids["王党员"], state=ACCEPTED, route="wecom")
    becomes(db, id_, cast.ids["吴党员"], state=FAILED, route="customer", reason="对方拒收")
    becomes(db, id_, cast.ids["蒋党员"], state=UNKNOWN, route="customer", reason="不能确定")
    whole = standing.by_way(db, NOW - DAY, NOW, None)
    assert whole == {("wecom", ACCEPTED): 1, ("customer", FAILED): 1, ("customer", UNKNOWN): 1}
    assert standing.by_way(db, NOW - DAY, NOW, [cast.first]) == {
        ("wecom", ACCEPTED): 1,
        ("customer", FAILED): 1,
    }
    assert standing.reasons(db, NOW - DAY, NOW, [cast.joint]) == [("不能确定", UNKNOWN, 1)]
    assert [one.name for one in standing.missed(db, NOW - DAY, NOW, None)] == ["吴党员", "蒋党员"]
    assert standing.by_way(db, NOW - 2 * DAY, NOW - DAY, None) == {}


def test_what_is_for_one_person_alone_has_no_title_and_is_in_no_officers_figures(db, cast, wrote):
    id_ = wrote("您的申请有结果了", ["王党员"], None, kind="service")
    becomes(db, id_, cast.ids["王党员"], state=FAILED)
    assert [one.title for one in standing.missed(db, NOW - DAY, NOW, None)] == [""]
    assert standing.missed(db, NOW - DAY, NOW, [cast.first]) == []
    assert standing.by_way(db, NOW - DAY, NOW, [cast.first]) == {}


def test_how_many_members_had_how_many_pushes_this_week(db, cast, wrote):
    wrote("甲", ["王党员", "吴党员"], "李书记")
    wrote("乙", ["王党员"], "李书记")
    wrote("丙", ["王党员"], None, kind="service")
    assert notices.how_many_had(db, NOW) == [(1, 1), (2, 1)]
    assert notices.how_many_had(db, NOW - 7 * DAY) == []


def test_people_are_found_by_a_part_of_the_name_within_branches(db, cast):
    assert [one.name for one in audience_people.find(db, [cast.joint], "党员")] == ["蒋党员", "沈党员"]
    assert audience_people.find(db, [cast.first], "蒋") == []
    assert audience_people.find(db, [cast.first], "%") == []
    assert audience_people.find(db, [cast.first], "") == []
    asked = [cast.ids["蒋党员"], cast.ids["王党员"]]
    assert [one.name for one in audience_people.persons(db, [cast.first], asked)] == ["王党员"]


def test_an_open_window_is_a_message_within_two_days(db, cast):
    for name, ago in (("王党员", 1), ("吴党员", 47), ("冯党员", 48)):
        row = {"key": name, "channel": "official", "sender": cast.openid(name), "kind": "text"}
        db.execute(insert(inbox).values(**row, received_at=NOW - timedelta(hours=ago)))
    to = [cast.ids[name] for name in ("王党员", "吴党员", "冯党员", "陈党员")]
    assert audience_people.in_window(db, to, NOW) == 2


def test_the_audit_is_narrowed_by_everything_at_once(db, cast):
    li, qian = cast.ids["李书记"], cast.ids["钱书记"]
    for by, verb, subject in (
        (li, "nudge", "notice 1"), (qian, "nudge", "notice 2"), (qian, "roll", "meeting 1"),
        (li, "bind", f"member {qian}"), (None, "backup", "ledger"), (qian, "handover", f"branch {cast.first}"),
    ):  # fmt: skip
        audit.record(db, NOW, by, "chat", verb, subject)
    span = (NOW - DAY, NOW + DAY)

    def subjects(wanted):
        found, total = audit_trail.page(db, wanted)
        assert total == len(found)
        return [one.subject for one in reversed(found)]

    assert len(subjects(Wanted(*span))) == 6
    assert subjects(Wanted(*span, verb="nudge")) == ["notice 1", "notice 2"]
    assert subjects(Wanted(*span, verb="nudge", persons=(qian,))) == ["notice 2"]
    assert subjects(Wanted(*span, persons=(qian,)))[2] == f"member {qian}"
    assert subjects(Wanted(*span, persons=())) == []
    assert subjects(Wanted(*span, own=li, branch_ids=(cast.first,))) == [
        "notice 1", f"member {qian}", f"branch {cast.first}",
    ]  # fmt: skip
    assert subjects(Wanted(NOW - 2 * DAY, NOW - DAY)) == []
    assert audit_trail.last(db, "backup") == NOW
    assert audit_trail.last(db, "restore") is None
    assert audit_trail.verbs(db) == ["backup", "bind", "handover", "nudge", "roll"]


def test_runs_that_were_not_done_in_time_are_told_apart(db):
    job_runs.give_up(db, "tidy", NOW, NOW)
    job_runs.give_up(db, "month_plan", NOW - DAY, NOW, job_runs.LEFT_OUT)
    job_runs.claim(db, "sweep", NOW, NOW)
    job_runs.finish(db, "sweep", NOW, "没有待发的", NOW)
    assert [one.job for one in job_runs.not_done(db, NOW - 2 * DAY)] == ["tidy", "month_plan"]
    assert [one.job for one in job_runs.not_done(db, NOW - DAY / 2)] == ["tidy"]
