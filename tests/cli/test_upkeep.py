"""``migrate``, ``doctor``, and settings that are wrong: each answer is a line with its way out, never a trace."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import bot
from bot import migrations
from sandbox.platform import Platform, api_app
from sandbox.server import running
from sandbox.wire import Account
from tests.cli.operator import AES_KEY, APP_SECRET, TOKEN, settings

SECRETS = (APP_SECRET, AES_KEY, TOKEN)


def test_migrating_twice_does_the_work_once(operator):
    first, second = operator.run("migrate"), operator.run("migrate")
    assert (first.code, second.code) == (0, 0)
    assert first.said == f"tables are of version {migrations.head()} (were none)\n"
    assert second.said == f"tables are of version {migrations.head()}\n"


@pytest.mark.postgres
def test_migrating_on_postgresql_makes_the_same_tables(operator, postgres_store):
    operator.moves_to(postgres_store)
    assert operator.run("migrate").code == 0
    assert set(operator.counts().values()) == {0}


def test_the_doctor_names_a_platform_that_does_not_answer(district):
    ill = district.run("doctor")
    assert ill.code == 1
    [line] = [line for line in ill.said.splitlines() if "platform" in line]
    assert line.startswith("✗ platform: http://127.0.0.1:9 does not answer")
    assert "check the network and api_base_url" in line
    assert ill.complained.strip() == "not well: see the lines marked ✗."
    assert not any(secret in ill.said + ill.complained for secret in SECRETS)
    assert "Traceback" not in ill.said + ill.complained


def test_the_doctor_is_content_with_a_platform_that_answers_and_looks_at_its_clock(district):
    platform = Platform(Account(TOKEN, "wx0123456789abcdef", AES_KEY, "gh_rongshu"), APP_SECRET)
    with running(api_app(platform)) as address:
        (district.folder / "config.toml").write_text(settings(address), "utf-8")
        found = district.run("doctor")
    assert f"✓ platform: {address} answers" in found.said
    assert "✓ clock: " in found.said
    assert "✗ scheduler: no run yet; is `bot scheduler` running?" in found.said
    assert found.code == 1


def test_the_doctor_sees_a_ledger_of_another_version_and_a_key_others_can_read(district):
    district.run("doctor")  # makes the key
    key = district.folder / "var" / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o644)
    (district.folder / "var" / "ledger.db").unlink()
    ill = district.run("doctor")
    assert ill.code == 1
    assert "✗ secret.key: mode 644; do: chmod 600" in ill.said
    assert "✗ ledger: " in ill.said
    assert "run `bot migrate`" in ill.said


def test_the_doctor_of_a_ledger_that_is_no_database_says_so_without_its_content(district):
    (district.folder / "var" / "ledger.db").write_bytes("王党员 19900000001 ".encode() * 200)
    ill = district.run("doctor")
    assert ill.code == 1
    assert "✗ ledger: DatabaseError" in ill.said
    assert "19900000001" not in ill.said + ill.complained


WRONG = """
[service]
port = 70000
[official]
token = "token"
app_id = ""
aes_key = "short"
mode = "aes"
"""


@pytest.mark.parametrize(
    "verb",
    [
        ("serve",),
        ("web",),
        ("worker",),
        ("scheduler",),
        ("migrate",),
        ("doctor",),
        ("backup", "x.db"),
        ("officer", "add", "--name", "某人", "--committee"),
        ("export", "attendance", "--month", "2026-11", "--output", "x.csv"),
        ("menu", "publish"),
    ],
)
def test_wrong_settings_are_all_told_at_once_whatever_the_verb(operator, verb):
    (operator.folder / "config.toml").write_text(WRONG, "utf-8")
    refused = operator.run(*verb)
    assert refused.code == 1
    lines = refused.complained.strip().splitlines()
    begin = [line.split(":")[0] for line in lines]
    assert begin == [
        "service.port",
        "official.token",
        "official.app_id",
        "official.mode",
        "official.aes_key",
    ]
    assert not (operator.folder / "var").exists(), "nothing is made before the settings are right"


def test_a_settings_file_that_is_not_there_is_named(operator):
    refused = operator.run("migrate", "--config", "elsewhere.toml")
    assert refused.code == 1
    assert refused.complained.strip() == ("elsewhere.toml: no such file. Give the right path with --config.")


def test_the_settings_file_may_be_named_before_the_verb_or_behind_it(operator):
    (operator.folder / "config.toml").rename(operator.folder / "ours.toml")
    assert operator.run("--config", "ours.toml", "migrate").code == 0
    assert operator.run("migrate", "--config", "ours.toml").code == 0


@pytest.mark.parametrize("verb", ["serve", "web", "worker", "scheduler"])
def test_without_an_account_there_is_nothing_to_serve(operator, verb):
    (operator.folder / "config.toml").write_text("", "utf-8")
    before = signal.getsignal(signal.SIGTERM)
    refused = operator.run(verb)
    assert refused.code == 1
    assert refused.complained.startswith("official: the section is missing")
    assert signal.getsignal(signal.SIGTERM) is before, "a service that was never there heeds the signal"


def test_the_shell_gets_the_code_and_the_line_as_well(operator):
    """The same through ``python -m bot``, as a unit file calls it."""
    (operator.folder / "config.toml").write_text(WRONG, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "migrate"],
        env={**os.environ, "PYTHONPATH": str(Path(bot.__file__).parent.parent)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 5
