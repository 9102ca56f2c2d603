"""What went out and what did not, and what a person decides about it; how much each branch sends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.ledger import notices, quotas
from bot.ledger.tables import audit, channel_pause, delivery, notice

PATH = "/console/deliveries"


def wrote(town, title, names, by="李书记", branch=None, **values):
    """A notice to some, and what became of its deliveries."""
    with town.db() as db:
        made = notices.create(
            db, key=title, kind="notice", title=title, body="", recipients=[town.cast.ids[one] for one in names],
            now=town.now, created_by=town.cast.ids[by], branch_id=branch,
        )  # fmt: skip
        if "halted_at" in values:
            db.execute(update(notice).where(notice.c.id == made.notice_id).values(**values))
        else:
            of = delivery.c.notice_id == made.notice_id
            db.execute(update(delivery).where(of).values(settled_at=town.now, **values))
        return made.notice_id


def states(town, id_):
    with town.db() as db:
        rows = select(delivery.c.member_id, delivery.c.state).where(delivery.c.notice_id == id_)
        return dict(db.execute(rows).all())


def acts(town, verb):
    with town.db() as db:
        return [row.actor for row in db.execute(select(audit.c.actor).where(audit.c.verb == verb))]


@pytest.fixture
def doubtful(town):
    return wrote(
        town,
        "甲通知",
        ["王党员", "吴党员"],
        branch=town.cast.first,
        state="unknown",
        reason="不能确定",
        route="customer",
    )


@pytest.fixture
def halted(town):
    return wrote(
        town,
        "乙通知",
        ["王党员", "吴党员"],
        branch=town.cast.first,
        halted_at=town.now,
        halted_why="模板编号不对",
    )


def test_figures_are_the_ledgers(town, visitor, doubtful):
    wrote(town, "丙通知", ["王党员", "蒋党员"], state="accepted", route="wecom")
    wrote(
        town,
        "丁通知",
        ["冯党员", "沈党员"],
        state="failed",
        reason="对方拒收",
        route="template",
        error_code=43101,
    )
    page = visitor("郑干事").page(PATH)
    shown = {
        row.th.text: [int(cell.text) for cell in row.select("td")] for row in page.select("#ways tbody tr")
    }
    assert shown == {
        "公众号客服消息": [0, 0, 0, 0, 2, 0],
        "公众号模板消息": [0, 0, 0, 2, 0, 0],
        "企业微信": [2, 0, 0, 0, 0, 0],
    }
    with town.db() as db:
        assert db.execute(select(func.count()).select_from(delivery)).scalar() == sum(
            map(sum, shown.values())
        )
    assert "43101" in page.text


def test_officers_see_what_went_to_their_own_branch(town, visitor):
    wrote(
        town, "丁通知", ["冯党员", "沈党员"], by="郑干事", state="failed", reason="对方拒收", route="template"
    )
    page = visitor("李书记").page(PATH)
    assert "冯党员" in page.text
    assert "沈党员" not in page.text
    assert "今天的额度" not in page.text


def test_what_one_person_is_told_is_not_shown_to_officers_nor_its_title_to_anybody(town, visitor):
    with town.db() as db:
        made = notices.create(
            db, key="own", kind="service", title="您的投诉有答复了", body="", recipients=[town.cast.ids["王党员"]], now=town.now
        )  # fmt: skip
        db.execute(update(delivery).where(delivery.c.notice_id == made.notice_id).values(state="failed"))
    assert "王党员" not in visitor("李书记").page(PATH).text
    page = visitor("郑干事").page(PATH)
    assert "王党员" in page.text
    assert "您的投诉" not in page.text


def test_who_is_in_doubt_is_decided_one_by_one(town, visitor, doubtful):
    one = visitor("李书记")
    who = {tick.parent.text.split()[0]: tick["value"] for tick in one.page(PATH).select("[name=who]")}
    assert "先勾选" in one.press(PATH, "/settle", 422, verdict="arrived").text
    assert "记为收到：1 人" in one.press(PATH, "/settle", verdict="arrived", who=who["王党员"]).text
    assert "再发一次：1 人" in one.press(PATH, "/settle", verdict="again", who=who["吴党员"]).text
    ids = town.cast.ids
    assert states(town, doubtful) == {ids["王党员"]: "accepted", ids["吴党员"]: "pending"}
    assert acts(town, "delivery_resolve") == ["console", "console"]
    assert town.queue.count >= 2


def test_a_second_press_decides_nothing_again(town, visitor, doubtful):
    one = visitor("李书记")
    page = one.page(PATH)
    fields = {"key": page.select_one("[name=key]")["value"], "verdict": "again"}
    fields["who"] = [tick["value"] for tick in page.select("[name=who]")]
    assert one.post(f"{PATH}/{doubtful}/settle", fields).status_code == 303
    assert one.post(f"{PATH}/{doubtful}/settle", fields).status_code == 404
    assert acts(town, "delivery_resolve") == ["console", "console"]


def test_a_halted_notice_goes_on_once_its_cause_is_put_right(town, visitor, halted):
    one = visitor("李书记")
    assert "模板编号不对" in one.page(PATH).text
    assert "接着发：乙通知（2 人）" in one.press(PATH, "/let-go").text
    with town.db() as db:
        assert notices.get(db, halted).halted_at is None
    assert acts(town, "notice_resume") == ["console"]


def test_another_branchs_officer_neither_sees_nor_decides(town, visitor, doubtful, halted):
    other = visitor("钱书记")
    page = other.page(PATH)
    assert "甲通知" not in page.text
    assert "乙通知" not in page.text
    key = page.select_one("[name=key]")["value"]
    for path in (f"{PATH}/{doubtful}/settle", f"{PATH}/{halted}/let-go"):
        assert other.post(path, {"key": key, "verdict": "again", "who": [1, 2]}).status_code == 404
    assert set(states(town, doubtful).values()) == {"unknown"}


def test_a_paused_channel_is_resumed_by_the_committee_only(town, visitor):
    with town.db() as db:
        quotas.pause(db, "official", town.now + timedelta(hours=3), "今天的次数用完了", town.now)
    path = f"{PATH}/channels/official/resume"
    officer = visitor("李书记")
    key = officer.page(PATH).select_one("[name=key]")["value"]
    assert officer.post(path, {"key": key}).status_code == 403
    one = visitor("郑干事")
    assert "今天的次数用完了" in one.page(PATH).text
    assert "公众号恢复了" in one.press(PATH, "/resume").text
    with town.db() as db:
        assert db.execute(select(channel_pause)).first() is None
    assert acts(town, "channel_resume") == ["console"]


# ---- how much each branch sends ----


def test_branches_stand_in_the_order_of_the_roster_with_the_ledgers_figures(town, visitor, say):
    wrote(town, "一", ["蒋党员"], by="钱书记", branch=town.cast.joint, state="accepted")
    wrote(town, "二", ["蒋党员", "沈党员"], by="钱书记", branch=town.cast.joint, state="accepted")
    page = visitor("郑干事").page("/console/pushes")
    shown = [[cell.text for cell in row.select("th, td")] for row in page.select("#sent tbody tr")]
    assert shown == [["一支部", "0", "0"], ["联合支部", "2", "3"]]
    assert "联合支部　2 条，3 人次" in say("郑干事", "支部推送")
    assert "蒋党员" not in page.text


def test_how_full_the_week_is_is_told_in_numbers_of_members(town, visitor):
    for title in "一二三四五":
        wrote(town, title, ["蒋党员"], by="钱书记", branch=town.cast.joint, state="accepted")
    wrote(town, "六", ["沈党员"], by="钱书记", branch=town.cast.joint, state="accepted")
    page = visitor("郑干事").page("/console/pushes")
    rows = [row.text.strip() for row in page.select("table")[1].select("tbody tr")]
    assert rows == ["1 条1", "5 条（满了）1"]


@pytest.mark.parametrize("name", ["李书记", "孙指导"])
def test_how_much_is_sent_is_the_committees_to_see(visitor, name):
    assert visitor(name).get("/console/pushes").status_code == 403
