"""How the command line works and speaks: results to stdout, everything else to stderr, refusals in one sentence.

Heavy modules are imported inside the functions, so that `wijkmatch --help` answers at once.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from matcher.config import Config
from matcher.errors import DatabaseError, MatcherError, SourceError

if TYPE_CHECKING:
    from matcher.db.engine import Database
    from matcher.progress import Progress

DONE, ROW_PROBLEMS, REFUSED = 0, 1, 2
"""Exit codes."""


@dataclass
class Session:
    """What the global options say, and how to speak: results to stdout, everything else to stderr."""

    config: Config
    json: bool
    language: str

    @contextmanager
    def database(self, *, migrate: bool = False) -> Iterator[Database]:
        """The database at this program's schema. A new one is set up; an older one is refused unless `migrate`."""
        from sqlalchemy.exc import OperationalError

        from matcher import logs
        from matcher.db import engine

        logs.configure("WARNING")  # a command tells its result itself
        database = engine.Database(self.config.database_url)
        try:
            current, needed = engine.schema_version(database)
            if migrate or current is None:
                engine.migrate(database)
            elif current != needed:
                engine.require_schema(database)
            yield database
        except OperationalError as error:  # full disk, read-only folder, locked for too long, server gone
            raise DatabaseError(f"the database cannot be used: {error.orig}") from error
        finally:
            database.close()

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A bar on stderr, where that is a terminal."""
        from matcher import screen

        with screen.progress(self.language) as tell:
            yield tell

    def answer(self, document: object, shown: Callable[[], None]) -> None:
        """Print the result: one JSON document, or what `shown` prints."""
        if self.json:
            click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=str))
        else:
            shown()


class Refusing(click.Group):
    """Turns a refusal into one clear sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except MatcherError as error:
            language = ctx.obj.language if isinstance(ctx.obj, Session) else "nl"
            click.echo(f"wijkmatch: {sentence(error, language)}", err=True)
            ctx.exit(REFUSED)
        except OSError as error:
            if error.errno in (None, errno.EPIPE):  # click ends quietly where nobody reads on
                raise
            click.echo(f"wijkmatch: {error.strerror}: {error.filename or error.filename2 or 'the data folder'}", err=True)
            ctx.exit(REFUSED)


def sentence(error: MatcherError, language: str) -> str:
    """What a person reads of an error."""
    if isinstance(error, SourceError):
        from matcher import wording

        return wording.sentence(error.code, error.params, language)
    return str(error)
