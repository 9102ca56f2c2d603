"""``content``: the library's files, for those who write them and those who publish them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Connection

from bot import authoring
from bot.authoring import Faulty, NotAllowed
from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, now, open_ledger
from bot.exports.table import Column, Table
from bot.exports.text import write_csv
from bot.ledger import drafts, members
from bot.ledger.drafts import Draft
from content.checker import check
from content.front_matter import ContentError
from content.library import FOLDER, PUBLISHED, read_series
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
@click.option(
    "--published",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The data folder of a service: also what was published there.",
)
@content_group.command("check")
def check_content(folder: Path, published: Path | None) -> None:
    """Name every fault of the lectures, first topics and plans; exit code 1 where there is one."""
    over = published / PUBLISHED if published is not None else None
    problems = check(folder, over)
    if problems:
        raise Refused("\n".join([*map(str, problems), f"共 {len(problems)} 处要改。"]))
    series = read_series(folder, over)
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


@config_option
@content_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--as", "name", required=True, help="What it becomes: library/falvren/shi-yang.md, plans/2026-12.toml."
)
@click.option("--author", required=True, help="Who wrote it, of the committee's staff.")
@click.option("--reader", help="Who has read it besides and lets it go; left waiting, if left out.")
@click.pass_context
def import_file(context: click.Context, file: Path, name: str, author: str, reader: str | None) -> None:
    """Take FILE in as a draft, check it, and publish it in the name of a second reader."""
    config = config_of(context)
    data_dir, at = config.service.data_dir, now()
    text = _text_of(file)
    with open_ledger(config) as ledger, ledger.begin() as db, _refusals(name):
        draft, _ = authoring.save(db, data_dir, name, text, _staff(db, author), at)
        authoring.submit(db, data_dir, draft.id, draft.author_id, at)
        if reader is not None:
            authoring.publish(db, data_dir, draft.id, _staff(db, reader), at, "cli")
    done = (
        "published; members see it within seconds"
        if reader
        else f"draft {draft.id} waits for a second reader"
    )
    click.echo(f"{name}, version {draft.version}: {done}.")


@config_option
@content_group.command("publish")
@click.argument("number", type=int, metavar="NUMBER")
@click.option(
    "--reader", required=True, help="Who has read it, of the committee's staff, and did not write it."
)
@click.pass_context
def publish(context: click.Context, number: int, reader: str) -> None:
    """Publish a waiting draft in the name of its second reader."""
    config = config_of(context)
    with open_ledger(config, make=False) as ledger, ledger.begin() as db, _refusals(f"draft {number}"):
        done = authoring.publish(db, config.service.data_dir, number, _staff(db, reader), now(), "cli")
    click.echo(f"{done.name}, version {done.version}: published; members see it within seconds.")


@config_option
@content_group.command("drafts")
@click.pass_context
def list_drafts(context: click.Context) -> None:
    """List the drafts that are written on, wait, or were given back."""
    with open_ledger(config_of(context), make=False) as ledger, ledger.read() as db:
        for one in drafts.listed(db):
            click.echo(f"{one.id} {one.name}　第 {one.version} 版　{drafts.STATES[one.state]}{_why(one)}")


def _why(one: Draft) -> str:
    return f"：{one.reasons}" if one.reasons else ""


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{file}: not a text in UTF-8. Save it as such and try again.") from None


def _staff(db: Connection, name: str) -> int:
    found = [one for one in members.named(db, name) if one.is_staff]
    if len(found) != 1:
        raise Refused(
            f"{name}: {len(found)} of that name on the committee's staff. bot officer add appoints one."
        )
    return found[0].id


@contextmanager
def _refusals(what: str) -> Iterator[None]:
    """What the authoring road refuses, as one refusal of the command line."""
    try:
        yield
    except Faulty as faulty:
        raise Refused("\n".join([*map(str, faulty.problems), f"{what}：{faulty}。没有收下。"])) from None
    except NotAllowed as refused:
        raise Refused(f"{what}：{refused}") from None
