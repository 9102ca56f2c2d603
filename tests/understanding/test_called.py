"""What people call each other, and who is meant by it."""

import pytest

from bot.understanding.called import those_called

PEOPLE = ("林婉仪", "林志强", "陈国栋", "欧阳文", "陈晓", "麦志伟")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("林婉仪", ["林婉仪"]),
        ("林婉仪律师", ["林婉仪"]),
        ("婉仪", ["林婉仪"]),
        ("婉仪姐", ["林婉仪"]),
        ("麦律师", ["麦志伟"]),
        ("老麦", ["麦志伟"]),
        ("阿强", ["林志强"]),
        ("欧阳", []),
        ("欧阳律师", ["欧阳文"]),
        ("小陈", ["陈国栋", "陈晓"]),
        ("林律师", ["林婉仪", "林志强"]),
        ("林婉怡", ["林婉仪"]),
        ("麦志威律师", ["麦志伟"]),
        ("王律师", []),
        ("林", []),
        ("", []),
    ],
)
def test_those_who_may_be_meant(said: str, meant: list[str]) -> None:
    assert those_called(said, PEOPLE, str) == meant


def test_who_has_the_name_is_meant_and_nobody_else() -> None:
    assert those_called("陈晓", ["陈晓", "陈小"], str) == ["陈晓"]
