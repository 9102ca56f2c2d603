"""The checker names every fault at once, and the real library has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.checker import check
from content.library import FOLDER
from tests.content.shelf import BODY, LECTURE, TOPICS, shelf


def test_the_library_has_no_faults() -> None:
    assert [str(problem) for problem in check(FOLDER)] == []


def test_the_sample_the_other_tests_break_has_no_faults(tmp_path: Path) -> None:
    assert check(shelf(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('place = "海边"\n', "", "place：缺这一项"),
        ("order = 1", 'order = "1"', "library/first/one.md:3 order：应当是整数"),
        ("order = 1", "order = true", "order：应当是整数"),
        ('place = "海边"', 'plaze = "海边"', "plaze：没有这一项"),
        ('kind = "text"', 'kind = "song"', "kind：只能是 text、audio、film"),
        ('kind = "text"', 'kind = "film"', "影片课要有 [film]"),
        ('date = "1901-02-03"', 'date = "1901年"', "date：写成"),
        ('summary = "守灯的人。"', f'summary = "{"长" * 81}"', "summary：要 1 到 80 字，现在 81 字"),
        ('["灯塔1901年建成", "a"]', '["灯塔1901年建成", ""]', "one.md:13 facts：“灯塔1901年建成”没有来源"),
        ('["灯塔1901年建成", "a"]', '["灯塔1901年建成", "a z"]', "来源 z 不在 sources 里"),
        ('["灯塔1901年建成", "a"]', '["灯塔1901年建成"]', "facts：每行应当是 2 或 3 段文字"),
        (
            '["灯塔1901年建成", "a"]',
            '["灯塔1901年建成", "a", "对"]',
            "one.md:13 facts：“灯塔1901年建成”的第三段只能写 待核",
        ),
        (
            '["a", "O", "某馆", "https://example.org/a"]',
            '["a", "W", "某页", ""]',
            "one.md:13 facts：“灯塔1901年建成”只有 W 级来源",
        ),
        ('"O", "某馆"', '"X", "某馆"', "来源 a 的等级只能是"),
        ('"https://example.org/a"', '""', "等级不是 W 的还要写网址"),
        ('  ["谁守？", "守灯的人。"],\n', "", "questions：要正好 3 道自测题"),
        (', "谁来接班？"]', "]", "discussion：要正好 2 道讨论题"),
        ("BODY", "太短。", "正文：要 600 到 1500 个汉字，现在 2 个"),
        ("BODY", BODY * 3, "正文：要 600 到 1500 个汉字"),
        ("BODY", BODY + "\n\n高99米。", "one.md:24 正文：数字 99 不在 facts 里"),
        ("BODY", BODY + f"“{'引' * 41}”", "引文超过 40 字"),
        ("BODY", BODY + "\n\n这是机密。", "one.md:24 出现“机密”：涉密内容不能进微信"),
        ("BODY", BODY + "见内部文件。", "出现“内部”：内部的事不上微信"),
        ("BODY", BODY + "按红头办。", "出现“红头”"),
        ("BODY", BODY + "见某党发〔2026〕3号。", "出现文号"),
        ("keywords =", 'related_film = "one"\nkeywords =', "one.md:8 related_film：没有 one 这一部影片课"),
        ('title = "灯塔的故事"', 'title = "秘密灯塔"', "one.md:2 出现“秘密”"),
        ("+++\nBODY", "BODY", "没有这一项"),
    ],
)
def test_a_broken_lecture_is_named_with_its_reason(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in LECTURE
    problems = "\n".join(map(str, check(shelf(tmp_path, lecture=LECTURE.replace(old, new)))))
    assert said in problems or (old.startswith("+++") and "the front matter" in problems), problems


WEAK = LECTURE.replace('["a", "O", "某馆", "https://example.org/a"]', '["a", "W", "某页", ""]').replace(
    '["灯塔1901年建成", "a"]', '["灯塔1901年建成", "a", "待核"]'
)


def test_a_fact_that_only_weak_copies_carry_is_told_with_care(tmp_path: Path) -> None:
    said = "\n".join(map(str, check(shelf(tmp_path, lecture=WEAK))))
    assert "one.md:22 正文：数字 1901 只有 W 级来源，这一段要写“据载”" in said
    careful = WEAK.replace("BODY", "据载，" + BODY)
    (tmp_path / "library/first/one.md").write_text(careful, encoding="utf-8")
    assert check(tmp_path) == []


def test_a_number_that_a_better_source_carries_too_needs_no_such_word(tmp_path: Path) -> None:
    lecture = WEAK.replace('["a", "W"', '["b", "O", "某馆", "https://example.org/b"],\n  ["a", "W"').replace(
        '"a", "待核"]', '"a b"]'
    )
    assert check(shelf(tmp_path, lecture=lecture)) == []


def test_an_editor_may_keep_a_fact_under_check_whatever_its_source(tmp_path: Path) -> None:
    lecture = LECTURE.replace('["灯塔1901年建成", "a"]', '["灯塔1901年建成", "a", "待核"]')
    assert check(shelf(tmp_path, lecture=lecture)) == []


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    lecture = LECTURE.replace('"守灯的人。"\nkey', f'"{"长" * 90}"\nkey').replace(
        'kind = "text"', 'kind = "x"'
    )
    fields = {problem.field for problem in check(shelf(tmp_path, lecture=lecture, topics="[[item]]\n"))}
    assert {"summary", "kind", "item"} <= fields


def test_a_historic_name_with_a_refused_word_may_be_listed(tmp_path: Path) -> None:
    lecture = LECTURE.replace("+++\nBODY", 'historic_phrases = ["秘密灯塔"]\n+++\nBODY秘密灯塔。')
    assert check(shelf(tmp_path, lecture=lecture)) == []
    more = lecture.replace("秘密灯塔。", "秘密灯塔有秘密。")
    (tmp_path / "library/first/one.md").write_text(more.replace("BODY", BODY), encoding="utf-8")
    assert [problem.line for problem in check(tmp_path)] == [23]


def test_nothing_may_be_there_twice(tmp_path: Path) -> None:
    folder = shelf(tmp_path)
    (folder / "library/first/two.md").write_text(LECTURE.replace("BODY", BODY), encoding="utf-8")
    said = "\n".join(map(str, check(folder)))
    assert "标题 灯塔的故事 和 library/first/one.md 重复" in said
    assert "次序 1 和 library/first/one.md 重复" in said


def test_the_same_slug_in_two_series_is_a_fault(tmp_path: Path) -> None:
    folder = shelf(tmp_path)
    (folder / "library/other").mkdir()
    (folder / "library/other/one.md").write_text(LECTURE.replace("BODY", BODY), encoding="utf-8")
    said = "\n".join(map(str, check(folder)))
    assert "文件名 one 和 library/first/one.md 重复" in said
    assert "系列 other 不在 series.toml 里" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('source = "https://example.org/law"\n', "", "第 1 篇缺 source"),
        ('date = "1901-02-03"', 'date = "去年"', "日期写成"),
        ("这部法讲灯塔怎样建、怎样守、怎样交接。", "短。" + "长" * 200, "摘要要 40 到 200 字"),
        ('lecture = "one"', 'lecture = "none"', "没有 none 这一课"),
        ('prompts = ["谁来守？"]', "prompts = []", "要有讨论题"),
        ("《灯塔法》", "《灯塔机密法》", "出现“机密”"),
        ("[[item]]", "[[item", "first_topics/2026-12.toml"),
    ],
)
def test_a_broken_first_topic_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TOPICS
    problems = "\n".join(map(str, check(shelf(tmp_path, topics=TOPICS.replace(old, new)))))
    assert said in problems


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "支委会"', 'kind = "茶话会"', "任务 committee-meeting 只能是"),
        ("due_day = 28", "due_day = 32", "任务 talks-follow-up 的日子要在 1 到 31"),
        ("months = [2, 5, 8, 11]", "months = [2, 5, 8]", "第 4 季度没有必做的支部党员大会"),
        ('key = "theme-day"', 'key = "theme-day"\nmonths = [1]', "没有必做的主题党日"),
        ('5 = "劳动者权益保护：为新就业群体送法"', "", "5 月没有主题"),
        ('evidence = "年度计划"\n', "", "任务 year-plan 缺这一项"),
        ('evidence = "年度计划"', 'evidense = "年度计划"', "evidense：任务 year-plan 没有这一项"),
        ('title = "召开支部委员会"', 'title = "学内部文件"', "出现“内部”：内部的事不上微信"),
        (
            'applies = "joint"\nper = "year"\n\n[[task]]\nkey = "talks-follow-up"',
            'applies = "groups"\nper = "year"\n\n[[task]]\nkey = "talks-follow-up"',
            "联合支部：2026 年没有必做的各律所轮值",
        ),
        (
            'months = [3]\nkind = "民主评议"',
            'months = [4]\nkind = "民主评议"',
            "2026 年 3 月底前没有必做的民主评议收尾",
        ),
        (
            'applies = "committee"',
            'applies = "all"\nmonths = [1, 2, 3]',
            "独立支部：2026-04 没有必做的支委会",
        ),
    ],
)
def test_a_broken_plan_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = shelf(tmp_path)
    path = folder / "plans/template.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert said in "\n".join(map(str, check(folder)))


def test_a_month_file_may_only_drop_what_is_there(tmp_path: Path) -> None:
    folder = shelf(tmp_path)
    (folder / "plans/2027-05.toml").write_text('drop = ["nothing"]', encoding="utf-8")
    (folder / "plans/may.toml").write_text("", encoding="utf-8")
    said = "\n".join(map(str, check(folder)))
    assert "模板里没有 nothing" in said
    assert "plans/may.toml 文件名要写成" in said


def test_a_month_file_may_not_drop_a_duty_the_rules_require(tmp_path: Path) -> None:
    folder = shelf(tmp_path)
    (folder / "plans/2027-05.toml").write_text('drop = ["first-topic"]', encoding="utf-8")
    assert "2027-05 没有必做的第一议题" in "\n".join(map(str, check(folder)))
