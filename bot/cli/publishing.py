"""``menu publish``: what is shown on the platform itself."""

from __future__ import annotations

import click

from bot import keys as own_keys
from bot import menu
from bot.channels.client import Client, SendError
from bot.channels.wecom.client import WecomClient
from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, open_ledger
from bot.ledger.tokens import Tokens


@bot.group("menu")
def menu_group() -> None:
    """The account's menu."""


@config_option
@menu_group.command("publish")
@click.pass_context
def publish(context: click.Context) -> None:
    """Publish the menu to the platforms, read it back and compare."""
    config = config_of(context)
    if config.official is None and config.wecom is None:
        raise Refused(
            "official: the section is missing, and so is wecom: nowhere to publish to (docs/operator.md)."
        )
    with open_ledger(config) as ledger:
        tokens = Tokens(ledger, own_keys.load(config))
        # One after the other: what the first has published stays when the second refuses.
        if config.official is not None:
            _publish("official", Client(config.official, tokens))
        if config.wecom is not None:
            _publish("wecom", WecomClient(config.wecom, tokens))


def _publish(channel: str, client: menu.MenuClient) -> None:
    try:
        entries = menu.publish(client)
    except SendError as error:
        raise Refused(f"{channel}: the platform refused the menu: {error}") from None
    except menu.NotPublished:
        raise Refused(
            f"{channel}: the platform shows another menu. Publish again in a few minutes."
        ) from None
    click.echo(f"{channel}: {entries} entries published and read back. Phones show them within five minutes.")
