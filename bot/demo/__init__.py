"""``make demo``: the whole service beside a stand-in for the platform, with a fictional district.

The stand-in talks to the bot over the same signed webhook and the same API as the real platform; nothing in the
bot knows the difference. This is the only place of ours that knows ``sandbox/``.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Blueprint, Flask, Response, redirect

from bot import app as application
from bot import menu
from bot.config import Config, OfficialSettings, WecomSettings
from bot.config_file import load
from sandbox import cast, phone
from sandbox.platform import Platform
from sandbox.wecom import Company, company_account
from sandbox.wire import Account

ORIGINAL_ID = "gh_rongshu_demo"


def create_app() -> Flask:
    """The bot's web application with the phone at ``/sandbox/`` (the settings are those of ``make demo``)."""
    config = load(Path(os.environ["BOT_CONFIG"]))
    official = config.official
    assert official is not None
    flask = application.create_app(application.build(config))
    account = _account(official)
    platform = Platform(
        account=account, app_secret=official.app_secret, folder=config.service.data_dir / "phones"
    )
    platform.menu = menu.wanted()  # on a real account: `bot menu publish`
    people = cast.load().phones
    address = f"http://127.0.0.1:{config.service.port}/wechat"
    for person in people[:-1]:  # the last is a stranger, who can follow by tapping 关注
        if not platform.follows(person.openid):
            platform.follow(person.openid)
    flask.register_blueprint(phone.create_blueprint(platform, account, address, people))
    if config.wecom is not None:
        flask.register_blueprint(_wecom(config, config.wecom))
    flask.add_url_rule("/", "home", _home)
    return flask


def _wecom(config: Config, wecom: WecomSettings) -> Blueprint:
    """The phones in WeCom, and WeCom itself."""
    account = company_account(wecom.token, wecom.corp_id, wecom.aes_key)
    folder = config.service.data_dir / "wecom"
    company = Company(account=account, app_secret=wecom.secret, folder=folder, agent_id=wecom.agent_id)
    company.menu = menu.wanted()
    people = cast.load().wecom
    for person in people:  # the app is visible to everybody in the company
        if not company.follows(person.openid):
            company.follow(person.openid)
    address = f"http://127.0.0.1:{config.service.port}/wecom"
    return phone.create_wecom_blueprint(company, account, address, people)


def _account(official: OfficialSettings) -> Account:
    return Account(official.token, official.app_id, official.aes_key, ORIGINAL_ID)


def _home() -> Response:
    """The demo's front door is the phone."""
    answer = redirect("/sandbox/")
    assert isinstance(answer, Response)
    return answer
