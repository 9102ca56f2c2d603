"""One cell of a roster: a name, a phone, a date, a standing, an office, as people really write them.

Each reader raises :class:`Wrong` with what is wrong and the way out, both in Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from bot.roster.sheet import Precision, Value

LONGEST_NAME = 30
LONGEST_TITLE = 60

_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo", "Lm", "Mn", "Mc", "Nl", "Co"})
_DOTS = str.maketrans(dict.fromkeys("•・‧⋅∙●᛫‐", "·"))
_BRACKETS = str.maketrans("()", "（）")
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)")
_NOTHING = frozenset({"", "无", "-", "--", "—", "——", "/", "\\", "暂无", "没有", "空", "none", "null", "n/a"})
_PHONE = re.compile(r"1\d{10}")
_WHOLE_DATE = re.compile(r"(\d{4})[./\-年](\d{1,2})(?:[./\-月](\d{1,2})日?|月)?(?:\s*[T ]?\d{1,2}:\d{2}.*)?")
_FIRST_YEAR, _LAST_YEAR = 1921, 2100  # the Party was founded in July 1921
_SERIALS = range(7853, 73416)  # Excel's day numbers from 1 July 1921 to 2100

STANDINGS: Mapping[str, tuple[str, ...]] = {
    "正式党员": (
        "正式党员",
        "中共正式党员",
        "中共党员",
        "中国共产党党员",
        "共产党员",
        "党员",
        "正式",
        "中共党员(正式)",
    ),
    "预备党员": ("预备党员", "中共预备党员", "中国共产党预备党员", "预备", "中共党员(预备)"),
    "发展对象": ("发展对象", "党员发展对象"),
    "入党积极分子": ("入党积极分子", "积极分子", "入党积极份子", "积极份子"),
    "群众": ("群众", "普通群众", "非党员", "共青团员", "团员"),
}
OFFICES: Mapping[str, tuple[str, ...]] = {
    "书记": ("书记", "支部书记", "党支部书记", "支书"),
    "副书记": ("副书记", "支部副书记", "党支部副书记"),
    "组织委员": ("组织委员", "组委", "支部组织委员"),
    "宣传委员": ("宣传委员", "宣委", "支部宣传委员"),
    "纪检委员": ("纪检委员", "纪律检查委员", "纪委委员", "支部纪检委员"),
    "支部委员": ("支部委员", "支委", "支委委员", "支委会委员", "委员", "党支部委员"),
    "党小组长": ("党小组长", "党小组组长", "小组长", "小组组长"),
    "党建指导员": ("党建指导员", "指导员", "党建工作指导员", "专职党建指导员", "专职指导员"),
    "行业党委工作人员": ("行业党委工作人员", "党委工作人员"),
}
_STANDING_OF = {alias: title for title, aliases in STANDINGS.items() for alias in aliases}
_OFFICE_OF = {alias: title for title, aliases in OFFICES.items() for alias in aliases}
_NO_OFFICE = _NOTHING | {"党员", "普通党员", "支部党员", "正式党员", "预备党员", "群众"}


class Wrong(Exception):
    """A cell that cannot be read: what is wrong with it, and the way out."""

    def __init__(self, what: str, way_out: str) -> None:
        super().__init__(what)
        self.what = what
        self.way_out = way_out


def text(cell: Value) -> str:
    """A cell as plain text: full-width folded, invisible characters and Excel's text marks gone."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    seen = unicodedata.normalize("NFKC", str(cell))
    if not seen.isprintable():
        spaced = "".join(" " if c.isspace() else c for c in seen)
        seen = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf"))
    seen = seen.strip()
    if seen.startswith('="') and seen.endswith('"'):  # how some programs keep a long number as text in CSV
        seen = seen[2:-1]
    return seen.lstrip("'").strip()


def shown(cell: Value) -> str:
    """A cell's text as a message may quote it: short, and never an identity number (product rule 7)."""
    quoted = _IDENTITY_NUMBER.sub("（身份证号）", text(cell))
    return quoted if len(quoted) <= 20 else quoted[:20] + "…"


