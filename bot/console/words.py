"""How instants, days and states are said on the pages: template filters."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint

from bot import local
from bot.local import WEEKDAYS


def add_filters(pages: Blueprint) -> None:
    """``words``, ``clock``, ``day``, ``stamp``, ``month_name`` for templates."""
    for name, function in (
        ("when", local.words),
        ("clock", local.clock),
        ("day", _day),
        ("stamp", _stamp),
        ("field", _field),
        ("month_name", _month_name),
    ):
        pages.add_app_template_filter(function, name)


def _day(on: date | datetime) -> str:
    """``12月5日（周六）`` of a date, or of an instant here."""
    here = local.at(on).date() if isinstance(on, datetime) else on
    return f"{here.month}月{here.day}日（周{WEEKDAYS[here.weekday()]}）"


def _stamp(instant: datetime | None) -> str:
    """``2026-12-05 19:30``, for tables; empty for no instant."""
    return local.at(instant).strftime("%Y-%m-%d %H:%M") if instant is not None else ""


def _field(instant: datetime) -> str:
    """What a ``datetime-local`` field takes."""
    return local.at(instant).strftime("%Y-%m-%dT%H:%M")


def _month_name(month: str) -> str:
    """``2026年12月`` of ``2026-12``."""
    return f"{int(month[:4])}年{int(month[5:7])}月"
