"""``officer handover``, ``member transfer``: who takes over a branch, who moves to another one."""

from __future__ import annotations

from datetime import date, datetime

import click
from sqlalchemy import Connection

from bot import local
from bot.cli.people import officer_group
from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, now, open_ledger
from bot.ledger import handover, members, transfers
from bot.ledger.handover import HandoverRefused, NewOfficers
from bot.ledger.meeting_kinds import COMMITTEE_ROLES
from bot.ledger.transfers import TransferRefused

OTHERS = [role for role in COMMITTEE_ROLES if role != "secretary"]


@config_option
@officer_group.command("handover")
@click.option("--branch", required=True, help="The branch whose officers change.")
@click.option("--secretary", required=True, help="The new secretary's name, a full member of the branch.")
@click.option(
    "--with",
    "others",
    type=(click.Choice(OTHERS), str),
    multiple=True,
    metavar="ROLE NAME",
    help="Another officer of the new committee; may be given several times.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the new term began; today, if left out.",
)
@click.pass_context
def hand_over(
    context: click.Context,
    branch: str,
    secretary: str,
    others: tuple[tuple[str, str], ...],
    since: datetime | None,
) -> None:
    """End a branch's offices and begin the new ones; who leaves loses their reach at once."""
    at = now()
    day = since.date() if since else local.day(at)
    with open_ledger(config_of(context)) as ledger, ledger.begin() as db:
        branch_id = _branch(db, branch)
        new = _new(db, branch_id, secretary, others, day)
        try:
            done = handover.hand_over(db, branch_id, new, None, "cli", at)
        except HandoverRefused as refused:
            raise Refused(f"{branch}：{refused}") from None
        began, ended = handover.titled(db, done.began), handover.titled(db, done.ended)
    click.echo(f"{branch} 已换届，本届到 {done.ends_on}。")
    click.echo(f"新任：{began or '没有变动'}；卸任：{ended or '没有'}。")
    click.echo("新任没绑定的，用 bot officer add 打印绑定码。")


def _new(
    db: Connection, branch_id: int, secretary: str, others: tuple[tuple[str, str], ...], day: date
) -> NewOfficers:
    named = tuple((_member(db, name, branch_id), role) for role, name in others)
    return NewOfficers(_member(db, secretary, branch_id), named, day)


@bot.group("member")
def member_group() -> None:
    """Members on the roster."""


@config_option
@member_group.command("transfer")
@click.option("--name", required=True, help="The member's name.")
@click.option("--to", "to_branch", required=True, help="The branch the member moves to.")
@click.option("--from", "from_branch", help="Their present branch, where two have that name.")
@click.pass_context
def transfer(context: click.Context, name: str, to_branch: str, from_branch: str | None) -> None:
    """Move a member to another branch from now on; what was stays with its dates."""
    with open_ledger(config_of(context)) as ledger, ledger.begin() as db:
        to_id = _branch(db, to_branch)
        member_id = _member(db, name, _branch(db, from_branch) if from_branch else None)
        try:
            ended = transfers.transfer(db, member_id, to_id, None, "cli", now())
        except TransferRefused as refused:
            raise Refused(str(refused)) from None
    more = f"原支部的职务 {ended} 个已结束。" if ended else ""
    click.echo(f"{name} 已转到 {to_branch}。{more}")


def _branch(db: Connection, name: str) -> int:
    found = members.branch_named(db, name)
    if found is None:
        known = "、".join(title for _, title in members.branches(db)) or "（还没有支部，先导入名册）"
        raise Refused(f"没有叫「{name}」的支部。现有：{known}")
    return found[0]


def _member(db: Connection, name: str, branch_id: int | None) -> int:
    found = members.named(db, name, None if branch_id is None else [branch_id])
    if len(found) != 1:
        what = (
            f"有 {len(found)} 位{name}，分不清是哪一位，请加 --from 支部"
            if found
            else f"没有叫「{name}」的人"
        )
        raise Refused(f"{what}{'（在这个支部）' if branch_id is not None and not found else ''}。")
    return found[0].id
