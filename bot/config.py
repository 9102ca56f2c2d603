"""The settings, typed and frozen, a section a class; what they are read from and checked by is ``config_file.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Where the service listens and keeps its files. An empty ``public_url`` means ``http://host:port``.

    Two web processes (``workers``) of eight ``threads`` suit two cores: while one has its turn at the file,
    the other reads and writes messages.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    data_dir: Path = Path("var")
    timezone: str = "Asia/Shanghai"
    workers: int = 2
    threads: int = 8
    secret_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """The ledger's database; empty: ``ledger.db`` in the data folder."""

    url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """The queue's storage; empty: beside the ledger."""

    url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OfficialSettings:
    """An Official Account as the platform's settings page shows it; ``templates``: our name -> its id."""

    token: str = field(default="", repr=False)
    app_id: str = ""
    app_secret: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    mode: str = "safe"
    api_base_url: str = "https://api.weixin.qq.com"
    templates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WecomSettings:
    """A self-built app of WeCom (企业微信) as its settings page shows it.

    ``account_limit``: how many accounts the company may have; the app may send 200 times as many messages a day. 0: not
    known, and not counted.
    """

    token: str = field(default="", repr=False)
    corp_id: str = ""
    agent_id: str = ""
    secret: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    account_limit: int = 0
    api_base_url: str = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class MeetingSettings:
    """How meetings run. Minutes, seconds and counts; their reasons are in docs/operator.md."""

    opens_minutes_before: int = 30
    late_after_minutes: int = 10
    code_seconds: int = 120
    wrong_codes_allowed: int = 5
    wrong_codes_minutes: int = 10
    makeup_days: int = 30


@dataclass(frozen=True, slots=True)
class BindingSettings:
    """Binding codes: how many days one lives, and how much guessing is allowed (reliability: 5 an hour)."""

    code_days: int = 7
    tries_per_hour: int = 5
    tries_per_code: int = 10


def _minutes(stretch: str) -> tuple[int, int]:
    """``8:30-12:00`` as minutes of the day."""
    begins, ends = (
        int(hour) * 60 + int(minute) for hour, minute in (at.split(":") for at in stretch.split("-"))
    )
    if not 0 <= begins < ends <= 1440:
        raise ValueError(stretch)
    return begins, ends


@dataclass(frozen=True, slots=True)
class PushSettings:
    """When pushes may go out, by the clock of ``service.timezone``."""

    quiet_from_hour: int = 21
    quiet_to_hour: int = 8
    monthly_hour: int = 9
    monthly_minute: int = 7
    reminder_hours_before: int = 24
    weekly_limit: int = 5
    undo_seconds: int = 60
    hearing_morning: str = "8:30-12:00"
    hearing_afternoon: str = "14:00-18:00"

    @property
    def court_hours(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Morning and afternoon of a court as minutes of the day; raises ValueError where a setting is none."""
        return _minutes(self.hearing_morning), _minutes(self.hearing_afternoon)


@dataclass(frozen=True, slots=True)
class DutySettings:
    """What the rules leave open (docs/operator.md); their figures are in ``content/duties.toml``.

    ``election_at_four_fifths``: whether an election is valid with just four fifths present. ``minutes_per_hour`` of
    study make one 学时, at most ``hours_half_day`` and ``hours_day`` of them.
    """

    election_at_four_fifths: bool = False
    minutes_per_hour: int = 60
    hours_half_day: int = 4
    hours_day: int = 8


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. ``official`` or ``wecom`` is ``None`` when its section is left out: that channel is off."""

    service: ServiceSettings = ServiceSettings()
    store: StoreSettings = StoreSettings()
    queue: QueueSettings = QueueSettings()
    official: OfficialSettings | None = None
    wecom: WecomSettings | None = None
    meetings: MeetingSettings = MeetingSettings()
    binding: BindingSettings = BindingSettings()
    push: PushSettings = PushSettings()
    duties: DutySettings = DutySettings()

    @property
    def store_url(self) -> str:
        """The SQLAlchemy URL of the ledger."""
        return self.store.url or f"sqlite:///{self.service.data_dir / 'ledger.db'}"

    @property
    def public_url(self) -> str:
        """The address members' phones reach us at, without a closing slash."""
        return (self.service.public_url or f"http://{self.service.host}:{self.service.port}").rstrip("/")


SECTIONS: dict[str, type[Any]] = {
    "service": ServiceSettings,
    "store": StoreSettings,
    "queue": QueueSettings,
    "official": OfficialSettings,
    "wecom": WecomSettings,
    "meetings": MeetingSettings,
    "binding": BindingSettings,
    "push": PushSettings,
    "duties": DutySettings,
}
