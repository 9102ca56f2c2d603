"""A whole day with every logger at DEBUG: chat, pushes, console, phone pages; no line says who, or what was said."""

from __future__ import annotations

import logging
import re

import pytest

from bot.cli.serving import hush
from sandbox.platform import Platform, api_app
from sandbox.server import running
from tests.cast import FIRST
from tests.chat.evenings import START, code, plan
from tests.console.conftest import Visitor
from tests.delivery.office import ACCOUNT, SECRET, Office

PHONE = "13800138000"
LETTER = "停车的地方总是不够用"
MORNING = (
    ("王党员", "请假 骨科复查走不开"),
    ("李书记", "准假"),
    ("吴党员", "明天下午三点在蓬江法院开庭"),
    ("冯党员", "心得 听完以后想到了田头断案"),
    ("陈党员", "更正我的信息"),
    ("陈党员", "1"),
    ("陈党员", PHONE),
    ("褚党员", f"投诉建议 {LETTER}"),
    ("褚党员", "1"),
    ("褚党员", "1"),
    ("李书记", "发通知 周六上午九点到榕荫所三楼领材料，收到请回复。"),
    ("李书记", "1"),
    ("赵路人", "绑定 钱路人 AAAAA-BBBBB"),
    ("王党员", "搜 马锡五"),
    ("王党员", "我的数据"),
    ("李书记", "点名"),
    ("李书记", "导出本月考勤"),
    ("李书记", "1"),
    ("李书记", "后台"),
)
PAGES = (
    "/console/", "/console/meetings/1", "/console/attendance?branch=1", "/console/leave", "/console/people",
    "/console/corrections", "/console/notices", "/console/people?q=王党员", "/console/nowhere",
)  # fmt: skip


@pytest.fixture
def heard(caplog, town):
    """Every record of every logger from here on, arguments and tracebacks included; levels are put back after."""
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    before = {one: one.level for one in loggers}
    for one in loggers:
        one.setLevel(logging.NOTSET)
    caplog.set_level(logging.DEBUG)
    hush()
    yield caplog
    for one, level in before.items():
        one.setLevel(level)


def test_no_line_of_a_whole_day_says_who_or_what(town, heard):
    held = plan(town)
    replies = [town.say(name, text) for name, text in MORNING]
    town.at(START)
    digits = code(town, held)
    replies += [town.say(name, f"签到 {digits}") for name in FIRST[2:5]]
    replies += [town.say("李书记", "散会"), town.say("李书记", "1"), town.say("王党员", "我的记录")]
    platform = Platform(ACCOUNT, SECRET)
    with running(api_app(platform)) as address:
        office = Office(town.ledger, town.cast, platform, address)
        office.at(town.now)
        assert office.sender().drain()
    addresses = re.findall(r"https://rongshu\.example(/\S+)", "\n".join(replies))
    for address in addresses:
        town.browser.get(address, base_url="https://rongshu.example")
    staff = Visitor(town).sign_in("李书记")
    for page in PAGES:
        staff.get(page)
    with pytest.raises(AssertionError):
        staff.press("/console/leave", "/enter", meeting=held.id, name="没有此人", reason="腰伤复发")
    for name, text in MORNING:
        secrets = {name, town.cast.openid(name), *re.findall(r"[\u4e00-\u9fff]{4,}", text)}
        for secret in secrets:
            assert secret not in heard.text, secret
    tokens = [part for address in addresses for part in re.split(r"[/?=&]", address) if len(part) > 15]
    assert tokens
    for secret in (
        *tokens,
        PHONE,
        LETTER,
        digits,
        "AAAAA",
        "骨科",
        "腰伤",
        "没有此人",
        SECRET,
        ACCOUNT.token,
    ):
        assert secret not in heard.text, secret
    assert "official text → " in heard.text
