"""The labelled set: what people say, what it means, and how far it may be trusted.

Columns: role (m member, o officer); text; intent, or the acceptable ones parted by ``|``; slots (``n=2;reason~开庭``,
where ``~`` means contains); ``ask`` where doing it without asking back would be wrong, ``sure`` where asking back would
be; the kind of speaker.

``PARTS`` have been learnt from (they lie with the other examples). Each but the first two was written afresh and
measured before anything was changed for it. Right at first sight, with slots: first 270 of 308 (87.7 %), second 164 of
189 (86.8 %), third 123 of 140 (87.9 %), fourth 106 of 120 (88.3 %), fifth 43 of 45 (95.6 %), sixth 230 of 254 (90.6 %,
many of its labels allow more than one intent), seventh 93 of 124 (75.0 %), eighth 185 of 352 (52.6 %): it and
``unseen.tsv`` were the first whose writer had seen neither a rule nor an example, and showed that rules alone knew half
of what people say. With likeness: ninth (dictated, and in Cantonese) 208 of 220 (94.5 %), tenth (a week with a
meeting) 249 of 260 (95.8 %). ``MEASURED`` are never learnt from: ``unseen.tsv`` was written to be hard, 154 of 348 (44.3 %) by rules
alone; ``everyday.tsv`` is what thirty people send in a month, common things often. See ``test_labelled.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.chat import Intent
from bot.understanding import Understanding
from bot.understanding.learning import EXAMPLES

PARTS = (
    "tune",
    "measure",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)
MEASURED = ("unseen", "everyday")
HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A line of the set."""

    officer: bool
    text: str
    intents: tuple[str, ...]
    slots: tuple[str, ...]
    ask: bool
    sure: bool

    def right(self, intent: Intent) -> bool:
        """Whether the intent and every labelled slot are as labelled."""
        return intent.name in self.intents and all(_holds(intent, slot) for slot in self.slots)

    def unsafe(self, intent: Intent, understanding: Understanding) -> bool:
        """Whether something would be done that was not asked for, or that had to be asked back."""
        acting = understanding.acts(intent.name) and intent.certain
        return acting and (self.ask or intent.name not in self.intents)


def _holds(intent: Intent, slot: str) -> bool:
    name, is_part, value = slot.partition("~") if "~" in slot else slot.partition("=")
    got = intent.slots.get(name, "")
    return value in got if is_part == "~" else got == value


def load(part: str) -> list[Utterance]:
    """The utterances of one of ``PARTS`` or of ``MEASURED``."""
    path = (HERE if part in MEASURED else EXAMPLES) / f"{part}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [_utterance(*line.split("\t")) for line in lines]


def _utterance(role: str, text: str, intent: str, slots: str, ask: str, speaker: str) -> Utterance:
    parts = tuple(slot for slot in slots.split(";") if slot)
    return Utterance(role == "o", text, tuple(intent.split("|")), parts, ask == "ask", ask == "sure")
