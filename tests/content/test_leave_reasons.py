"""Reasons are put under codes, and of what is said about health the title alone is kept."""

from __future__ import annotations

import pytest

from content import leave_reasons
from content.leave_reasons import HEALTH, Reason, read


@pytest.mark.parametrize(
    "said",
    [
        "生病", "病假", "因病", "住院", "发烧 39 度", "重感冒", "做手术", "去醫院", "產檢", "怀孕反应大", "阳了", "腰疼", "牙痛", "頭痛",
        "身体不适", "身體原因", "抑郁症复诊", "化疗", "做ＣＴ", "去体检", "不舒服，晚点", "打疫苗", "长期卧病", "胃镜",
    ],
)  # fmt: skip
def test_what_is_said_about_health_is_kept_as_the_title_alone(said):
    assert read(said).code == HEALTH
    assert read(said).text == "身体原因"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("开庭", "court"), ("离婚案出庭", "court"), ("去看守所会见", "court"), ("医疗纠纷案开庭", "court"), ("故意伤害案", "court"),
        ("出差", "travel"), ("在外地", "travel"), ("家里有事", "family"), ("孩子家长会", "family"), ("区里开会", "meeting"),
        ("加班写方案", "work"), ("其他工作", "work"), ("法治体检活动", "other"), ("有事", "other"), ("车有毛病", "other"),
    ],
)  # fmt: skip
def test_other_reasons_are_kept_as_said_under_their_code(said, code):
    assert read(said) == Reason(code, said)


def test_somebody_elses_health_is_not_kept_either():
    assert read("我妈妈住院") == Reason("family", "家庭原因", withheld=True)
    assert read("当事人住院，去会见") == Reason("court", "开庭办案", withheld=True)


def test_nothing_said_is_nothing_kept():
    assert read(" 。") == Reason("", "")


@pytest.mark.parametrize("kind", leave_reasons.kinds().values(), ids=lambda kind: kind.code)
def test_a_title_reads_as_its_own_code(kind):
    assert read(kind.title) == Reason(kind.code, kind.title)
    assert leave_reasons.title(kind.code) == kind.title


def test_a_faulty_file_is_refused_with_the_section(tmp_path):
    path = tmp_path / "leave_reasons.toml"
    path.write_text('[health]\ntitle = "身体原因"\nwords = "病"\n', "utf-8")
    with pytest.raises(ValueError, match=r"\[health\] words"):
        leave_reasons.kinds(path)
