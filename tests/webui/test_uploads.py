"""A list comes in, is checked, corrected, imported and matched."""

import re
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher import uploads
from matcher.config import data_file
from matcher.db import documents as stored_documents
from matcher.db import runs
from matcher.db.tables import documents, lots, source_lists, tenders
from tests.webui.forms import HEADINGS, ROWS, csrf_token, send, workbook


def sent_file(village):
    """Where the one list that was sent in lies."""
    return next(file for file in uploads.folder(village.config).iterdir() if not file.suffix)


def stored(village, column=tenders.c.title):
    with village.database.read() as connection:
        return sorted(connection.scalars(sa.select(column)))


def test_a_list_goes_from_upload_through_the_check_to_its_matches(village, client, follow, press):
    village.add_suppliers({"id": "S1", "name": "De Ruit", "description": "Glasbewassing van kantoren.", "keywords": ["glasbewassing"]})
    address = send(client, workbook())
    check = follow(client, address)
    for expected in ("We lazen 2 opdrachten", "B: Naam opdracht", "Glasbewassing", "ramen buiten", "kop op rij 1", 'value="Ziekenhuis De Es"'):
        assert expected in check.text
    assert stored(village) == []  # nothing before the officer says so
    result = press(client, address, "import")
    assert "Uw lijst staat erin" in result.text
    assert stored(village) == ["Drukwerk", "Glasbewassing"]
    link = re.search(r'href="(/tenders/\?[^"]*)">Bekijk de opdrachten', result.text)[1].replace("&amp;", "&")
    assert "Glasbewassing" in client.get(link).text and "De Ruit" in client.get(link).text
    assert "wordt vergeleken" not in client.get(village.tender_address("Drukwerk")).text
    with village.database.read() as connection:
        assert {run.state for run in runs.latest(connection, limit=3)} == {"done"}


@pytest.mark.parametrize("name", sorted(path.name for path in data_file("demo").glob("*.xlsx")))
def test_it_reads_the_untidy_lists_of_the_demo(client, follow, name):
    address = send(client, (data_file("demo") / name).read_bytes(), name, buyer="")
    check = follow(client, address)
    assert re.search(r"We lazen \d\d opdrachten", check.text) and "Geen opdracht, dus niet overgenomen" in check.text


def test_the_officer_can_say_what_a_column_is(village, client, follow, press):
    content = workbook([["Glasbewassing", "ramen van de toren", "x"]], ["Naam opdracht", "Bijzonder", "Kenmerk"])
    address = send(client, content)
    check = follow(client, address)
    number = re.search(r'name="(field-\d+)" aria-label="Kolom B, Bijzonder', check.text)[1]
    again = press(client, address, "read", **{number: "description"})
    assert "ramen van de toren" in again.text and stored(village) == []
    press(client, address, "import")
    with village.database.read() as connection:
        assert "ramen van de toren" in "".join(connection.execute(sa.select(lots.c.description, tenders.c.description).join(tenders)).one())
        assert connection.scalar(sa.select(source_lists.c.mapping))["Bijzonder"] == "description"  # for the next version


def test_it_reads_changed_columns_before_it_imports_them(village, client, follow, press):
    address = send(client, workbook())
    number = re.search(r'name="(field-\d+)" aria-label="Kolom C, Omschrijving', follow(client, address).text)[1]
    page = press(client, address, "import", **{number: ""})
    assert "De kolommen zijn gelezen zoals u zei" in page.text and stored(village) == []
    assert "ramen buiten" not in page.text  # cells of a column that is not used are not kept: they may name people


def test_it_knows_no_field_that_is_not_on_the_page(village, client, follow):
    address = send(client, workbook())
    page = follow(client, address)
    assert client.post(f"{address}/read", data={"csrf_token": csrf_token(page), "field-0": "contact"}).status_code == 400


def test_the_officer_can_say_whose_list_it_is(village, client, press):
    address = send(client, workbook(), buyer="")
    press(client, address, "import", buyer="Woonstichting Ons Dak")
    assert "Woonstichting Ons Dak" in client.get(village.tender_address("Drukwerk")).text


