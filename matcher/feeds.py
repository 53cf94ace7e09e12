"""A configured source -> what is new in it -> stored -> matched.

Whatever a source gave before it failed is kept: files, and pages of a portal, are stored one by one, and reading the same again changes nothing.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import structlog

from matcher.config import Config, SourceConfig
from matcher.db import documents, fetched, runs
from matcher.db.engine import Database
from matcher.errors import ConfigError, SourceError, StoppedError
from matcher.ingest import (
    OCDS_FILES,
    ImportReport,
    holds_notices,
    import_notices,
    import_tenders,
    notices_report,
    path_suffix,
    read_limits,
    sha256_of,
)  # fmt: skip
from matcher.model import NoticeReading, Origin, Problem, Severity
from matcher.notices import store_notices
from matcher.progress import Progress, silent
from matcher.rematch import RematchReport, rematch
from matcher.sources import folder, ted, tenderned
from matcher.sources.fetch import Fetch, FetchLimits, Freshness
from matcher.sources.filters import NoticeFilter
from matcher.sources.notices import parse_notice
from matcher.storable import storable

_log = structlog.get_logger(__name__)
_OVERLAP = timedelta(days=2)  # a portal may put something on its list later than its date says
_LARGEST_NOTICE = 5_000_000  # bytes; a notice of a hundred lots in all languages has two million
_WAIT_SLICE = 1.0  # seconds after which a wait says that it is still there, so that it can be broken off


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of a source that could not be read, or ("" as its name) the source itself, and why."""

    source: str
    file: str
    error: SourceError


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What looking through one source brought. `rematch` is None where nothing changed."""

    source: str
    imports: tuple[ImportReport, ...]
    refused: tuple[Refused, ...]
    rematch: RematchReport | None = None

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name; new, changed and unchanged are lots."""
        names = ("new", "changed", "unchanged", "notices", "awards")
        lots = {name: sum(report.counts.get(name, 0) for report in self.imports) for name in names}
        matches = {"matches": self.rematch.matches} if self.rematch else {}
        return {"files": len(self.imports), "refused": len(self.refused), **lots, **matches}

    @property
    def found(self) -> tuple[Problem, ...]:
        """What a person should know: every refusal, and what was wrong with what a portal gave."""
        own = (report.problems for report in self.imports if not report.run_public_id)  # an import of its own keeps its problems itself
        refusals = (Problem(item.error.code, item.error.params, Origin(item.file), severity=Severity.ERROR) for item in self.refused)
        return (*refusals, *(problem for problems in own for problem in problems))

    @property
    def problems(self) -> tuple[str, ...]:
        """Per refusal one sentence: source, file and the code of the reason."""
        return tuple(f"{item.source}: {item.file or 'the source'} was refused: {item.error.code}" for item in self.refused)

    @property
    def error(self) -> str:
        """The code of why the source itself failed; "" if it did not."""
        return next((item.error.code for item in self.refused if not item.file), "")


def find_source(config: Config, name: str) -> SourceConfig:
    """The configured source with this name. Raises ConfigError if there is none."""
    source = next((source for source in config.sources if source.name == name), None)
    if source is None:
        known = ", ".join(source.name for source in config.sources) or "none; see [sources] in config.toml"
        raise ConfigError(f"there is no source {name!r}; configured: {known}")
    return source


def ingest_source(database: Database, config: Config, *, now: datetime, source: str, progress: Progress | None = None) -> IngestReport:
    """Take in what is new in a configured source, and match if anything changed. A file or page that fails is told, and does not stop the others.

    Raises ConfigError if there is no such source.
    """
    reading = _Source(database, config, find_source(config, source), now, progress or silent)
    imports: list[ImportReport] = []
    try:
        for report in reading.imports():
            imports.append(report)
    except SourceError as error:
        reading.refused.append(Refused(source, "", error))
    except StoppedError:
        raise
    except Exception as error:
        _log.exception("source broke off", source=source)
        reading.refused.append(Refused(source, "", SourceError("source_broke_off", kind=type(error).__name__)))
    # what broke off may have stored something first; matching itself finds out what changed
    changed = bool(reading.refused) or any(report.new or report.changed for report in imports)
    matched = rematch(database, config, now=now, progress=progress) if changed else None
    return IngestReport(source, tuple(imports), tuple(reading.refused), matched)


