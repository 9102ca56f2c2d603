"""A day of each role in a real browser: the secretary, the member, the instructor (the office's: test_committees_day)."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import docx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.console.nav import SECTIONS
from bot.narration import making, store
from bot.narration.script import of_lecture
from tests.browser.days import context, export, fits, go, picture, roll, rows_of, sign_in, table_of, web_pages
from tests.browser.served import Served

pytestmark = pytest.mark.browser
SLUG = "shi-yang"
CAME = ("李书记", "周组织", "吴党员")
LATE = "冯党员"  # types the code that has just gone


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
        _notify(served, page, tmp_path)


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
    served.town.later(seconds=served.town.services.config.meetings.code_seconds)
    assert "✓ 已签到" in served.town.say(LATE, code)
    expect(present).to_have_text("5", timeout=15_000)
    expect(screen.locator("dd.in")).to_have_text("5", timeout=15_000)
    picture(screen, "screen")
    screen.close()
    page.reload()
    picture(page, "meeting")
    _see_who_is_there(page)
    page.locator("tr", has_text="褚党员").locator("input").check()
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".told")).to_contain_text("记为实到 1 人")
    page.get_by_role("button", name="散会").click()
    expect(page.locator(".told")).to_contain_text("应到 8，实到 6，请假 1，缺席 1")
    states = {one.name: one.state for one in roll(served, served.meeting_id)}
    assert (states["陈党员"], states["卫预备"], states["褚党员"]) == ("leave", "absent", "present")


def _see_who_is_there(page: Page) -> None:
    """Only the one who typed the code that had gone is asked about."""
    doubted = page.locator("section", has=page.get_by_role("heading", name="用上一个口令签到的"))
    expect(doubted.locator("label")).to_have_text([LATE])
    doubted.get_by_label(LATE).check()
    doubted.get_by_role("button", name="勾选的人在场").click()
    expect(page.locator(".told")).to_be_visible()
    expect(doubted).to_have_count(0)


def _write_up(served: Served, page: Page, folder: Path) -> None:
    for field, said in (("recorder", "周组织"), ("host", "李书记"), ("decision", "下月办一次送法进企业")):
        page.select_option("form[action$='/minutes'] select[name=field]", field)
        page.fill("textarea[name=said]", said)
        page.get_by_role("button", name="记上").click()
        expect(page.locator(".told")).to_contain_text("✓ 已记")
    page.get_by_role("link", name="会议记录（Word）").click()
    picture(page, "exports")
    path = export(page, "支部存档", folder / "minutes.docx")
    fields = table_of(path)
    assert (fields["主持人"], fields["记录人"], fields["应到"]) == ("李书记", "周组织", "8 人")
    assert fields["实到"].startswith("6 人：")
    assert LATE in fields["实到"]
    assert fields["缺席"] == "1 人：卫预备"
    paragraphs = "\n".join(one.text for one in docx.Document(str(path)).paragraphs)
    assert "下月办一次送法进企业" in paragraphs


def _take_attendance_away(served: Served, page: Page, folder: Path) -> None:
    go(served, page, "/console/attendance")
    picture(page, "attendance")
    expect(page.locator("main")).to_contain_text("王党员")
    go(served, page, "/console/exports?what=attendance")
    page.select_option("[name=period]", "2026-11")
    path = export(page, "报送行业党委", folder / "attendance.xlsx")
    (line,) = (row for row in rows_of(path, "汇总") if row["党支部"] == "一支部")
    assert [line[head] for head in ("应到", "实到", "请假", "缺席")] == [8, 6, 1, 1]
    said = {row["姓名"]: (row["状态"], row["方式"]) for row in rows_of(path, "11-25 支部党员大会")}
    assert said["褚党员"] == ("实到", "代签")
    words = {"present": "实到", "leave": "请假", "absent": "缺席"}
    ledger = {one.name: words[one.state] for one in roll(served, served.meeting_id)}
    assert {name: state for name, (state, _) in said.items()} == ledger
    go(served, page, "/console/audit")
    expect(page.locator("main")).to_contain_text("报送行业党委")


def _notify(served: Served, page: Page, folder: Path) -> None:
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
    go(served, page, "/console/exports?what=notices")
    path = export(page, "支部存档", folder / "receipts.xlsx")
    answered = {
        row["姓名"] for row in rows_of(path, "通知回执") if row["通知"] == "下周三交学习心得" and row["收到"]
    }
    assert answered == {"王党员"}


def test_the_members_day_on_the_phones_pages(served, chromium, tmp_path):
    _record(served, tmp_path)
    served.town.say("王党员", "大字")
    with context(chromium, viewport={"width": 320, "height": 640}, color_scheme="dark") as browser:
        page = browser.new_page()
        go(served, page, web_pages(served, "王党员"))
        expect(page.locator("body.care")).to_be_visible()
        home = page.url
        for name in ("第一议题", "红色党课", "通知", "任务", "我的记录", "我的数据"):
            page.goto(home)
            page.locator("main a", has_text=name).first.click()
            expect(page.locator("h1")).to_be_visible()
            assert fits(page), name
        page.goto(home)
        page.locator("main a", has_text="我的记录").first.click()
        expect(page.locator("main")).to_contain_text("实到")
        page.goto(home)
        page.locator("main a", has_text="通知").first.click()
        page.locator("main a", has_text="周五支部党员大会改在三楼").click()
        page.locator(".act button").click()
        expect(page.locator(".done")).to_be_visible()
        page.goto(home)
        _listen(served, page)
    served.town.say("王党员", "关闭大字")


def _record(served: Served, folder: Path) -> None:
    """The committee has taken in a recording of a lecture."""
    own = folder / "own.wav"
    tone = ["-f", "lavfi", "-i", "sine=frequency=300:duration=20"]
    subprocess.run(["ffmpeg", "-v", "error", *tone, str(own)], check=True)
    services = served.town.services
    making.take_in(
        services.config.service.data_dir / store.AUDIO, of_lecture(services.library.lecture(SLUG)), own
    )


def _listen(served: Served, page: Page) -> None:
    page.locator("main a", has_text="红色党课").first.click()
    page.locator("main a", has_text=served.town.services.library.lecture(SLUG).title).first.click()
    player = page.locator("audio[controls]")
    expect(player).to_be_visible()
    player.evaluate("player => new Promise(on => { player.ontimeupdate = on; player.play() })")
    assert player.evaluate("player => player.currentTime") > 0
    assert fits(page)


def test_the_instructors_day_over_two_branches(served, chromium):
    with context(chromium) as browser:
        page = browser.new_page()
        sign_in(served, page, "孙指导")
        expect(page.locator(".menu a")).to_have_text([one.title for one in SECTIONS if not one.staff])
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
