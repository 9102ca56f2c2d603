"""What somebody typed for a row of a register, read by its declaration; each fault names its field and the way out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date

from content.registers import Field, Register

TEXT_LIMIT, LONG_LIMIT = 60, 500
YES, NO = "是", "否"
_YES = frozenset(["是", "有", "对", "1", "y", "yes", "√", "✓", "已", "true"])
_NO = frozenset(["否", "没有", "无", "2", "0", "n", "no", "×", "未", "false"])
_DATE = re.compile(r"(20\d\d|19\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s.*)?")
_MONTH = re.compile(r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*月?")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,2})?")


class Wrong(ValueError):
    """A value that a field does not take: what is wrong and what to write, in Chinese."""


def read(field: Field, said: str, firms: Collection[str] = ()) -> str:
    """What was typed as the ledger keeps it: dates ``2026-12-05``, months ``2026-12``, yes and no as 是 and 否.

    ``firms`` are the names a field of firms takes. Empty stays empty. Raises Wrong.
    """
    text = unicodedata.normalize("NFKC", said).strip()
    if not text:
        if field.required:
            raise Wrong(f"{field.title}：要填。")
        return ""
    reader = _READERS.get(field.type)
    if reader is not None:
        return reader(field, text)
    if field.type == "firm":
        return _firm(field, text, firms)
    limit = LONG_LIMIT if field.type == "long" else TEXT_LIMIT
    if len(text) > limit:
        raise Wrong(f"{field.title}：最多 {limit} 个字，现在是 {len(text)} 个。")
    return text


def read_row(
    register: Register, said: Mapping[str, str], firms: Collection[str] = ()
) -> tuple[dict[str, str], list[str]]:
    """A whole row by field key, and every fault of it."""
    values, faults = {}, []
    for field in register.fields:
        try:
            values[field.key] = read(field, said.get(field.key, ""), firms)
        except Wrong as wrong:
            faults.append(str(wrong))
    return values, faults


def warnings(register: Register, values: Mapping[str, str]) -> list[str]:
    """What a row should be looked at for: dates closer together than the rules allow. People decide."""
    found = []
    for gap in register.gaps:
        first, then = values.get(gap.first, ""), values.get(gap.then, "")
        if first and then and date.fromisoformat(then) < later(date.fromisoformat(first), gap.months):
            found.append(f"请核对：{gap.says}")
    return found


def later(day: date, months: int, days: int = 0) -> date:
    """So many months and days later; the last day of a shorter month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            moved = date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
        return date.fromordinal(moved.toordinal() + days)
    raise AssertionError("every month has 28 days")


def _choice(field: Field, text: str) -> str:
    if text in field.choices:
        return text
    if text.isdecimal() and 1 <= int(text) <= len(field.choices):
        return field.choices[int(text) - 1]
    near = [one for one in field.choices if text in one]
    if len(near) == 1:
        return near[0]
    raise Wrong(f"{field.title}：只能是 {'、'.join(field.choices)}。")


def _number(field: Field, text: str) -> str:
    bare = text.replace(",", "").removesuffix(field.unit).strip()
    if not _NUMBER.fullmatch(bare):
        raise Wrong(f"{field.title}：要写数字，比如 12。")
    value = float(bare)
    if field.least is not None and value < field.least:
        raise Wrong(f"{field.title}：不能小于 {field.least:g}。")
    if field.most is not None and value > field.most:
        raise Wrong(f"{field.title}：不能大于 {field.most:g}。")
    return (
        f"{value:g}"
        if value == int(value) and abs(value) < 1e6
        else bare.rstrip("0").rstrip(".")
        if "." in bare
        else bare
    )


def _date(field: Field, text: str) -> str:
    match = _DATE.fullmatch(text)
    try:
        assert match is not None
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except (AssertionError, ValueError):
        raise Wrong(f"{field.title}：要写日期，比如 2026-12-05。") from None


def _month(field: Field, text: str) -> str:
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12:
        raise Wrong(f"{field.title}：要写月份，比如 2026-12。")
    return f"{match[1]}-{int(match[2]):02}"


def _year(field: Field, text: str) -> str:
    bare = text.removesuffix("年")
    if not re.fullmatch(r"(19|20)\d\d", bare):
        raise Wrong(f"{field.title}：要写年份，比如 2026。")
    return bare


def _yes_no(field: Field, text: str) -> str:
    word = text.lower()
    if word in _YES or word in _NO:
        return YES if word in _YES else NO
    raise Wrong(f"{field.title}：回 1 是，回 2 否。")


def _firm(field: Field, text: str, firms: Collection[str]) -> str:
    if text in firms:
        return text
    near = [one for one in firms if text in one]
    if len(near) == 1:
        return near[0]
    why = "不止一家律所叫这个" if near else "名册里没有这家律所"
    raise Wrong(f"{field.title}：{why}，请写全称。")


_READERS = {
    "choice": _choice,
    "number": _number,
    "date": _date,
    "month": _month,
    "year": _year,
    "yes_no": _yes_no,
}
