"""``python -m bench.words``: how long it takes to understand a sentence, over the labelled set in tests/."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter

import handlers
from bot.understanding import Understanding
from bot.understanding.lexicon import COMMANDS
from tests.understanding.labelled import TODAY, load


def _figures(read: Callable[[str], object], texts: Iterable[str]) -> str:
    took = []
    for text in texts:
        start = perf_counter()
        read(text)
        took.append((perf_counter() - start) * 1000)
    took.sort()
    return f"p50 {took[len(took) // 2]:.3f} ms   p95 {took[int(len(took) * 0.95)]:.3f} ms   worst {took[-1]:.1f} ms"


def main() -> None:
    """Print the table."""
    understanding = Understanding(handlers.router().commands.values())
    understanding.warm()
    words = [word for command in COMMANDS for word in command.words]
    sentences = [row.text for part in ("tune", "measure") for row in load(part)]
    print(f"whole words  {_figures(lambda text: understanding.exact(text, True, TODAY), words)}")
    print(f"sentences    {_figures(lambda text: understanding.read(text, True, TODAY), sentences)}")


if __name__ == "__main__":
    main()
