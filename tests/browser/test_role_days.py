"""A day of each role in a real browser: the member, the secretary, the instructor, the committee's office."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.ledger import attendance, bindings, drafts, meetings, members
from tests.browser.served import Served, serving
from tests.roster.files import roster

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
PICTURES = os.environ.get("PICTURES")  # `make pictures` renews those of docs/console.md
LARGE = "html { font-size: 160% }"
CAME = ("李书记", "周组织", "吴党员", "冯党员")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory, library) -> Iterator[Served]:
    """One town for all of the days, in the order below."""
    with serving(tmp_path_factory.mktemp("days"), library) as one:
        yield one


def picture(page: Page, name: str) -> None:
    """Renew a picture of the guide, if asked to."""
    if PICTURES:
        page.screenshot(path=ROOT / "docs" / "pictures" / f"console-{name}.png")


def context(chromium: Browser, **wanted: object) -> BrowserContext:
    return chromium.new_context(**{"viewport": {"width": 1120, "height": 760}, **wanted})  # type: ignore[arg-type]


def sign_in(served: Served, page: Page, name: str) -> None:
    """后台 in chat, the link, the button."""
    address = re.search(r"/console/sign-in/\S+", served.town.say(name, "后台"))
    assert address is not None
    page.goto(served.address + address[0])
    page.click("button.main")
    expect(page.locator("h1")).to_contain_text("今天")
    page.on("dialog", lambda dialog: dialog.accept())


def go(served: Served, page: Page, path: str) -> None:
    page.goto(served.address + path)


def roll(served: Served, number: int):
    with served.town.db() as db:
        held = meetings.get(db, number)
        assert held is not None
        return attendance.roll(db, held, served.town.now)


def test_the_secretarys_day_from_plan_to_minutes_and_files(served, chromium, tmp_path):
    with context(chromium, accept_downloads=True) as browser:
        page = browser.new_page()
        sign_in(served, page, "李书记")
        picture(page, "today")
        _plan(served, page)
        _approve_leave(served, page)
        _hold(served, browser, page)
        _write_up(served, page, tmp_path)
        _take_attendance_away(served, page, tmp_path)
        _notify(served, page)


def _plan(served: Served, page: Page) -> None:
    go(served, page, "/console/meetings/new")
    page.fill("[name=kind]", "党课")
    page.fill("[name=starts]", "2026-12-04T19:30")
    page.fill("[name=place]", "三楼会议室")
    page.fill("[name=title]", "国家宪法日")
    picture(page, "plan")
    page.click("button.main")
    expect(page.locator(".card").first).to_contain_text("12月4日（周五）19:30")
    expect(page.locator(".card").first).to_contain_text("一支部 8 人")
    page.click("button.main")
    expect(page.locator(".told")).to_contain_text("✓ 已发布：党课：国家宪法日")
    assert "国家宪法日" in served.town.say("王党员", "会议")


def _approve_leave(served: Served, page: Page) -> None:
    go(served, page, "/console/leave")
    expect(page.locator("main")).to_contain_text("陈党员")
    page.get_by_role("button", name="准", exact=True).click()
    expect(page.locator(".told")).to_contain_text("准")
    expect(page.locator("main")).to_contain_text("已准")


def _hold(served: Served, browser: BrowserContext, page: Page) -> None:
    """The screen in the room says the code, phones use it, the count on the desk rises by itself."""
    go(served, page, f"/console/meetings/{served.meeting_id}")
    with browser.expect_page() as opened:
        page.get_by_role("link", name="会场屏幕").click()
    screen = opened.value
    screen.set_viewport_size({"width": 1120, "height": 700})
    code = screen.locator(".code").inner_text().strip()
    assert re.fullmatch(r"\d{4}", code)
    present = page.locator("#live dd").nth(1)
    expect(present).to_have_text("1")  # 王党员, before
    for name in CAME:
        assert "✓ 已签到" in served.town.say(name, code)
    expect(present).to_have_text("5", timeout=15_000)
    expect(screen.locator("dd.in")).to_have_text("5", timeout=15_000)
    picture(screen, "screen")
    screen.close()
    page.reload()
    picture(page, "meeting")
    page.locator("tr", has_text="褚党员").locator("input").check()
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".told")).to_contain_text("记为实到 1 人")
    page.get_by_role("button", name="散会").click()
    expect(page.locator(".told")).to_contain_text("应到 8，实到 6，请假 1，缺席 1")
    states = {one.name: one.state for one in roll(served, served.meeting_id)}
    assert (states["陈党员"], states["卫预备"], states["褚党员"]) == ("leave", "absent", "present")


def _write_up(served: Served, page: Page, folder: Path) -> None:
    for field, said in (("recorder", "周组织"), ("host", "李书记"), ("decision", "下月办一次送法进企业")):
        page.select_option("form[action$='/minutes'] select[name=field]", field)
        page.fill("textarea[name=said]", said)
        page.get_by_role("button", name="记上").click()
        expect(page.locator(".told")).to_contain_text("✓ 已记")
    page.get_by_role("link", name="会议记录（Word）").click()
    page.fill("[name=purpose]", "支部存档")
    picture(page, "exports")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出", exact=True).click()
    path = folder / "minutes.docx"
    download.value.save_as(path)
    text = "\n".join(
        cell.text for table in docx.Document(str(path)).tables for row in table.rows for cell in row.cells
    )
    for said in ("8 人", "周组织", "6 人"):
        assert said in text
    paragraphs = "\n".join(one.text for one in docx.Document(str(path)).paragraphs)
    assert "下月办一次送法进企业" in paragraphs


def _take_attendance_away(served: Served, page: Page, folder: Path) -> None:
    go(served, page, "/console/attendance")
    picture(page, "attendance")
    expect(page.locator("main")).to_contain_text("王党员")
    go(served, page, "/console/exports?what=attendance")
    page.select_option("[name=period]", "2026-11")
    page.fill("[name=purpose]", "报送行业党委")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出", exact=True).click()
    path = folder / "attendance.xlsx"
    download.value.save_as(path)
    cells = [
        cell for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert "王党员" in cells
    assert sum(one.state == "present" for one in roll(served, served.meeting_id)) == 6


def _notify(served: Served, page: Page) -> None:
    go(served, page, "/console/notices/new")
    page.fill("[name=title]", "下周三交学习心得")
    page.fill("[name=body]", "一两百字就行，发给组织委员。")
    page.check("[name=wants]")
    page.get_by_role("button", name="下一步：预览").click()
    expect(page.locator(".bubble").first).to_contain_text("下周三交学习心得")
    expect(page.locator("main")).to_contain_text("8")
    picture(page, "notice")
    page.get_by_role("button", name="发出", exact=True).click()
    expect(page.locator("h1")).to_contain_text("下周三交学习心得")
    served.town.later(minutes=20)
    assert "下周三交学习心得" in served.town.say("王党员", "通知")
    assert "✓" in served.town.say("王党员", "收到")
    page.reload()
    expect(page.locator("main")).to_contain_text("王党员")
    picture(page, "receipts")


def test_the_members_day_on_the_phones_pages(served, chromium):
    from bot.page_links import PERSONAL, PageLinks
    from tests.town import KEYS

    served.town.say("王党员", "大字")
    links = PageLinks(KEYS, "")
    home = links.url("/p/", served.town.cast.ids["王党员"], served.town.now, PERSONAL)
    with context(chromium, viewport={"width": 320, "height": 640}, color_scheme="dark") as browser:
        page = browser.new_page()
        go(served, page, home)
        expect(page.locator("body.care")).to_be_visible()
        for name in ("第一议题", "红色党课", "通知", "任务", "我的记录", "我的数据"):
            go(served, page, home)
            page.locator("main a", has_text=name).first.click()
            expect(page.locator("h1")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        go(served, page, home)
        page.locator("main a", has_text="我的记录").first.click()
        expect(page.locator("main")).to_contain_text("实到")
        go(served, page, home)
        page.locator("main a", has_text="通知").first.click()
        page.locator("main a", has_text="周五支部党员大会改在三楼").click()
        page.locator(".act button").click()
        expect(page.locator(".done")).to_be_visible()
    served.town.say("王党员", "关闭大字")


def test_the_instructors_day_over_two_branches(served, chromium):
    with context(chromium) as browser:
        page = browser.new_page()
        sign_in(served, page, "孙指导")
        expect(page.locator(".menu")).not_to_contain_text("导入名册")
        go(served, page, "/console/coverage")
        picture(page, "coverage")
        for name in ("一支部", "联合支部"):
            page.locator("table").first.get_by_role("link", name=name).click()
            expect(page.locator("h1")).to_contain_text(name)
            expect(page.locator("main")).to_contain_text("依据：")
            page.go_back()
        go(served, page, "/console/registers/jiedui")
        page.select_option("form.card [name=branch]", label="联合支部")
        page.select_option("[name=kind]", "支部与村级党组织")
        page.fill("[name=partner]", "荷塘村党支部")
        page.fill("[name=held_on]", "2026-11-12")
        page.fill("[name=activity]", "法律咨询进村")
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.locator(".told")).to_contain_text("已登记")
        expect(page.locator("figure[data-chart] canvas").first).to_be_visible()
        picture(page, "register")
        answer = page.goto(served.address + "/console/branches")
        assert answer is not None
        assert answer.status == 403


def test_the_committees_day(served, chromium, tmp_path):
    with served.town.db() as db:
        members.appoint_staff(db, served.town.cast.ids["褚党员"], served.town.now)
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
    page.fill("[name=purpose]", "半年总结")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出", exact=True).click()
    path = folder / "report"
    download.value.save_as(path)
    assert path.read_bytes()[:2] == b"PK"


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


def test_marks_are_made_on_a_narrow_phone_in_large_type_by_keyboard(served, chromium):
    with context(chromium, viewport={"width": 320, "height": 640}, bypass_csp=True) as browser:
        page = browser.new_page()
        sign_in(served, page, "李书记")
        go(served, page, f"/console/meetings/{served.meeting_id}")
        page.add_style_tag(content=LARGE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        box = page.locator("tr", has_text="卫预备").locator("input")
        box.focus()
        page.keyboard.press("Space")
        page.locator("form[action$='/mark'] button").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".told")).to_contain_text("记为实到 1 人")
        picture(page, "narrow")
