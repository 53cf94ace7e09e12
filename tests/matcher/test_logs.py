"""Logs: lines of one form, without what people wrote."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest

from matcher import jobs, logs
from matcher.errors import ConfigError
from tests.matcher.counted_jobs import MONDAY, Counted, missed, until


@pytest.fixture
def logged(monkeypatch):
    """The lines that were logged, as values."""
    import logging

    import structlog

    stream = StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("INFO", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_scheduled_failure_is_logged_without_the_text_of_the_error(database, config, job, logged):
    def fail():
        raise ValueError("cell C7 says: noor@example.org")

    job(Counted(fail))
    missed(database)
    schedule = jobs.start(database, config, clock=lambda: MONDAY + timedelta(minutes=20))
    until(lambda: any(line["event"] == "job failed" for line in logged()))
    schedule.stop()
    [failure] = [line for line in logged() if line["event"] == "job failed"]
    assert (failure["level"], failure["job"], failure["error"]) == ("error", "digest", "ValueError")
    assert failure["at"][-1].startswith("test_logs.py:") and failure["at"][-1].endswith(" fail")
    assert "noor" not in json.dumps(logged())


def test_libraries_log_in_the_same_form(logged):
    import logging

    try:
        raise KeyError("noor@example.org")
    except KeyError:
        logging.getLogger("waitress").exception("it broke")
    [line] = logged()
    assert (line["event"], line["level"], line["logger"], line["error"]) == ("it broke", "error", "waitress", "KeyError")
    assert "noor" not in json.dumps(line)


def test_a_level_that_does_not_exist_is_refused():
    with pytest.raises(ConfigError, match=r"log\.level"):
        logs.configure("LOUD")
