"""What a browser sends: the token of a page's form, and an officer's list as a file."""

import io
import re

import openpyxl

ROWS = [["A1", "Glasbewassing", "ramen buiten", 60000], ["A2", "Drukwerk", "folders", 20000]]
HEADINGS = ["Kenmerk", "Naam opdracht", "Omschrijving", "Waarde (excl. btw)"]


def csrf_token(page):
    """The token that stands in the forms of a page."""
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)[1]


def workbook(rows=ROWS, headings=HEADINGS):
    """An officer's list as the bytes of an .xlsx."""
    book = openpyxl.Workbook()
    book.active.title = "2027"
    for row in ([*headings], *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client, content, name="lijst.xlsx", buyer="Ziekenhuis De Es"):
    """The address at which the list that was sent in can be followed."""
    form = {"csrf_token": csrf_token(client.get("/uploads/")), "buyer": buyer, "file": (io.BytesIO(content), name)}
    answer = client.post("/uploads/", data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]