def name(cell: Value) -> str:
    """A person's name: ``张 三`` is 张三; the dot of minority names is kept, always as ``·``."""
    said = text(cell).translate(_DOTS)
    if not said:
        raise Wrong("姓名是空的", "请补上姓名；这一行不要就整行删掉。")
    if _has_han(said):
        said = re.sub(r"\s+", "", said)
        said = re.sub(r"(?<=\w)\.(?=\w)", "·", said)
    said = re.sub(r"\s+", " ", said)
    marks = "·" if _has_han(said) else " ·'-."
    odd = next((c for c in said if not (c in marks or _is_letter(c))), "")
    if odd:
        raise Wrong(f"姓名“{shown(said)}”里有“{odd}”", "这一格只留姓名，备注请放到别的列。")
    if len(said) < 2 or len(said) > LONGEST_NAME:
        raise Wrong(f"“{shown(said)}”不像姓名", "请写全名。")
    return said


def title(cell: Value, what: str) -> str:
    """A firm's or branch's name, one spelling for all: no spaces inside Chinese, full-width brackets.

    ``what`` is the Chinese word for it in a complaint. Returns an empty string for an empty cell.
    """
    said = text(cell)
    if said.lower() in _NOTHING:
        return ""
    if isinstance(cell, bool | int | float | datetime | date | time | timedelta) or said.startswith("#"):
        raise Wrong(f"{what}写成了“{shown(cell)}”", f"请写{what}全称。")
    if _has_han(said):
        said = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", said).translate(_BRACKETS)
    if len(said) > LONGEST_TITLE:
        raise Wrong(
            f"{what}有 {len(said)} 个字，太长", f"这一格只写{what}全称，不超过 {LONGEST_TITLE} 个字。"
        )
    return said


def phone(cell: Value) -> str:
    """A mobile number as 11 digits, from text or a number, with +86, spaces and dashes; empty if none."""
    said = text(cell)
    if said.lower() in _NOTHING:
        return ""
    if _IDENTITY_NUMBER.search(re.sub(r"\s", "", said)):
        raise Wrong("手机号一列里填了身份证号", "请改成手机号；身份证号不要收，也请从表里删掉。")
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", said):
        said = _unscientific(said)
    if "*" in said:
        raise Wrong(f"手机号“{shown(said)}”打了星号", "请写完整的 11 位手机号。")
    digits = re.sub(r"[\s\-‐‑–—_.()]", "", said.removesuffix(".0"))
    digits = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", digits)
    if _PHONE.fullmatch(digits):
        return digits
    if len(re.findall(r"(?<!\d)1\d{10}(?!\d)", said)) > 1:
        raise Wrong("一格里有两个手机号", "只留一个。")
    digits_only = digits.isascii() and digits.isdigit()
    detail = f"是 {len(digits)} 位" if digits_only and len(digits) != 11 else "不像手机号"
    raise Wrong(f"“{shown(said)}”{detail}", "手机号是 1 开头的 11 位数字；没有就空着。")


def joined(cell: Value, today: date | None) -> tuple[date | None, Precision]:
    """The day of joining and how exact it is. ``today``, if given, is the last day it may be.

    Reads Excel dates, Excel's day numbers, ``2021.07``, ``2021-7-1``, ``2021年7月``, ``20210701``, ``2021``.
    """
    if isinstance(cell, datetime):
        return _sane(cell.date(), "day", today), "day"
    if isinstance(cell, date):
        return _sane(cell, "day", today), "day"
    if isinstance(cell, float) and int(cell) in _SERIALS and int(cell) > _LAST_YEAR:
        cell = int(cell)  # a day number with the time of day behind the point
    said = text(cell)
    if said.lower() in _NOTHING:
        return None, "day"
    numbers, precision = _date_parts(re.sub(r"\s*([./\-年月日])\s*", r"\1", said))
    try:
        day = date(*numbers)
    except (ValueError, TypeError, OverflowError):
        raise Wrong(f"看不懂日期“{shown(said)}”", "请写成 2021-07-01，只记得年月就写 2021.07。") from None
    return _sane(day, precision, today), precision


