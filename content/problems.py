"""A fault in a content file, said so that whoever wrote the file can mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault. ``line`` counts from 1, 0 where it concerns the file as a whole; ``field`` may be empty."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.field}：{self.message}" if self.field else f"{place} {self.message}"


@dataclass(frozen=True, slots=True)
class File:
    """A file being checked: its name below the content folder and its text."""

    name: str
    text: str

    def problem(self, field: str, message: str, line: int = 0) -> Problem:
        """A fault of ``field``, on the line the field stands on unless another is given."""
        return Problem(self.name, line or self._line_of_field(field), field, message)

    def line_of(self, piece: str) -> int:
        """The first line that has ``piece``; 0 where none does."""
        return next((n for n, line in enumerate(self.text.splitlines(), 1) if piece in line), 0)

    def _line_of_field(self, field: str) -> int:
        pattern = re.compile(rf"^\[*{re.escape(field)}\b")
        return next((n for n, line in enumerate(self.text.splitlines(), 1) if pattern.match(line)), 0)


# What must never be carried by a chat service, and why (domain.md 8.5 and rule 15).
REFUSED_WORDS = {
    "绝密": "涉密内容不能进微信",
    "机密": "涉密内容不能进微信",
    "秘密": "涉密内容不能进微信；历史名称请列入 historic_phrases",
    "涉密": "涉密内容不能进微信",
    "内部": "内部的事不上微信，只用公开发表的材料；不是这个意思的，换个说法或列入 historic_phrases",
    "红头": "红头文件、文号不上微信，只用公开发表的材料",
    "不得外传": "只用公开发表的材料",
    "工作秘密": "涉密内容不能进微信",
}
_PAPER_NUMBER = re.compile(r"[〔\[［]20\d\d[〕\]］]\s*\d+\s*号")


def refused(file: File, text: str, field: str, historic_phrases: tuple[str, ...] = ()) -> list[Problem]:
    """A problem for each word or paper number in ``text`` that a chat service must not carry."""
    for phrase in historic_phrases:
        text = text.replace(phrase, "")
    found = [
        file.problem(field, f"出现“{word}”：{reason}", _line_with(file, word, historic_phrases))
        for word, reason in REFUSED_WORDS.items()
        if word in text
    ]
    if number := _PAPER_NUMBER.search(text):
        message = f"出现文号“{number[0]}”：文号只写在公开文件的出处里"
        found.append(file.problem(field, message, file.line_of(number[0])))
    return found


def _line_with(file: File, word: str, historic_phrases: tuple[str, ...]) -> int:
    for number, line in enumerate(file.text.splitlines(), 1):
        rest = line
        for phrase in historic_phrases:
            rest = rest.replace(phrase, "")
        if word in rest and not line.startswith("historic_phrases"):
            return number
    return 0
