"""Every configured source -> import what is new -> match what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from matcher.config import Config, SourceConfig
from matcher.db.engine import Database
from matcher.errors import ConfigError, MatcherError, SourceError
from matcher.ingest import ImportReport, ingest_source
from matcher.progress import Progress, silent
from matcher.rematch import RematchReport, rematch

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of a source that could not be read, or ("" as its name) the source itself, and why."""

    source: str
    file: str
    error: MatcherError


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What looking through the sources brought. `rematch` is None where nothing changed."""

    sources: int
    imports: tuple[ImportReport, ...]
    refused: tuple[Refused, ...]
    rematch: RematchReport | None = None

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name; new, changed and unchanged are lots."""
        lots = {name: sum(report.counts[name] for report in self.imports) for name in ("new", "changed", "unchanged")}
        matches = {"matches": self.rematch.matches} if self.rematch else {}
        return {"sources": self.sources, "files": len(self.imports), "refused": len(self.refused), **lots, **matches}

    @property
    def problems(self) -> tuple[str, ...]:
        """Per refusal one sentence: source, file and the code of the reason."""
        return tuple(f"{item.source}: {item.file or 'the source'} was refused: {getattr(item.error, 'code', item.error)}" for item in self.refused)


def ingest_sources(database: Database, config: Config, *, now: datetime, only: str | None = None, progress: Progress | None = None) -> IngestReport:
    """Look through every configured source (or `only` this one), import what was not imported before, and match if anything changed.

    A source or file that fails stops no other. Raises ConfigError if there is no source `only`.
    """
    sources = [source for source in config.sources if only in (None, source.name)]
    if only is not None and not sources:
        known = ", ".join(source.name for source in config.sources) or "none; see [sources] in config.toml"
        raise ConfigError(f"there is no source {only!r}; configured: {known}")
    tell = progress or silent
    imports: list[ImportReport] = []
    refused: list[Refused] = []
    for number, source in enumerate(sources):
        tell("sources", number, len(sources))
        done, failed = _ingest(database, config, source, now, progress)
        imports += done
        refused += failed
    # what broke off may have imported something first; matching itself finds out what changed
    changed = bool(refused) or any(report.new or report.changed for report in imports)
    return IngestReport(len(sources), tuple(imports), tuple(refused), rematch(database, config, now=now, progress=progress) if changed else None)


def _ingest(
    database: Database, config: Config, source: SourceConfig, now: datetime, progress: Progress | None
) -> tuple[list[ImportReport], list[Refused]]:
    try:
        done, failed = ingest_source(database, config, source, now=now, progress=progress)
    except MatcherError as error:
        return [], [Refused(source.name, "", error)]
    except Exception as error:
        _log.exception("source broke off", source=source.name)
        return [], [Refused(source.name, "", SourceError("source_broke_off", kind=type(error).__name__))]
    return done, [Refused(source.name, name, error) for name, error in failed]
