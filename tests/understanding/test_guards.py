"""Nothing is done because a sentence happens to hold the word for it, whatever the word."""

import pytest

from bot.understanding import Understanding
from bot.understanding.lexicon import COMMANDS
from tests.understanding.labelled import TODAY

ACTS = [command for command in COMMANDS if command.acts]
QUESTIONS = (
    "怎么{}", "如何{}？", "要不要{}", "能不能{}", "可以{}吗", "{}吗", "{}？", "为什么要{}", "什么时候{}", "谁{}", "{}是什么意思",
    "难道要{}", "需要{}么", "{}了没有", "请问{}怎么办", "在哪里{}", "边个{}", "{}有什么用", "{}呢？",
)  # fmt: skip
NEGATIONS = (
    "不要{}",
    "别{}",
    "我没{}",
    "不想{}",
    "先不{}",
    "不用{}了",
    "唔使{}",
    "还没有{}",
    "千万别{}",
    "我不会{}的",
    "不想再{}",
)
OTHERS = (
    "老王{}", "老王{}了", "他{}了", "张三说{}", "李律师{}了", "听说要{}", "请大家{}", "王主任让我{}", "我同事{}了", "他们都{}了",
    "书记说要{}", "通知说{}", "别人{}", "“{}”", "他发了“{}”两个字", "小陈今天{}", "各位同志{}",
)  # fmt: skip
NOT_NOW = (
    "如果{}会怎样", "昨天{}了", "上次{}过了", "本来想{}的", "要是{}就好了", "等会儿再{}吧", "我差点{}", "以后再{}", "可能{}",
    "又要{}，烦死人", "{}真麻烦", "天天{}，服了",
)  # fmt: skip
FRAMES = {"questions": QUESTIONS, "negations": NEGATIONS, "other people": OTHERS, "not now": NOT_NOW}


def _acts(understanding: Understanding, said: str, officer: bool) -> bool:
    found = understanding.read(said, officer, TODAY)
    return understanding.acts(found.name) and found.certain


@pytest.mark.parametrize("officer", [False, True])
@pytest.mark.parametrize("frames", FRAMES.values(), ids=FRAMES.keys())
def test_no_title_of_an_act_acts_inside_another_sentence(
    understanding: Understanding, frames: tuple[str, ...], officer: bool
) -> None:
    """But for what is a command of its own: 取消请假."""
    sentences = {frame.format(command.title) for frame in frames for command in ACTS}
    sentences -= {word for command in understanding.commands.values() for word in command.words}
    assert [said for said in sorted(sentences) if _acts(understanding, said, officer)] == []


@pytest.mark.parametrize("name", ["赵甲未", "何不同", "吴别", "谢谁"])
def test_whatever_stands_beside_a_binding_code_is_a_name(understanding, name):
    found = understanding.read(f"绑定 {name} 39M3Q-Y15B7", False, TODAY)
    assert (found.name, found.slots) == ("bind", {"name": name, "code": "39M3Q-Y15B7"})


@pytest.mark.parametrize(
    "said",
    [
        "不准3吗",
        "不准第3个吗",
        "第3个不准么",
        "准第2个吗",
        "别准第2个",
        "都准了吗",
        "1-8没到，9假",
        "9号请假了吗",
    ],
)
def test_an_officer_who_asks_about_a_number_decides_nothing(understanding, said):
    assert not _acts(understanding, said, True)


@pytest.mark.parametrize(
    "said", ["后天不在法院", "明天不用去法院", "我的当事人后天在法院", "后天张法官在法院吗"]
)
def test_nobody_is_taken_to_be_in_court_who_is_not(understanding, said):
    assert understanding.read(said, False, TODAY).name != "hearing"


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("1到8号都到了，9号请假", "到 1到8 请假 9"),
        ("1-6到，7 8假，9缺", "到 1-6 假 7 8 缺 9"),
        ("1、3、5号到，2号请假", "到 1、3、5 请假 2"),
    ],
)
def test_marks_are_read_with_the_numbers_first(understanding, said, marks):
    found = understanding.read(said, True, TODAY)
    assert (found.name, found.slots) == ("paper_marks", {"reason": marks})


@pytest.mark.parametrize(
    "said", ["小简在外地取证，替她登记请假", "阿坚出差，帮他请假", "我同桌的案子下周二开庭"]
)
def test_nothing_of_ones_own_is_done_for_what_is_another_persons(understanding, said):
    for officer in (False, True):
        assert not _acts(understanding, said, officer)
