"""The real library, opened once without the rest of the service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from content.library import FOLDER, Library


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = Library.open(FOLDER, tmp_path_factory.mktemp("content") / "index.db")
    yield opened
    opened.close()
