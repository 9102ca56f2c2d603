"""The command line: ``python -m bot VERB``. Exit codes: 0 done, 1 refused with one clear line, 2 wrong usage."""

from __future__ import annotations

import sys

from bot.cli.root import bot
from bot.cli.steps import Refused

# Each module adds its verbs to the group it imports.
from bot.cli import exporting, people, publishing, serving, trying, upkeep, words  # noqa: F401  isort: skip


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        bot.main(standalone_mode=True)
    except Refused as refused:
        print(refused, file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
