"""What is wrong with settings that are of the right type: ranges, addresses, secrets too easy to guess."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.config import Config, DutySettings, OfficialSettings, PushSettings, WecomSettings

MODES = ("safe", "compatible", "plain")
WEAK_SECRETS = {"token", "changeme", "secret", "password", "weixin", "wechat", "test", "123456"}


def faults(config: Config) -> list[str]:
    """What is of the right type and still cannot work, each with its way out."""
    found: list[str] = []
    service, push = config.service, config.push
    if not 0 < service.port < 65536:
        found.append(f"service.port: {service.port} is not a port. Choose one from 1 to 65535.")
    if not 1 <= service.workers <= 64:
        found.append(
            f"service.workers: {service.workers} is out of range. Choose 1 to 64; two suit two cores."
        )
    if service.public_url and urlsplit(service.public_url).scheme not in ("http", "https"):
        found.append("service.public_url: must begin with https:// (or http:// for a trial).")
    if service.timezone != "Asia/Shanghai":
        found.append(
            "service.timezone: only Asia/Shanghai is supported; the rules count its days and months."
        )
    if service.secret_key and len(service.secret_key) < 32:
        found.append(
            "service.secret_key: must be 32 characters or more. Leave it out to have one made and kept."
        )
    if config.store.url and not config.store.url.startswith(("sqlite:///", "postgresql+psycopg://")):
        found.append(
            "store.url: must begin with sqlite:/// or postgresql+psycopg://. Leave it out for SQLite."
        )
    found.extend(_push_faults(push))
    found.extend(_duty_faults(config.duties))
    if config.meetings.code_seconds < 30:
        found.append("meetings.code_seconds: below 30 nobody can type the code in time. Choose 30 or more.")
    if config.official is not None:
        found.extend(_official_faults(config.official))
    if config.wecom is not None:
        found.extend(_wecom_faults(config.wecom))
    return found


def _push_faults(push: PushSettings) -> list[str]:
    found: list[str] = []
    for name in ("quiet_from_hour", "quiet_to_hour", "monthly_hour"):
        if not 0 <= getattr(push, name) <= 23:
            found.append(f"push.{name}: {getattr(push, name)} is not an hour. Choose 0 to 23.")
    try:
        assert push.court_hours
    except ValueError:
        found.append('push.hearing_morning, push.hearing_afternoon: must be written like "8:30-12:00".')
    if push.weekly_limit < 1:
        found.append(f"push.weekly_limit: {push.weekly_limit} lets nothing through. Choose 1 or more a week.")
    if not 0 <= push.undo_seconds <= 600:
        found.append(f"push.undo_seconds: {push.undo_seconds} is out of range. Choose 0 to 600.")
    return found


def _duty_faults(duties: DutySettings) -> list[str]:
    found: list[str] = []
    if not 30 <= duties.minutes_per_hour <= 120:
        found.append(f"duties.minutes_per_hour: {duties.minutes_per_hour} is out of range. Choose 30 to 120.")
    if not 1 <= duties.hours_half_day <= duties.hours_day <= 24:
        found.append(
            "duties.hours_half_day, duties.hours_day: choose 1 to 24, the day not below the half-day."
        )
    return found


def _key_faults(aes_key: str) -> list[str]:
    """What is wrong with an EncodingAESKey, at most one thing."""
    if len(aes_key) != 43:
        return [f"{len(aes_key)} characters, must be 43."]
    return [] if aes_key.isascii() and aes_key.isalnum() else ["must be letters and digits only."]


def _official_faults(official: OfficialSettings) -> list[str]:
    found: list[str] = []
    way = "Copy it again from 设置与开发 → 基本配置."
    if len(official.token) < 8 or official.token.lower() in WEAK_SECRETS:
        found.append(f"official.token: too short or too easy to guess; 8 characters or more. {way}")
    if not official.app_id:
        found.append(f"official.app_id: missing. {way}")
    if official.mode not in MODES:
        found.append(f"official.mode: {official.mode!r} is none of {', '.join(MODES)}. Use safe (安全模式).")
    if official.mode != "plain" or official.aes_key:
        found.extend(f"official.aes_key: {fault} {way}" for fault in _key_faults(official.aes_key))
    if urlsplit(official.api_base_url).scheme not in ("http", "https"):
        found.append("official.api_base_url: must begin with https://. Leave it out for the real platform.")
    return found


def _wecom_faults(wecom: WecomSettings) -> list[str]:
    found: list[str] = []
    way = "Copy it again from 应用管理 → the app → 接收消息."
    if len(wecom.token) < 8 or wecom.token.lower() in WEAK_SECRETS:
        found.append(f"wecom.token: too short or too easy to guess; 8 characters or more. {way}")
    found.extend(f"wecom.aes_key: {fault} {way}" for fault in _key_faults(wecom.aes_key))
    for name, where in (
        ("corp_id", "我的企业 → 企业ID"),
        ("agent_id", "应用管理 → AgentId"),
        ("secret", "应用管理 → Secret"),
    ):
        if not getattr(wecom, name):
            found.append(f"wecom.{name}: missing. Copy it from {where}.")
    if wecom.account_limit < 0:
        found.append("wecom.account_limit: below 0. Copy it from 我的企业, or leave it out.")
    # It is compared as written with what messages name.
    if wecom.agent_id and (not wecom.agent_id.isdecimal() or str(int(wecom.agent_id)) != wecom.agent_id):
        found.append("wecom.agent_id: must be the number shown as AgentId, in quotes.")
    if urlsplit(wecom.api_base_url).scheme not in ("http", "https"):
        found.append("wecom.api_base_url: must begin with https://. Leave it out for the real platform.")
    return found
