from __future__ import annotations

from datetime import timedelta

import pytest

from matcher import jobs
from matcher.jobs import Job


@pytest.fixture
def job(monkeypatch):
    """Puts one job in the place of JOBS."""

    def put(work, late=timedelta(hours=1), **more):
        monkeypatch.setattr(jobs, "JOBS", {"digest": Job(work, "digest", late, "counts", **more)})
        return work

    return put
