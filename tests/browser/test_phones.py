"""The simulator's phones in a real browser: badges, pushes that slide in, what went over the wire, what can be broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright

from sandbox.phone import Person, app
from sandbox.platform import Platform
from sandbox.server import running
from tests.sandbox.conftest import ACCOUNT, openid
from tests.sandbox.test_phone import Bot

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PEOPLE = [
    Person(name, openid(number), role, colour)
    for number, (name, role, colour) in enumerate(
        [("张三", "党员", "#8a5a2b"), ("李四", "书记", "#1f6f4a"), ("王五", "预备党员", "#345c8a"),
         ("孙六", "指导员", "#7a3f6d"), ("周七", "路人", "#555555")], 1,
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def platform() -> Platform:
    made = Platform(account=ACCOUNT, app_secret="not-a-real-secret")
    for person in PEOPLE[:-1]:
        made.follow(person.openid)
    return made


@pytest.fixture
def address(platform: Platform) -> Iterator[str]:
    flask = Flask("bot")
    flask.add_url_rule("/wechat", view_func=Bot().answer, methods=["POST"])
    with running(flask) as bot, running(app(platform, ACCOUNT, f"{bot}/wechat", PEOPLE)) as phones:
        yield f"{phones}/sandbox/"


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1280, "height": 860}) as context:
        one = context.new_page()
        one.goto(address)
        expect(one.locator("#people button")).to_have_count(5)
        yield one


def take(page: Page, name: str) -> None:
    page.locator("#people button", has_text=name).click()
    expect(page.locator("#whose")).to_have_text(f"{name}的手机")


def say(page: Page, text: str) -> None:
    page.fill("#say", text)
    page.click("#send")
    expect(page.locator(".bubble.bot").last).to_contain_text(text)


def test_a_push_to_another_slides_in_and_leads_to_that_phone(page, platform):
    take(page, "张三")
    say(page, "您好")
    platform.deliver(PEOPLE[1].openid, "text", {"content": "周五下午三点开会"})
    expect(page.locator("#pushed")).to_contain_text("李四的手机")
    expect(page.locator("#pushed")).to_contain_text("周五下午三点开会")
    row = page.locator("#people button", has_text="李四")
    expect(row.locator(".badge")).to_have_text("1")
    page.click("#pushed")
    expect(page.locator("#whose")).to_have_text("李四的手机")
    expect(page.locator(".bubble.bot").last).to_contain_text("周五下午三点开会")
    expect(row.locator(".badge")).to_have_count(0)


def test_the_drawer_shows_what_went_over_the_wire(page):
    take(page, "张三")
    say(page, "签到")
    request = page.locator("#requests li").first
    request.locator("summary").click()
    said = request.locator("pre")
    expect(said.nth(0)).to_contain_text("Content: 签到")
    expect(said.nth(1)).to_contain_text("<Encrypt>")
    expect(said.nth(1)).not_to_contain_text("签到")
    expect(said.nth(2)).to_contain_text("Content: 签到")
    expect(request.locator("code").first).to_contain_text("msg_signature=")


def test_the_last_message_is_redelivered_and_the_network_goes_and_comes(page):
    take(page, "张三")
    say(page, "签到")
    page.click("[data-desk=redeliver]")
    expect(page.locator("#deskanswer")).to_contain_text("答复与上次相同 ✓")
    page.click("#network")
    expect(page.locator("#offline")).to_contain_text("网络不可用")
    page.fill("#say", "听得到吗")
    page.click("#send")
    expect(page.locator(".tip").last).to_contain_text("当前网络不可用")
    page.click("#network")
    expect(page.locator("#offline")).to_be_hidden()
    say(page, "回来了")


def test_a_stranger_follows_by_scanning(page, platform):
    take(page, "周七")
    expect(page.locator("#follow")).to_be_visible()
    page.click("#follow")
    expect(page.locator(".bubble.bot").last).to_be_visible()
    assert platform.follows(PEOPLE[-1].openid)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_phones_are_usable_narrow_dark_in_large_type_and_by_keyboard(chromium, address, width, scheme):
    with chromium.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme) as context:
        one = context.new_page()
        one.goto(address)
        expect(one.locator("#people button")).to_have_count(5)
        one.add_style_tag(content="html { font-size: 160% }")
        one.locator("#people button").first.focus()
        one.keyboard.press("Enter")
        expect(one.locator("#say")).to_be_visible()
        one.fill("#say", "您好")
        one.keyboard.press("Enter")
        expect(one.locator(".bubble.bot").last).to_contain_text("您好")
        assert one.evaluate("document.documentElement.scrollWidth") <= width
        one.add_script_tag(path=str(AXE))
        found = one.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert not [
            (each["id"], [node["target"] for node in each["nodes"]])
            for each in found
            if each["impact"] in ("serious", "critical")
        ]
