"""``--long`` runs the kill loops at length (``make faults``)."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the kill loops at length")
