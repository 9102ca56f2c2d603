"""One who gives commands in a folder of their own, in this process, and reads what comes back."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot import cli
from bot.ledger.database import Ledger
from bot.ledger.tables import metadata

APP_SECRET = "a-secret-that-nobody-may-print"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TOKEN = "a-token-that-nobody-may-print"


def settings(api_base_url: str = "http://127.0.0.1:9", more: str = "") -> str:
    """A settings file that is well, but for a platform that nobody is at."""
    return f"""
[official]
token = "{TOKEN}"
app_id = "wx0123456789abcdef"
app_secret = "{APP_SECRET}"
aes_key = "{AES_KEY}"
api_base_url = "{api_base_url}"
{more}
"""


@dataclass(frozen=True)
class Outcome:
    """What a command came to: its exit code, what it said and what it complained of."""

    code: int
    said: str
    complained: str


class Operator:
    """Runs verbs; looks into the ledger behind their back."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        self.store = f"sqlite:///{folder / 'var' / 'ledger.db'}"

    def given(self, ledger: Path) -> Operator:
        """Begin with a copy of a ledger."""
        (self.folder / "var").mkdir()
        shutil.copy(ledger, self.folder / "var" / "ledger.db")
        return self

    def moves_to(self, url: str) -> None:
        """From now on the ledger is another one."""
        self.store = url
        self._monkeypatch.setenv("BOT_STORE__URL", url)

    def run(self, *words: object, typed: str = "") -> Outcome:
        """Run ``bot WORDS`` as the shell does; ``typed`` comes in at standard input."""
        self._capsys.readouterr()
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["bot", *(str(word) for word in words)])
            patch.setattr(sys, "stdin", io.StringIO(typed))
            with pytest.raises(SystemExit) as ended:
                cli.main()
        out, err = self._capsys.readouterr()
        return Outcome(int(ended.value.code or 0), out, err)

    def write(self, name: str, content: str) -> Path:
        """A file in the operator's folder, as a spreadsheet program saves CSV."""
        path = self.folder / name
        path.write_text(content, "utf-8-sig")
        return path

    @contextmanager
    def ledger(self) -> Iterator[Connection]:
        """A view of the ledger as it is."""
        ledger = Ledger(self.store)
        try:
            with ledger.read() as db:
                yield db
        finally:
            ledger.close()

    def counts(self) -> dict[str, int]:
        """How many rows each table of the ledger has."""
        with self.ledger() as db:
            return {
                table.name: int(db.execute(select(func.count()).select_from(table)).scalar_one())
                for table in metadata.sorted_tables
            }
