"""A platform on loopback that answers by a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels import scripted
from tests.channels.scripted import Script


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted.serving() as script:
        yield script
