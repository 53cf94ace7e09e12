from __future__ import annotations

from datetime import timedelta

import pytest

from matcher import jobs
from matcher.jobs import Job
from tests.matcher.mail_server import Inbox, serving, with_server
from tests.matcher.region import Region


@pytest.fixture
def job(monkeypatch):
    """Puts one job in the place of JOBS."""

    def put(work, late=timedelta(hours=1), **more):
        monkeypatch.setattr(jobs, "JOBS", {"digest": Job(work, "digest", late, "counts", **more)})
        return work

    return put


@pytest.fixture
def region(database):
    return Region(database)


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def mailing(config, inbox):
    """The configuration with a mail server that puts messages into the inbox."""
    with serving(inbox) as port:
        yield with_server(config, port)
