"""Settings: ``config.toml`` and the environment become one typed, frozen object.

Any key is overridden by ``BOT_SECTION__KEY``; ``BOT_SECTION__KEY_FILE`` names a file that holds the value,
for secrets. Everything that is wrong is reported at once, each with its way out.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, get_type_hints

from bot.config import SECTIONS, Config
from bot.config_faults import faults


class ConfigError(Exception):
    """The settings cannot be used. ``problems`` has a line for each fault, with its way out."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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
