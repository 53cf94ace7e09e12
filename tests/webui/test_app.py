"""What holds for every page: guards, headers, language, errors."""

import dataclasses
import io
import stat
from pathlib import Path

import pytest

from matcher.errors import ConfigError
from webui.app import create_app

PAGES = [
    "/",
    "/tenders/",
    "/suppliers/",
    "/uploads/",
    "/runs/",
    "/sources/",
    "/gone/",
    "/doubles/",
    "/toegankelijkheid",
    "/privacy",
    "/search?q=groen",
    "/health",
]


@pytest.mark.parametrize("address", [*PAGES, "/nergens", "/static/wijkmatch.css"])
def test_it_sends_the_guarding_headers_everywhere(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_it_has_no_inline_script_or_style_and_nothing_from_elsewhere(client, address):
    text = client.get(address).text
    assert "style=" not in text and "<style" not in text and "onclick" not in text
    assert "<script>" not in text
    assert 'src="http' not in text and 'href="http' not in text and "//cdn" not in text


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_it_answers_to_names_of_this_machine(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "192.168.1.5", "[::2]", "[bad", ""])
@pytest.mark.parametrize("address", ["/", "/health", "/static/wijkmatch.css"])
def test_it_refuses_other_names_so_that_no_other_site_can_reach_it(client, host, address):
    answer = client.get(address, headers={"Host": host})
    assert answer.status_code == 400
    assert "alleen op deze computer" in answer.text


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "wijkmatch.example", "::"])
def test_it_will_not_be_created_for_anything_but_this_machine(village, host):
    config = dataclasses.replace(village.config, web=dataclasses.replace(village.config.web, host=host))
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1"):
        create_app(config, village.database)


def test_it_keeps_one_secret_key_that_only_its_user_can_read(village):
    file = village.config.storage.data_dir / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) >= 32
    again = create_app(village.config, village.database)
    assert again.config["SECRET_KEY"] == village.app.config["SECRET_KEY"]
    assert sorted(path.name for path in file.parent.glob("*secret_key*")) == ["secret_key"]


def test_it_takes_the_secret_key_from_the_environment(village, monkeypatch):
    monkeypatch.setenv("WIJKMATCH_SECRET_KEY", "from the environment")
    assert create_app(village.config, village.database).config["SECRET_KEY"] == "from the environment"


def test_it_says_how_it_is(client):
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json["status"] == "ok" and answer.json["schema"]


def test_it_says_when_the_database_is_not_at_its_schema(village):
    with village.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'another'")
    answer = village.client().get("/health")
    assert answer.status_code == 503
    assert answer.json["schema"] == "another"


@pytest.mark.parametrize(
    ("language", "expected"), [("nl", "Deze pagina is er niet"), ("en-GB,en;q=0.9", "This page does not exist"), ("fr", "Deze pagina is er niet")]
)
def test_it_speaks_the_language_that_the_browser_asks_for(village, language, expected):
    answer = village.client(language).get("/nergens")
    assert answer.status_code == 404
    assert expected in answer.text


def test_it_remembers_the_language_that_was_chosen_and_goes_back(client):
    assert '<html lang="nl"' in client.get("/tenders/?fit=local").text
    answer = client.get("/language/en?back=/tenders/?fit%3Dlocal")
    assert answer.status_code == 302 and answer.headers["Location"] == "/tenders/?fit=local"
    assert '<html lang="en"' in client.get("/tenders/").text
    client.get("/language/nl")
    assert '<html lang="nl"' in client.get("/tenders/").text


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "evil", "/a\nb", "\\\\evil", "///evil.example"]
)
def test_it_goes_back_to_its_own_pages_only(client, back):
    assert client.get("/language/en", query_string={"back": back}).headers["Location"] == "/"


def test_it_knows_no_other_languages(client):
    assert client.get("/language/xx").status_code == 404


@pytest.mark.parametrize(
    "address", ["/uploads/", "/uploads/0123456789abcdef/read", "/uploads/0123456789abcdef/import", "/sources/x/look", "/gone/", "/doubles/x"]
)
def test_it_takes_no_form_without_its_token(client, address):
    answer = client.post(address, data={"buyer": "x"})
    assert answer.status_code == 400
    assert "formulier is verlopen" in answer.text


def test_it_says_how_large_a_file_may_be(village):
    village.app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = village.client().post("/uploads/", data={"file": (io.BytesIO(b"x" * 5000), "a.xlsx")})
    assert answer.status_code == 413
    assert "hoogstens 50 MB" in answer.text


def test_it_answers_a_wrong_method_and_its_own_failure_kindly(village):
    assert village.client().post("/tenders/", data={}).status_code in (400, 405)
    village.app.config["PROPAGATE_EXCEPTIONS"] = False
    with village.database.write() as connection:
        connection.exec_driver_sql("DROP TABLE mailed_matches")
        connection.exec_driver_sql("DROP TABLE judgements")
        connection.exec_driver_sql("DROP TABLE invitations")
        connection.exec_driver_sql("DROP TABLE matches")
    answer = village.client().get("/tenders/")
    assert answer.status_code == 500
    assert "Er ging iets mis bij ons" in answer.text and "matches" not in answer.text


def test_it_says_on_every_page_that_it_has_no_accounts_yet(client):
    for address in PAGES[:-1]:
        assert "nog geen accounts" in client.get(address).text


def test_its_own_script_stays_small(village):
    scripts = list(Path(village.app.static_folder).glob("**/*.js"))
    assert sum(len(script.read_text().splitlines()) for script in scripts) < 200


def test_a_character_that_no_database_takes_is_refused(client):
    for address in ("/tenders/%00", "/tenders/?q=a%00b", "/suppliers/?place=%00"):
        assert client.get(address).status_code == 400
