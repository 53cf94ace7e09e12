"""What a web server said of an address is handed back to it."""

from __future__ import annotations

from datetime import timedelta

from matcher.db import fetched


def test_the_newest_is_remembered_per_address(any_database, now):
    with any_database.write() as connection:
        assert fetched.find(connection, "https://esdorp.example/a.xlsx") is None
        fetched.store(connection, "https://esdorp.example/a.xlsx", etag='"1"', last_modified="", now=now)
        fetched.store(connection, "https://esdorp.example/b.xlsx", etag="", last_modified="Mon, 16 Nov 2026 06:00:00 GMT", now=now)
        fetched.store(connection, "https://esdorp.example/a.xlsx", etag='W/"2"', last_modified="x", now=now + timedelta(days=1))
    with any_database.read() as connection:
        assert fetched.find(connection, "https://esdorp.example/a.xlsx") == ('W/"2"', "x")
        assert fetched.find(connection, "https://esdorp.example/b.xlsx") == ("", "Mon, 16 Nov 2026 06:00:00 GMT")
