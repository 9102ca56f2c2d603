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
        clients: dict[str, menu.MenuClient | None] = {
            "official": Client(config.official, tokens) if config.official else None,
            "wecom": WecomClient(config.wecom, tokens) if config.wecom else None,
        }
        # What one platform refuses does not keep the other from having its menu.
        failed = [name for name, client in clients.items() if not _published(name, client)]
    if failed:
        raise Refused(f"not everything was published: {', '.join(failed)}.")


def _published(channel: str, client: menu.MenuClient | None) -> bool:
    """Publish to one channel and say what came of it; False where it did not work."""
    if client is None:
        click.echo(f"{channel}: not set up, nothing to do.")
        return True
    try:
        entries = menu.publish(client)
    except SendError as error:
        click.echo(f"{channel}: the platform refused the menu: {error}")
        return False
    except menu.NotPublished:
        click.echo(f"{channel}: the platform shows another menu. Publish again in a few minutes.")
        return False
    click.echo(f"{channel}: {entries} entries published and read back. Phones show them within five minutes.")
    return True