def standing(cell: Value) -> str:
    """The standing in the Party, in one of five words; voting is counted by it, so it is never guessed."""
    said = re.sub(r"\s", "", text(cell))
    words = "正式党员、预备党员、发展对象、入党积极分子、群众"
    if not said:
        raise Wrong("政治面貌是空的", f"请填{words}之一。")
    if said not in _STANDING_OF:
        raise Wrong(f"看不懂政治面貌“{shown(said)}”", f"请填{words}之一。")
    return _STANDING_OF[said]


def offices(cell: Value) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The Party offices of a cell, highest first, and the words in it that are none (主任, 合伙人 …)."""
    said = re.sub(r"(?<=[记员长])\s*兼任?|[、,;/+&\s]+", "、", text(cell))
    words = [word for word in said.split("、") if word.lower() not in _NO_OFFICE]
    known = sorted({_office(word) for word in words} - {""}, key=list(OFFICES).index)
    return tuple(known), tuple(word for word in words if not _office(word))


def ambiguous_month(cell: Value) -> bool:
    """Whether Excel has eaten a nought: 2021.10 typed as a number becomes 2021.1, which may be January."""
    return isinstance(cell, float) and re.fullmatch(r"\d{4}\.1", str(cell)) is not None


def _office(word: str) -> str:
    """``第二党支部组织委员`` is 组织委员, ``第一党小组组长`` is 党小组长; empty for anything else."""
    if word.endswith(("小组长", "小组组长")):
        return "党小组长"
    return _OFFICE_OF.get(word) or _OFFICE_OF.get(word.rpartition("支部")[2], "")


def _date_parts(said: str) -> tuple[tuple[int, ...], Precision]:
    said = said.removesuffix(".0")
    if match := _WHOLE_DATE.fullmatch(said):
        year, month, day = match.groups()
        return ((int(year), int(month), int(day)), "day") if day else ((int(year), int(month), 1), "month")
    if re.fullmatch(r"\d{8}", said):
        return (int(said[:4]), int(said[4:6]), int(said[6:])), "day"
    if re.fullmatch(r"\d{6}", said):
        return (int(said[:4]), int(said[4:]), 1), "month"
    if re.fullmatch(r"\d{4}年?", said) and _FIRST_YEAR <= int(said[:4]) <= _LAST_YEAR:
        return (int(said[:4]), 1, 1), "year"
    if re.fullmatch(r"\d{4,5}", said) and int(said) in _SERIALS:
        counted = date(1899, 12, 30) + timedelta(days=int(said))
        return (counted.year, counted.month, counted.day), "day"
    return (), "day"


def _sane(day: date, precision: Precision, today: date | None) -> date:
    if day < date(_FIRST_YEAR, 7, 1) and not (precision == "year" and day.year == _FIRST_YEAR):
        raise Wrong(f"入党日期 {day.isoformat()} 早于建党", "请核对年份。")
    if (today is not None and day > today) or day.year > _LAST_YEAR:
        raise Wrong(f"入党日期 {day.isoformat()} 还没到", "请核对年份。")
    return day


def _unscientific(said: str) -> str:
    """``1.3812345678E+10`` in full; a shortened one has lost its last digits for good."""
    try:
        number = Decimal(said)
    except InvalidOperation:
        return said
    if len(number.as_tuple().digits) >= 11 and number == number.to_integral_value():
        return str(int(number))
    raise Wrong(
        f"手机号成了“{shown(said)}”，后几位已经丢了", "在 Excel 里把这一列设成“文本”，重填手机号再另存。"
    )


def _is_letter(c: str) -> bool:
    """A letter, or a rare one that Python's tables do not have yet or only a private font shows."""
    return unicodedata.category(c) in _LETTERS or (
        unicodedata.category(c) == "Cn" and 0x20000 <= ord(c) < 0x40000
    )


def _has_han(said: str) -> bool:
    return any("\u3400" <= c <= "\u9fff" or c == "〇" or ord(c) >= 0x20000 for c in said)
