"""``谈心谈话``, ``民主评议``, ``轮值``: entered in counts, so that the branch's duties show as done (domain.md rules 6, 12)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import activities, duties, meetings, members
from bot.ledger.activities import MOST_PAIRS, Grades, Pair
from bot.ledger.meetings import Meeting
from handlers.past_day import past_day
from handlers.which_branch import choose_branch, for_branch
from handlers.which_meeting import act, choose, open_or_last
from handlers.wording import fit, number, numbered, on_day, plain, yes_or_no

router = Router("activities")

PAIRS: tuple[Pair, ...] = ("committee", "with_members", "among_members")
TALKS_HOW = "发「谈心谈话」，回「2 5」：第 2 种谈了 5 对。只记次数，不记姓名和内容。"
APPRAISAL_HOW = "评完了发「民主评议」，写优秀、合格、基本合格、不合格各几人；只记人数，等次由支部评定。"
HOSTING_HOW = "联合支部开会时发「轮值」，回号选是哪家律所轮值。"
_PAIR_WORDS = {"支委之间": 1, "支委和党员": 2, "支委与党员": 2, "党员之间": 3}
_GRADED = re.compile(r"(优秀|基本合格|不合格|合格)(?:的|有|等次|[:：\s])*(\d{1,3})")
_FOUR = re.compile(r"(\d{1,3})\D+(\d{1,3})\D+(\d{1,3})\D+(\d{1,3})\D*")


@router.on(
    "talks", "谈心谈话", "记谈心", "谈心", acts=True, audience="officer", asks_back=True, how=TALKS_HOW
)
def talks(chat: Chat) -> Reply:
    """``谈心谈话``, or ``谈心谈话 2 5`` at once."""
    return choose_branch(chat, "talks", said=chat.slot("reason"))


@for_branch("talks")
def _talks_of(chat: Chat, branch_id: int, name: str, slots: Mapping[str, object]) -> Reply:
    chat.ask("talks", "count", branch_id=branch_id, name=name, last=0)
    said = str(slots.get("said") or "")
    if said and (taken := _enter_talks(chat, branch_id, name, said)) is not None:
        return taken
    year = local.day(chat.now).year
    done = activities.talks(chat.db, branch_id, date(year, 1, 1), date(year, 12, 31))
    titles = [
        f"{duties.PAIRS[pair]}　今年 {sum(one.count for one in done if one.pair == pair)} 对"
        for pair in PAIRS
    ]
    return Reply(
        fit(
            [
                f"谈心谈话 · {name}",
                *numbered(titles),
                "哪一种、几对？写「2 5」；不是今天的加日期，如「2 5 11月20日」。",
                "只记次数，不记姓名和内容；不记了回「取消」。",
            ]
        )
    )


def _enter_talks(chat: Chat, branch_id: int, name: str, said: str) -> Reply | None:
    """Enter ``2 5`` or ``支委和党员 5``, with a day; None where it is not understood."""
    text = plain(said)
    for word, n in _PAIR_WORDS.items():
        text = text.replace(word, f"{n} ")
    match = re.match(r"([123])[\s,，、:：]+(\d{1,3})\s*(?:对|次|人)?(?:[\s,，]+(.+))?$", text)
    if match is None:
        return None
    today = local.day(chat.now)
    day = past_day(match[3], today) if match[3] else today
    if day is None or day > today or not 1 <= int(match[2]) <= MOST_PAIRS:
        return None
    pair = PAIRS[int(match[1]) - 1]
    entry = activities.add_talks(chat.db, branch_id, pair, int(match[2]), day, chat.member.id, chat.now)
    chat.ask("talks", "count", branch_id=branch_id, name=name, last=entry)
    title = duties.PAIRS[pair]
    return Reply(
        f"✓ 已记　{name} {day.month}月{day.day}日 {title} {match[2]} 对\n接着写下一种；记错了回「撤掉」；完了回「取消」。"
    )


@router.form("talks")
def talks_said(chat: Chat) -> Reply:
    """Another count, or 撤掉."""
    form = chat.open_form
    branch_id, name, last = int(str(form.slots["branch_id"])), str(form.slots["name"]), form.slots["last"]
    if branch_id not in dict(members.scope(chat.db, chat.member)):
        return Reply("这个支部现在不归您负责了。\n看能做什么，回「帮助」。")
    if plain(chat.said) in ("撤掉", "撤回", "删掉"):
        chat.ask("talks", "count", branch_id=branch_id, name=name, last=0)
        if not last or not activities.withdraw_talks(chat.db, int(str(last)), chat.member.id, chat.now):
            return Reply("没有可撤的。\n接着写，如「2 5」；不记了回「取消」。")
        return Reply("✓ 已撤掉刚才那一条。\n接着写，如「2 5」；不记了回「取消」。")
    taken = _enter_talks(chat, branch_id, name, chat.said)
    if taken is not None:
        return taken
    chat.next_form = form
    return Reply("没看懂。第几种、几对，写成「2 5」；不记了回「取消」。")


@router.on(
    "appraisal", "民主评议", "记民主评议", "评议结果", acts=True, audience="officer", asks_back=True, how=APPRAISAL_HOW
)  # fmt: skip
def appraisal(chat: Chat) -> Reply:
    """``民主评议``, or ``民主评议 2 5 0 0`` at once."""
    return choose_branch(chat, "appraisal", said=chat.slot("reason") or chat.said)


def appraised_year(today: date) -> int:
    """The year an appraisal entered today is for: until 31 March the year before (domain.md rule 6)."""
    return today.year - 1 if (today.month, today.day) <= (3, 31) else today.year


@for_branch("appraisal")
def _appraisal_of(chat: Chat, branch_id: int, name: str, slots: Mapping[str, object]) -> Reply:
    year = appraised_year(local.day(chat.now))
    chat.ask("appraisal", "grades", branch_id=branch_id, name=name, year=year)
    said = str(slots.get("said") or "")
    if said and (taken := _appraisal_shown(chat, branch_id, name, year, said)) is not None:
        return taken
    before = activities.appraisal_of(chat.db, branch_id, year)
    kept = f"原来记的：{_grades(before.grades)}，再记就换掉。" if before else ""
    return Reply(
        fit(
            [
                f"民主评议 · {name} {year}年",
                kept,
                "优秀、合格、基本合格、不合格各几人？写四个数，如「2 6 0 0」。",
                "等次由支部评定，这里只记人数；不记了回「取消」。",
            ]
        )
    )


def _grades(grades: Grades) -> str:
    return (
        f"优秀 {grades.excellent}　合格 {grades.qualified}　"
        f"基本合格 {grades.basic}　不合格 {grades.unqualified}"
    )


def _figures(said: str) -> list[int] | None:
    """How many of each grade: four numbers in their order, or each behind its name, none of what is not named."""
    named = {grade: int(count) for grade, count in _GRADED.findall(said)}
    if named and len(re.findall(r"\d+", said)) == len(named):
        return [named.get(grade, 0) for grade in ("优秀", "合格", "基本合格", "不合格")]
    match = _FOUR.fullmatch(re.sub(r"[^\d\s,，、/]", " ", said).strip())
    return [int(one) for one in match.groups()] if match else None


def _appraisal_shown(chat: Chat, branch_id: int, name: str, year: int, said: str) -> Reply | None:
    figures = _figures(plain(said))
    grades = Grades(*figures) if figures else None
    if grades is None or grades.people < 1:
        return None
    chat.ask("appraisal", "confirm", branch_id=branch_id, name=name, year=year, grades=figures)
    roll = len(members.of_branch(chat.db, branch_id))
    return Reply(
        fit(
            [
                f"{name} {year}年民主评议：{_grades(grades)}，共 {grades.people} 人",
                f"注意：名册上是 {roll} 人。" if grades.people != roll else "",
                "注意：优秀超过三分之一，请先核对上级的规定。" if grades.many_excellent else "",
                "记上吗？回 1 记上，回 2 不记。",
            ]
        )
    )


@router.form("appraisal")
def appraisal_said(chat: Chat) -> Reply:
    """The four figures, then 1."""
    form = chat.open_form
    branch_id, name = int(str(form.slots["branch_id"])), str(form.slots["name"])
    year = int(str(form.slots["year"]))
    if branch_id not in dict(members.scope(chat.db, chat.member)):
        return Reply("这个支部现在不归您负责了。\n看能做什么，回「帮助」。")
    if form.step == "grades":
        shown = _appraisal_shown(chat, branch_id, name, year, chat.said)
        if shown is None:
            chat.next_form = form
        return shown or Reply("请写四个数，如「2 6 0 0」；不记了回「取消」。")
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 记上，回 2 不记。")
    if not sure:
        return Reply("好，没有记。\n重新记，发「民主评议」。")
    figures = form.slots["grades"]
    assert isinstance(figures, list)
    today = local.day(chat.now)
    activities.set_appraisal(chat.db, branch_id, year, Grades(*figures), today, chat.member.id, chat.now)
    return Reply(
        f"✓ 已记　{name} {year}年民主评议\n结果请告知本人，材料按规定留存；看还差什么，回「支部情况」。"
    )


@router.on("hosting", "轮值", "记轮值", acts=True, audience="officer", asks_back=True, how=HOSTING_HOW)
def hosting(chat: Chat) -> Reply:
    """``轮值``: which firm hosted the meeting under way, or the last one."""
    return choose(chat, "hosting", open_or_last(chat))


@act("hosting")
def _ask_firm(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    shape = duties.shapes(chat.db, [meeting.branch_id], local.day(chat.now)).get(meeting.branch_id)
    if shape is None or not shape.joint:
        return Reply("轮值是联合支部的事，这个会不是联合支部开的。\n看还差什么，回「支部情况」。")
    firms = shape.firms[:6]
    chat.ask("hosting", "firm", meeting_id=meeting.id, ids=[id_ for id_, _ in firms])
    return Reply(
        fit(
            [
                f"{on_day(meeting)}是哪家轮值？",
                *numbered(name for _, name in firms),
                "回数字；不记了回「取消」。",
            ]
        )
    )


@router.form("hosting", only_chooses=True)
def firm_chosen(chat: Chat) -> Reply:
    """The number of the firm."""
    form = chat.open_form
    ids = form.slots["ids"]
    assert isinstance(ids, list)
    chosen = number(chat.said, len(ids))
    if chosen is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不记了回「取消」。")
    meeting = meetings.get(chat.db, int(str(form.slots["meeting_id"])))
    assert meeting is not None
    activities.set_host(chat.db, meeting.id, ids[chosen - 1], chat.member.id, chat.now)
    host = activities.host_of(chat.db, meeting.id)
    return Reply(
        f"✓ 已记　{on_day(meeting)}　{host[1] if host else ''}轮值\n散会后算一次；看还差哪家，回「支部情况」。"
    )
