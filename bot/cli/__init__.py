"""The command line: ``python -m bot VERB``. Exit codes: 0 done, 1 refused with one clear line, 2 wrong usage."""

from __future__ import annotations

import sys

from bot.cli.root import bot
from bot.cli.steps import Refused


def main(words: list[str] | None = None) -> None:
    """Run the command line (``words``, or those the process was given) and leave with its exit code."""
    try:
        bot.main(words, standalone_mode=True)
    except Refused as refused:
        print(refused, file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