def test_it_tells_every_problem_with_its_place(client, follow):
    content = workbook([["A1", "Glasbewassing", "ramen", 60000, "99999999-9"], ["A1", "Glasbewassing", "ramen", 60000, ""]], [*HEADINGS, "CPV-code"])
    text = follow(client, send(client, content)).text
    assert "blad 2027, rij 2" in text
    assert text.count('<th scope="row">') > 5


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "leeg.xlsx"),
        (b"%PDF-1.7 enzovoort", "lijst.pdf"),
        (b"PK\x03\x04 kapot", "lijst.xlsx"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "foto.png"),
        (workbook([], ["niets", "herkenbaars"]), "lijst.xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(village, client, follow, content, name):
    page = follow(client, send(client, content, name))
    assert page.status_code == 200 and "Deze lijst kunnen we niet lezen" in page.text
    sentence = re.search(r'<div class="note bad"><p>(.*?)</p>', page.text, re.S)[1]
    assert len(sentence) > 30 and "_" not in sentence and "{" not in sentence
    assert stored(village) == []
    assert name in client.get("/runs/").text and "mislukt" in client.get("/runs/").text


def test_where_no_row_holds_a_tender_there_is_nothing_to_import(village, client, follow):
    text = follow(client, send(client, workbook([["", "", "", 60000], ["", "", "", 70000]]))).text
    assert "We lazen 0 opdrachten" in text and "er is niets om in te lezen" in text
    assert "Klopt, lees in" not in re.sub(r"‘.*?’", "", text)
    assert "Lees opnieuw" in text


def test_it_asks_for_a_file_where_none_was_chosen(client):
    answer = client.post("/uploads/", data={"csrf_token": csrf_token(client.get("/uploads/")), "buyer": ""})
    assert answer.status_code == 422 and "Kies eerst een bestand." in answer.text


def test_a_name_loses_its_folders_and_what_cannot_be_printed():
    assert uploads.shown_name("C:\\Lijsten\\a\x00b\n.xlsx") == "ab.xlsx"
    assert uploads.shown_name("../..") == ".." and uploads.shown_name("\x00") == "lijst"


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini", "/tmp/x.xlsx", "<script>alert(1)</script>.xlsx", "x" * 500 + ".xlsx"])
def test_the_name_of_a_file_is_text_and_never_a_path(village, client, follow, name):
    page = follow(client, send(client, workbook(), name))
    files = sorted(uploads.folder(village.config).iterdir())  # the list, and beside it the same with remarks
    assert len(files) == 2 and re.fullmatch("[0-9a-f]{32}", files[0].name) and files[1].name == f"{files[0].name}.xlsx"
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert "<script>alert" not in page.text
    assert len(stored(village, documents.c.file_name)[0]) <= 200 and stored(village, documents.c.file_name)[0].isprintable()


def test_the_same_file_twice_changes_nothing_the_second_time(village, client, press, follow):
    press(client, send(client, workbook()), "import")
    second = send(client, workbook(), "andere naam.xlsx")
    assert figures(follow(client, second)) == {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": 2, "niet meer op de lijst": 0, "aandachtspunten": 0}
    result = press(client, second, "import")
    assert "Deze lijst stond er al precies zo in" in result.text
    assert stored(village) == ["Drukwerk", "Glasbewassing"]


def test_a_newer_list_says_what_is_new_changed_and_gone(village, client, press, follow):
    press(client, send(client, workbook()), "import")
    newer = send(client, workbook([["A1", "Glasbewassing", "ramen binnen", 60000], ["A3", "Catering", "", 1000]]))
    assert figures(follow(client, newer)) | {"aandachtspunten": 0} == {
        "nieuw": 1,
        "gewijzigd": 1,
        "ongewijzigd": 0,
        "niet meer op de lijst": 1,
        "aandachtspunten": 0,
    }


def figures(page):
    return {label: int(number) for label, number in re.findall(r"<dt>([^<]+)</dt><dd[^>]*>(\d+)</dd>", page.text)}


def test_pressing_twice_imports_once(village, client, follow):
    address = send(client, workbook())
    page = follow(client, address)
    form = {"csrf_token": csrf_token(page), "buyer": "Ziekenhuis De Es"}
    for name, options in re.findall(r'name="(field-\d+)"[^>]*>(.*?)</select>', page.text, re.S):
        form[name] = re.search(r'value="([^"]*)" selected', options)[1]
    assert [client.post(f"{address}/import", data=form).status_code for _ in range(3)] == [303] * 3
    assert "Uw lijst staat erin" in follow(client, address).text
    with village.database.read() as connection:
        assert [run.kind for run in runs.latest(connection)].count("import") == 1


def test_an_import_that_broke_off_can_be_tried_again(village, client, follow, press):
    address = send(client, workbook())
    follow(client, address)
    file = sent_file(village)
    content = file.read_bytes()
    file.unlink()
    page = press(client, address, "import")
    assert "Het inlezen is niet gelukt" in page.text and stored(village) == []
    file.write_bytes(content)
    assert "Uw lijst staat erin" in press(client, address, "import").text
    assert stored(village) == ["Drukwerk", "Glasbewassing"]


def test_a_list_whose_file_is_gone_is_named_as_its_officer_knows_it(village, client, follow, press):
    address = send(client, workbook())
    follow(client, address)
    folder = uploads.folder(village.config)
    sent_file(village).unlink()
    page = press(client, address, "read")
    assert "Het bestand lijst.xlsx is er niet" in page.text and str(folder) not in page.text


def test_two_officers_at_the_same_time_do_not_disturb_each_other(village, follow, press):
    failures = []

    def work(number):
        try:
            client = village.client()
            rows = [[f"B{number}-{row}", f"Werk {number}-{row}"] for row in range(20)]
            address = send(client, workbook(rows, HEADINGS[:2]), buyer=f"Koper {number}")
            assert "Uw lijst staat erin" in press(client, address, "import").text
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert stored(village) == sorted(f"Werk {number}-{row}" for number in range(2) for row in range(20))


def test_the_same_list_twice_at_the_same_time_is_stored_once(village, follow, press):
    clients = [village.client(), village.client()]
    addresses = [send(client, workbook()) for client in clients]
    for client, address in zip(clients, addresses, strict=True):
        follow(client, address)
    threads = [threading.Thread(target=press, args=(client, address, "import")) for client, address in zip(clients, addresses, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(village) == ["Drukwerk", "Glasbewassing"]


def test_a_page_follows_the_work_without_a_script_too(village, client, follow):
    with village.database.write() as connection:
        document = stored_documents.create(connection, file_name="a.xlsx", sha256="0" * 64, read_at=village.now, stored_as="x")
        run = runs.create(connection, kind="read", subject="a.xlsx", now=village.now, claim_key=f"read:{document.public_id}:1")
    page = client.get(f"/uploads/{document.public_id}")
    assert '<noscript><meta http-equiv="refresh"' in page.text and "We lezen uw lijst" in page.text
    assert client.get(f"/uploads/{document.public_id}/progress").json["stage"] == "reading"
    with village.database.write() as connection:
        runs.claim(connection, run.id, by="", now=village.now)
        runs.progress(connection, run.id, step="storing", done=3, total=9)
    assert client.get(f"/uploads/{document.public_id}/progress").json == {"stage": "reading", "step": "Opdrachten bewaren", "done": 3, "total": 9}


def test_a_run_whose_process_stopped_does_not_keep_its_reader_waiting(village, client):
    before = village.now - timedelta(hours=2)
    with village.database.write() as connection:
        document = stored_documents.create(connection, file_name="a.xlsx", sha256="0" * 64, read_at=before, stored_as="x")
        run = runs.create(connection, kind="read", subject="a.xlsx", now=before, claim_key=f"read:{document.public_id}:1")
        runs.claim(connection, run.id, by="", now=before)
    assert "Het lezen is onderbroken" in client.get(f"/uploads/{document.public_id}").text


def test_old_uploads_are_deleted_and_say_so(village, client, follow):
    address = send(client, workbook())
    follow(client, address)
    assert uploads.delete_expired(village.database, village.config, now=village.now) == 0
    assert uploads.delete_expired(village.database, village.config, now=village.now + timedelta(days=31)) == 1
    assert list(uploads.folder(village.config).iterdir()) == []
    page = client.get(address)
    assert "na de bewaartijd gewist" in page.text
    assert client.post(f"{address}/import", data={"csrf_token": csrf_token(page)}).status_code == 303
    assert stored(village) == []


def test_what_names_people_in_unused_columns_reaches_neither_page_nor_database(village, client, follow):
    content = workbook([["A1", "Glasbewassing", "Sanne Velthuis", "06-12345678"]], ["Kenmerk", "Naam opdracht", "Wie", "Telefoon"])
    page = follow(client, send(client, content))
    village.app.extensions["wijkmatch"].background.close()
    with village.database.read() as connection:
        kept = str([row for table in ("runs", "problems", "documents") for row in connection.exec_driver_sql(f"SELECT * FROM {table}")])
    for secret in ("Velthuis", "12345678"):
        assert secret not in page.text and secret not in kept


@pytest.mark.parametrize("address", ["/uploads/0123456789abcdef", "/uploads/0123456789abcdef/progress"])
def test_it_answers_404_for_an_upload_that_is_not_there(client, address):
    assert client.get(address).status_code == 404


def test_what_many_rows_have_is_one_point_of_attention_on_every_page(village, client, follow, press):
    rows = [[f"A{number}", f"Opdracht {number}", "", "veel" if number else "weinig"] for number in range(9)]
    address = send(client, workbook(rows))
    assert figures(follow(client, address))["aandachtspunten"] == 2
    result = press(client, address, "import")
    link = re.search(r'href="(/runs/[0-9a-f]{16})">2 aandachtspunten in de lijst<', result.text)[1]
    assert re.search(r"<dt>aandachtspunten</dt><dd[^>]*>2</dd>", client.get(link).text)


def test_every_problem_can_be_seen(village, client, follow):
    rows = [[f"A{number}", f"Opdracht {number}", f"bijlage {number}"] for number in range(230)]
    check = follow(client, send(client, workbook(rows, ["Kenmerk", "Naam opdracht", "CPV-code"])))
    assert "De eerste 200 van 230" in check.text
    run = re.search(r'href="(/runs/[0-9a-f]{16})">Bekijk ze allemaal', check.text)[1]
    pages = client.get(run).text + client.get(f"{run}?page=2").text
    assert all(f"“bijlage {number}”" in pages for number in range(230))
    assert f'href="{run}?page=2"' in pages


NOTICE = Path(__file__).parents[1] / "matcher" / "sources" / "notices" / "eforms_competition.xml"


def test_a_notice_is_checked_without_columns_and_comes_in(village, client, follow):
    address = send(client, NOTICE.read_bytes(), "bericht.xml", buyer="")
    check = follow(client, address)
    assert "We lazen 1 aankondiging<" in check.text and "Onderhoud van parken en schoonmaak van bushokjes" in check.text
    for odd in ("Kolommen", 'name="buyer"', "niet meer op de lijst", "annotated"):
        assert odd not in check.text
    assert stored(village) == []
    client.post(f"{address}/import", data={"csrf_token": csrf_token(check)})
    result = follow(client, address)
    assert "De aankondigingen staan erin" in result.text and len(stored(village)) == 1
    link = re.search(r'href="(/tenders/\?list=[^"]*)">Bekijk de opdrachten', result.text)[1].replace("&amp;", "&")
    assert "Onderhoud van parken" in client.get(link).text
    again = send(client, NOTICE.read_bytes(), "bericht.xml", buyer="")
    client.post(f"{again}/import", data={"csrf_token": csrf_token(follow(client, again))})
    assert "Dit stond er al precies zo in" in follow(client, again).text and len(stored(village)) == 1


def test_the_result_asks_about_what_is_gone_from_the_list(village, client, press):
    press(client, send(client, workbook()), "import")
    result = press(client, send(client, workbook([*ROWS[:1], ["A3", "Catering", "", 1000]]), "nieuw.xlsx"), "import")
    link = re.search(r'1 opdracht staat niet meer in de lijst\. <a href="(/gone/\?list=[0-9a-f]{16})"', result.text)[1]
    assert "Drukwerk" in client.get(link).text
