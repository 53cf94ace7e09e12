"""Settings that cannot be are refused by name, before anything is done with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher import config as configuration
from matcher.db.engine import Database
from matcher.errors import ConfigError, DatabaseError
from matcher.model import Side
from matcher.weights import weights_of

REFUSED = {
    "[web]\nprot = 1": "web.prot",
    '[web]\nport = "x"': "web.port",
    "[web]\nport = 99999": "from 1 to 65535",
    "[web]\nport = -5": "web.port",
    "[web]\nport = true": "web.port",
    "[web]\nupload_max_mb = 0": "web.upload_max_mb",
    "[import]\nmax_rows = -1": "import.max_rows",
    "[storage]\nkeep_uploads_days = -5": "storage.keep_uploads_days",
    "[matching]\nmin_score_suppliers = nan": "matching.min_score_suppliers",
    "[matching]\nmin_score_suppliers = 30": "from 0 to 1",
    '[matching.weights_suppliers]\nwords = "a"': "matching.weights_suppliers.words",
    '[schedule]\ntimezone = "Mars/Noord"': "schedule.timezone",
    '[schedule]\ntimezone = "../../etc/passwd"': "schedule.timezone",
    '[sources.x]\nkind = "folder"\npath = 5': "sources.x.path",
    '[sources.x]\nkind = "folder"\npath = "a\\u0000b"': "sources.x.path",
    '[sources.x]\nkind = "ftp"': "sources.x.kind",
    "[sources.x]\nkind = 'folder'": "sources.x needs path",
    "[sources.x]\nkind = 'list'\npath = '/srv'": "sources.x: unknown setting path",
    "[sources.x]\nkind = 'list'\nurl = 'file:///etc/passwd'": "sources.x.url must begin with https://",
    "[sources.x]\nkind = 'ocds'": "sources.x needs path or url",
    "[sources.x]\nkind = 'ocds'\npath = '/srv'\nurl = 'https://esdorp.example/r.json'": "and not both",
    "[sources.x]\nkind = 'tenderned'\nbuyer = 'De Es'": "sources.x: unknown setting buyer",
    "[sources.x]\nkind = 'ted'\nnuts = 'NL21'": "sources.x.nuts must be a list",
    "[sources.x]\nkind = 'ted'\ncpv = [9091]": "sources.x.cpv must be a list",
    "[sources.'de es']\nkind = 'ted'": "letters, digits",
    "[feeds]\nfirst_days = 0": "feeds.first_days",
    "[storage": "not valid TOML",
}


@pytest.mark.parametrize("text", REFUSED)
def test_it_refuses_a_setting_that_cannot_be_and_names_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        configuration.load(file, environment={})
    assert REFUSED[text] in str(error.value)


def test_it_takes_the_limits_themselves(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[web]\nport = 65535\n[matching]\nmin_score_suppliers = 1\nshown_per_tender = 1\n", encoding="utf-8")
    config = configuration.load(file, environment={})
    assert (config.web.port, config.matching.min_score_suppliers, config.matching.shown_per_tender) == (65535, 1, 1)


def test_it_refuses_a_weight_of_a_feature_that_does_not_exist(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[matching.weights_suppliers]\nwordz = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"matching\.weights_suppliers: unknown feature wordz"):
        weights_of(configuration.load(file, environment={}), Side.SUPPLIER)


def test_it_refuses_a_file_with_a_secret_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="WIJKMATCH_SECRET_KEY_FILE"):
        configuration.secret("SECRET_KEY", environment={"WIJKMATCH_SECRET_KEY_FILE": str(tmp_path / "key")})


@pytest.mark.parametrize("url", ["nonsense", "postgresql://user:hush@127.0.0.1:port/x"])
def test_it_refuses_a_bad_database_url_without_telling_the_password(url: str) -> None:
    with pytest.raises(DatabaseError) as error:
        Database(url)
    assert "hush" not in str(error.value)


def test_it_reads_every_kind_of_source(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        """
        [sources.es]
        kind = "folder"
        path = "/srv/es"
        buyer = "De Es"
        [sources.stadion]
        kind = "list"
        url = "https://esdorp.example/plan.xlsx"
        [sources.tenderned]
        kind = "tenderned"
        nuts = ["NL21", "NL22"]
        cpv = ["9091"]
        schedule = "0 7,13 * * mon-fri"
        [sources.ted]
        kind = "ted"
        buyers = ["Gemeente Esdorp"]
        [sources.pakketten]
        kind = "ocds"
        path = "/srv/ocds"
        """,
        encoding="utf-8",
    )
    es, stadium, tenderned, ted, packages = configuration.load(file, environment={}).sources
    assert (es.name, es.path, es.buyer, es.schedule) == ("es", Path("/srv/es"), "De Es", "")
    assert (stadium.url, tenderned.nuts, tenderned.cpv) == ("https://esdorp.example/plan.xlsx", ("NL21", "NL22"), ("9091",))
    assert (tenderned.schedule, ted.buyers, packages.path) == ("0 7,13 * * mon-fri", ("Gemeente Esdorp",), Path("/srv/ocds"))
