"""An invented district: firms, branches, members, as a roster file would list them. Every name is made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "甲乙丙丁戊己庚辛壬癸丑寅卯辰巳午申酉戌亥"
NUMERALS = "一二三四五六七八九十"
OFFICES = {0: "书记", 1: "组织委员"}


@dataclass(frozen=True)
class Person:
    """A member: openids are ``o-`` and the number."""

    number: int
    name: str
    branch: str
    firm: str
    standing: str
    office: str

    @property
    def openid(self) -> str:
        return f"o-{self.number:05d}"


@dataclass
class Roll:
    """Who belongs where: ``branches`` by name, the secretary first."""

    branches: dict[str, list[Person]] = field(default_factory=dict)
    firms: set[str] = field(default_factory=set)

    @property
    def people(self) -> list[Person]:
        return [one for of in self.branches.values() for one in of]


def numeral(number: int) -> str:
    """二十三 for 23."""
    tens, ones = divmod(number, 10)
    return (
        (NUMERALS[tens - 1] if tens > 1 else "")
        + ("十" if tens else "")
        + (NUMERALS[ones - 1] if ones else "")
    )


def roll(branches: int, members: int, firms: int) -> Roll:
    """So many of each; a branch in four is joint, of the firms that have no branch of their own."""
    found = Roll()
    names = _names()
    joint = branches // 4
    firm_names = [f"广东{numeral(n)}号律师事务所" for n in range(1, firms + 1)]
    number = 0
    for place in range(branches):
        if place < branches - joint:
            name, own = f"{numeral(place + 1)}号所党支部", [firm_names[place]]
        else:
            name = f"第{numeral(place - branches + joint + 1)}联合党支部"
            own = firm_names[branches - joint :][(place - branches + joint) :: joint] or [firm_names[-1]]
        size = members // branches + (place < members % branches)
        of = []
        for seat in range(size):
            number += 1
            standing = "预备党员" if seat == size - 1 and place % 3 == 0 else "正式党员"
            of.append(
                Person(number, next(names), name, own[seat % len(own)], standing, OFFICES.get(seat, ""))
            )
        found.branches[name] = of
        found.firms |= {one.firm for one in of}
    return found


def _names() -> Iterator[str]:
    for family, first, second in product(FAMILY, GIVEN, GIVEN):
        yield family + first + second


HEADINGS = "姓名,手机,律所,党支部,政治面貌,入党日期,党内职务"


def as_csv(found: Roll) -> str:
    """The roster as an office keeps it."""
    rows = [
        f"{one.name},{13900000000 + one.number},{one.firm},{one.branch},{one.standing},2019.07,{one.office}"
        for one in found.people
    ]
    return "\n".join([HEADINGS, *rows]) + "\n"
