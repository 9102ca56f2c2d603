"""``narrate`` and ``audio``: lectures as sound, by a synthesiser or as the committee recorded them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of
from bot.narration import making, store
from bot.narration.script import LABEL, Script, of_lecture, of_topics
from bot.narration.synthesis import CannotNarrate, require_tools
from content.library import Library, open_published

NAMED = "a lecture's number or name, or a month of first topics (2026-12)"


@config_option
@bot.command("narrate")
@click.argument("named", nargs=-1, metavar="[LECTURE]…")
@click.option("--all", "every", is_flag=True, help="All lectures and all months of first topics.")
@click.option("--again", is_flag=True, help="Also what was made of just this text before.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Another folder than the service's own.",
)
@click.pass_context
def narrate(
    context: click.Context, named: tuple[str, ...], every: bool, again: bool, output: Path | None
) -> None:
    """Have lectures read by espeak-ng, as MP3 files labelled 合成语音; what is there of the same text is left alone."""
    if bool(named) == every:
        raise Refused(f"say which: {NAMED}, or --all.")
    config = config_of(context)
    audio = output or config.service.data_dir / store.AUDIO
    library = open_published(config.service.data_dir)
    scripts = list(_all(library)) if every else [_one(library, name) for name in named]
    wanted = [one for one in scripts if again or not making.is_current(audio, one)]
    try:
        require_tools()
        seconds = [
            making.narrate(audio, one).seconds
            for one in track(wanted, "narrating", console=Console(stderr=True), transient=True)
        ]
    except (CannotNarrate, OSError) as cannot:
        raise Refused(str(cannot)) from None
    made = f"{len(seconds)} made ({sum(seconds) / 60:.0f} minutes, labelled {LABEL})"
    click.echo(f"{made}, {len(scripts) - len(wanted)} as they were, in {audio}")


@bot.group("audio")
def audio_group() -> None:
    """Recordings of lectures."""


@config_option
@audio_group.command("add")
@click.argument("lecture")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_context
def add(context: click.Context, lecture: str, file: Path) -> None:
    """Take in the committee's own recording of a LECTURE; members hear it instead of the synthetic voice."""
    config = config_of(context)
    script = _one(open_published(config.service.data_dir), lecture)
    try:
        made = making.take_in(config.service.data_dir / store.AUDIO, script, file)
    except (CannotNarrate, OSError) as cannot:
        raise Refused(str(cannot)) from None
    click.echo(f"{script.title}：{made.seconds:.0f} 秒，{len(made.parts)} 段。会员听到的就是它。")


@config_option
@audio_group.command("list")
@click.pass_context
def list_(context: click.Context) -> None:
    """Say of every lecture what there is to be heard, and which recording is older than its text."""
    config = config_of(context)
    audio = config.service.data_dir / store.AUDIO
    for script in _all(open_published(config.service.data_dir)):
        click.echo(f"{script.key}　{_state(audio, script)}")


def _state(audio: Path, script: Script) -> str:
    heard = store.find(audio, script)
    if heard is None:
        old = store.has(audio, script, store.SYNTHETIC)
        return "合成语音的文本已改，要重做" if old is not None else "没有录音，网页用手机朗读"
    if heard.synthetic:
        return f"{LABEL} {heard.seconds:.0f} 秒"
    return f"自己的录音 {heard.seconds:.0f} 秒{'' if heard.stamp == script.stamp else '，文本后来改过'}"


def _all(library: Library) -> Iterable[Script]:
    yield from map(of_lecture, library.lectures())
    yield from (of_topics(topics) for month in library.months() if (topics := library.first_topics(month)))


def _one(library: Library, name: str) -> Script:
    topics = library.first_topics(name)
    if topics is not None:
        return of_topics(topics)
    lecture = library.lecture(name)
    if lecture is None:
        raise Refused(f"{name}: no such lecture. Say {NAMED}.")
    return of_lecture(lecture)
