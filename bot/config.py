"""Settings: ``config.toml`` and the environment become one typed, frozen object.

Any key is overridden by ``BOT_SECTION__KEY``; ``BOT_SECTION__KEY_FILE`` names a file that holds the value,
for secrets. Everything that is wrong is reported at once, each with its way out.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from bot.config_faults import faults


class ConfigError(Exception):
    """The settings cannot be used. ``problems`` has a line for each fault, with its way out."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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


def load(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings file (default ``config.toml`` if it is there) and the environment.

    Raises ConfigError with every problem found.
    """
    problems: list[str] = []
    raw = _read_file(path, problems)
    _overlay(raw, os.environ if environ is None else environ, problems)
    built: dict[str, Any] = {}
    for name, values in raw.items():
        if name not in SECTIONS:
            problems.append(f"[{name}]: no such section. Known: {', '.join(SECTIONS)}.")
        elif not isinstance(values, dict):
            problems.append(f"{name}: must be a section, written [{name}], with its keys below it.")
        else:
            built[name] = _section(name, values, problems)
    if not problems:
        config = Config(**built)
        problems = faults(config)
    if problems:
        raise ConfigError(problems)
    return config


def _read_file(path: Path | None, problems: list[str]) -> dict[str, Any]:
    chosen = path or Path("config.toml")
    try:
        return tomllib.loads(chosen.read_text("utf-8"))
    except FileNotFoundError:
        if path is not None:
            problems.append(f"{path}: no such file. Give the right path with --config.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{chosen}: not valid TOML ({error}). Mend that line.")
    except OSError as error:
        problems.append(f"{chosen}: cannot be read ({error.strerror}).")
    return {}


def _overlay(raw: dict[str, Any], environ: Mapping[str, str], problems: list[str]) -> None:
    """Lay ``BOT_SECTION__KEY`` and ``BOT_SECTION__KEY_FILE`` over the file's values."""
    for variable, given in environ.items():
        value = given
        if not variable.startswith("BOT_") or "__" not in variable:
            continue
        section, _, key = variable.removeprefix("BOT_").lower().partition("__")
        known = {f.name for f in fields(SECTIONS[section])} if section in SECTIONS else set()
        if key.endswith("_file") and key.removesuffix("_file") in known:
            key = key.removesuffix("_file")
            try:
                value = Path(value).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError):
                problems.append(
                    f"{variable}: the file it names cannot be read. Check the path and its owner."
                )
                continue
        table = raw.setdefault(section, {})
        if isinstance(table, dict):
            table[key] = value


def _section(name: str, values: dict[str, Any], problems: list[str]) -> Any:
    kind = SECTIONS[name]
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}
    for key in values.keys() - known.keys():
        problems.append(f"{name}.{key}: no such setting. Known: {', '.join(known)}.")
    given = {
        key: _typed(f"{name}.{key}", values[key], hints[key], default, problems)
        for key, default in known.items()
        if key in values
    }
    return kind(**given)


def _typed(where: str, value: Any, wanted: Any, default: Field[Any], problems: list[str]) -> Any:
    """A value as the type its setting has; environment values arrive as text."""
    fallback = default.default if default.default is not MISSING else {}
    if wanted is int:
        try:
            if isinstance(value, (bool, float)):
                raise ValueError
            return int(value)
        except (TypeError, ValueError):
            problems.append(
                f"{where}: {value!r} is not a whole number. Write it as {fallback}, without quotes."
            )
            return fallback
    if wanted is bool:
        known = {True: True, False: False, "true": True, "false": False}
        if value not in known or (isinstance(value, int) and not isinstance(value, bool)):
            problems.append(f"{where}: {value!r} is neither true nor false. Write it without quotes.")
        return known.get(value, fallback)
    if wanted is str or wanted is Path:
        if not isinstance(value, str):
            problems.append(f"{where}: must be text in quotes.")
            return fallback
        return Path(value) if wanted is Path else value
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        problems.append(f'{where}: must be a table of text, for instance {{ meeting = "template id" }}.')
        return fallback
    return value
