"""Learning ``learnt.bin`` from the examples: ``make learn``, after an example was added, changed or taken out.

Not part of the service: scikit-learn (``requirements-learn.txt``) is needed here and nowhere else.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from pathlib import Path

from bot.understanding import Understanding, normalise
from bot.understanding.likeness import FINE, SCALE, Learnt, digest, runs
from bot.understanding.mandarin import mandarin
from bot.understanding.pattern import Pattern

EXAMPLES = Path(__file__).parent / "examples"
_HEADING = Pattern(r"\[([a-z_]+)\]")
_RARE = 2
"""A run that is in fewer examples says nothing (halves the file; measured: no sentence less is understood)."""
_FIRM = 2.0  # LinearSVC's C: 1 to 3 do as well
_LEAST = 0.05
"""Weights below it are left out."""
_MOST = 127  # in a byte with a sign


def read_examples(folder: Path = EXAMPLES) -> Iterator[tuple[str, str]]:
    """(intent, text as written) of every example: those of ``*.txt`` under ``[intent]``, of ``*.tsv`` labelled.

    What is none for a member and a command for an officer (谁没到) is left out: there the rules know better.
    """
    rules, on = Understanding.default(), date(2026, 1, 5)
    for by_member, intent, text in _written(folder):
        found = rules.ruled(text, True, on) if by_member and intent == "none" else None
        command = rules.commands.get(found.name) if found else None
        if command is None or command.audience in ("anyone", "member"):
            yield intent, text


def _written(folder: Path) -> Iterator[tuple[bool, str, str]]:
    """Whether a member said it, the intent, the text."""
    for path in sorted(folder.glob("*.txt")):
        intent = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if heading := _HEADING.fullmatch(line):
                intent = heading[1]
            elif line:
                yield path.name.startswith("member"), intent, line
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            role, text, intents, *_rest = line.split("\t")
            yield role == "m", intents.partition("|")[0], text


def source(folder: Path = EXAMPLES) -> str:
    """The digest of all examples, by which it is known whether ``learnt.bin`` was learnt from them."""
    said = blake2b(digest_size=16)
    for intent, text in read_examples(folder):
        said.update(f"{intent}\t{text}\n".encode())
    return said.hexdigest()


def learn(examples: Iterable[tuple[str, str]], source: str) -> Learnt:
    """What ``examples`` (intent, text as written) teach: a linear machine for each intent against all the rest.

    ``source`` is the digest of the examples, see :func:`source`.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - not installed with the service
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    said = [(intent, mandarin(normalise.cleaned(text))) for intent, text in examples]
    rows = TfidfVectorizer(analyzer=lambda text: list(runs(text)), binary=True, min_df=_RARE)
    known = rows.fit_transform(text for _, text in said)
    model = LinearSVC(C=_FIRM, random_state=0).fit(known, [intent for intent, _ in said])
    starts, voices, weights = array("I", [0]), array("B"), array("b")
    for column, rarity in enumerate(rows.idf_):
        for at, weight in enumerate(model.coef_[:, column]):
            kept = max(-_MOST, min(_MOST, round(weight * rarity * SCALE)))
            if abs(weight) > _LEAST and kept:
                voices.append(at)
                weights.append(kept)
        starts.append(len(voices))
    intents = [str(intent) for intent in model.classes_]
    meant: dict[int, set[str]] = defaultdict(set)
    for intent, text in said:
        meant[digest(text)].add(intent)
    plain = {told: intents.index(names.pop()) for told, names in sorted(meant.items()) if len(names) == 1}
    return Learnt(
        source=source,
        intents=intents,
        at_first=[round(float(first), 4) for first in model.intercept_],
        runs=[str(run) for run in rows.get_feature_names_out()],
        rarity=array("H", (round(rarity * FINE) for rarity in rows.idf_)),
        starts=starts,
        voices=voices,
        weights=weights,
        told=array("Q", plain.keys()),
        told_of=array("B", plain.values()),
    )


if __name__ == "__main__":
    learn(read_examples(), source()).write()
