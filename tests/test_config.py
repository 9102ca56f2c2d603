"""Wrong settings: every problem at once, each with its way out."""

from pathlib import Path

import pytest

from bot.config_file import ConfigError, load

GOOD = """
[official]
token = "a-good-token"
app_id = "wx0123456789abcdef"
aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
"""

WECOM = """
[wecom]
token = "a-good-token"
corp_id = "ww0123456789abcdef"
agent_id = "1000002"
secret = "a-secret"
aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
"""

WRONG = {
    "not TOML at all": ("[official\ntoken=", "not valid TOML"),
    "a section nobody knows": ("[offical]\ntoken = 'x'", "[offical]: no such section. Known: service"),
    "a setting nobody knows": ("[service]\nprot = 80", "service.prot: no such setting. Known: host, port"),
    "a port in words": ("[service]\nport = 'eighty'", "service.port: 'eighty' is not a whole number"),
    "a port out of range": ("[service]\nport = 70000", "service.port: 70000 is not a port. Choose one from"),
    "a section that is a value": ("service = 3", "service: must be a section, written [service]"),
    "a key of the wrong length": (
        GOOD.replace("FG", ""),
        "official.aes_key: 41 characters, must be 43. Copy it",
    ),
    "a token anyone would guess": (
        GOOD.replace("a-good-token", "token"),
        "official.token: too short or too easy",
    ),
    "no app id": (GOOD.replace("wx0123456789abcdef", ""), "official.app_id: missing. Copy it again from"),
    "a key with a space in it": (
        GOOD.replace("abcdef", "abc ef", 2).replace('abc ef"\naes', 'abcdef"\naes'),
        "official.aes_key: must be letters and digits only",
    ),
    "a key of WeCom's of the wrong length": (
        WECOM.replace("FG", ""),
        "wecom.aes_key: 41 characters, must be 43. Copy it again from 应用管理",
    ),
    "a token of WeCom's anyone would guess": (
        WECOM.replace("a-good-token", "weixin"),
        "wecom.token: too short",
    ),
    "no company": (WECOM.replace("ww0123456789abcdef", ""), "wecom.corp_id: missing. Copy it from 我的企业"),
    "no app": (WECOM.replace("1000002", ""), "wecom.agent_id: missing. Copy it from 应用管理"),
    "an app in words": (WECOM.replace("1000002", "榕树"), "wecom.agent_id: must be the number shown"),
    "an app with a zero before it": (
        WECOM.replace("1000002", "01000002"),
        "wecom.agent_id: must be the number",
    ),
    "an app that is no text": (
        WECOM.replace('"1000002"', "1000002"),
        "wecom.agent_id: must be text in quotes",
    ),
    "no secret of the app": (WECOM.replace("a-secret", ""), "wecom.secret: missing. Copy it from"),
    "an address of WeCom's without https": (
        WECOM + 'api_base_url = "qyapi.weixin.qq.com"',
        "wecom.api_base_url: must begin with https://",
    ),
    "a mode that does not exist": (
        GOOD + 'mode = "aes"',
        "official.mode: 'aes' is none of safe, compatible, plain",
    ),
    "a store of another kind": (
        "[store]\nurl = 'mysql://x'",
        "store.url: must begin with sqlite:/// or postgresql",
    ),
    "a short secret key": (
        "[service]\nsecret_key = 'abc'",
        "service.secret_key: must be 32 characters or more",
    ),
    "an hour that is not one": ("[push]\nquiet_from_hour = 24", "push.quiet_from_hour: 24 is not an hour"),
    "court hours that are none": (
        "[push]\nhearing_morning = '9 to 12'",
        "push.hearing_morning, push.hearing_afternoon: must be written like",
    ),
    "codes nobody can type in time": ("[meetings]\ncode_seconds = 5", "meetings.code_seconds: below 30"),
    "another time zone": ("[service]\ntimezone = 'UTC'", "service.timezone: only Asia/Shanghai is supported"),
    "text where a table belongs": (GOOD + "templates = 'x'", "official.templates: must be a table of text"),
    "a number where text belongs": ("[service]\nhost = 1", "service.host: must be text in quotes"),
}


def settings(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(("text", "answer"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_setting_is_named_with_its_way_out(tmp_path, text, answer):
    with pytest.raises(ConfigError) as refused:
        load(settings(tmp_path, text), {})
    assert answer in str(refused.value)


def test_every_problem_is_reported_at_once(tmp_path):
    with pytest.raises(ConfigError) as refused:
        load(settings(tmp_path, "[service]\nport = 'x'\nhots = 'y'\n[nope]\n"), {})
    assert len(refused.value.problems) == 3


def test_a_named_file_that_is_missing_is_refused_and_an_unnamed_one_is_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load(None, {}).service.port == 8000
    with pytest.raises(ConfigError, match=r"no such file\. Give the right path"):
        load(tmp_path / "other.toml", {})


def test_the_environment_lies_over_the_file(tmp_path):
    config = load(
        settings(tmp_path, GOOD), {"BOT_SERVICE__PORT": "9000", "BOT_OFFICIAL__TOKEN": "another-token"}
    )
    assert (config.service.port, config.official.token) == (9000, "another-token")


def test_a_secret_is_read_from_the_file_that_the_environment_names(tmp_path):
    (tmp_path / "secret").write_text("the-app-secret\n")
    config = load(settings(tmp_path, GOOD), {"BOT_OFFICIAL__APP_SECRET_FILE": str(tmp_path / "secret")})
    assert config.official.app_secret == "the-app-secret"


def test_a_secret_file_that_cannot_be_read_is_a_problem(tmp_path):
    with pytest.raises(ConfigError, match="BOT_OFFICIAL__TOKEN_FILE: the file it names cannot be read"):
        load(settings(tmp_path, GOOD), {"BOT_OFFICIAL__TOKEN_FILE": str(tmp_path / "gone")})


def test_no_secret_shows_when_settings_are_printed(tmp_path):
    shown = repr(load(settings(tmp_path, GOOD), {"BOT_OFFICIAL__APP_SECRET": "hush-hush-hush"}))
    assert not any(secret in shown for secret in ("hush-hush-hush", "a-good-token", "abcdefghijkl"))


def test_either_platform_is_enough(tmp_path):
    alone = load(settings(tmp_path, WECOM), {})
    assert alone.official is None
    assert alone.wecom is not None
    assert "a-secret" not in repr(alone)
    assert load(settings(tmp_path, GOOD), {}).wecom is None
