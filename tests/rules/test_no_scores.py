"""No score, points, ranking, streak or watch time of persons anywhere (product rule 1, domain.md rule 15).

Every table, page, heading of a file, word of a reply and file of content is walked. What may stand all the same is
listed below, each with why; a word of the list that is met nowhere any more is taken off it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ledger.tables import metadata

ROOT = Path(__file__).parent.parent.parent
NAMES = re.compile(
    r"(?:^|_)(?:scores?|ranks?|ranking|points?|streaks?|watch(?:ed)?|duration|seconds|minutes_spent|badges?|level|likes?)(?:_|$)"
)
WORDS = re.compile(
    r"积分|排名|排行|得分|评分|打分|打卡|名次|连续.{0,3}天|学习时长|观看时长|在线时长|观看进度|勋章|徽章|等级|点赞"
)
# What denies it, what members type, and what is not of persons.
ALLOWED = (
    re.compile(r"不计分|不排名|不看时长|不[设搞打]?(?:积分|排名|打卡|评分|打分)|没有(?:积分|排名|排行|评分)"),
    re.compile(r"不(?:计|算|记)(?:积分|名次|时长|学习时长)|不.{0,8}(?:积分|排名|排行|名次|打卡|时长)|没有?.{0,8}(?:积分|排名|排行|打卡|名次)|(?:禁止|禁).{0,12}(?:积分|排名|打卡)"),
)  # fmt: skip
# Words that a member may say, which lead to their own record or to a sign-in; they are read, never said.
SPOKEN = ("bot/understanding", "content/synonyms.txt", "content/terms.txt", "content/fillers.txt")
# Study texts quote laws and history: 信用等级 of firms, 等级 of a protection scheme; they are about no member.
STUDY = ("content/library", "content/first_topics", "content/plans")
# Whole texts of a module that are compared with and never said as a reply, and why.
EXCEPT = {
    "handlers/own_record.py": {
        "积分"
    },  # who asks for 积分 is shown their hours, and told that there are no points
    "content/fact_checks.py": {" 的等级只能是 ", " 要写名称；等级不是 W 的还要写网址"},  # of a source
    "content/register_checks.py": {"积分", "得分", "排名", "打卡"},  # what a register may not ask
    "content/table.py": {"等级"},  # of a source
}
OF_PERSONS = re.compile(
    r"(?:党员|成员|个人|律师|您|你|我).{0,12}(?:积分|排名|排行榜|得分|学习时长|观看时长|打卡天数)"
)


def forbidden_names(names: list[str]) -> list[str]:
    """Those names of columns, addresses or intents that say a score."""
    return [name for name in names if NAMES.search(name.lower().replace("-", "_").replace("/", "_"))]


def forbidden_words(text: str) -> list[str]:
    """Words of a score in a text, but for what is allowed."""
    for allowed in ALLOWED:
        text = allowed.sub("", text)
    return WORDS.findall(text)


def texts_of(source: str) -> Iterator[str]:
    """Every string a module could say: its docstrings and the words of its commands are left out."""
    tree = ast.parse(source)
    silent = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and ast.get_docstring(node) is not None
        ):
            silent.add(id(node.body[0].value))  # type: ignore[attr-defined]
        if isinstance(node, ast.FunctionDef):
            for call in node.decorator_list:
                if isinstance(call, ast.Call):
                    silent |= {id(one) for one in call.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value


def modules() -> list[Path]:
    found = [path for room in ("bot", "handlers", "content") for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if not str(path.relative_to(ROOT)).startswith(SPOKEN)]


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_no_column_holds_a_score(table) -> None:
    assert forbidden_names([table.name, *table.columns.keys()]) == []


def test_no_address_of_a_page_leads_to_a_ranking(town) -> None:
    rules = [rule.rule for rule in town.app.url_map.iter_rules()]
    assert len(rules) > 20
    assert forbidden_names([part for rule in rules for part in re.split(r"[/<>:]", rule) if part]) == []


def test_no_page_shows_one() -> None:
    pages = sorted((ROOT / "bot").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert forbidden_words(page.read_text("utf-8")) == [], page


def test_no_intent_is_one(town) -> None:
    assert forbidden_names(list(town.services.router.commands)) == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_reply_notice_or_heading_of_a_file_says_one(path: Path) -> None:
    excepted = EXCEPT.get(str(path.relative_to(ROOT)), set())
    found = list(texts_of(path.read_text("utf-8")))
    assert excepted <= set(found), "no longer there: take it off the list"
    for text in set(found) - excepted:
        if re.search(r"[\u4e00-\u9fff]", text) and not text.isspace():
            assert forbidden_words(text) == [], text


def test_no_declared_field_of_a_register_is_one() -> None:
    declared = sorted((ROOT / "content" / "registers").glob("*.toml"))
    assert declared
    for path in declared:
        assert forbidden_words(re.sub(r"#.*", "", path.read_text("utf-8"))) == [], path


def test_no_study_text_scores_a_member() -> None:
    read = 0
    for room in STUDY:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in (".md", ".toml"):
                text = path.read_text("utf-8")
                for allowed in ALLOWED:
                    text = allowed.sub("", text)
                assert OF_PERSONS.findall(text) == [], path
                read += 1
    assert read > 50


def test_what_is_said_on_a_played_day_has_none(town, say) -> None:
    said = [
        say(who, word)
        for who in ("王党员", "李书记", "郑干事", "赵路人")
        for word in (
            "帮助", "我的记录", "我的积分", "排名", "打卡", "我的数据", "隐私", "本月任务", "党课", "第一议题", "学时",
            "名单", "点名", "支部情况", "谁看过我", "投诉进度", "会议", "通知", "怎么签到",
        )
    ]  # fmt: skip
    for reply in said:
        assert forbidden_words(reply) == [], reply


@pytest.mark.parametrize(
    "name", ["score", "member_rank", "study_points", "streak_days", "watch_seconds", "watched", "ranking"]
)
def test_a_forbidden_column_is_found(name: str) -> None:
    assert forbidden_names([name]) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "您本月积分 120", "支部党员排名第 3", "连续学习 7 天，已打卡", "您的得分：90", "观看时长 35 分钟",
        "不计分，但有排行榜", "获得勋章",
    ],
)  # fmt: skip
def test_a_forbidden_text_is_found(text: str) -> None:
    assert forbidden_words(text)


def test_a_forbidden_reply_in_a_handler_is_found() -> None:
    source = '"""打卡"""\n@router.on("x", "打卡")\ndef f(chat):\n    """积分"""\n    return f"您的积分 {n}"\n'
    assert [text for text in texts_of(source) if forbidden_words(text)] == ["您的积分 "]


@pytest.mark.parametrize("name", ["hours", "minutes_line", "pointed", "seen_at", "waiting", "halves"])
def test_ordinary_names_are_let_be(name: str) -> None:
    assert forbidden_names([name]) == []


def test_what_denies_it_is_let_be() -> None:
    assert forbidden_words("不计分、不排名、不看时长") == []
