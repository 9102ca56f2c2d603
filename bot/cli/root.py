"""The group every verb belongs to, and the option they share."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

VERBS = {
    "audio": "narrating", "backup": "upkeep", "calendar": "schedule", "content": "content",
    "demo": "trying", "doctor": "upkeep", "export": "exporting", "menu": "publishing", "migrate": "upkeep",
    "narrate": "narrating", "member": "handing_over", "officer": "handing_over", "registers": "registers",
    "restore": "upkeep", "retention": "keeping", "roster": "people",
    "schedule": "schedule", "scheduler": "serving", "serve": "serving", "understand": "words",
    "verify": "exporting", "web": "serving", "worker": "serving",
}  # fmt: skip


class Verbs(click.Group):
    """Each verb's module is imported when the verb is asked for: a service must not wait for a spreadsheet reader."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs there are, without importing any."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb; its module adds it to this group."""
        if cmd_name in VERBS:
            import_module(f"bot.cli.{VERBS[cmd_name]}")
        return super().get_command(ctx, cmd_name)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The settings file; config.toml where the command is run, if left out.",
)
@click.pass_context
def bot(context: click.Context, config_path: Path | None) -> None:
    """榕树 Rongshu: a chatbot for Party-member lawyers' study and organisational life."""
    context.obj = config_path


def config_option(command: click.Command) -> click.Command:
    """Let ``--config`` stand behind the verb as well as before it."""

    def keep(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
        if value is not None:
            context.obj = value

    option = click.Option(
        ["--config"],
        type=click.Path(path_type=Path, dir_okay=False),
        expose_value=False,
        callback=keep,
        is_eager=True,
        help="The settings file; config.toml where the command is run, if left out.",
    )
    command.params.append(option)
    return command
