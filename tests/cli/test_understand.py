"""``understand``: what the bot makes of a text, one JSON object a text."""

from __future__ import annotations

import json

import pytest


def test_a_text_becomes_an_intent_with_its_slots(operator):
    done = operator.run("understand", "签到 8431")
    assert done.code == 0
    assert json.loads(done.said) == {"intent": "check_in", "slots": {"code": "8431"}, "certain": True}


def test_each_line_of_standard_input_gets_its_own_line(operator):
    done = operator.run("understand", "--stdin", typed="签到\n\n党课\n第一议题")
    found = [json.loads(line) for line in done.said.splitlines()]
    assert len(found) == 4
    assert all(set(one) == {"intent", "slots", "certain"} for one in found)
    assert found[0]["intent"] == "check_in"
    assert found[1]["intent"] == "none"


def test_the_role_of_who_speaks_makes_a_difference(operator):
    said = {role: operator.run("understand", "--role", role, "散会").said for role in ("member", "secretary")}
    assert json.loads(said["member"]) != json.loads(said["secretary"])


def test_the_steps_follow_the_answer_when_asked_for(operator):
    first, *steps = operator.run("understand", "--explain", "怎么签到？").said.splitlines()
    assert set(json.loads(first)) == {"intent", "slots", "certain"}
    assert steps
    assert all(step.startswith("  ") for step in steps)


def test_no_ledger_is_needed_or_made(operator):
    assert operator.run("understand", "签到").code == 0
    assert not (operator.folder / "var").exists()


@pytest.mark.parametrize("words", [(), ("签到", "--stdin"), ("签到", "党课"), ("签到", "--role", "king")])
def test_wrong_usage_is_code_2(operator, words):
    wrong = operator.run("understand", *words)
    assert wrong.code == 2
    assert "Usage:" in wrong.complained
