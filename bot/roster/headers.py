"""Which row of a sheet holds its headings, and which column is which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.roster.sheet import Refused, Value

HEADER_ROWS = 10  # titles and notes stand above the headings, never more than a few

# A field's headings, the most telling first: where a sheet has two of them the earlier one is read.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "党员姓名", "律师姓名", "成员姓名", "人员姓名", "名字", "name"),
    "phone": (
        *("手机", "手机号", "手机号码", "移动电话", "本人手机", "联系手机", "电话", "电话号码"),
        *("联系电话", "联系方式", "联系号码", "phone", "mobile"),
    ),
    "firm": (
        *("律所", "律师事务所", "律所名称", "律师事务所名称", "所在律所", "所在律师事务所", "执业机构"),
        *("执业机构名称", "执业律所", "工作单位", "所在单位", "单位名称", "单位"),
    ),
    "branch": (
        *("党支部", "所在党支部", "所属党支部", "党支部名称", "所在党支部名称", "所属党支部名称"),
        *("组织关系所在党支部", "组织关系所在支部", "支部", "所属支部", "所在支部", "支部名称"),
        *("所在党组织", "所属党组织", "党组织名称", "党组织"),
    ),
    "standing": (
        *("政治面貌", "党员类别", "党员类型", "人员类别", "政治身份", "党员身份", "发展阶段", "类别", "身份"),
    ),
    "joined": ("入党日期", "入党时间", "入党年月", "入党年月日", "加入党组织日期", "加入党组织时间"),
    "office": ("党内职务", "支部职务", "党支部职务", "党组织职务", "党内任职", "党务职务", "职务"),
}
TITLES = {
    "name": "姓名",
    "phone": "手机",
    "firm": "律所",
    "branch": "党支部",
    "standing": "政治面貌",
    "joined": "入党日期",
    "office": "党内职务",
}
REQUIRED = ("name", "branch")

_FIELD_OF = {alias: field for field, aliases in ALIASES.items() for alias in aliases}
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_CLUTTER = re.compile(r"[\s*:、.。_#★\u200b\ufeff]+")
_IDENTITY = re.compile(r"身份证|证件号|公民身份|居民身份")

Row = tuple[int, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Headings:
    """The header row. ``columns`` maps a field to its place; ``shown`` are the headings as in the file."""

    line: int
    columns: Mapping[str, int]
    shown: tuple[str, ...]
    doubled: tuple[str, ...]
    identity: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The required columns that are not there, by their usual names."""
        return tuple(TITLES[field] for field in REQUIRED if field not in self.columns)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headings of the columns that are not read."""
        used = set(self.columns.values())
        return tuple(text for place, text in enumerate(self.shown) if text and place not in used)

    def heading(self, field: str) -> str:
        """A field's heading in the file's own words, or its usual name where it has no column."""
        return self.shown[self.columns[field]] if field in self.columns else TITLES[field]


def find(first_rows: Sequence[Row]) -> Headings | None:
    """The header row among a sheet's first rows (line number, cells): the one with the most known headings.

    Returns ``None`` where no row has a single one. A row with all required columns wins over any other.
    """
    found = [headings for row in first_rows if (headings := _headings(row)).columns]
    return max(found, key=lambda h: (not h.missing, len(h.columns), -h.line), default=None)


def is_name_heading(text: str) -> bool:
    """Whether a cell is a heading over names again, as on every printed page of a long list."""
    return _FIELD_OF.get(_plain(text)) == "name"


def refusal(headings: Headings | None) -> Refused:
    """What to say of a sheet without a usable header row, naming what was found and what is expected."""
    expected = "表头至少要有「姓名」「党支部」，最好还有「手机」「律所」「政治面貌」「入党日期」「党内职务」"
    if headings is None:
        return Refused(f"前 {HEADER_ROWS} 行里没有找到表头", f"{expected}，顺序不限。")
    seen = "、".join(f"「{_cut(text)}」" for text in headings.shown[:12] if text)
    lacking = "".join(f"「{title}」" for title in headings.missing)
    return Refused(
        f"第 {headings.line} 行的表头里缺{lacking}列，找到的是{seen}", f"{expected}，补上后再导入。"
    )


def _headings(row: Row) -> Headings:
    line, cells = row
    shown = tuple(" ".join(str(cell).split()) if cell is not None else "" for cell in cells)
    rank: dict[str, tuple[int, int]] = {}
    doubled: list[str] = []
    for place, text in enumerate(shown):
        plain = _plain(text)
        field = _FIELD_OF.get(plain)
        if field is None:
            continue
        order = ALIASES[field].index(plain)
        if field in rank and rank[field][0] == order:
            doubled.append(text)
        elif field not in rank or order < rank[field][0]:
            rank[field] = (order, place)
    columns = {field: place for field, (_, place) in rank.items()}
    return Headings(line, columns, shown, tuple(doubled), tuple(t for t in shown if _IDENTITY.search(t)))


def _plain(text: str) -> str:
    """A heading without notes in brackets, stars, spaces: ``＊手机 号码（必填）`` is ``手机号码``."""
    folded = unicodedata.normalize("NFKC", text)
    return _CLUTTER.sub("", _NOTE.sub("", folded)).lower()


def _cut(text: str) -> str:
    return text if len(text) <= 12 else text[:12] + "…"
