"""The platforms as seen from this machine: can they be called, do they take our secrets, do they find our address?"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

from bot.channels import verify
from bot.channels.client import Client
from bot.channels.refusals import SendError
from bot.channels.seal import Seal
from bot.channels.tokens import Fetch
from bot.channels.wecom.client import WecomClient
from bot.config import Config
from bot.doctor.finding import Finding

CLOCK_OFF = timedelta(seconds=60)
# The first check of an address must be answered within a second in WeCom, within five elsewhere.
PATIENCE = {"official": 5.0, "wecom": 1.0}
PATHS = {"official": "/wechat", "wecom": "/wecom"}
WAYS_OUT = {
    40001: (
        "copy the secret again (AppSecret; in WeCom the app's Secret)",
        "重新抄一遍 AppSecret（企业微信是应用的 Secret）。",
    ),
    40013: ("copy the AppID again; in WeCom the 企业ID", "重新抄一遍 AppID（企业微信是企业ID）。"),
    40056: ("copy wecom.agent_id again from 应用管理", "从「应用管理」重新抄一遍 AgentId。"),
    40125: ("reset the AppSecret and copy it again", "重置 AppSecret，再抄一遍。"),
    40164: (
        "add this machine's outgoing IP under 设置与开发 → 基本配置 → IP白名单",
        "把这台服务器的出口 IP 加进「设置与开发 → 基本配置 → IP白名单」。",
    ),
    60020: (
        "add this machine's outgoing IP under 应用管理 → the app → 企业可信IP",
        "把这台服务器的出口 IP 加进「应用管理 → 这个应用 → 企业可信IP」。",
    ),
}
OTHER_WAY = ("docs/operator.md, section 9, has the codes", "码的意思在《给管理员》第 9 节。")


def examine(config: Config, now: datetime) -> Iterator[Finding]:
    """Look at each platform that has a section: reachable, clock, secrets and IP, and the way back to us."""
    addresses = {
        name: settings.api_base_url
        for name, settings in (("official", config.official), ("wecom", config.wecom))
        if settings is not None
    }
    if not addresses:
        yield Finding(
            False,
            "official: the section is missing, and so is wecom: no messages come in (docs/operator.md)",
            "公众号和企业微信都没有接，收不到消息。",
            "照《给管理员》接一个。",
        )
    for name, address in addresses.items():
        reached = list(_reached(address, now))
        yield from reached
        if reached[0].well:
            yield _taken(name, config)
        yield _called_back(name, config, now)


def _reached(address: str, now: datetime) -> Iterator[Finding]:
    """Whether a platform can be reached, and by its clock whether ours is right."""
    try:
        answer = requests.get(f"{address}/cgi-bin/getcallbackip", timeout=(3, 5))
    except requests.RequestException as error:
        yield Finding(
            False,
            f"platform: {address} does not answer ({type(error).__name__}); check the network and api_base_url",
            f"{address} 没有回应",
            "看服务器的网络和 api_base_url。",
        )
        return
    yield Finding(True, f"platform: {address} answers", f"{address} 有回应")
    if "Date" in answer.headers:
        off = abs(parsedate_to_datetime(answer.headers["Date"]) - now)
        well = off < CLOCK_OFF
        yield Finding(
            well,
            f"clock: {off.total_seconds():.0f} s from the platform's"
            + ("" if well else "; set it right: beyond 300 s every message is refused"),
            f"和平台差 {off.total_seconds():.0f} 秒",
            "" if well else "把服务器的钟校准：差 300 秒以上，消息都会被拒收。",
        )


class _NoStore:
    """Tokens for one look: both platforms give the same one again while it is good, so nobody else's is lost."""

    def get(self, app_id: str) -> str | None:
        """Never one from before."""
        return None

    def refresh(self, app_id: str, fetch: Fetch, stale: str | None) -> str:
        """The platform's."""
        return fetch()[0]


def _taken(name: str, config: Config) -> Finding:
    """Whether the platform takes our secrets and our IP: a token, and in WeCom a call under it."""
    try:
        _proof(name, config)()
    except SendError as error:
        way, way_in_chinese = WAYS_OUT.get(error.code or 0, OTHER_WAY)
        return Finding(False, f"{name}: {error}; {way}", str(error), way_in_chinese)
    return Finding(True, f"{name}: our secrets and our IP are taken", "密钥和 IP 都认")


def _proof(name: str, config: Config) -> Callable[[], object]:
    if name == "official":
        assert config.official is not None
        return Client(config.official, _NoStore()).stable_token
    assert config.wecom is not None
    # WeCom gives out tokens to any IP; only a call under one meets the list of trusted IPs.
    return WecomClient(config.wecom, _NoStore()).callback_addresses


def _called_back(name: str, config: Config, now: datetime) -> Finding:
    """Ask our own public address as the platform does when it checks it."""
    address = config.public_url + PATHS[name]
    query, echo = _check(name, config, now)
    started = time.monotonic()
    try:
        answer = requests.get(address, params=query, timeout=(3, 5), allow_redirects=False)
    except requests.RequestException as error:
        return Finding(
            False,
            f"callback: {address} does not answer ({type(error).__name__}); is `bot serve` running, do domain, "
            "certificate and nginx lead to it?",
            f"{address} 没有回应",
            "看 bot serve 在不在跑，域名、证书、nginx 通不通到它。",
        )
    took = time.monotonic() - started
    if answer.status_code == 200 and answer.text == echo:
        well = took < PATIENCE[name]
        return Finding(
            well,
            f"callback: {address} answers, in {took * 1000:.0f} ms"
            + ("" if well else f"; it must be under {PATIENCE[name]:.0f} s"),
            f"{address} 有回应，{took * 1000:.0f} 毫秒",
            "" if well else f"太慢：要在 {PATIENCE[name]:.0f} 秒以内。",
        )
    way, way_in_chinese = {
        403: (
            "the service runs with another token or aes_key: restart it",
            "服务在用别的 token 或 aes_key：重启服务。",
        ),
        404: (
            f"nginx does not pass {PATHS[name]} on, or the service runs without [{name}]: restart it",
            f"nginx 没有转 {PATHS[name]}，或者服务没有读到 [{name}]：重启服务。",
        ),
    }.get(
        answer.status_code,
        (
            "something else answers there; look at service.public_url and nginx",
            "那里答话的不是榕树：看 service.public_url 和 nginx。",
        ),
    )
    said = f"{address} 回的是 {answer.status_code}"
    return Finding(False, f"callback: {address} says {answer.status_code}; {way}", said, way_in_chinese)


def _check(name: str, config: Config, now: datetime) -> tuple[dict[str, str], str]:
    """A check of the address as the platform would sign it, and the echo it expects."""
    when, nonce, echo = (
        str(int(now.timestamp())),
        os.urandom(4).hex(),
        str(int.from_bytes(os.urandom(7), "big")),
    )
    query = {"timestamp": when, "nonce": nonce, "echostr": echo}
    if name == "official":
        assert config.official is not None
        return query | {"signature": verify.sign(config.official.token, when, nonce)}, echo
    assert config.wecom is not None
    sealed = Seal(config.wecom.aes_key, config.wecom.corp_id).close(echo.encode())
    signature = verify.sign(config.wecom.token, when, nonce, sealed)
    return query | {"echostr": sealed, "msg_signature": signature}, echo
