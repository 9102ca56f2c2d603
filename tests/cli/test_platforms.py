"""``doctor`` and ``menu publish`` with both platforms: each is named, each fault has its way out, nothing secret is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import menu
from bot.app import create_app
from bot.services import utc_now
from content.library import Library
from sandbox import platform, wecom
from sandbox.server import running
from tests.cast import Cast
from tests.cli.operator import AES_KEY, APP_SECRET, TOKEN, Operator, Outcome
from tests.town import ACCOUNT, AGENT, COMPANY, Town, config, copy_ledger

SECRET = "a-company-secret-that-nobody-may-print"
SECRETS = (APP_SECRET, AES_KEY, TOKEN, SECRET, COMPANY.token, COMPANY.aes_key, ACCOUNT.token, ACCOUNT.aes_key)


@dataclass
class Street:
    """Both platforms, and the service at its public address, each on a port of its own."""

    operator: Operator
    account: platform.Platform
    company: wecom.Company
    here: str
    there: str
    public: str

    def set_up(self, official: bool = True, in_wecom: bool = True, **changes: str) -> None:
        """Write the settings; ``changes`` replaces values of ``[wecom]``."""
        service = f'[service]\npublic_url = "{self.public}"\n'
        account = {
            "token": ACCOUNT.token, "app_id": ACCOUNT.app_id, "app_secret": APP_SECRET, "aes_key": ACCOUNT.aes_key,
            "api_base_url": self.here,
        }  # fmt: skip
        company = {
            "token": COMPANY.token, "corp_id": COMPANY.app_id, "agent_id": AGENT, "secret": SECRET,
            "aes_key": COMPANY.aes_key, "api_base_url": self.there,
        } | changes  # fmt: skip
        if official:
            service += section("official", account)
        if in_wecom:
            service += section("wecom", company)
        (self.operator.folder / "config.toml").write_text(service, "utf-8")

    def run(self, *words: str) -> Outcome:
        """Run a verb; whatever comes of it, no secret is in what it says."""
        outcome = self.operator.run(*words)
        assert not any(secret in outcome.said + outcome.complained for secret in SECRETS)
        assert "Traceback" not in outcome.complained
        return outcome


def section(name: str, values: dict[str, str]) -> str:
    return f"[{name}]\n" + "".join(f'{key} = "{value}"\n' for key, value in values.items())


@pytest.fixture
def street(
    district: Operator, cast_file: tuple[Path, Cast], library: Library, tmp_path: Path
) -> Iterator[Street]:
    path, cast = cast_file
    folder = tmp_path / "service"
    town = Town(config(folder), copy_ledger(path, folder), cast, library)
    account = platform.Platform(account=ACCOUNT, app_secret=APP_SECRET)
    company = wecom.Company(account=COMPANY, app_secret=SECRET, agent_id=AGENT)
    with ExitStack() as stack:
        addresses = [
            stack.enter_context(running(app))
            for app in (
                platform.api_app(account),
                wecom.api_app(company),
                create_app(town.services, clock=utc_now),
            )
        ]
        street = Street(district, account, company, *addresses)
        street.set_up()
        yield street
    town.ledger.close()


def marked(outcome: Outcome, start: str) -> list[str]:
    """The lines of the doctor that begin so, with their marks."""
    return [line for line in outcome.said.splitlines() if line[2:].startswith(start)]


def test_the_doctor_looks_at_both_platforms_and_at_both_doors(street):
    found = street.run("doctor")
    assert marked(found, "platform: ") == [
        f"✓ platform: {street.here} answers",
        f"✓ platform: {street.there} answers",
    ]
    assert marked(found, "official: ") == ["✓ official: our secrets and our IP are taken"]
    assert marked(found, "wecom: ") == ["✓ wecom: our secrets and our IP are taken"]
    doors = marked(found, "callback: ")
    assert [door.split(" answers, in ")[0] for door in doors] == [
        f"✓ callback: {street.public}/wechat",
        f"✓ callback: {street.public}/wecom",
    ]


def test_an_untrusted_ip_is_named_with_its_way_out(street):
    street.company.trusted = False
    ill = street.run("doctor")
    (line,) = marked(ill, "wecom: ")
    assert line.startswith("✗ wecom: 服务器的 IP 不在可信名单里")
    assert "60020" in line
    assert line.endswith("企业可信IP")
    assert ill.code == 1


def test_a_wrong_secret_or_company_is_named(street):
    for change, code in (({"secret": "another-secret"}, "40001"), ({"corp_id": "ww99"}, "40013")):
        street.set_up(**change)
        (line,) = marked(street.run("doctor"), "wecom: ")
        assert line.startswith("✗ wecom: ")
        assert code in line


def test_a_door_that_knows_another_token_says_so(street):
    street.set_up(token="another-token-of-the-company")
    well, ill = marked(street.run("doctor"), "callback: ")
    assert well.startswith("✓")
    assert ill.startswith(f"✗ callback: {street.public}/wecom says 403; the service runs with another token")


def test_a_door_that_nobody_answers_says_so(street):
    street.public = "http://127.0.0.1:9"
    street.set_up(official=False)
    (line,) = marked(street.run("doctor"), "callback: ")
    assert line.startswith("✗ callback: http://127.0.0.1:9/wecom does not answer (ConnectionError)")


def test_something_else_at_the_address_is_not_taken_for_us(street):
    street.public = street.here
    street.set_up(official=False)
    (line,) = marked(street.run("doctor"), "callback: ")
    assert line.startswith(f"✗ callback: {street.here}/wecom says 404; nginx does not pass /wecom on")


def test_one_platform_alone_is_enough(street):
    street.set_up(official=False)
    found = street.run("doctor")
    assert marked(found, "official: ") == []
    assert marked(found, "wecom: ")[0].startswith("✓")


def test_the_menu_is_published_to_both_and_each_is_told(street):
    told = street.run("menu", "publish")
    assert told.code == 0
    assert [line.split(".")[0] for line in told.said.splitlines()] == [
        "official: 15 entries published and read back",
        "wecom: 15 entries published and read back",
    ]
    assert street.account.menu == street.company.menu == menu.wanted()


def test_what_one_platform_refuses_does_not_keep_the_other_from_its_menu(street):
    street.set_up(agent_id="1000099")
    told = street.run("menu", "publish")
    assert told.code == 1
    assert "official: 15 entries published" in told.said
    assert "wecom: the platform refused the menu: 应用的 AgentId 不对" in told.said
    assert told.complained.strip() == "not everything was published: wecom."
    assert (street.account.menu, street.company.menu) == (menu.wanted(), None)


def test_a_menu_for_wecom_alone(street):
    street.set_up(official=False)
    told = street.run("menu", "publish")
    assert (told.code, street.account.menu, street.company.menu) == (0, None, menu.wanted())
    assert "official: not set up, nothing to do." in told.said


def test_without_any_platform_there_is_no_menu_to_publish(street):
    street.set_up(official=False, in_wecom=False)
    refused = street.run("menu", "publish")
    assert refused.code == 1
    assert refused.complained.startswith("official: the section is missing, and so is wecom")
