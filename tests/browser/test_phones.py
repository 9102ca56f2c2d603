"""The simulator's phones in a real browser: badges, pushes that slide in, what went over the wire, what can be broken."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page, expect

from sandbox.phone import Person, app
from sandbox.platform import Code, Fault, Platform
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


@pytest.fixture
def platform() -> Platform:
    made = Platform(account=ACCOUNT, app_secret="not-a-real-secret")
    for person in PEOPLE[:-1]:
        made.follow(person.openid)
    return made


class HeldBack(Bot):
    """Answers once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()
        self.may.set()

    def answer(self) -> Response:
        answer = super().answer()
        assert self.may.wait(4)
        return answer


@pytest.fixture
def bot() -> HeldBack:
    return HeldBack()


@pytest.fixture
def address(platform: Platform, bot: HeldBack) -> Iterator[str]:
    flask = Flask("bot")
    flask.add_url_rule("/wechat", view_func=bot.answer, methods=["POST"])
    with running(flask) as door:
        phones = app(platform, ACCOUNT, f"{door}/wechat", PEOPLE)
        phones.add_url_rule("/open", "open", lambda: "<title>开着</title><h1>可以框住</h1>")
        phones.add_url_rule("/shut", "shut", lambda: ("<h1>不许框住</h1>", {"X-Frame-Options": "DENY"}))
        phones.add_url_rule("/console/in", "in", lambda: "<h1>后台</h1>")
        with running(phones) as at:
            yield f"{at}/sandbox/"


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


def offenders(page: Page) -> list[tuple[str, list[object]]]:
    """What axe-core finds serious or worse on the page as it stands."""
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        (each["id"], [node["target"] for node in each["nodes"]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


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
        size = one.locator(".bubble.bot").last.evaluate("bubble => getComputedStyle(bubble).fontSize")
        assert size == "25.6px"
        assert not offenders(one)
        one.click("#plus")
        one.click("[data-tool=scan]")
        assert not offenders(one)
        assert one.evaluate("document.documentElement.scrollWidth") <= width


def test_dots_show_while_the_answer_is_on_its_way(page, bot):
    take(page, "张三")
    bot.may.clear()
    page.fill("#say", "在吗")
    page.click("#send")
    expect(page.locator(".typing")).to_be_visible()
    expect(page.locator("#title")).to_have_text("对方正在输入…")
    bot.may.set()
    expect(page.locator(".bubble.bot").last).to_contain_text("在吗")
    expect(page.locator(".typing")).to_have_count(0)


def test_nothing_moves_for_who_wants_no_motion(chromium, address, bot):
    with chromium.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce") as context:
        one = context.new_page()
        one.goto(address)
        take(one, "张三")
        bot.may.clear()
        one.fill("#say", "在吗")
        one.click("#send")
        expect(one.locator(".typing")).to_be_visible()
        assert one.evaluate("document.getAnimations().length") == 0
        bot.may.set()


def test_the_code_on_the_screen_is_scanned_while_it_is_good(page, platform, bot):
    take(page, "张三")
    page.click("#plus")
    page.click("[data-tool=scan]")
    expect(page.locator("#scanempty")).to_be_visible()
    expect(page.locator("#scantext")).to_be_focused()
    show_code(platform, "m12.7.654321", seconds=40)
    expect(page.locator("#scanleft")).to_contain_text(re.compile(r"还有 (3\d|40) 秒有效"))
    expect(page.locator("#scancode img")).to_have_js_property("complete", True)
    assert page.locator("#scancode img").evaluate("image => image.naturalWidth") > 100
    page.click("#scancode")
    expect(page.locator("#scanner")).to_be_hidden()
    expect(page.locator(".bubble.bot").last).to_contain_text("m12.7.654321")
    assert (bot.heard[-1]["Event"], bot.heard[-1]["EventKey"]) == ("SCAN", "m12.7.654321")


def test_a_code_that_has_run_out_is_no_longer_offered(page, platform):
    take(page, "张三")
    show_code(platform, "m12.7.654321", seconds=2.5)  # the page itself sees it run out: nobody tells it
    page.click("#plus")
    page.click("[data-tool=scan]")
    expect(page.locator("#scancode")).to_be_hidden()
    expect(page.locator("#scanempty")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#scanner")).to_be_hidden()


def show_code(platform: Platform, scene: str, seconds: float) -> None:
    with platform.lock:
        until = platform.clock() + timedelta(seconds=seconds)
        platform.codes[scene] = Code(scene, scene, until)
        platform.touch()


def test_sliders_let_a_share_of_the_calls_go_wrong(page, platform):
    platform.faults.add(Fault("media/upload", "http"))
    page.click(".sliders summary")
    slider = page.locator("[data-share=busy]")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#deskanswer")).to_contain_text("按这个比例出错")
    expect(slider.locator("+ output")).to_have_text("每百次 30 次")
    page.reload()
    expect(page.locator("[data-share=busy]")).to_have_js_property("value", "30")
    met = [platform.faults.take("message/custom/send", b"") for _ in range(1000)]
    assert 230 < sum(fault is not None and fault.code == -1 for fault in met) < 370
    page.click(".sliders summary")
    page.locator("[data-share=busy]").focus()
    page.keyboard.press("Home")
    expect(page.locator("#deskanswer")).to_contain_text("不再出错")
    assert [fault.path for fault in platform.faults.waiting()] == ["media/upload"]


def test_a_link_opens_inside_the_phone_or_in_a_window_where_the_page_wants_no_frame(page, address):
    origin = address.removesuffix("/sandbox/")
    take(page, "张三")
    say(page, f"{origin}/open")
    page.locator(".bubble.bot a").last.click()
    expect(page.frame_locator("#webframe").locator("h1")).to_have_text("可以框住")
    expect(page.locator("#webclose")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#web")).to_be_hidden()
    say(page, f"{origin}/shut")
    with page.expect_popup() as shut:
        page.locator(".bubble.bot a").last.click()
    expect(shut.value.locator("h1")).to_have_text("不许框住")
    expect(page.locator("#webrefused")).to_contain_text("已在新窗口打开")
    assert not offenders(page)
    with page.expect_popup():
        page.click("#webagain")
    take(page, "李四")  # another phone has nothing open
    expect(page.locator("#web")).to_be_hidden()


def test_a_link_into_the_console_opens_a_tab_of_its_own(page, address):
    take(page, "张三")
    say(page, address.replace("/sandbox/", "/console/in"))
    with page.expect_popup() as tab:
        page.locator(".bubble.bot a").last.click()
    expect(tab.value.locator("h1")).to_have_text("后台")
    expect(page.locator("#web")).to_be_hidden()
