"""A member's and a secretary's evening in the demo, in a real browser: `bot demo` as a newcomer starts it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from bot import local

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent.parent
PICTURES = os.environ.get("PICTURES")  # `make pictures` renews those of the README


class Demo:
    """A running demo and its page; ``say`` returns the answer as it is shown."""

    def __init__(self, page: Page, address: str, log: Path) -> None:
        self.page, self.address, self.log = page, address, log

    def take(self, name: str) -> None:
        """Take up another person's phone."""
        self.page.locator("#people [data-openid]", has_text=name).click()
        expect(self.page.locator("#people [aria-current=true]", has_text=name)).to_be_visible()

    def say(self, text: str) -> str:
        """Say something and wait for the bubble that answers it."""
        bubbles = self.page.locator(".bubble.bot")
        asked = self.page.locator(".bubble.me").count()
        before = bubbles.count()
        self.page.fill("#say", text)
        self.page.click("#send")
        expect(self.page.locator(".bubble.me")).to_have_count(asked + 1)
        expect(bubbles).to_have_count(before + 1, timeout=10_000)
        return bubbles.last.inner_text().removeprefix("榕树：").strip()

    def picture(self, name: str) -> None:
        """Renew a picture of the README, if asked to."""
        if PICTURES:
            self.page.screenshot(path=ROOT / "docs" / "pictures" / name)


@pytest.fixture(scope="module")
def demo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--port", str(port), "--folder", str(folder / "demo")],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process)
            _settle(address)
            page = chromium.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
            page.goto(f"{address}/sandbox/")
            yield Demo(page, address, folder / "log")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the demo did not start")


def _settle(address: str) -> None:
    """Wait for what the first start sends by itself, so that it is not taken for an answer."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        figures = urllib.request.urlopen(f"{address}/metrics", timeout=5).read().decode()
        under_way = re.search(r'rongshu_deliveries{state="(pending|claimed|sending)"}', figures)
        if 'job="meeting_reminder"' in figures and 'state="accepted"' in figures and not under_way:
            return
        time.sleep(0.2)
    raise AssertionError("the first pushes did not go out")


def test_an_evening_from_binding_to_export(demo: Demo, tmp_path: Path) -> None:
    code = re.search(r"「绑定 梁启明 (\S+)」", demo.log.read_text("utf-8"))
    assert code is not None
    demo.take("梁启明")
    assert "先绑定一次" in demo.say("你好")
    assert demo.say(f"绑定 梁启明 {code[1]}").startswith("✓ 已绑定　梁启明（榕荫律师事务所党支部）")
    assert demo.say("1").startswith("第一议题 · ")
    assert demo.say("听第1讲").startswith("第 1 讲 · ")
    demo.say("取消")
    assert "月任务 · 榕荫律师事务所党支部" in demo.say("任务")

    demo.take("陈致远")
    _scan_the_screen(demo)
    spoken = re.search(r"口令 (\d{4})", demo.say("签到码"))
    assert spoken is not None

    demo.take("林晓彤")
    assert "还可试 4 次" in demo.say("0000" if spoken[1] != "0000" else "1111")
    assert demo.say(f"签到 {spoken[1]}").startswith("✓ 已签到")
    assert "已签到（口令），不用再签" in demo.say("签到")
    assert demo.say("请假 开庭").startswith(("请哪一次的假", "✓ 已请假"))
    assert demo.say("2").startswith("✓ 已请假，等组织委员批准")
    demo.picture("phone.png")

    demo.take("陈致远")
    expect(demo.page.locator(".bubble.bot", has_text="请假待批：林晓彤").first).to_be_visible(timeout=45_000)
    assert "实到 2" in demo.say("点名")
    assert demo.say("准 1").startswith("✓ 已准　林晓彤")
    demo.say("散会")
    assert "✓ 已散会" in demo.say("1")
    assert "支部党员大会　" in demo.say("开会 下周三晚上七点半 三楼会议室 支部党员大会")
    assert demo.say("1").startswith("✓ 已发布")
    demo.say(f"导出{local.at(datetime.now(UTC)).month}月考勤")
    link = re.search(r"http://\S+/p/export/\S+", demo.say("1"))
    assert link is not None
    _download(demo, link[0], tmp_path / "attendance.xlsx")

    demo.take("林晓彤")
    expect(demo.page.locator(".bubble.bot", has_text="已准假").first).to_be_visible(timeout=45_000)


def _scan_the_screen(demo: Demo) -> None:
    """The screen in the room is open; somebody holds up a phone to it, and the secretary has theirs in hand again."""
    demo.say("会场屏幕")
    link = demo.page.locator(".bubble.bot a.card").last.get_attribute("href")
    browser = demo.page.context.browser
    assert link is not None
    assert browser is not None
    screen = browser.new_page()
    screen.goto(link)
    expect(screen.locator("svg, img").first).to_be_visible()
    demo.take("梁启明")
    answers = demo.page.locator(".bubble.bot")
    before = answers.count()
    demo.page.click("#plus")
    demo.page.click("[data-tool=scan]")
    demo.page.click("#scancode")
    expect(answers).to_have_count(before + 1, timeout=10_000)
    expect(answers.last).to_contain_text("✓ 已签到")
    screen.close()
    demo.take("陈致远")


def _download(demo: Demo, link: str, path: Path) -> None:
    """The link shows a button, gives the file once, and then says that it is used."""
    browser = demo.page.context.browser
    assert browser is not None
    page = browser.new_page()
    page.goto(link)
    page.goto(link)  # a scanner that looks twice burns nothing
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    download.value.save_as(path)
    page.goto(link)
    expect(page.get_by_role("heading")).to_contain_text("已经用过")
    page.close()
    matrix = load_workbook(path)["矩阵"]
    row = next(row for row in matrix.iter_rows(values_only=True) if "林晓彤" in row)
    assert str(row[-1]).endswith("口令")


@pytest.mark.parametrize(("width", "height", "scale"), [(390, 844, 1.0), (320, 640, 1.0), (390, 844, 1.6)])
def test_the_export_page_holds_its_shape_on_small_phones_and_large_type(
    demo: Demo, chromium: Browser, width: int, height: int, scale: float
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": height})
    page.goto(f"{demo.address}/p/export/nothing")
    page.add_style_tag(content=f"html {{ font-size: {scale * 100}% }}")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    page.close()


def test_a_stranger_sees_nothing(demo: Demo) -> None:
    demo.take("路人甲")
    demo.page.locator("#follow").click()
    expect(demo.page.locator(".bubble.bot").last).to_contain_text("先绑定一次")
    for words in ("任务", "点名", "我的记录"):
        assert demo.say(words).startswith("还没认出您")


def test_a_notice_in_wecom_is_confirmed_by_the_button_of_its_card(demo: Demo, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 800}, locale="zh-CN")
    page.goto(f"{demo.address}/sandbox/wecom/")
    phone = Demo(page, demo.address, demo.log)

    def take_up(name: str) -> None:
        if not page.locator("#people").is_visible():
            page.click("#back")
        page.locator("#people [data-openid]", has_text=name).click()

    take_up("高朗")
    assert phone.say("发通知 方若水 明天下午三点到三楼签材料，收到请回复").startswith("预览 → ")
    assert phone.say("1").startswith("✓ 10 秒后发出（1 人）")
    take_up("方若水")
    button = page.locator(".cardbutton", has_text="收到")
    expect(button).to_be_visible(timeout=60_000)
    button.click()
    expect(page.locator(".cardbutton", has_text="已收到")).to_be_disabled(timeout=10_000)
    take_up("高朗")
    assert "收到 1" in phone.say("回执")
    page.close()
