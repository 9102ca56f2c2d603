"""A day in the committee's office in a real browser, and a day without scripts or room: forms, a narrow phone."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from bot.ledger import attendance, bindings, drafts, members, offices
from tests.browser.days import LARGE, ROOT, context, export, fits, go, picture, sign_in
from tests.browser.served import Served
from tests.roster.files import roster

pytestmark = pytest.mark.browser


def test_leave_and_marks_on_a_narrow_phone_in_large_type_by_keyboard(served, chromium):
    with context(chromium, viewport={"width": 320, "height": 640}, bypass_csp=True) as browser:
        page = browser.new_page()
        sign_in(served, page, "李书记")
        go(served, page, "/console/leave")
        page.add_style_tag(content=LARGE)
        assert fits(page)
        page.get_by_role("button", name="准", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".told")).to_contain_text("准")
        go(served, page, f"/console/meetings/{served.meeting_id}")
        page.add_style_tag(content=LARGE)
        assert fits(page)
        box = page.locator("tr", has_text="卫预备").locator("input")
        box.focus()
        page.keyboard.press("Space")
        page.locator("form[action$='/mark'] button").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".told")).to_contain_text("记为实到 1 人")
        picture(page, "narrow")


def test_the_committees_day(served, chromium, tmp_path):
    with served.town.db() as db:
        offices.appoint_staff(db, served.town.cast.ids["褚党员"], served.town.now)
        attendance.close(db, served.meeting_id, served.town.cast.ids["李书记"], served.town.now)
    with context(chromium, accept_downloads=True) as browser:
        page = browser.new_page()
        sign_in(served, page, "郑干事")
        _put_a_day_right(served, page)
        _report(served, page, tmp_path)
        _import_a_roster(served, page, tmp_path)
        _send_for_two(served, page)
        for path, heading in (
            ("/console/schedule", "定时"),
            ("/console/audit", "审计"),
            ("/console/health", ""),
        ):
            go(served, page, path)
            expect(page.locator("h1")).to_contain_text(heading)
    _let_go(served, chromium)


def _put_a_day_right(served: Served, page: Page) -> None:
    go(served, page, "/console/calendar")
    page.fill("form[action='/console/calendar/day'] [name=day]", "2026-11-28")
    page.select_option("form[action='/console/calendar/day'] [name=kind]", "workday")
    page.fill("form[action='/console/calendar/day'] [name=name]", "调休")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("main")).to_contain_text("人工")
    picture(page, "calendar")


def _report(served: Served, page: Page, folder: Path) -> None:
    go(served, page, "/console/report")
    expect(page.locator("figure[data-chart] canvas").first).to_be_visible()
    row = page.locator("tr", has_text="支部党员大会").first
    expect(row.locator("td").first).to_have_text("1")
    picture(page, "report")
    page.get_by_role("link", name="导出报告").click()
    written = docx.Document(str(export(page, "半年总结", folder / "report.docx")))
    rows = [[cell.text for cell in row.cells] for table in written.tables for row in table.rows]
    assert next(row[1] for row in rows if row[0].startswith("支部党员大会")) == "1 次"


def _import_a_roster(served: Served, page: Page, folder: Path) -> None:
    wrong, right = folder / "wrong.xlsx", folder / "right.xlsx"
    wrong.write_bytes(roster(("新律师", "138", "新所", "一支部", "正式党员", "", "")))
    right.write_bytes(roster(("新律师", "13800138001", "广东榕荫律师事务所", "一支部", "正式党员", "", "")))
    go(served, page, "/console/imports")
    page.set_input_files("[name=file]", wrong)
    page.get_by_role("button", name="试读").click()
    expect(page.locator(".problems")).to_contain_text("没有导入任何人")
    expect(page.locator("table")).to_contain_text("手机")
    page.set_input_files("[name=file]", right)
    page.get_by_role("button", name="试读").click()
    expect(page.locator(".told")).to_contain_text("读到 1 人")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.locator("main")).to_contain_text("新增 1", timeout=15_000)
    with served.town.db() as db:
        (one,) = members.named(db, "新律师")
        assert one.branch_name == "一支部"
        assert not bindings.bound_channels(db, one.id)


def _send_for_two(served: Served, page: Page) -> None:
    go(served, page, "/console/notices/new")
    page.fill("[name=title]", "12月4日宪法宣传活动")
    page.fill("[name=body]", "各支部派两人参加。")
    for box in page.locator("input[name=branches]").all():
        box.check()
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_role("button", name="交给另一位放行").click()
    expect(page.locator("main")).to_contain_text("放行")
    assert "宪法宣传活动" not in served.town.say("蒋党员", "通知")


def _let_go(served: Served, chromium: Browser) -> None:
    """The other member of staff reads it and lets it go; and reads a draft of the library."""
    with served.town.db() as db:
        source = "library/falvren/shi-yang.md"
        text = (ROOT / "content" / source).read_text("utf-8").replace("说起红色律师，", "说起红色律师啊，")
        author = served.town.cast.ids["郑干事"]
        draft = drafts.begin(db, source, text, author, served.town.now)
        assert draft is not None
        assert drafts.submit(db, draft.id, author, served.town.now)
    with context(chromium) as browser:
        page = browser.new_page()
        sign_in(served, page, "褚党员")
        expect(page.locator("main")).to_contain_text("通知待放行 1 条")
        go(served, page, "/console/notices")
        page.get_by_role("link", name="12月4日宪法宣传活动").first.click()
        page.get_by_role("button", name="放行，马上发出").click()
        expect(page.locator(".told")).to_contain_text("放行")
        go(served, page, f"/console/library/drafts/{draft.id}")
        picture(page, "library")
        page.get_by_role("button", name="看过，发布").click()
        expect(page.locator(".told")).to_contain_text("已发布")
    served.town.later(minutes=5)
    assert "宪法宣传活动" in served.town.say("蒋党员", "通知")


def test_a_meeting_is_planned_and_closed_with_scripts_off(served, chromium):
    with context(chromium, java_script_enabled=False) as browser:
        page = browser.new_page()
        address = re.search(r"/console/sign-in/\S+", served.town.say("钱书记", "后台"))
        assert address is not None
        page.goto(served.address + address[0])
        page.click("button.main")
        go(served, page, "/console/meetings/new")
        page.fill("[name=kind]", "主题党日")
        page.fill("[name=starts]", "2026-11-25T09:00")
        page.click("button.main")
        page.click("button.main")
        expect(page.locator(".told")).to_contain_text("已发布")
        page.locator("tr", has_text="蒋党员").locator("input").check()
        page.get_by_role("button", name="记下").click()
        page.get_by_role("button", name="散会").click()
        expect(page.locator(".told")).to_contain_text("应到 3，实到 1")
