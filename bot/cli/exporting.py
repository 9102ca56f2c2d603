"""``export`` and ``verify``: files for the committee's office, and whether one is as it went out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import keys as own_keys
from bot import local, reports
from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, now, open_ledger
from bot.ledger import members
from bot.reports.periods import Period
from content.registers import registers

if TYPE_CHECKING:
    from sqlalchemy import Connection

USUAL_PURPOSE = "行业党委办公室"


def _period(context: click.Context, parameter: click.Parameter, value: str | None) -> Period | None:
    """``--month``, ``--quarter`` and ``--year`` each take one form only."""
    forms = {"month": ("2026-12", 0), "quarter": ("2026-Q4", 2), "half": ("2026-H2", 5), "year": ("2026", 11)}
    if value is None:
        return None
    example, length = forms[str(parameter.name)]
    try:
        period = reports.parse_period(value)
    except reports.NoPeriod:
        period = None
    if period is None or period.last_month - period.first_month != length:
        raise click.UsageError(
            f"--{parameter.name} {value}: not a {parameter.name}. Write it like {example}."
        )
    return period


@config_option
@bot.command("export")
@click.argument("what", type=click.Choice(sorted(reports.KINDS)))
@click.option("--month", callback=_period, help="A month, like 2026-12.")
@click.option("--quarter", callback=_period, help="A quarter, like 2026-Q4.")
@click.option("--half", callback=_period, help="Half a year, like 2026-H2.")
@click.option("--year", callback=_period, help="A year, like 2026.")
@click.option("--meeting", type=int, help="The number of a meeting, for minutes and sign-in.")
@click.option("--branch", help="One branch only; all, if left out.")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; its ending says what kind: .xlsx, .csv, .db, .docx (minutes, sign-in) or .ics (calendar).",
)
@click.option(
    "--register",
    default="",
    type=click.Choice(["", *(one.name for one in registers())]),
    help="One of the registers.",
)
@click.option("--purpose", help=f"What for; it goes into the audit and the file.  [default: {USUAL_PURPOSE}]")
@click.option("--full-phones", is_flag=True, help="People with whole phone numbers; needs a --purpose.")
@click.pass_context
def export(
    context: click.Context,
    what: str,
    month: Period | None,
    quarter: Period | None,
    half: Period | None,
    year: Period | None,
    meeting: int | None,
    branch: str | None,
    output: Path,
    purpose: str | None,
    full_phones: bool,
    register: str,
) -> None:
    """Write WHAT to a file; names are in it, so the export is logged, and the file gets a seal."""
    if register and what != "registers":
        raise click.UsageError("--register: only for registers.")
    kind = reports.KINDS[what]
    period = _only_one(what, [month, quarter, half, year], meeting)
    if output.suffix.lower() not in kind.endings:
        raise click.UsageError(f"--output {output.name}: must end in {', '.join(kind.endings)}.")
    if full_phones and not (what == "people" and purpose):
        raise click.UsageError("--full-phones: only for people, and say what for with --purpose.")
    if not output.parent.is_dir():
        raise Refused(f"{output.parent}: no such folder. Make it first, or choose another.")
    config, at = config_of(context), now()
    with open_ledger(config) as ledger:
        with ledger.read() as db:
            branch_ids = _branches(db, branch)
        request = reports.Request(
            what,
            branch_ids,
            purpose or USUAL_PURPOSE,
            "命令行",
            period,
            meeting,
            phones=full_phones,
            register=register,
        )
        try:
            made = reports.make(ledger, own_keys.load(config), request, output, at)
        except reports.NothingToWrite as nothing:
            raise Refused(str(nothing)) from None
        except own_keys.WrongKey:
            raise Refused("手机号不是用现在的密钥加密的：请换回原来的 secret.key 再导出。") from None
        except OSError as error:
            raise Refused(f"{output}: cannot be written ({error.strerror}). Choose another.") from None
    written = made.written
    click.echo(
        f"{output}：{written.rows} 行，{written.size} 字节，编号 {made.number}，SHA-256 {written.sha256}"
    )


def _only_one(what: str, periods: list[Period | None], meeting: int | None) -> Period | None:
    """The period that was given, where the kind of export needs one; a meeting where it needs that."""
    of = reports.KINDS[what].of
    given = [one for one in periods if one is not None]
    if of == "meeting":
        if meeting is None or given:
            raise click.UsageError(
                f"Missing option '--meeting': {what} is of one meeting, named by its number."
            )
        return None
    if meeting is not None:
        raise click.UsageError(f"--meeting: {what} is not of one meeting.")
    if of == "now":
        if given:
            raise click.UsageError(f"{what} is as it stands now: leave --month, --quarter and --year out.")
        return None
    if not given:
        raise click.UsageError("Missing option '--month' (or '--quarter', or '--year').")
    if len(given) > 1:
        raise click.UsageError("--month, --quarter, --year: give one of them.")
    return given[0]


def _branches(db: Connection, name: str | None) -> tuple[int, ...]:
    branches = members.branches(db)
    chosen = tuple(id_ for id_, title in branches if name is None or title == name)
    if name is not None and not chosen:
        known = "、".join(title for _, title in branches) or "（还没有支部）"
        raise Refused(f"没有叫「{name}」的支部。现有：{known}")
    return chosen


@config_option
@bot.command("verify")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def verify(context: click.Context, file: Path) -> None:
    """Say whether FILE is an export of this service, to the byte; exit code 1 where it is not."""
    with open_ledger(config_of(context), make=False) as ledger, ledger.read() as db:
        try:
            verdict = reports.verify(db, file)
        except OSError as error:
            raise Refused(f"{file}: cannot be read ({error.strerror}).") from None
    if verdict.seal is None:
        raise Refused(f"{file}：查无此件。不是本系统导出的，或者编号已被抹去。")
    seal = verdict.seal
    what = reports.KINDS[seal.what].title if seal.what in reports.KINDS else seal.what
    when = local.at(seal.made_at).strftime("%Y-%m-%d %H:%M")
    of = f"编号 {seal.number}，{what}，{when} 导出，用途：{seal.purpose}，{seal.rows} 行"
    if verdict.state == "changed":
        raise Refused(f"{file}：内容和导出时不一样，改动过。{of}。")
    click.echo(f"{file}：是真的，一字未改。{of}。")
