"""Leaving the weekly mail, and coming back."""

import pytest
import sqlalchemy as sa

from matcher.db import subscribers
from matcher.db.digest_tables import subscribers as table


@pytest.fixture
def address(village):
    with village.database.write() as connection:
        subscribers.add(connection, [{"email": "w@example.org", "name": "Wijkverbinders <b>Oost</b>", "kind": "connector", "language": "nl"}])
    return f"/digest/afmelden/{village.public_id(table, sa.true())}"


def wants_it(village):
    with village.database.read() as connection:
        return bool(subscribers.load_subscribed(connection))


def test_opening_the_link_changes_nothing_and_shows_a_button(village, client, address):
    page = client.get(address)
    assert page.status_code == 200 and 'method="post"' in page.text and "Meld mij af" in page.text
    assert "Wijkverbinders &lt;b&gt;Oost" in page.text
    assert wants_it(village)


def test_the_button_unsubscribes_and_the_next_page_offers_to_come_back(village, client, address):
    page = client.post(address, follow_redirects=True)
    assert "U bent afgemeld" in page.text and not wants_it(village)
    assert client.post(address.replace("afmelden", "aanmelden"), follow_redirects=True).status_code == 200
    assert wants_it(village)


def test_one_click_works_without_cookies_session_or_token_and_may_be_repeated(village, address):
    for _ in range(2):
        mail_program = village.app.test_client(use_cookies=False)
        answer = mail_program.post(address, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code < 400
    assert not wants_it(village)
    with village.database.read() as connection:
        assert connection.scalar(sa.select(table.c.unsubscribed_at)) == village.app.extensions["wijkmatch"].clock()


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_answers_404_for_an_unknown_id(village, client, address, method):
    assert getattr(client, method)("/digest/afmelden/0123456789abcdef").status_code == 404
    assert wants_it(village)
