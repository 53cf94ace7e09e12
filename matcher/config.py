"""TOML to one frozen `Config`. The defaults are the shipped config.toml itself, so that no setting has two homes."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs

from matcher.errors import ConfigError


@dataclass(frozen=True)
class StorageConfig:
    """Where things are kept."""

    data_dir: Path
    database_url: str
    keep_uploads_days: int


@dataclass(frozen=True)
class ImportConfig:
    """Limits on reading one file."""

    max_file_mb: int
    max_rows: int
    max_columns: int
    max_memory_mb: int
    max_seconds: int


@dataclass(frozen=True)
class MatchingConfig:
    """What is scored and what is shown."""

    min_score_suppliers: float
    min_score_jobseekers: float
    shown_per_tender: int
    candidates: int
    weights_version: str
    weights_suppliers: Mapping[str, float]
    weights_jobseekers: Mapping[str, float]


@dataclass(frozen=True)
class WebConfig:
    """Where the dashboard listens."""

    host: str
    port: int
    upload_max_mb: int


@dataclass(frozen=True)
class ScheduleConfig:
    """When the jobs run: cron expressions."""

    timezone: str
    ingest: str
    retry: str
    digest: str
    mail: str
    cleanup: str


@dataclass(frozen=True)
class DigestConfig:
    """What the weekly mail holds."""

    max_matches: int
    base_url: str


@dataclass(frozen=True)
class MailConfig:
    """How mail leaves. The password comes from the environment: see `secret`."""

    sender: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_starttls: bool


@dataclass(frozen=True)
class LogConfig:
    """What is logged."""

    level: str


@dataclass(frozen=True)
class FeedsConfig:
    """How web servers are asked."""

    contact: str
    pause_milliseconds: int
    longest_wait_seconds: int
    first_days: int


@dataclass(frozen=True)
class SourceConfig:
    """One configured source of tenders; which settings a kind has stands in `_SOURCE_SETTINGS`."""

    name: str
    kind: str
    path: Path | None = None
    buyer: str = ""
    """Whose the lists are, where they do not say so themselves."""
    url: str = ""
    buyers: tuple[str, ...] = ()
    """Only notices of these buyers, regions (NUTS) and kinds of work (CPV); empty = all."""
    nuts: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    schedule: str = ""
    """A cron expression; "" = as schedule.ingest."""


_WANTED = frozenset({"buyers", "nuts", "cpv"})
_SOURCE_SETTINGS = {
    "folder": {"path", "buyer"} | _WANTED,
    "list": {"url", "buyer"},
    "ocds": {"path", "url"} | _WANTED,
    "tenderned": {"url"} | _WANTED,
    "ted": {"url"} | _WANTED,
}
"""What each kind of source can be told, besides `kind` and `schedule`."""


@dataclass(frozen=True)
class Config:
    """Everything that can be set; never changed after loading."""

    storage: StorageConfig
    imports: ImportConfig
    matching: MatchingConfig
    web: WebConfig
    schedule: ScheduleConfig
    digest: DigestConfig
    mail: MailConfig
    log: LogConfig
    feeds: FeedsConfig
    sources: tuple[SourceConfig, ...]

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.storage.database_url or f"sqlite:///{self.storage.data_dir / 'wijkmatch.db'}"


def data_file(*parts: str) -> Path:
    """A file or folder that the program ships: the thesaurus, weights, demo, default configuration.

    In an installed package they lie under matcher/_data, in a checkout where people edit them.
    """
    shipped = Path(str(resources.files("matcher"))) / "_data"
    if shipped.is_dir():
        return shipped.joinpath(*parts)
    checkout = _checkout()
    if checkout is None:
        raise ConfigError("the program's own data files are missing: install it again")
    return checkout.joinpath(*parts) if parts == ("config.toml",) else checkout.joinpath("datasets", *parts)


def _checkout() -> Path | None:
    root = Path(str(resources.files("matcher"))).parent
    return root if (root / "datasets").is_dir() and (root / "pyproject.toml").is_file() else None


def load(path: Path | None = None, *, environment: Mapping[str, str] = os.environ) -> Config:
    """The shipped defaults, overlaid with the file at `path` (or named by WIJKMATCH_CONFIG) and the environment.

    Raises ConfigError, naming the setting, for an unknown name, a wrong type or a value that cannot be.
    """
    if path is None and environment.get("WIJKMATCH_CONFIG"):
        path = Path(environment["WIJKMATCH_CONFIG"])
    settings = _read(data_file("config.toml"))
    if path is not None:
        settings = _overlay(settings, _read(path), str(path))
    storage = settings["storage"]
    data_dir = environment.get("WIJKMATCH_DATA_DIR") or storage["data_dir"] or _default_data_dir()
    url = environment.get("WIJKMATCH_DATABASE_URL") or storage["database_url"]
    matching = settings["matching"]
    for name in ("weights_suppliers", "weights_jobseekers"):
        for feature, weight in matching[name].items():
            if isinstance(weight, bool) or not isinstance(weight, int | float):
                raise ConfigError(f"matching.{name}.{feature} must be a number")
    try:
        ZoneInfo(settings["schedule"]["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"schedule.timezone is {settings['schedule']['timezone']!r}: there is no such time zone") from error
    return Config(
        storage=StorageConfig(Path(data_dir).expanduser().resolve(), url, storage["keep_uploads_days"]),
        imports=_section(ImportConfig, settings["import"]),
        matching=_section(MatchingConfig, matching),
        web=_section(WebConfig, settings["web"]),
        schedule=_section(ScheduleConfig, settings["schedule"]),
        digest=_section(DigestConfig, settings["digest"]),
        mail=_section(MailConfig, settings["mail"]),
        log=_section(LogConfig, settings["log"]),
        feeds=_section(FeedsConfig, settings["feeds"]),
        sources=tuple(_source(name, table) for name, table in settings["sources"].items()),
    )


def secret(name: str, *, environment: Mapping[str, str] = os.environ) -> str | None:
    """The secret WIJKMATCH_<name>, or the content of the file that WIJKMATCH_<name>_FILE names; None if neither is set.

    Raises ConfigError if the named file cannot be read.
    """
    variable = f"WIJKMATCH_{name}"
    if file_name := environment.get(f"{variable}_FILE"):
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{variable}_FILE names a file that cannot be read: {file_name}") from error
    return environment.get(variable) or None


def _default_data_dir() -> str:
    checkout = _checkout()
    return str(checkout / "var") if checkout else platformdirs.user_data_dir("wijkmatch", appauthor=False)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"the configuration {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the configuration {path} is not valid TOML: {error}") from error


_Section = TypeVar("_Section")
_FREE_TABLES = {"sources", "matching.weights_suppliers", "matching.weights_jobseekers"}


def _overlay(defaults: dict[str, Any], changes: dict[str, Any], file: str, prefix: str = "") -> dict[str, Any]:
    result = dict(defaults)
    for name, value in changes.items():
        full = f"{prefix}{name}"
        if name not in defaults:
            known = ", ".join(sorted(defaults))
            raise ConfigError(f"{file}: unknown setting {full}; known here: {known}")
        if full in _FREE_TABLES and isinstance(value, dict):
            result[name] = value
        elif isinstance(defaults[name], dict):
            if not isinstance(value, dict):
                raise ConfigError(f"{file}: {full} must be a table")
            result[name] = _overlay(defaults[name], value, file, f"{full}.")
        elif not _same_type(defaults[name], value):
            raise ConfigError(f"{file}: {full} must be {type(defaults[name]).__name__}, like {defaults[name]!r}")
        elif not isinstance(value, bool | str) and not (limits := _range(name, defaults[name]))[0] <= value <= limits[1]:
            raise ConfigError(f"{file}: {full} is {value!r}, and must be from {limits[0]} to {limits[1]}")
        else:
            result[name] = value
    return result


def _same_type(default: object, value: object) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(default) is type(value)


def _range(name: str, default: object) -> tuple[int, int]:
    """Numbers with a point are probabilities; whole numbers are ports or amounts of something."""
    return (0, 1) if isinstance(default, float) else (1, 65_535 if name.endswith("port") else 10_000_000)


def _section(cls: type[_Section], table: Mapping[str, Any]) -> _Section:
    return cls(**{field.name: table[field.name] for field in fields(cls)})  # type: ignore[arg-type]


def _source(name: str, table: object) -> SourceConfig:
    """Read the table of one source. Raises ConfigError, naming the setting, for what its kind does not have or cannot do without."""
    if not isinstance(table, dict):
        raise ConfigError(f"sources.{name} must be a table")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name):
        raise ConfigError(f"sources.{name!r}: a name has letters, digits, - and _ only")
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in _SOURCE_SETTINGS:
        raise ConfigError(f"sources.{name}.kind must be one of: {', '.join(_SOURCE_SETTINGS)}")
    known = {"kind", "schedule"} | _SOURCE_SETTINGS[kind]
    if unknown := set(table) - known:
        raise ConfigError(f"sources.{name}: unknown setting {sorted(unknown)[0]}; known here: {', '.join(sorted(known))}")
    values: dict[str, Any] = {}
    for setting, value in table.items():
        where = f"sources.{name}.{setting}"
        if setting in ("buyers", "nuts", "cpv"):
            if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
                raise ConfigError(f'{where} must be a list of texts, like ["NL21"]')
            values[setting] = tuple(value)
        elif not isinstance(value, str) or "\0" in value:
            raise ConfigError(f"{where} must be a text")
        else:
            values[setting] = value.strip()
    if (path := values.get("path")) is not None:
        if not path:
            raise ConfigError(f"sources.{name}.path must be the name of the folder to look through")
        values["path"] = Path(path).expanduser()
    if (url := values.get("url")) and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise ConfigError(f"sources.{name}.url must begin with https:// or http://")
    needed = {"folder": ("path",), "list": ("url",), "ocds": ("path", "url")}.get(kind, ())
    if needed and sum(bool(values.get(setting)) for setting in needed) != 1:
        raise ConfigError(f"sources.{name} needs {' or '.join(needed)}{', and not both' if len(needed) > 1 else ''}")
    return SourceConfig(name, **values)
