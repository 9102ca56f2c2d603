"""The declarations of the registers: those that came with the service are well, and a wrong one says where and why."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from content.checker import check
from content.problems import File
from content.register_checks import check_register
from content.register_values import Wrong, later, read, read_row, warnings
from content.registers import FOLDER, Field, named, parse, registers

GOOD = FOLDER.joinpath("jiedui.toml").read_text("utf-8")


def faults(text: str) -> list[str]:
    return [str(one) for one in check_register(File("registers/x.toml", text), tomllib.loads(text))]


def test_those_of_the_service_have_no_fault():
    assert not [one for one in check(Path(FOLDER).parent) if one.file.startswith("registers/")]


def test_the_source_texts_own_registers_are_all_there():
    titles = {one.title for one in registers()}
    assert titles >= {
        "六个有",
        "三结对",
        "政治把关",
        "党员发展",
        "两个覆盖",
        "公益法律服务",
        "擂台",
        "常态监督",
        "政治生日",
        "党费",
    }


def test_the_development_of_members_has_its_twenty_five_steps_and_least_times():
    register = named("fazhan")
    assert len(register.field("step").choices) == 25
    assert {gap.months for gap in register.gaps} == {12}
    assert not any(field.title.endswith("姓名") for field in register.fields)


def test_dues_are_reminded_of_and_no_amount_is_asked():
    assert not any(field.type == "number" for field in named("dangfei").fields)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "三结对"', "", "title：缺这一项"),
        ('part = "三个力量"', 'part = "别的"', "part：只能是：三个强化"),
        ('level = "branch"', 'level = "firm"', "level：只能是：branch"),
        ('fills = ["officer", "committee"]', 'fills = ["everybody"]', "everybody 不是角色"),
        ('keys = ["kind", "partner", "held_on"]', 'keys = ["nobody"]', "keys：没有叫 nobody 的字段"),
        ('dated = "held_on"', 'dated = "partner"', "partner 要是 date"),
        ('type = "number"', 'type = "amount"', "people：只能是 text"),
        ('every = "half"', 'every = "week"', "every 只能是"),
        ('every = "half"', 'after = "held_on"', "就要写几个月"),
        ('every = "half"', 'every = "half"\nagain = true', "就要写 after 和 months"),
        ('dated = "held_on"', 'closed = "partner"', "partner 要是 date"),
        ('level = "branch"\nfills = ["officer", "committee"]', 'level = "district"\nfills = ["officer"]', "要由 committee 填"),
        ('every = "half"', 'every = "half"\nahead = 93', "ahead 是提前几天"),
        ('by = "kind"', 'by = "who"', "by：没有叫 who 的字段"),
        ('chart = "column"', 'chart = "pie"', "chart 只能是"),
        ('unit = "次"', 'unit = "积分"', "不给人计分"),
        ('key = "people"', 'key = "People"', "要用小写字母"),
        ('title = "参加人数"', 'heading = "参加人数"', "没有这样一项"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field(old, new, said):
    assert old in GOOD
    assert any(said in one for one in faults(GOOD.replace(old, new))), faults(GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        (Field("d", "日期", "date"), "2026年12月5日", "2026-12-05"), (Field("d", "日期", "date"), "2026.2.28", "2026-02-28"),
        (Field("d", "日期", "date"), "2026-12-05 00:00:00", "2026-12-05"), (Field("m", "月份", "month"), "2026年3月", "2026-03"),
        (Field("y", "年份", "year"), "２０２６年", "2026"), (Field("n", "人数", "number", unit="人"), "1,200人", "1200"),
        (Field("n", "小时", "number"), "3.50", "3.5"), (Field("n", "小时", "number"), "0", "0"),
        (Field("b", "有场所", "yes_no"), "1", "是"), (Field("b", "有场所", "yes_no"), "没有", "否"),
        (Field("c", "类型", "choice", choices=("甲", "乙")), "2", "乙"), (Field("t", "备注"), "", ""),
        (Field("f", "律所", "firm"), "榕荫", "广东榕荫律师事务所"),
    ],
)  # fmt: skip
def test_what_people_type_is_read(field, said, kept):
    assert read(field, said, ["广东榕荫律师事务所", "广东小荷律师事务所"]) == kept


@pytest.mark.parametrize(
    ("field", "said", "why"),
    [
        (Field("d", "日期", "date"), "2026-02-30", "日期：要写日期"), (Field("d", "日期", "date", required=True), " ", "日期：要填"),
        (Field("n", "人数", "number", least=0), "-1", "不能小于 0"), (Field("n", "人数", "number", most=9), "10", "不能大于 9"),
        (Field("n", "人数", "number"), "十来个", "要写数字"), (Field("c", "类型", "choice", choices=("甲", "乙")), "丙", "只能是 甲、乙"),
        (Field("f", "律所", "firm"), "律师事务所", "不止一家"), (Field("f", "律所", "firm"), "某所", "没有这家律所"),
        (Field("t", "备注"), "字" * 61, "最多 60 个字"), (Field("y", "年份", "year"), "26", "要写年份"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_its_field_and_the_way_out(field, said, why):
    with pytest.raises(Wrong, match=why):
        read(field, said, ["广东榕荫律师事务所", "广东小荷律师事务所"])


def test_all_faults_of_a_row_are_told_at_once():
    _, faults_ = read_row(named("jiedui"), {"people": "x"})
    assert [one.partition("：")[0] for one in faults_] == [
        "结对类型",
        "结对对象",
        "活动日期",
        "活动内容",
        "参加人数",
    ]


def test_a_time_too_short_is_pointed_out_and_not_refused():
    early = {"activist_on": "2026-01-10", "candidate_on": "2027-01-09"}
    assert warnings(named("fazhan"), early) == [
        "请核对：积分极分子到发展对象不到一年".replace("积分极", "积极")
    ]
    assert not warnings(named("fazhan"), {**early, "candidate_on": "2027-01-10"})


def test_months_are_counted_to_the_end_of_shorter_ones():
    from datetime import date

    assert later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert later(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert later(date(2026, 12, 31), 2, 1) == date(2027, 3, 1)


def test_a_register_that_cannot_be_read_is_named():
    with pytest.raises(ValueError, match=r"registers/x\.toml"):
        parse("x", 'title = "一"')
