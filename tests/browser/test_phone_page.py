"""The phone's page in a real browser: follow, say something, be answered, and hear what comes by itself."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from flask import Flask, request
from playwright.sync_api import Browser, Page, expect

from sandbox import wire
from sandbox.cast import load
from sandbox.phone import app
from sandbox.platform import Platform
from sandbox.server import running
from sandbox.wire import Account

pytestmark = pytest.mark.browser

ACCOUNT = Account(
    token="AAAAA", app_id="wx0000000000000000", aes_key="k" * 42 + "E", original_id="gh_rongshu"
)
TAPPABLE = '点这里：<a href="weixin://bizmsgmenu?msgmenucontent=请假&msgmenuid=1">请假</a>'


def _echo() -> bytes:
    sealed = ET.fromstring(request.data).findtext("Encrypt") or ""
    message = ET.fromstring(wire.decrypt(ACCOUNT, sealed))
    said = message.findtext("Content") or "您好，这里是榕树"
    fields = {"ToUserName": message.findtext("FromUserName"), "FromUserName": "gh_rongshu", "CreateTime": 1}
    return wire.to_xml(
        {**fields, "MsgType": "text", "Content": TAPPABLE if said == "帮助" else f"听到：{said}"}
    )


@pytest.fixture(scope="module")
def platform() -> Platform:
    return Platform(ACCOUNT, "secret")


@pytest.fixture(scope="module")
def page(platform: Platform, chromium: Browser) -> Iterator[Page]:
    bot = Flask("echo")
    bot.add_url_rule("/wechat", view_func=_echo, methods=["POST"])
    with running(bot) as webhook:
        phones = app(platform, ACCOUNT, f"{webhook}/wechat", load().phones, mode="compatible")
        with running(phones) as address:
            page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
            page.goto(f"{address}/sandbox/")
            yield page
            page.close()


def test_a_conversation_on_the_phones_page(page: Page, platform: Platform):
    member, stranger = load().phones[0], load().phones[4]
    page.locator(f"#people [data-openid='{member.openid}']").click()
    page.locator("#follow").click()
    expect(page.locator(".bubble.bot").last).to_contain_text("您好，这里是榕树")

    page.locator("#say").fill("帮助")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.me").last).to_contain_text("帮助")
    page.locator(".bubble.bot .tap").click()
    expect(page.locator(".bubble.bot").last).to_contain_text("听到：请假")

    platform.follow(stranger.openid)
    platform.accept("message/custom/send", stranger.openid, "text", {"content": "<b>通知</b>"})
    row = page.locator(f"#people [data-openid='{stranger.openid}']")
    expect(row.locator(".badge")).to_have_text("1")
    row.click()
    expect(page.locator(".bubble.bot").last).to_contain_text("<b>通知</b>")
    page.reload()
    expect(page.locator(".bubble.bot").last).to_contain_text("<b>通知</b>")


def test_the_menu_takes_the_keyboards_place(page: Page, platform: Platform):
    platform.menu = {
        "button": [{"name": "学习", "sub_button": [{"type": "click", "name": "党课", "key": "k"}]}]
    }
    platform.touch()
    page.locator("#toggle").click()
    page.locator("#menu button", has_text="学习").click()
    before = page.locator(".bubble.bot").count()
    page.locator("#menu button", has_text="党课").click()
    expect(page.locator(".bubble.bot")).to_have_count(before + 1)
    page.locator("#keyboard").click()
    expect(page.locator("#say")).to_be_visible()
