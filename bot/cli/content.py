"""``content check``, ``content table``: the library's files, for those who write them."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.root import bot
from bot.cli.steps import Refused
from bot.exports.table import Column, Table
from bot.exports.text import write_csv
from content.checker import check
from content.front_matter import ContentError
from content.library import FOLDER, read_series
from content.table import HEADINGS, FactRow, empty_cells, fact_rows

_FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=FOLDER,
    help="The content folder; the one that came with the service, if left out.",
)


@bot.group("content")
def content_group() -> None:
    """The study library's files."""


@_FOLDER
@content_group.command("check")
def check_content(folder: Path) -> None:
    """Name every fault of the lectures, first topics and plans; exit code 1 where there is one."""
    problems = check(folder)
    if problems:
        raise Refused("\n".join([*map(str, problems), f"共 {len(problems)} 处要改。"]))
    series = read_series(folder)
    lectures = [lecture for one in series for lecture in one.lectures]
    to_check = sum(fact.to_check for lecture in lectures for fact in lecture.facts)
    click.echo(f"{len(lectures)} 讲，没有问题。{to_check} 条史实待核。")


@_FOLDER
@content_group.command("table")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A CSV file to write, for a spreadsheet; printed, if left out.",
)
def table(folder: Path, output: Path | None) -> None:
    """Print lectures × facts × sources; exit code 1 where a cell is empty."""
    try:
        series = read_series(folder)
    except ContentError as broken:
        raise Refused(f"{broken}。先用 bot content check 查错。") from None
    rows = list(fact_rows(lecture for one in series for lecture in one.lectures))
    if output is None:
        _print(rows)
    else:
        _write(rows, output)
    if empty := empty_cells(rows):
        raise Refused(f"有空着的：{'；'.join(empty)}")


def _print(rows: list[FactRow]) -> None:
    number, fact = 0, ""
    for row in rows:
        if row.number != number:
            number, fact = row.number, ""
            where = "　".join((row.series, row.kind, row.place, row.date, row.film))
            click.echo(f"{number} {row.lecture}　{where}")
        if row.fact != fact:
            fact = row.fact
            click.echo(f"  · {fact}　{row.state}")
        click.echo(f"      {row.grade} {row.source}　{row.url}")
    facts = len({(row.number, row.fact) for row in rows})
    lectures = len({row.number for row in rows})
    click.echo(f"{lectures} 讲，{facts} 条事实，{len(rows)} 处来源。")


def _write(rows: list[FactRow], output: Path) -> None:
    columns = tuple(Column(heading) for heading in HEADINGS)
    try:
        count = write_csv(output, Table("党课史实来源", columns, rows))
    except OSError as error:
        raise Refused(f"{output}: cannot be written ({error.strerror}). Choose another.") from None
    click.echo(f"{output}：{count} 行")
