"""``/p/data``: all that is held about the member, by kind, the latest of each; the rest is in the file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot import local
from bot.ledger import lookups, members, own_rows, own_things
from bot.ledger.own_rows import Held
from bot.pages.phone.door import Answer, Visit, show
from bot.pages.phone.own_values import HEADS, LEFT_OUT, MASKED, WHO, in_chinese
from bot.reports.own_headings import HEADINGS
from content.registers import registers

SHOWN = 6  # rows of a kind
LONGEST = 160  # characters of a value
JOINED = {"day": "%Y年%-m月%-d日", "month": "%Y年%-m月", "year": "%Y年"}
# What to say in the chat, and what it does.
WORDS = (
    ("更正我的信息", "有错要改：组织委员核对后改，改不改都告诉您"),
    ("我的数据 导出", "全部带走：Excel 或 JSON，一样不少"),
    ("谁看过我", "谁、什么时候、为什么看过您的信息"),
    ("退订", "不要哪一种推送"),
    ("解绑", "也可以说「注销」：撤回同意，不再收通知"),
    ("删除我的数据", "全部删除；按规定要留的只封存，会先告诉您是哪些"),
)
_PHONE = re.compile(r"1\d{10}", re.ASCII)
_FIELDS = {field.key: field.title for one in registers() if one.level == "member" for field in one.fields}


@dataclass(frozen=True, slots=True)
class Line:
    """A row in words: what it is of, and what is known of it, each with its heading."""

    head: str
    said: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one kind: the latest as lines, and how many more there are."""

    title: str
    count: int
    lines: tuple[Line, ...]

    @property
    def more(self) -> int:
        """How many are in the file only."""
        return self.count - len(self.lines)


def own_data(visit: Visit) -> Answer:
    """What the service holds about the member; phone and address are masked even here."""
    return show(visit, "data.html", rows=_about(visit), groups=[*_groups(visit), _looks(visit)], ways=WORDS)


def _about(visit: Visit) -> list[tuple[str, str]]:
    held, one = members.contact_details(visit.db, visit.member.id), visit.member
    phone = visit.services.keys.unseal(held.phone_sealed) if held.phone_sealed else ""
    return [
        ("姓名", one.name),
        ("政治面貌", members.STANDING_TITLES[one.standing]),
        ("支部", one.branch_name or "行业党委"),
        ("律所", one.firm_name or "未登记"),
        ("手机", f"{phone[:3]}****{phone[-4:]}（加密保存）" if phone else "未登记"),
        ("入党", held.joined_on.strftime(JOINED[held.joined_precision]) if held.joined_on else "未登记"),
        ("职务", "、".join(_office(office) for office in one.offices) or "无"),
    ]


def _office(one: members.Office) -> str:
    title = members.OFFICE_TITLES.get(one.role, one.role)
    return f"{one.branch_name}{title}" if one.branch_name else title


def _groups(visit: Visit) -> list[Group]:
    found = list(own_rows.latest(visit.db, visit.services.keys, visit.member.id, SHOWN))
    things = own_things.named(visit.db, [row for _, rows, _ in found for row in rows])
    return [
        Group(held.title, total, tuple(_line(visit, held, row, things) for row in rows))
        for held, rows, total in found
        if held.table.name != "member"  # stands above
    ]


def _looks(visit: Visit) -> Group:
    looks = lookups.of_member(visit.db, visit.member.id, SHOWN)
    lines = tuple(Line(one.office, f"{_when(one.at)}　{in_chinese('', 'actor', one.actor)}") for one in looks)
    return Group("谁看过我", lookups.how_often(visit.db, visit.member.id), lines)


def _line(
    visit: Visit, held: Held, row: Mapping[str, object], things: Mapping[tuple[str, object], str]
) -> Line:
    said = {
        column: text
        for column, value in row.items()
        if column not in LEFT_OUT and (text := _text(visit, held, column, value, things))
    }
    head = next((column for column in HEADS if column in said), "")
    rest = [f"{HEADINGS[column]}：{text}" for column, text in said.items() if column != head]
    return Line(said.get(head, held.title), "　".join(rest))


def _text(
    visit: Visit, held: Held, column: str, value: object, things: Mapping[tuple[str, object], str]
) -> str:
    """A value as it is read; empty where there is nothing to say."""
    if value is None or value is False or value == "":
        return ""
    if value is True:
        return "是"
    if column in WHO:
        return "本人" if value == visit.member.id else "负责人"
    if column in own_things.COLUMNS:
        return things.get((column, value), "")
    if isinstance(value, date):
        return _when(value) if isinstance(value, datetime) else f"{value.year}年{value.month}月{value.day}日"
    text = in_chinese(held.table.name, column, str(value))
    if column in MASKED or _PHONE.fullmatch(text):
        return f"{text[:4]}…{text[-4:]}" if len(text) > 8 else "…"
    if column == "lecture":
        found = visit.services.library.lecture(text)
        return found.title if found else text
    if column == "said":
        text = _entered(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…（全文见导出）"


def _entered(said: str) -> str:
    """The values of a row of a register by the titles of its fields."""
    return "　".join(f"{_FIELDS.get(key, key)} {value}" for key, value in json.loads(said).items() if value)


def _when(at: datetime) -> str:
    here = local.at(at)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"
