"""The same person twice in one roster: harmless, or a question only the office can answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.roster.sheet import Problem, RosterRow

_COMPARED = {
    "firm": "律所",
    "standing": "政治面貌",
    "joined_on": "入党日期",
    "office": "党内职务",
}


def without_repeats(people: Sequence[RosterRow]) -> tuple[list[RosterRow], list[Problem]]:
    """The people without exact repeats, and the problems with the others.

    A person is a name and a phone. The same one in two branches blocks: a member belongs to exactly one
    (domain.md rule 12). So do two names with one phone, and a name twice in a branch where no phone tells
    the two apart.
    """
    by_phone: dict[str, RosterRow] = {}
    by_place: dict[tuple[str, str], RosterRow] = {}
    kept: list[RosterRow] = []
    problems: list[Problem] = []
    for row in people:
        earlier = by_phone.get(row.phone) if row.phone else None
        namesake = by_place.get((row.name, row.branch))
        if earlier is not None:
            problem = _same_phone(earlier, row)
        elif namesake is not None and not (row.phone and namesake.phone):
            problem = _namesake(namesake, row)
        else:
            kept.append(row)
            by_place.setdefault((row.name, row.branch), row)
            if row.phone:
                by_phone[row.phone] = row
            continue
        problems.append(problem)
    return kept, problems


def _same_phone(earlier: RosterRow, row: RosterRow) -> Problem:
    if earlier.name != row.name:
        what = f"手机号和第 {earlier.line} 行的{earlier.name}一样"
        return Problem(row.line, "手机", what, "请核对是谁的；没有自己的手机号就空着。")
    if earlier.branch != row.branch:
        what = f"{row.name}在第 {earlier.line} 行属于{earlier.branch}，这里又属于{row.branch}"
        return Problem(row.line, "党支部", what, "一个人只在一个支部，请留一行。")
    differing = [
        title for column, title in _COMPARED.items() if getattr(earlier, column) != getattr(row, column)
    ]
    if differing:
        what = f"{row.name}和第 {earlier.line} 行重复，但{'、'.join(differing)}不一样"
        return Problem(row.line, differing[0], what, "请留对的那一行。")
    return Problem(
        row.line, "姓名", f"{row.name}和第 {earlier.line} 行重复，只读一次", "不用改。", blocks=False
    )


def _namesake(earlier: RosterRow, row: RosterRow) -> Problem:
    what = f"第 {earlier.line} 行也是{row.branch}的{row.name}，没有手机号分不清是不是同一个人"
    return Problem(row.line, "姓名", what, "是同一个人就留一行；不是就给两行都填上手机号。")
