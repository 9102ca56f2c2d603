"""Once a day, to the secretary alone: who loses touch, who was often absent, who is away; which term ends soon.

Each is said once and settles nothing: what is to be done, people decide (domain.md rules 8, 12 and 13).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.wording import body_under, for_each, short_day
from bot.ledger import contact, members, notices, terms, transfers
from bot.ledger.quiet import considerate

if TYPE_CHECKING:
    from bot.services import Services

JOB, KIND = "branch_life", "service"
RULE = "支部里要关心的人和事，只告诉支部书记，一件说一次；怎么办由组织决定"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something a branch's secretary is told once. ``key`` names it for good; the title names nobody."""

    key: str
    branch_id: int
    title: str
    lines: tuple[str, ...]


def tell(services: Services, slot: datetime, now: datetime) -> str:
    """Tell each secretary what has come up in their branch since it was last said."""
    with services.ledger.read() as db:
        found = [one for one in prompts(db, local.day(now)) if notices.by_key(db, one.key) is None]
    return f"提醒 {for_each(found, lambda one: _tell(services, one, now))} 件"


def prompts(db: Connection, today: date) -> list[Prompt]:
    """All there is to be said as of a local day, told before or not."""
    ids = [id_ for id_, _ in members.branches(db)]
    return [
        *_silent(contact.silent(db, today)),
        *_absent(contact.often_absent(db, today.year), today.year),
        *_away(transfers.floating(db, ids, today)),
        *_terms(terms.of_branches(db, ids).values(), today),
    ]


def secretaries(db: Connection, branch_id: int) -> list[int]:
    """Whom it concerns: the branch's secretary; where it has none, its deputy."""
    for role in ("secretary", "deputy"):
        found = [
            one.id
            for one in members.officers_of(db, branch_id)
            if any(held.role == role and held.branch_id == branch_id for held in one.offices)
        ]
        if found:
            return found
    return []


def _silent(found: Iterable[contact.Silent]) -> Iterator[Prompt]:
    for one in found:
        key = f"silent-{one.member_id}-{one.since.isoformat()}-{one.months}"
        since = f"{one.name}：{one.since.year}年{short_day(one.since)}以后，没有参加过组织生活，满 {one.months} 个月。"
        if one.last:
            lines = (since, "请先当面问清有没有正当理由，再提交支部研究；系统不作任何认定。")
            yield Prompt(key, one.branch_id, "有一位党员，请提交支部研究", lines)
        else:
            lines = (since, "请先关心一下，问问有没有难处；能补的请他补学，外出的发「外出」登记。")
            yield Prompt(key, one.branch_id, "有一位党员，请您关心一下", lines)


def _absent(found: Iterable[contact.OftenAbsent], year: int) -> Iterator[Prompt]:
    for one in found:
        lines = (
            f"{one.name}：{year} 年没请假也没说原因的缺席，有 {one.count} 次。",
            "请找他谈一谈；以后有原因的，一周内发「缺席原因 姓名 原因」。不自动处理，今年只提醒这一次。",
        )
        yield Prompt(f"absences-{one.member_id}-{year}", one.branch_id, "有一位党员缺席多次，请谈一谈", lines)


def _away(found: Iterable[transfers.Away]) -> Iterator[Prompt]:
    for one in found:
        lines = (
            f"{one.name}：{one.since.year}年{short_day(one.since)}起外出，满六个月，没有转组织关系。",
            "按流动党员管理；要转的请联系行业党委，回来了发「外出 姓名 回来」。",
        )
        key = f"away-{one.member_id}-{one.since.isoformat()}"
        yield Prompt(key, one.branch_id, "有一位党员外出满六个月", lines)


def _terms(found: Iterable[terms.Term], today: date) -> Iterator[Prompt]:
    for one in found:
        if one.remind_from() > today:
            continue
        over = one.ends_on < today
        day = f"{one.ends_on.year}年{short_day(one.ends_on)}"
        until = f"{one.branch_name}本届{f'已于 {day}到期' if over else f'到 {day}'}。"
        lines = (until, "换届先请示上级；选好批准以后，发「换届」一次换好。")
        key = f"term-{'over' if over else 'ends'}-{one.branch_id}-{one.ends_on.isoformat()}"
        yield Prompt(key, one.branch_id, "支部任期到了" if over else "支部任期快到了", lines)


def _tell(services: Services, one: Prompt, now: datetime) -> int:
    push = services.config.push
    with services.ledger.begin() as db:
        told = secretaries(db, one.branch_id)
        if not told or notices.by_key(db, one.key) is not None:
            return 0
        made = notices.create(
            db,
            key=one.key,
            kind=KIND,
            title=one.title,
            body=body_under(one.title, one.lines),
            recipients=told,
            now=now,
            send_at=considerate(db, now, push, one.key),
            rule=RULE,
            push=push,
        )
    return int(made.fresh)
