"""Wrong settings: every problem at once, each with its way out."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load

GOOD = """
[official]
token = "a-good-token"
app_id = "wx0123456789abcdef"
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
