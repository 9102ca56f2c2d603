"""The group every verb belongs to, and the option they share."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