class _Source:
    """One look through one source."""

    def __init__(self, database: Database, config: Config, source: SourceConfig, now: datetime, tell: Progress) -> None:
        self._database, self._config, self._source, self._now, self._tell = database, config, source, now, tell
        self._wanted = NoticeFilter(source.buyers, source.nuts, source.cpv)
        self.refused: list[Refused] = []

    def imports(self) -> Iterator[ImportReport]:
        """What each new file or page brought."""
        kinds: dict[str, Callable[[], Iterator[ImportReport]]] = {
            "folder": self._folder, "list": self._address, "ocds": self._folder if self._source.path else self._address,
            "tenderned": self._tenderned, "ted": self._ted,
        }  # fmt: skip
        return kinds[self._source.kind]()

    # --- files ---------------------------------------------------------------------------------------------------------------------------------

    def _folder(self) -> Iterator[ImportReport]:
        assert self._source.path is not None  # noqa: S101 - the configuration was checked
        if self._source.path.is_file():
            paths = [self._source.path]
        else:
            paths = [path for path in folder.list_files(self._source.path) if self._source.kind == "folder" or path_suffix(path.name) in OCDS_FILES]
        for number, path in enumerate(paths):
            self._tell("files", number, len(paths))
            try:
                if not self._is_known(path, path.name):
                    yield self._import(path, path.name)
            except SourceError as error:
                self.refused.append(Refused(self._source.name, path.name, error))
            except OSError as error:  # it is gone again, or not ours to read
                unreadable = SourceError("file_unreadable", detail=error.strerror or type(error).__name__)
                self.refused.append(Refused(self._source.name, path.name, unreadable))

    def _address(self) -> Iterator[ImportReport]:
        """A file at a web address, if it changed since it was read last."""
        url = self._source.url
        name = unquote(PurePosixPath(urlsplit(url).path).name) or f"{self._source.name}.json"
        with self._database.read() as connection:
            before = fetched.find(connection, url)
        with tempfile.TemporaryDirectory(prefix="wijkmatch-") as scratch, self._fetch(url) as fetch:
            path = Path(scratch) / "file"
            answer = fetch.download(url, path, since=Freshness(*before) if before else None)
            if answer.not_modified:
                return
            if not self._is_known(path, name):
                yield self._import(path, name)
            with self._database.write() as connection:
                fetched.store(connection, url, etag=answer.freshness.etag, last_modified=answer.freshness.last_modified, now=self._now)

    def _is_known(self, path: Path, name: str) -> bool:
        with self._database.read() as connection:
            return documents.is_known(connection, sha256_of(path), file_name=storable(name))

    def _import(self, path: Path, name: str) -> ImportReport:
        if self._source.kind == "ocds" or holds_notices(path, name):
            return import_notices(self._database, self._config, path, wanted=self._wanted, file_name=name, now=self._now, progress=self._tell)
        buyer = self._source.buyer or None
        return import_tenders(self._database, self._config, path, buyer=buyer, file_name=name, now=self._now, progress=self._tell)

    # --- portals -------------------------------------------------------------------------------------------------------------------------------

    def _tenderned(self) -> Iterator[ImportReport]:
        base_url = self._source.url or tenderned.BASE_URL
        with self._fetch(base_url) as fetch:
            yield from map(self._store, tenderned.read_pages(fetch, since=self._since(), until=self._today(), wanted=self._wanted, base_url=base_url))

    def _ted(self) -> Iterator[ImportReport]:
        base_url = self._source.url or ted.BASE_URL
        limits = read_limits(self._config)._replace(file_bytes=_LARGEST_NOTICE)

        def parse(data: bytes, file: str) -> NoticeReading:
            return parse_notice(data, file=file, limits=limits)

        with self._fetch(base_url, *([] if self._source.url else ted.HOSTS)) as fetch:
            yield from map(self._store, ted.read_pages(fetch, since=self._since(), wanted=self._wanted, parse=parse, base_url=base_url))

    def _store(self, reading: NoticeReading) -> ImportReport:
        self._tell("storing", 0, len(reading.notices))
        with self._database.write() as connection:
            stored = store_notices(connection, reading.notices, run_id=None, sha256=None, now=self._now)
        return replace(notices_report(reading, reading.notices, stored), reading=None)

    def _since(self) -> date:
        """The day from which on a portal is read."""
        with self._database.read() as connection:
            last = runs.last_done(connection, kind="ingest", subject=self._source.name)
        if last is None:
            return self._today() - timedelta(days=self._config.feeds.first_days)
        return (last.created_at - _OVERLAP).astimezone(self._zone()).date()

    def _today(self) -> date:
        return self._now.astimezone(self._zone()).date()

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._config.schedule.timezone)

    def _fetch(self, *urls: str) -> Fetch:
        feeds = self._config.feeds
        limits = FetchLimits(
            pause_seconds=feeds.pause_milliseconds / 1000,
            retry_after_seconds=feeds.longest_wait_seconds,
            file_bytes=self._config.imports.max_file_mb * 1024 * 1024,
        )
        hosts = frozenset(urlsplit(url).hostname or url for url in urls)
        return Fetch(hosts, contact=feeds.contact, limits=limits, wait=self._wait)

    def _wait(self, seconds: float) -> None:
        """Wait, and say so every second: who follows may break it off by raising."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if seconds > _WAIT_SLICE:
                self._tell("waiting", round(seconds - left), round(seconds))
            time.sleep(min(left, _WAIT_SLICE))
