"""One understanding for all of these tests: it is built and warmed once, and keeps nothing between them."""

import pytest

import handlers
from bot.understanding import Understanding


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    built = Understanding(handlers.router().commands.values())
    built.warm()
    return built
