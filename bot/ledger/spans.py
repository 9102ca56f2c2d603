"""Months and years by the calendar: six months from 31 August end on 28 or 29 February."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def plus_months(day: date, months: int) -> date:
    """The same day of a later (or, below zero, earlier) month; its last day where it has no such day."""
    past = day.year * 12 + day.month - 1 + months
    year, month = past // 12, past % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def plus_years(day: date, years: int) -> date:
    """The same day of a later year; 28 February for 29 February where that year has none."""
    return plus_months(day, years * 12)
