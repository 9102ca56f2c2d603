"""Notices in the console: written, looked at, sent once; let go by a second person; followed up; within one's scope."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.ledger import deliveries, members, notices, offices
from bot.ledger.deliveries import Accepted, Refused
from bot.ledger.tables import audit, delivery, notice

NEW = "/console/notices/new"
TITLE, BODY = "周五下午三点在三楼开会", "请带上第一议题材料。"
WORDS = {"title": TITLE, "body": BODY, "wants": "yes"}


@pytest.fixture
def second(town):
    """Another person of the committee's staff, with a phone."""
    with town.db() as db:
        offices.appoint_staff(db, town.cast.ids["沈党员"], town.now)
    return "沈党员"


def deliver(town, refuse=()):
    """Do what the sender does with all that is due."""
    while True:
        with town.db() as db:
            taken = deliveries.claim(db, f"w-{town.now}-{id(object())}", town.now, 50, timedelta(seconds=15))
        if not taken:
            return
        for one in taken:
            with town.db() as db:
                sending = deliveries.start(db, one, lambda kind: True, town.now, timedelta(seconds=15))
                if sending is None:
                    continue
                name = members.by_id(db, sending.member_id).name
                answer = Refused("对方拒收", 43101, permanent=True) if name in refuse else Accepted("1")
                deliveries.settle(db, sending, answer, town.now)


def kept(page):
    """The fields of the form that sends, as the preview keeps them."""
    form = next(one for one in page.select("main form") if one.select_one("button[value=send]"))
    fields: dict[str, object] = {}
    for field in form.select("input"):
        fields.setdefault(field["name"], []).append(field["value"])  # type: ignore[attr-defined]
    return fields


def look(one, **fields):
    return one.press(NEW, NEW, status=200, step="look", **{**WORDS, **fields})


def send(one, **fields):
    """Write, look, send; the page of the notice."""
    answer = one.post(NEW, {**kept(look(one, **fields)), "step": "send"})
    assert answer.status_code == 303, answer.text
    return one.page(answer.headers["Location"]), answer.headers["Location"]


def rows(town, id_=None):
    """Every notice and delivery with what matters of them: not when and under which key."""
    left_out = {"id", "key", "created_at", "send_at", "body", "title"}
    with town.db() as db:
        written = [
            {name: value for name, value in row._mapping.items() if name not in left_out}
            | {"title": row.title, "body": row.body}
            for row in db.execute(select(notice).where(notice.c.kind == "notice").order_by(notice.c.id))
        ]
        sent = db.execute(
            select(delivery.c.notice_id, delivery.c.member_id, delivery.c.state, delivery.c.route)
            .join(notice, notice.c.id == delivery.c.notice_id)
            .where(notice.c.kind == "notice")
            .order_by(delivery.c.id)
        ).all()
    return written, sent


def count(town, kind="notice"):
    with town.db() as db:
        return len(db.execute(select(notice.c.id).where(notice.c.kind == kind)).all())


def waiting(town):
    with town.db() as db:
        return notices.waiting_for_approval(db)


def table(page, id_="funnel"):
    return {
        row.select_one("th").text: int(row.select_one("td").text) for row in page.select(f"#{id_} tbody tr")
    }


def test_chat_and_console_write_the_same_notice(town, visitor, say):
    say("李书记", f"发通知 {TITLE}。{BODY}收到请回复")
    say("李书记", "1")
    send(visitor("李书记"), body=f"{BODY}收到请回复")
    (by_chat, by_console), sent = rows(town)
    assert by_chat == by_console
    half = len(sent) // 2
    assert [row[1:] for row in sent[:half]] == [row[1:] for row in sent[half:]]
    assert half == 8


def test_the_preview_shows_what_members_will_see_and_how_many(town, visitor):
    page = look(visitor("李书记"))
    bubble = page.select_one(".bubble").text
    assert bubble.startswith(TITLE)
    assert BODY in bubble
    assert "——李书记（书记）" in bubble
    assert "看过了回「收到」" in bubble
    assert page.select_one(".figures dd").text == "8"
    assert count(town) == 0


def test_a_second_press_sends_nothing_twice(town, visitor):
    one = visitor("李书记")
    fields = {**kept(look(one)), "step": "send"}
    first, again = one.post(NEW, fields), one.post(NEW, fields)
    assert first.headers["Location"] == again.headers["Location"]
    assert count(town) == 1
    assert "已经发过了" in one.page(again.headers["Location"]).text


