"""Words written as they sound or with a slip of the finger: 前到, qiandao, 请嫁, 第一议提."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from content.sounds import merged, syllables

_ABBREVIATIONS = {
    "qd": "签到",
    "qj": "请假",
    "rw": "任务",
    "dk": "党课",
    "bz": "帮助",
    "sd": "收到",
    "tz": "通知",
}
_STEM_WORDS = (
    "签到 请假 请个假 报到 打卡 党课 听党课 第一议题 任务 本月任务 我的任务 通知 收到 已阅 知悉 绑定 解绑 补学 完成 "
    "帮助 菜单 会议 开会 大字 找书记 学时 我的学时 我的记录 开庭 投诉 擂台 继续听 推送 取消 点名 导出 散会 催收 回执 "
    "签到码 准假 驳回 更正 发通知 代签 后台 考勤"
)
_REASONS = ("开庭", "出差", "生病", "有事", "加班", "仲裁", "会见", "住院", "发烧")
_STEMS = tuple(_STEM_WORDS.split())
# Common words that only happen to sound like one of ours; 同志 is said to everybody.
_OTHER_WORDS = {"同志", "书籍", "打字", "回忆", "机会", "大致", "大自"}
_LONGEST = 12
_SHORTEST_FOR_SLIPS = 4


class Sounds:
    """The words of a lexicon by how they sound; n and l, z and zh, in and ing count as the same."""

    def __init__(self, words: Iterable[str]) -> None:
        chinese = [word for word in dict.fromkeys((*words, *_STEMS)) if _is_chinese(word)]
        self._by_letters: dict[str, str] = {}
        for word in reversed(chinese):
            self._by_letters["".join(syllables(word))] = word
        self._stems = {syllables(stem): stem for stem in reversed(_STEMS)}
        self._lettered = {"".join(syllables(word)): word for word in (*_REASONS, *reversed(_STEMS))}
        self._long = [word for word in chinese if len(word) >= _SHORTEST_FOR_SLIPS]

    def repaired(self, text: str) -> str | None:
        """``text`` with what sounds like one of our words written as that word, or ``None`` if nothing does."""
        squeezed = re.sub(r"[\s,.!?。、]", "", text)
        if not squeezed or squeezed.isdigit():
            return None
        return (
            self._whole(squeezed) or self._with_rest(text) or self._in_letters(squeezed) or self._inside(text)
        )

    def slip_of(self, text: str) -> str | None:
        """The word of four characters or more that ``text`` misses by one character, or ``None``."""
        if not _SHORTEST_FOR_SLIPS - 1 <= len(text) <= _LONGEST:
            return None
        return next((word for word in self._long if word != text and _one_apart(text, word)), None)

    def _whole(self, text: str) -> str | None:
        if len(text) > 2 * _LONGEST or text in _OTHER_WORDS:
            return None
        letters = "".join(syllables(text))
        word = (
            _ABBREVIATIONS.get(text) or self._by_letters.get(letters) or self._by_letters.get(merged(letters))
        )
        return word if word != text else None

    def _with_rest(self, text: str) -> str | None:
        """qiandao8431, qj 出差: letters, and then a number or what goes with them."""
        match = re.fullmatch(r"([a-z]+(?: [a-z]+)+|[a-z]{2,24})(?:[\s,]*(\d{1,6})|[\s,]+(.+))", text)
        word = self._whole(match[1].replace(" ", "")) if match else None
        return f"{word} {match[2] or match[3]}" if match and word else None

    def _in_letters(self, squeezed: str) -> str | None:
        """qingjiakaiting: two words, one after the other, in letters."""
        if not (squeezed.isascii() and squeezed.isalpha()) or len(squeezed) > 4 * _LONGEST:
            return None
        for place in range(2, len(squeezed) - 1):
            first, second = (
                self._lettered.get(merged(part)) for part in (squeezed[:place], squeezed[place:])
            )
            if first and second:
                return f"{first} {second}"
        return None

    def _inside(self, text: str) -> str | None:
        """A sentence in which a stretch of two to four characters sounds like a stem: 请嫁 开庭."""
        if len(text) > 4 * _LONGEST:
            return None
        heard, changed, i = list(text), False, 0
        sounds = [syllables(c) if _is_chinese(c) else (c,) for c in heard]
        while i < len(text):
            size = next((n for n in (4, 3, 2) if self._stem_at(text, sounds, i, n)), 0)
            if size:
                stem = self._stems[sum(sounds[i : i + size], ())]
                changed |= stem != text[i : i + size]
                heard[i : i + size] = stem
            i += size or 1
        return "".join(heard) if changed else None

    def _stem_at(self, text: str, sounds: Sequence[tuple[str, ...]], i: int, size: int) -> bool:
        piece = text[i : i + size]
        return (
            len(piece) == size and piece not in _OTHER_WORDS and sum(sounds[i : i + size], ()) in self._stems
        )


def _is_chinese(text: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" for c in text)


def _one_apart(text: str, word: str) -> bool:
    """Whether one character put in, left out or changed makes ``text`` of ``word``."""
    shorter, longer = sorted((text, word), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    same = next((i for i, c in enumerate(shorter) if c != longer[i]), len(shorter))
    rest = same + (len(longer) == len(shorter))
    return shorter[rest:] == longer[same + 1 :]
