"""Signed links: what they open, for how long, and what a changed one opens: nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keys import Keys
from bot.page_links import LASTS, PERSONAL, READING, SCREEN, PageLinks
from tests.cast import NOW
from tests.town import KEYS

LINKS = PageLinks(KEYS, "https://rongshu.example")


@pytest.mark.parametrize("kind", [READING, PERSONAL, SCREEN])
def test_a_link_opens_until_its_time_is_up(kind):
    token = LINKS.token(17, NOW, kind, subject=4)
    found = LINKS.read(token, NOW + LASTS[kind] - timedelta(seconds=1))
    assert found is not None
    assert (found.kind, found.member_id, found.subject) == (kind, 17, 4)
    assert LINKS.read(token, NOW + LASTS[kind] + timedelta(minutes=10)) is None


@given(place=st.integers(0, 60), character=st.sampled_from("0123456789abcdefrps-_ZÄ\n"))
def test_a_changed_link_opens_nothing(place, character):
    token = LINKS.token(17, NOW)
    place %= len(token)
    changed = token[:place] + character + token[place + 1 :]
    assert (LINKS.read(changed, NOW) is None) == (changed != token)


@given(st.text(max_size=80))
def test_no_text_is_a_link(text):
    assert LINKS.read(text, NOW) is None


def test_a_link_of_another_installation_opens_nothing():
    other = PageLinks(Keys(b"another key, also of thirty-two bytes"), "https://rongshu.example")
    assert LINKS.read(other.token(17, NOW), NOW) is None


def test_every_link_is_read_back_whatever_its_mac_holds():
    for member_id in range(300):  # some of these have hyphens in the mac
        assert LINKS.read(LINKS.token(member_id, NOW), NOW) is not None