def test_what_is_wrong_is_said_beside_the_form_and_what_was_typed_is_kept(town, visitor):
    page = visitor("孙指导").press(
        NEW, NEW, 422, step="look", title="好", body="字" * 601, send="2020-01-01T08:00"
    )
    said = page.select_one("[role=alert]").text
    for part in ("标题：写 2 到", "正文：连标题最多 600 字", "至少选一个支部", "发出时间：请填今后"):
        assert part in said
    assert page.select_one("textarea").text.strip() == "字" * 601
    assert page.select_one("[name=send]")["value"] == "2020-01-01T08:00"
    assert count(town) == 0


def test_going_back_to_the_form_keeps_everything(town, visitor):
    one = visitor("李书记")
    fields = kept(look(one, deadline="2026-11-26T18:00", roles="secretary"))
    answer = one.post(NEW, {**fields, "step": "edit"})
    assert f'value="{TITLE}"' in answer.text
    assert 'value="2026-11-26T18:00"' in answer.text
    assert 'value="secretary" checked' in answer.text


def test_persons_are_looked_for_within_ones_branches_only(town, visitor):
    one = visitor("李书记")
    page = one.press(NEW, NEW, 200, step="find", name="党员", **WORDS)
    names = {tick.parent.text.strip()[:3] for tick in page.select("[name=people]")}
    assert names == {"王党员", "吴党员", "冯党员", "陈党员", "褚党员"}
    outside = town.cast.ids["蒋党员"]
    send(one, people=[town.cast.ids["王党员"], outside])
    with town.db() as db:
        assert notices.recipients(db, 1) == [town.cast.ids["王党员"]]


def test_a_branch_that_is_not_ones_own_cannot_be_written_to(town, visitor):
    page = visitor("李书记").press(NEW, NEW, 422, step="look", branches=town.cast.joint, **WORDS)
    assert "至少选一个支部" in page.text
    assert count(town) == 0


def test_words_of_secrecy_are_warned_of(visitor):
    assert "秘密" in look(visitor("李书记"), body="附商业秘密保护讲座的材料").select_one(".notice").text


def test_it_can_be_undone_within_the_minute(town, visitor):
    one = visitor("李书记")
    page, path = send(one)
    assert "还有 60 秒发出" in page.select_one("#live").text
    town.later(seconds=50)
    assert "还有 10 秒发出" in one.page(f"{path}/live").text
    assert "一个人也没有收到" in one.press(path, "/withdraw").select_one(".told").text
    town.later(minutes=5)
    deliver(town)
    with town.db() as db:
        assert deliveries.counts(db, 1) == {"cancelled": 8}


def test_only_who_wrote_it_can_withdraw_it(visitor):
    _, path = send(visitor("李书记"))
    other = visitor("周组织")
    assert not [form for form in other.page(path).select("form") if form["action"].endswith("withdraw")]
    key = other.page(path).select_one("[name=key]")["value"]
    assert "只有写这条通知的人" in other.post(f"{path}/withdraw", {"key": key}).text


def test_figures_are_the_ledgers(town, visitor, say):
    one = visitor("李书记")
    _, path = send(one)
    town.later(seconds=61)
    deliver(town, refuse=("褚党员",))
    say("王党员", "收到")
    page = one.page(path)
    with town.db() as db:
        states = deliveries.counts(db, 1)
    assert states == {"accepted": 7, "failed": 1}
    assert table(page) == {
        "应收": 8, "已达（平台收下）": 7, "看过全文": 0, "回了「收到」": 1, "等着发": 0, "未达、不能确定": 1,
    }  # fmt: skip
    row = next(row for row in page.select("tbody tr") if "褚党员" in row.text)
    assert "未达" in row.text
    assert "对方拒收" in row.text
    listed = [cell.text for cell in one.page("/console/notices").select("tbody tr td.number")]
    assert listed == ["8", "7", "0", "1", "1"]


def test_the_live_part_ends_with_the_whole_page(town, visitor):
    one = visitor("李书记")
    _, path = send(one)
    assert "HX-Refresh" not in one.get(f"{path}/live").headers
    town.later(seconds=61)
    deliver(town)
    assert one.get(f"{path}/live").headers["HX-Refresh"] == "true"
    assert not one.page(path).select("[hx-get]")


