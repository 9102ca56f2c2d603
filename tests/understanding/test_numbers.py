"""Numbers as people say and type them."""

import pytest

from bot.understanding.numbers import LARGEST_LIST, parse_list, to_code, to_int


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("3", 3), ("012", 12), ("三", 3), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("廿三", 23), ("一百零五", 105),
        ("一百二", 120), ("两百", 200), ("八千四百三十一", 8431), ("二〇二六", 2026), ("零", 0),
    ],
)  # fmt: skip
def test_a_numeral_is_read(said: str, number: int) -> None:
    assert to_int(said) == number


@pytest.mark.parametrize("said", ["", "abc", "第三", "3个", "-1", "1.5"])
def test_what_is_no_numeral_is_none(said: str) -> None:
    assert to_int(said) is None


@pytest.mark.parametrize("said", ["8431", "8 4 3 1", "八四三一", "84-31", "八千四百三十一"])
def test_a_code_is_read_however_it_is_said(said: str) -> None:
    assert to_code(said) == "8431"


@pytest.mark.parametrize("said", ["", "843", "84312", "八四三", "abcd", "三十一"])
def test_what_is_not_four_digits_is_no_code(said: str) -> None:
    assert to_code(said) is None


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("1-3,10", [1, 2, 3, 10]), ("一到三", [1, 2, 3]), ("1、2，5", [1, 2, 5]), ("7", [7]), ("1至3、5号", [1, 2, 3, 5]),
        ("1—2 4", [1, 2, 4]), ("2,2,1", [2, 1]),
    ],
)  # fmt: skip
def test_a_list_of_numbers_is_read(said: str, numbers: list[int]) -> None:
    assert parse_list(said) == numbers


@pytest.mark.parametrize("said", ["", "3-1", "1-2-3", "a", "1,b", f"1-{LARGEST_LIST + 5}"])
def test_what_is_no_list_of_numbers_is_none(said: str) -> None:
    assert parse_list(said) is None
