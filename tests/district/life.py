"""What happens in the district, said in chat and done in the console; and what was seen to happen, kept as raw events.

The events are what the people did and what they were answered. The report's figures are worked out from them alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from bot import local
from bot.jobs import monthly
from tests.console.conftest import Visitor
from tests.district.people import Person, Roll
from tests.town import Town

KINDS_OF_MONTH = ("主题党日", "支部党员大会", "党课")


@dataclass(frozen=True)
class Gathering:
    """A meeting that was closed: who was due, who checked in, whose leave was granted, whether they studied first."""

    on: date
    kind: str
    branches: tuple[str, ...]
    due: frozenset[str]
    present: frozenset[str]
    leave: frozenset[str]
    studied: bool


@dataclass
class Events:
    """All that was seen: meetings, tasks entered by hand, notices with their recipients, who confirmed."""

    gatherings: list[Gathering] = field(default_factory=list)
    entered: set[tuple[str, str, int]] = field(default_factory=set)  # tasks by hand: branch, month, number
    notices: list[tuple[date, int]] = field(default_factory=list)
    confirmed: list[date] = field(default_factory=list)


class Life:
    """Plays the district. ``random`` is seeded: every run is the same."""

    def __init__(self, town: Town, roll: Roll, staff: str) -> None:
        self.town, self.roll, self.staff = town, roll, staff
        self.random = Random(2024)
        self.seen = Events()

    def month(self, month: str) -> None:
        """A month: the plan goes out, each branch meets, some together, some tasks are entered by hand."""
        begins, _ = local.month_bounds(month)
        first = local.day(begins)
        for day in range(9):  # October's first worked day may be the ninth
            self.town.at(local.instant(first + timedelta(days=day), time(9, 30)))
            monthly.send_plans(self.town.services, self.town.now, self.town.now)
        names = list(self.roll.branches)
        for place, name in enumerate(names):
            kinds = ["主题党日"]
            if first.month % 3 == 1:
                kinds.append("支部党员大会")
            if first.month % 3 == 2 and place % 2 == 0:
                kinds.append("党课")
            for turn, kind in enumerate(kinds):
                self._meet(first + timedelta(days=9 + place % 10 + 3 * turn), kind, name)
            if place % 3 == 0:
                self._enter_a_task(name, month)
        if len(names) > 1:
            self._meet_together(
                first + timedelta(days=24),
                names[first.month % len(names)],
                names[(first.month + 1) % len(names)],
            )
        if first.month % 2 == 0:
            self._notify(first + timedelta(days=26), names[0])

    def _people(self, *branches: str) -> list[Person]:
        return [one for name in branches for one in self.roll.branches[name]]

    def _meet(self, on: date, kind: str, branch: str) -> None:
        secretary = self.roll.branches[branch][0].name
        at = local.instant(on, time(19, 30))
        self.town.at(at - timedelta(days=2))
        look = self.town.say(secretary, f"开会 {on.month}月{on.day}日 19:30 三楼会议室 {kind}")
        assert "回 1 确认" in look, look
        assert "✓ 已发布" in self.town.say(secretary, "1")
        self._hold(at, kind, (branch,), secretary, self._people(branch))

    def _meet_together(self, on: date, one: str, other: str) -> None:
        """Planned by the committee's office in the console, run by one of the secretaries."""
        at = local.instant(on, time(15, 0))
        self.town.at(at - timedelta(days=3))
        desk = Visitor(self.town).sign_in(self.staff)
        form = desk.form("/console/meetings/new", "/console/meetings/new")
        ids = {box.parent.text.strip(): box["value"] for box in form.select("input[name=branches]")}
        sent: dict[str, object] = {
            field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")
        }
        sent |= {
            "branches": [ids[one], ids[other]], "kind": "结对活动", "starts": f"{on.isoformat()}T15:00",
            "place": "党群服务中心", "step": "publish",
        }  # fmt: skip
        assert desk.post("/console/meetings/new", sent).status_code == 303
        secretary = self.roll.branches[one][0].name
        self._hold(at, "结对活动", (one, other), secretary, self._people(one, other))

    def _hold(
        self, at: datetime, kind: str, branches: tuple[str, ...], secretary: str, due: list[Person]
    ) -> None:
        town = self.town
        away = [one for one in due[2:] if self.random.random() < 0.2]
        excused = [one for one in away if self.random.random() < 0.5]
        town.at(at - timedelta(hours=5))
        for one in excused:
            assert "请假" in town.say(one.name, "请假 开庭")
            asked = town.say(self.roll.branches[one.branch][0].name, f"准 {one.name}")
            assert "✓ 已准" in asked, asked
        town.at(at)
        spoken = re.search(r"口令 (\d{4})", town.say(secretary, "签到码"))
        assert spoken is not None
        came = [one for one in due if one not in away]
        for one in came:
            answer = town.say(one.name, spoken[1])
            assert "✓ 已签到" in answer, answer
        town.at(at + timedelta(minutes=80))
        assert "要结束" in town.say(secretary, "散会")
        closed = town.say(secretary, "1")
        assert "✓ 已散会" in closed, closed
        studied = "第一议题谁领学" in closed
        if studied:
            assert "✓ 已记第一议题" in town.say(secretary, self.roll.branches[branches[0]][1].name)
            town.say(secretary, "2")
        self.seen.gatherings.append(
            Gathering(
                local.day(at), kind, branches, frozenset(one.name for one in due), frozenset(one.name for one in came),
                frozenset(one.name for one in excused), studied,
            )
        )  # fmt: skip

    def _enter_a_task(self, branch: str, month: str) -> None:
        """The secretary enters the first task that is still open as done."""
        secretary = self.roll.branches[branch][0].name
        listed = self.town.say(secretary, "任务")
        open_one = re.search(r"^(\d+)[ .、]?\s*(?!.*✓)(.+)$", listed, re.M)
        if open_one is None:
            return
        answer = self.town.say(secretary, f"完成 {open_one[1]} 已按计划办好")
        if "✓" in answer:
            self.seen.entered.add((branch, month, int(open_one[1])))

    def _notify(self, on: date, branch: str) -> None:
        secretary, *others = self.roll.branches[branch]
        self.town.at(local.instant(on, time(10, 10)))
        look = self.town.say(secretary.name, "发通知 周五下午三点在三楼开会，收到请回复")
        count = re.search(r"(\d+) 人", look)
        assert count is not None, look
        assert "✓" in self.town.say(secretary.name, "1")
        self.seen.notices.append((on, int(count[1])))
        self.town.later(minutes=5)
        for one in others[:3]:
            if "✓" in self.town.say(one.name, "收到"):
                self.seen.confirmed.append(on)


def months(first: str, count: int) -> list[str]:
    """So many months from one on."""
    year, number = int(first[:4]), int(first[5:])
    return [f"{year + (number - 1 + n) // 12}-{(number - 1 + n) % 12 + 1:02}" for n in range(count)]


LONG_AGO = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)