def test_a_nudge_goes_to_who_has_not_answered_and_once_a_day(town, visitor, say):
    one = visitor("李书记")
    _, path = send(one)
    town.later(seconds=61)
    deliver(town)
    say("王党员", "收到")
    assert "已提醒 7 人" in one.press(path, "/nudge").text
    assert "今天已经催过" in one.press(path, "/nudge").text
    assert "今天已经催过" in say("李书记", "催收")
    assert count(town, "nudge") == 1


def test_a_correction_is_sent_once_to_exactly_those_who_had_it(town, visitor):
    one = visitor("李书记")
    _, path = send(one, people=[town.cast.ids["王党员"], town.cast.ids["吴党员"]])
    town.later(seconds=61)
    deliver(town, refuse=("吴党员",))
    assert "太短了" in one.press(f"{path}/correct", "/correct", 422, text="改").text
    page = one.page(f"{path}/correct")
    fields = {name: page.select_one(f"main [name={name}]")["value"] for name in ("key", "form")}
    fields["text"] = "时间改为周五下午四点"
    first, again = (one.post(f"{path}/correct", fields) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    with town.db() as db:
        made = notices.get(db, int(first.headers["Location"].rpartition("/")[2]))
        assert made.corrects_id == 1
        assert made.title == f"更正：{TITLE}"
        assert notices.recipients(db, made.id) == [town.cast.ids["王党员"]]
    assert count(town, "correction") == 1


def test_phones_are_shown_only_when_asked_for_and_that_is_written_down(town, visitor):
    one = visitor("李书记")
    with town.db() as db:
        id_ = town.cast.ids["褚党员"]
        db.exec_driver_sql(
            "update member set phone_sealed = ? where id = ?", (town.services.keys.seal("13800000001"), id_)
        )
    _, path = send(one)
    town.later(seconds=61)
    deliver(town, refuse=("褚党员",))
    assert "13800000001" not in one.page(path).text
    assert one.get(f"{path}/phones").status_code == 405
    shown = one.press(path, "/phones", 200)
    assert "13800000001" in next(row.text for row in shown.select("tbody tr") if "褚党员" in row.text)
    with town.db() as db:
        verbs = [row.verb for row in db.execute(select(audit).where(audit.c.subject == "notice 1"))]
    assert "phones" in verbs


# ---- two persons ----


def test_what_goes_to_several_branches_waits_for_a_second_person(town, visitor, second):
    author, other = visitor("郑干事"), visitor(second)
    both = [town.cast.first, town.cast.joint]
    page, path = send(author, branches=both)
    assert "等另一位工作人员放行" in page.text
    town.later(minutes=2)
    deliver(town)
    with town.db() as db:
        assert deliveries.counts(db, 1) == {"pending": 11}
    assert TITLE in other.page("/console/notices").select_one("#waiting").parent.text
    assert "已放行" in other.press(path, "/decide", verdict="go").text
    town.later(seconds=1)
    deliver(town)
    with town.db() as db:
        assert deliveries.counts(db, 1) == {"accepted": 11}
        assert notices.get(db, 1).approved_by == town.cast.ids[second]


def test_nobody_lets_their_own_go(town, visitor, second):
    author = visitor("郑干事")
    _, path = send(author, branches=[town.cast.first, town.cast.joint])
    page = author.page(path)
    assert not [form for form in page.select("form") if form["action"].endswith("/decide")]
    key = page.select_one("[name=key]")["value"]
    refused = author.post(f"{path}/decide", {"key": key, "verdict": "go"})
    assert refused.status_code == 422
    assert "自己写的" in refused.text
    with town.db() as db:
        assert notices.get(db, 1).approval == "waiting"


def test_a_correction_of_what_two_persons_sent_needs_two_persons(town, visitor, second, say):
    author = visitor("郑干事")
    _, path = send(author, branches=[town.cast.first, town.cast.joint])
    visitor(second).press(path, "/decide", verdict="go")
    deliver(town)
    page = author.press(f"{path}/correct", "/correct", text="时间改为周五下午四点")
    assert "等另一位工作人员放行（11 人）" in page.text
    town.later(minutes=2)
    deliver(town)
    [correction] = waiting(town)
    with town.db() as db:
        assert deliveries.counts(db, correction.id) == {"pending": 11}
    assert (
        "已放行" in visitor(second).press(f"/console/notices/{correction.id}", "/decide", verdict="go").text
    )
    deliver(town)
    with town.db() as db:
        assert deliveries.counts(db, correction.id) == {"accepted": 11}


def test_a_correction_in_chat_of_what_two_persons_sent_needs_two_persons(town, visitor, second, say):
    _, path = send(visitor("郑干事"), branches=[town.cast.first, town.cast.joint])
    visitor(second).press(path, "/decide", verdict="go")
    deliver(town)
    say("郑干事", "更正 时间改为周五下午四点")
    assert say("郑干事", "1").startswith("已写好，等另一位工作人员放行（11 人）")
    assert [one.corrects_id for one in waiting(town)] == [1]


def test_phones_are_those_of_ones_branches_today(town, visitor):
    with town.db() as db:
        sealed = town.services.keys.seal("13800000001")
        db.exec_driver_sql("update member set phone_sealed = ?", (sealed,))
    _, path = send(visitor("孙指导"), branches=[town.cast.joint])
    town.later(seconds=61)
    deliver(town)
    one = visitor("孙指导")
    assert "13800000001" in one.press(path, "/phones", 200).text
    with town.db() as db:
        offices.relieve(db, town.cast.ids["孙指导"], "instructor", town.now, branch_id=town.cast.joint)
    shown = one.press(path, "/phones", 200).text
    assert "13800000001" not in shown
    assert "不在您负责的支部" in shown


def test_sent_back_it_does_not_go_out_and_its_author_is_told_why(town, visitor, second):
    _, path = send(visitor("郑干事"), branches=[town.cast.first, town.cast.joint])
    assert "已退回" in visitor(second).press(path, "/decide", verdict="no", reason="时间写错了").text
    with town.db() as db:
        assert deliveries.counts(db, 1) == {"cancelled": 11}
        told = db.execute(select(notice.c.body).where(notice.c.key == "refused-1")).scalar()
    assert "时间写错了" in told


def test_without_a_second_person_it_is_not_written(town, visitor):
    author = visitor("郑干事")
    fields = {**kept(look(author, branches=[town.cast.first, town.cast.joint])), "step": "send"}
    answer = author.post(NEW, fields)
    assert answer.status_code == 422
    assert "只登记了您一位" in answer.text
    assert count(town) == 0


# ---- whose it is ----


@pytest.mark.parametrize("part", ["", "/live", "/correct"])
def test_another_branchs_officer_finds_nothing(visitor, part):
    _, path = send(visitor("李书记"))
    assert visitor("钱书记").get(f"{path}{part}").status_code == 404
    assert visitor("周组织").get(f"{path}{part}").status_code == 200


@pytest.mark.parametrize("act", ["nudge", "correct", "withdraw", "phones"])
def test_another_branchs_officer_can_do_nothing(town, visitor, act):
    _, path = send(visitor("李书记"))
    other = visitor("钱书记")
    key = other.page("/console/notices").select_one("[name=key]")["value"]
    before = rows(town)
    assert other.post(f"{path}/{act}", {"key": key, "text": "时间改了改了"}).status_code == 404
    assert rows(town) == before
    assert TITLE not in other.page("/console/notices").text


def test_looking_at_receipts_is_written_down(town, visitor):
    one = visitor("李书记")
    _, path = send(one)
    one.page(path)
    with town.db() as db:
        looked = db.execute(select(audit.c.detail).where(audit.c.verb == "look up")).scalars().all()
    assert any(str(town.cast.ids["王党员"]) in detail.split() for detail in looked)


def test_reading_changes_nothing(town, visitor):
    one = visitor("李书记")
    _, path = send(one)
    before = rows(town)
    for page in ("/console/notices", NEW, path, f"{path}/live", f"{path}/correct"):
        one.page(page)
    assert rows(town) == before


@pytest.mark.parametrize("number", ["0", "99", "2147483648", "9" * 30])
def test_there_is_no_page_for_a_number_that_is_no_notices(visitor, number):
    assert visitor("郑干事").get(f"/console/notices/{number}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "99999"])
def test_a_page_beyond_the_list_is_no_fault(visitor, page):
    one = visitor("郑干事")
    for path in ("/console/notices", "/console/deliveries", "/console/audit"):
        assert one.get(f"{path}?page={page}").status_code == 200
