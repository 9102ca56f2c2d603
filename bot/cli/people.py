"""``roster import``, ``officer add``: who is in the ledger."""

from __future__ import annotations

import csv
import os
from functools import partial
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Connection

from bot import keys as own_keys
from bot import local
from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, now, open_ledger
from bot.config import Config
from bot.ledger import audit, bindings, importing, members, offices, roster
from bot.ledger.database import Ledger
from bot.roster.reading import read
from bot.roster.sheet import Sheet

INVITE_COLUMNS = ("姓名", "律所", "党支部", "绑定码")
screen = Console(stderr=True)


@bot.group("roster")
def roster_group() -> None:
    """The roster that offices already keep."""


@config_option
@roster_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--invites", type=click.Path(path_type=Path, dir_okay=False), help="Write binding codes to this CSV."
)
@click.option("--dry-run", is_flag=True, help="Read and compare only; change nothing.")
@click.pass_context
def import_roster(context: click.Context, file: Path, invites: Path | None, dry_run: bool) -> None:
    """Import FILE (XLSX or CSV), whole or not at all; a second import updates and never duplicates."""
    config = config_of(context)
    sheet = read(file, file.name, local.day(now()))
    _tell(sheet)
    if sheet.blocked:
        raise Refused(f"{file.name}：没有导入任何人。改好上面 {_blocking(sheet)} 处再导入。")
    if invites is not None and not dry_run:
        _must_be_writable(invites)
    with open_ledger(config) as ledger:
        outcome = _enter(ledger, config, sheet, file.name, dry_run)
        _summary(outcome, dry_run)
        if invites is not None and not dry_run:
            _invite(ledger, config, outcome.people, invites)


def _tell(sheet: Sheet) -> None:
    for problem in sheet.problems:
        click.echo(str(problem), err=True)


def _blocking(sheet: Sheet) -> int:
    return sum(problem.blocks for problem in sheet.problems)


def _must_be_writable(path: Path) -> None:
    try:
        _open_beside(path).close()
    except OSError:
        raise Refused(f"{path}：写不了这个文件。请换一个能写的文件夹；还没有导入任何人。") from None


def _enter(ledger: Ledger, config: Config, sheet: Sheet, name: str, dry_run: bool) -> roster.Outcome:
    keys, at = own_keys.load(config), now()
    with Progress(console=screen, disable=not screen.is_terminal, transient=True) as bar:
        rows = bar.add_task("导入", total=len(sheet.rows))
        try:
            return importing.enter(
                ledger, keys, sheet, name, at, trying=dry_run, progress=lambda: bar.advance(rows)
            )
        except roster.Conflicts as conflicts:
            for problem in conflicts.problems:
                click.echo(str(problem), err=True)
            raise Refused(f"{name}：没有导入任何人。改好上面 {len(conflicts.problems)} 处再导入。") from None


def _summary(outcome: roster.Outcome, dry_run: bool) -> None:
    verb = "试算（没有改动）" if dry_run else "已导入"
    click.echo(
        f"{verb}：新增 {len(outcome.added)} 人，更新 {len(outcome.changed)} 人，"
        f"没有变化 {len(outcome.unchanged)} 人；"
        f"新支部 {len(outcome.new_branches)} 个，新律所 {len(outcome.new_firms)} 个。"
    )
    if outcome.not_in_file:
        click.echo(f"系统里另有 {outcome.not_in_file} 人不在这份名册里，没有动他们。")


def _invite(ledger: Ledger, config: Config, people: list[int], path: Path) -> None:
    """New codes for those without a bound phone, into a file of the operator's own."""
    with Progress(console=screen, disable=not screen.is_terminal, transient=True) as bar:
        codes = bar.add_task("发码", total=None)
        made = importing.give_codes(
            ledger, people, path.name, now(), config.binding.code_days, progress=lambda: bar.advance(codes)
        )
    _write_invites(path, [(m.name, m.firm_name, m.branch_name, code) for m, code in made])
    click.echo(
        f"绑定码 {len(made)} 个，写在 {path}；{config.binding.code_days} 天内有效，一码一用，请当面或单独交给本人。"
    )


def _write_invites(path: Path, rows: list[tuple[str, str, str, str]]) -> None:
    """Readable by its owner only: whoever holds a code can bind as that member."""
    with _open_beside(path) as file:
        writer = csv.writer(file)
        writer.writerow(INVITE_COLUMNS)
        writer.writerows(rows)
    os.replace(file.name, path)


def _open_beside(path: Path) -> IO[str]:
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)  # one that was left there might be readable by others
    return open(beside, "x", encoding="utf-8-sig", newline="", opener=partial(os.open, mode=0o600))


@bot.group("officer")
def officer_group() -> None:
    """Branch officers and committee staff."""


@config_option
@officer_group.command("add")
@click.option("--name", required=True, help="The person's name; entered if nobody has it yet.")
@click.option("--branch", help="The branch the office is of.")
@click.option("--committee", is_flag=True, help="Staff of the sector committee, who act for every branch.")
@click.option(
    "--role",
    type=click.Choice(["secretary", "deputy", "organiser", "instructor"]),
    default="secretary",
    show_default=True,
    help="The office, with --branch.",
)
@click.pass_context
def add_officer(context: click.Context, name: str, branch: str | None, committee: bool, role: str) -> None:
    """Appoint an officer and print a binding code for them. There are no passwords anywhere."""
    if (branch is None) == (not committee):
        raise click.UsageError("give either --branch NAME or --committee")
    config = config_of(context)
    new = bindings.make_code()
    with open_ledger(config) as ledger, ledger.begin() as db:
        officer = _appoint(db, name.strip(), branch, role)
        bindings.keep_code(db, officer.id, new, now(), config.binding.code_days)
        audit.record(
            db, now(), None, "cli", "officer add", f"member {officer.id}", role if branch else "staff"
        )
    click.echo(f"{officer.name} 的绑定码：{new.code}")
    click.echo(
        f"请本人在微信里发：绑定 {officer.name} {new.code}（{config.binding.code_days} 天内有效，一码一用）"
    )


def _appoint(db: Connection, name: str, branch: str | None, role: str) -> members.Member:
    branch_id = None
    if branch is not None:
        found = members.branch_named(db, branch)
        if found is None:
            known = "、".join(title for _, title in members.branches(db)) or "（还没有支部，先导入名册）"
            raise Refused(f"没有叫「{branch}」的支部。现有：{known}")
        branch_id = found[0]
    member_id = _person(db, name, branch_id)
    if branch_id is None:
        offices.appoint_staff(db, member_id, now())
    else:
        offices.appoint(db, member_id, role, now(), branch_id=branch_id)
    appointed = members.by_id(db, member_id)
    assert appointed is not None
    return appointed


def _person(db: Connection, name: str, branch_id: int | None) -> int:
    """The id of the person of that name, the branch's own first; entered where nobody has it."""
    namesakes = members.named(db, name)
    candidates = [one for one in namesakes if one.branch_id == branch_id] or namesakes
    if len(candidates) > 1:
        raise Refused(f"有 {len(candidates)} 位{name}，分不清是哪一位。请在名册里写明党内职务再导入。")
    if candidates:
        return candidates[0].id
    return members.add(db, name=name, standing=members.FULL, now=now(), branch_id=branch_id)
