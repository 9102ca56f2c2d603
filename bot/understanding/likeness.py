"""Which intent a text is most like, learnt from examples: what no rule knows, people have said before in other words.

Multinomial naive Bayes over runs of one to three characters. Whoever adds an example has taught it; counting them
all takes a third of a second and is done once, and judging a text a third of a millisecond. No text is kept.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.pattern import Pattern

EXAMPLES = Path(__file__).parent / "examples"
_LONGEST_RUN = 3
_LONGEST = 200
_LEAST_KNOWN = 0.5  # of the different runs of a text
_UNSEEN = 0.02
"""What a run counts for in an intent whose examples do not hold it (found by measuring: 0.01 to 0.05 do as well)."""
_CERTAIN = 30.0  # nats: what is an example, word for word, is what that example is
_DIGITS = Pattern(r"\d")
_PUNCTUATION = Pattern(r"[\s,。.!~;:、…\"'“”()\-]+")
_WORDS = Pattern(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]")
_HEADING = Pattern(r"\[([a-z_]+)\]")


@dataclass(frozen=True, slots=True)
class Likely:
    """An intent, and how much less a text is like it than like the best: 0 or below, in nats per run of the text.

    ``odds`` is the same for the whole text: -1.0 is about one to three.
    """

    intent: str
    behind: float
    odds: float


class Likeness:
    """What texts are like. Built once and shared by all threads."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        """``examples`` are (intent, text), the text cleaned and in Mandarin words."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        said: Counter[str] = Counter()
        self._said: dict[str, str] = {}
        for intent, text in examples:
            counts[intent].update(set(runs(text)))
            said[intent] += 1
            self._said[text] = intent if self._said.get(text, intent) == intent else ""
        kinds = len({run for counted in counts.values() for run in counted})
        everything = sum(said.values())
        self._intents = list(counts)
        self._at_first = [math.log(said[intent] / everything) for intent in self._intents]
        totals = [counts[intent].total() + _UNSEEN * kinds for intent in self._intents]
        self._unseen = [math.log(_UNSEEN / total) for total in totals]
        self._gain: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, intent in enumerate(self._intents):
            for run, count in counts[intent].items():
                self._gain[run].append((at, math.log((count + _UNSEEN) / _UNSEEN)))

    def closest(self, text: str, allowed: Container[str]) -> list[Likely]:
        """The intents of ``allowed``, that which ``text`` (cleaned, Mandarin) is most like first.

        None where it is like nothing that was ever said, holds no two characters, or is longer than anybody's wish.
        """
        wish = len(text) <= _LONGEST and _WORDS.search(text)
        said = set(runs(text)) if wish else set()
        known = [self._gain[run] for run in said if run in self._gain]
        if len(known) <= _LEAST_KNOWN * len(said):
            return []
        scores = [
            first + len(known) * unseen for first, unseen in zip(self._at_first, self._unseen, strict=True)
        ]
        for gains in known:
            for at, gain in gains:
                scores[at] += gain
        if told := self._said.get(text):
            scores[self._intents.index(told)] += _CERTAIN
        ranked = sorted(
            (at for at, intent in enumerate(self._intents) if intent in allowed),
            key=scores.__getitem__,
            reverse=True,
        )
        behind = {at: scores[at] - scores[ranked[0]] for at in ranked}
        return [Likely(self._intents[at], odds / len(known), odds) for at, odds in behind.items()]


def runs(text: str) -> Iterator[str]:
    """The runs of one to three characters of ``text``, its beginning and end marked, every digit the same."""
    marked = f"^{_PUNCTUATION.sub(' ', _DIGITS.sub('0', text)).strip()}$"
    for length in range(1, _LONGEST_RUN + 1):
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]


def read_examples(folder: Path = EXAMPLES) -> Iterator[tuple[str, str]]:
    """(intent, text as written) of every example: those of ``*.txt`` under ``[intent]``, of ``*.tsv`` labelled."""
    for path in sorted(folder.glob("*.txt")):
        intent = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if heading := _HEADING.fullmatch(line):
                intent = heading[1]
            elif line:
                yield intent, line
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            _role, text, intents, *_rest = line.split("\t")
            yield intents.partition("|")[0], text
