"""``python -m bench.words``: how long it takes to understand a sentence, over the labelled set in tests/.

Goals: 2 ms for whole words and 10 ms for all else at the 95th percentile, warmed up; the same for the first message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter

import handlers
from bot.understanding import Understanding
from bot.understanding.lexicon import COMMANDS
from content.library import FOLDER, read_series
from content.names import Names
from tests.understanding.labelled import PARTS, TODAY, load


def _took(read: Callable[[str], object], text: str) -> float:
    start = perf_counter()
    read(text)
    return (perf_counter() - start) * 1000


def _figures(read: Callable[[str], object], texts: Iterable[str]) -> str:
    took = sorted(_took(read, text) for text in texts)
    middle, most = took[len(took) // 2], took[int(len(took) * 0.95)]
    return f"p50 {middle:.3f} ms   p95 {most:.3f} ms   worst {took[-1]:.1f} ms"


def main() -> None:
    """Print the table."""
    lectures = tuple(one for series in read_series(FOLDER) for one in series.lectures)
    understanding = Understanding(handlers.router().commands.values(), Names(lambda: lectures))
    start = perf_counter()
    understanding.warm()
    print(f"warming up   {(perf_counter() - start) * 1000:.0f} ms, at the start of the service")
    first = "唔好意思，听日下昼排庭，嚟唔到，想请个假"
    print(f"first one    {_took(lambda text: understanding.read(text, False, TODAY), first):.1f} ms")
    words = [word for command in COMMANDS for word in command.words]
    rows = [row for part in PARTS for row in load(part)]
    none = [row.text for row in rows if row.intents[0] == "none"]
    for name, read, texts in (
        ("whole words", lambda text: understanding.exact(text, True, TODAY), words),
        ("sentences", lambda text: understanding.read(text, True, TODAY), [row.text for row in rows]),
        ("chatter", lambda text: understanding.read(text, True, TODAY), none),
    ):
        print(f"{name:12} {_figures(read, texts)}   of {len(texts)}")


if __name__ == "__main__":
    main()
