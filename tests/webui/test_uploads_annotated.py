"""The officer gets the own workbook back, with remarks in it."""

import io
import re
from datetime import timedelta

import openpyxl

from matcher import uploads
from tests.webui.forms import HEADINGS, ROWS, send, workbook


def remarks(client, page):
    """{row: status} and {cell: comment} of the workbook that the page offers."""
    address = re.search(r'href="(/uploads/[0-9a-f]{16}/annotated)"', page.text)[1]
    answer = client.get(address)
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    column = next(cell.column for cell in sheet[1] if cell.value == "Wijkmatch")
    statuses = {row: sheet.cell(row, column).value for row in range(2, sheet.max_row + 1)}
    return statuses, {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def test_the_officer_gets_the_own_workbook_back_with_remarks(village, client, follow, press):
    press(client, send(client, workbook()), "import")
    rows = [ROWS[0], ["A2", "Drukwerk", "folders en posters", 20000], ["A3", "Catering", "", "veel"], ["", "Totaal", "", 80000]]
    address = send(client, workbook(rows), "mijn lijst.xlsx")
    check = follow(client, address)
    statuses, comments = remarks(client, check)
    assert statuses == {2: "ongewijzigd", 3: "gewijzigd: omschrijving", 4: "nieuw", 5: "overgeslagen: (sub)totaal"}
    assert "veel" in comments["D4"] and "niet te lezen" in comments["D4"]
    assert remarks(client, press(client, address, "import"))[0] == statuses
    name = client.get(f"{address}/annotated").headers["Content-Disposition"]
    assert "mijn lijst-opmerkingen.xlsx" in name


def test_what_is_over_is_told_with_its_row(client, follow, press):
    rows = [[*ROWS[0], ""], [*ROWS[1], "gepland"], ["A3", "VERVALLEN: Catering", "lunch", 20000, ""], ["A4", "Sloop loods", "", 20000, "gegund"]]
    content = workbook(rows, [*HEADINGS, "Status"])
    address = send(client, content)
    check = follow(client, address)
    assert remarks(client, check)[0] == {2: "nieuw", 3: "nieuw", 4: "nieuw (ingetrokken)", 5: "nieuw (gegund)"}
    table = re.search(r"niet vergeleken</h2>.*?</table>", check.text, re.DOTALL)[0]
    assert re.findall(r'scope="row">(\w+)<.*?numbers">([^<]+)<', table) == [("Ingetrokken", "4"), ("Gegund", "5")]
    done = press(client, address, "import")
    assert "2 opdrachten zijn niet vergeleken" in done.text
    assert remarks(client, follow(client, send(client, content)))[0][4] == "ongewijzigd (ingetrokken)"


def test_the_remarks_are_in_the_language_of_the_officer(village, follow):
    client = village.client("en")
    assert remarks(client, follow(client, send(client, workbook())))[0] == {2: "new", 3: "new"}


def test_remarks_follow_what_the_officer_says_of_the_columns(village, client, follow, press):
    address = send(client, workbook([["A1", "Glasbewassing", "buiten", "veel"]]))
    check = follow(client, address)
    assert "D2" in remarks(client, check)[1]
    number = re.search(r'name="(field-\d+)" aria-label="Kolom D', check.text)[1]
    assert remarks(client, press(client, address, "read", **{number: ""})) == ({2: "nieuw"}, {})


def test_remarks_go_with_the_list_after_its_time(village, client, follow):
    address = send(client, workbook())
    follow(client, address)
    uploads.delete_expired(village.database, village.config, now=village.now + timedelta(days=31))
    assert list(uploads.folder(village.config).iterdir()) == []
    assert "annotated" not in client.get(address).text and client.get(f"{address}/annotated").status_code == 404
