"""Which intent a text is most like, learnt from examples: what no rule knows, people have said before in other words.

A linear model over runs of one to three characters. It is learnt ahead of time by ``make learn`` (see ``learning.py``)
and kept in ``learnt.bin``, so that a process reads it in a tenth of a second and judges a text in a few hundredths of a
millisecond. Of the examples it holds digests only.
"""

from __future__ import annotations

import json
import math
import zlib
from array import array
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bot.understanding.pattern import Pattern

LEARNT = Path(__file__).parent / "learnt.bin"
SCALE = 10
"""Weights are kept as whole numbers of one byte, so many to the unit."""
FINE = 1000
"""So many to the unit of rarity."""
_LONGEST_RUN = 3
_LONGEST = 200
_LEAST_KNOWN = 0.5  # of the different runs of a text
_TOLD = 3.0
"""What is an example, word for word, is what that example is: no text is so near to another intent."""
_DIGITS = Pattern(r"\d")
_PUNCTUATION = Pattern(r"[\s,。.!~;:、…\"'“”()\-]+")
_WORDS = Pattern(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Likely:
    """An intent, and how far a text is behind the best in being like it: 0 or above; 1.0 is plainly behind."""

    intent: str
    behind: float


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt.

    ``runs[i]`` is as rare as ``rarity[i]`` (times ``FINE``) and speaks for ``voices[starts[i]:starts[i + 1]]``.

    A voice is a place in ``intents``; beside it in ``weights`` stands by how much, in units of 1 / ``SCALE``. ``told``
    are the digests of the examples, those of one intent behind each other; ``told_of`` holds an intent for each.
    ``source`` is the digest of the files that it was learnt from.
    """

    source: str
    intents: Sequence[str]
    at_first: Sequence[float]
    runs: Sequence[str]
    rarity: array[int]
    starts: array[int]
    voices: array[int]
    weights: array[int]
    told: array[int]
    told_of: array[int]

    def write(self, path: Path = LEARNT) -> None:
        """Keep it in ``path``: a line of JSON, the runs, and the arrays, packed."""
        arrays = [self.rarity, self.starts, self.voices, self.weights, self.told, self.told_of]
        head = {
            "source": self.source,
            "intents": list(self.intents),
            "at_first": list(self.at_first),
            "arrays": [[one.typecode, len(one)] for one in arrays],
        }
        lines = [json.dumps(head), "\t".join(self.runs), ""]
        path.write_bytes(
            zlib.compress("\n".join(lines).encode() + b"".join(one.tobytes() for one in arrays), 9)
        )

    @classmethod
    def read(cls, path: Path = LEARNT) -> Learnt:
        """What :meth:`write` kept."""
        first, second, packed = zlib.decompress(path.read_bytes()).split(b"\n", 2)
        head = json.loads(first)
        arrays: list[array[int]] = []
        for kind, length in head["arrays"]:
            one: array[int] = array(kind)
            size = length * one.itemsize
            one.frombytes(packed[:size])
            packed = packed[size:]
            arrays.append(one)
        return cls(head["source"], head["intents"], head["at_first"], second.decode().split("\t"), *arrays)


class Likeness:
    """What texts are like. Built once and shared by all threads."""

    def __init__(self, learnt: Learnt) -> None:
        """``learnt`` is not copied."""
        self._learnt = learnt
        self._places = {run: place for place, run in enumerate(learnt.runs)}
        self._told = dict(zip(learnt.told, learnt.told_of, strict=True))

    def closest(self, text: str, allowed: Container[str]) -> list[Likely]:
        """The intents of ``allowed``, that which ``text`` (cleaned, Mandarin) is most like first.

        None where it is like nothing that was ever said, holds no two characters, or is longer than anybody's wish.
        """
        wish = len(text) <= _LONGEST and _WORDS.search(text)
        said = set(runs(text)) if wish else set()
        known = [self._places[run] for run in said if run in self._places]
        if len(known) <= _LEAST_KNOWN * len(said):
            return []
        learnt = self._learnt
        scores = [0.0] * len(learnt.intents)
        for place in known:
            for voice in range(learnt.starts[place], learnt.starts[place + 1]):
                scores[learnt.voices[voice]] += learnt.weights[voice]
        # The more a text says, the less each run of it counts.
        share = FINE / (SCALE * math.sqrt(sum(learnt.rarity[place] ** 2 for place in known)))
        scores = [first + share * score for first, score in zip(learnt.at_first, scores, strict=True)]
        if (told := self._told.get(digest(text))) is not None:
            scores[told] += _TOLD
        ranked = sorted(
            (at for at, intent in enumerate(learnt.intents) if intent in allowed),
            key=scores.__getitem__,
            reverse=True,
        )
        return [Likely(learnt.intents[at], scores[ranked[0]] - scores[at]) for at in ranked]


def runs(text: str) -> Iterator[str]:
    """The runs of one to three characters of ``text``, its beginning and end marked, every digit the same."""
    marked = f"^{_PUNCTUATION.sub(' ', _DIGITS.sub('0', text)).strip()}$"
    for length in range(1, _LONGEST_RUN + 1):
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]


def digest(text: str) -> int:
    """Eight bytes that stand for an example, so that it can be known again and not read."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
