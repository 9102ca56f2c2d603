"""``/p/data`` shows all that is held about a member, in Chinese, by kind, at the width of a phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from bot.ledger import consents, hearings, lookups, notices, own_rows
from bot.ledger.tables import member
from bot.page_links import PERSONAL, PageLinks
from bot.pages.phone.own_data import SHOWN
from bot.reports.own_headings import HEADINGS
from content.privacy import in_force
from tests.cast import NOW
from tests.chat.evenings import START, close, plan
from tests.town import KEYS

NAME, PHONE = "王党员", "13800138000"


@pytest.fixture
def page(town):
    """The page of a member as it is sent."""

    def opened() -> str:
        answer = town.browser.get(PageLinks(KEYS, "").url("/p/data", town.cast.ids[NAME], town.now, PERSONAL))
        assert answer.status_code == 200
        return str(answer.text)

    return opened


@pytest.fixture
def lived(town, say):
    """A member with something of many kinds."""
    ids, of = town.cast.ids, town.cast.ids[NAME]
    with town.db() as db:
        db.execute(
            update(member)
            .where(member.c.id == of)
            .values(phone_sealed=KEYS.seal(PHONE), phone_index=KEYS.index(PHONE))
        )  # fmt: skip
        consents.give(db, of, consents.PRIVACY, in_force().version, "official", NOW)
        hearings.declare(db, of, NOW, NOW + timedelta(hours=3), NOW)
        lookups.note(db, NOW, ids["李书记"], "chat", [of], "roll meeting 1")
        for number in range(SHOWN + 3):
            notices.create(
                db, key=f"n{number}", kind="notice", title=f"第 {number} 条通知", body="三楼", recipients=[of],
                now=NOW + timedelta(hours=number),
            )  # fmt: skip
    held = plan(town)
    for said in (
        "请假 开庭",
        "心得 学到了很多东西",
        "退订 党课",
        "大字",
        "党课 1",
        "更正我的信息",
        "1",
        "13900139000",
    ):
        say(NAME, said)
    for said in ("公益", "填", "1", "2026-11-20", "3.5", "签到表", "1", "投诉建议 会议室太小"):
        say(NAME, said)
    say("李书记", "准 1")
    town.at(START)
    close(town, held)
    town.later(hours=3)
    return held


def groups(html: str) -> dict[str, tuple[int, str]]:
    soup = BeautifulSoup(html, "html.parser")
    found = [(one.h2.text, one.ul.get_text("|", strip=True)) for one in soup.select("section.own")]
    return {
        re.fullmatch(r"(.+)（(\d+) 条）", head)[1]: (int(re.search(r"（(\d+) 条）$", head)[1]), text)
        for head, text in found
    }


def test_every_kind_that_the_export_holds_is_there_with_its_count(town, page, lived):
    shown = groups(page())
    with town.db() as db:
        held = dict(own_rows.counts(db, KEYS, town.cast.ids[NAME]))
    assert held.pop("本人") == 1
    looks = shown.pop("谁看过我")
    assert {title: count for title, (count, _) in shown.items()} == held
    assert len(held) >= 12
    assert looks[0] >= 1
    assert "一支部书记" in looks[1]


def test_rows_are_said_in_chinese_with_what_they_are_of(town, page, lived):
    shown = {title: text for title, (_, text) in groups(page()).items()}
    assert "支部党员大会 11月25日（周三）19:30" in shown["会议记录"]
    assert "状态：请假" in shown["会议记录"]
    assert "事由类别：开庭办案" in shown["请假"]
    assert "谁决定的：负责人" in shown["请假"]
    assert f"版本：{in_force().version}" in shown["同意记录"]
    assert "同意时间：2026年11月23日 10:00" in shown["同意记录"]
    assert "学到了很多东西" in shown["心得"]
    assert "服务类型 益企讲堂" in shown["本人的登记（公益服务等）"]
    assert shown["关掉的推送"].startswith("党课")
    text = BeautifulSoup(page(), "html.parser").select_one("main").text
    assert re.findall(r"[A-Za-z_]{3,}", text.replace("Excel", "").replace("JSON", "")) == []


def test_of_many_the_latest_are_shown_and_the_rest_counted(town, page, lived):
    count, text = groups(page())["通知送达和确认"]
    assert text.count("第 ") <= SHOWN
    assert f"第 {SHOWN + 2} 条通知" in text
    assert f"还有 {count - SHOWN} 条，见导出。" in text


def test_the_words_to_use_are_there_and_addresses_are_masked(town, page, lived):
    html = page()
    for word in ("更正我的信息", "我的数据 导出", "谁看过我", "解绑", "注销", "删除我的数据"):
        assert word in html
    assert PHONE not in html
    assert "13900139000" not in html
    assert town.cast.openid(NAME) not in html
    assert "吴党员" not in html


def test_a_long_life_is_still_a_small_page(town, page, lived, say):
    for number in range(40):
        say(NAME, f"心得 {number} " + "学到了很多东西" * 60)
    assert len(page().encode()) < 100_000


def test_every_column_has_a_heading_of_its_own():
    for held in own_rows.HELD:
        headings = [HEADINGS[column.name.removesuffix("_sealed")] for column in held.columns]
        assert len(headings) == len(set(headings)), held.title
