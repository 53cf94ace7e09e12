"""What the values of a column say that it holds, whatever its heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from matcher.model import Status
from matcher.sources.amounts import basis_named, read_amount
from matcher.sources.cpv import read_codes
from matcher.sources.days import read_when
from matcher.sources.sheets import Cell, Row
from matcher.sources.texts import clean
from matcher.sources.wordings import is_period, said_status, status_of

_ABOUT = r"(?:(?:ca|circa|max|min|tot|vanaf|ong|ongeveer|rond|plm|zo['’]n)\W{1,2})?"
_MONEY = re.compile(rf"(?i)^\W{{0,3}}{_ABOUT}(?:(?:€|eur(?:o)?\b)\s*\d|\d[\d.,]*\s*(?:€|euro?\b|mln|k\b))[^a-z]{{0,40}}")
_LARGE = re.compile(
    rf"(?i)^\W{{0,2}}{_ABOUT}(?:\d{{1,3}}(?:\.\d{{3}})+(?!\d)|\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{3,}},\d\d(?!\d)|\d+(?:,\d+)?\s*(?:k|mln|mio|miljoen|mille|duizend)\b)"
)
_ABOUT_WHEN = re.compile(r"(?i)^\W*(?:begin|half|medio|midden|eind|uiterlijk|vanaf|voor|na|per|ca|early|mid|late|end)\b[\s.-]*(?:of\s+)?")
_PART_OF_YEAR = re.compile(r"(?i)20\d\d[\s/-]*[qk][1-4]|we?e?k\.?\s?\d{1,2}(?:[\s/-]*['’]?(?:20)?\d\d)?")
_MAY_BE_CODE = re.compile(r"20\d\d[-/]\d\d")
"""Under "Project" this is as well the number of one."""
_SERIAL_DAYS = 45292, 49674
"""The years 2024 to 2035 in the numbers of a spreadsheet."""
_HOW = (
    r"(?:[1-5]\s?(?:offertes?|quotes?|aanbieders?|partijen)|(?:1|een|één)[\s-]op[\s-](?:1|een|één)|(?:enkel|meer)voudig\w*|\w*onderhands?\w*|"
    r"(?:niet[\s-])?openba(?:ar|re)|europe(?:es|se|an)|nationaal|nationale|national|[em]o|ev|eu|sas|raam(?:contract|overeenkomst)|mini-?\s?competi\w*|"
    r"concessie|concession|rf[pq]|restricted|negotiated|direct award|framework|open house|inbesteden|inbesteding|concurrentiegericht\w*|uitvraag)"
)
_PROCEDURE = re.compile(rf"(?i)\W*{_HOW}(?:\W+(?:{_HOW}|procedures?|aanbested\w+|met voorselectie|dialoog|n\W?v\W?t))*\W*")
_NOT_APPLICABLE = re.compile(r"(?i)n\W?v\W?t\W?|n/?a|\W+")
_KIND = re.compile(r"(?i)\W*(?:[ldw]|leveringen|levering|diensten|dienst|werken|werk|goods|supplies|supply|services|service|works|work)\W*")
_SIZE = re.compile(
    r"(?i)\W*(?:[<>≤≥]|(?:klein|middel(?:groot)?|groot|laag|hoog|small|medium|large|low|high|boven|onder|below|above|"
    r"(?:meer|minder) dan|(?:more|less) than)\b)"
)
_FEW_WORDS = 3
_COUNTED = 3
_SUM = 1000
_LONGEST_DAY = 30
"""Letters of a day as it is written at the longest: "30 september 2027, 12.00 uur"."""


def holds_days(column: int, data: Sequence[Row]) -> bool:
    """Say whether most cells of a column are days, written as such or, as all of them are in a CSV, as a text."""
    cells = _filled(column, data)
    return bool(cells) and sum(isinstance(cell, date) or (isinstance(cell, str) and is_day(cell)) for cell in cells) > 0.6 * len(cells)


def _filled(column: int, data: Sequence[Row]) -> list[Cell]:
    return [row.cells[column] for row in data if column < len(row.cells) and row.cells[column] != ""]


def holds_moments(column: int, data: Sequence[Row]) -> bool:
    """Say whether most cells of a column say when: days, quarters, "eind 2027". Under "Levering" may stand what or when."""
    cells = _filled(column, data)
    return bool(cells) and sum(isinstance(cell, date) or (isinstance(cell, str) and is_moment(cell)) for cell in cells) > 0.6 * len(cells)


def is_moment(text: str) -> bool:
    """Say whether a text is nothing but a day or a part of a year.

    >>> is_moment("1-3-2027"), is_moment("eind 2027"), is_moment("2028-Q3"), is_moment("wk 12"), is_moment("Zomerfestival 2027")
    (True, True, True, True, False)
    """
    return is_day(text) or bool(_PART_OF_YEAR.fullmatch(text.strip())) or (not _MAY_BE_CODE.fullmatch(text) and is_period(_ABOUT_WHEN.sub("", text)))


def is_day(text: str) -> bool:
    """Say whether a text is nothing but a day; "Open dag 3 april 2027" is one of a title."""
    return len(text) <= _LONGEST_DAY and text[:1].isdigit() and read_when(text).day is not None


def holds_money(column: int, data: Sequence[Row]) -> bool:
    """Say whether a column is one of amounts, whatever its heading: "Omvang" can be either."""
    cells = _filled(column, data)
    return len(cells) > 1 and sum(isinstance(cell, str) and bool(_MONEY.match(cell)) for cell in cells) > 0.6 * len(cells)


def holds_no_amounts(column: int, data: Sequence[Row]) -> bool:
    """Say whether nearly all cells of a column are words that tell no amount: "eenmalig", "per jaar"; "n.t.b." tells that there is none yet."""
    texts = [text for row in data if (text := text_at(row, column))]
    return len(texts) > 1 and sum(not read_amount(text).understood for text in texts) >= 0.8 * len(texts)


def holds_sums(column: int, data: Sequence[Row]) -> bool:
    """Say whether most cells of a column are amounts of at least a thousand, as numbers of pieces hardly are."""
    cells = _filled(column, data)
    return bool(cells) and sum(not isinstance(cell, date) and (read_amount(cell).low or 0) >= _SUM for cell in cells) > 0.5 * len(cells)


def holds_numbers(column: int, data: Sequence[Row]) -> bool:
    """Say whether most cells of a column are numbers."""
    cells = _filled(column, data)
    return bool(cells) and sum(isinstance(cell, (int, float)) for cell in cells) > 0.6 * len(cells)


def holds_procedures(column: int, data: Sequence[Row]) -> bool:
    """Say whether most cells of a column tell how is bought, whatever its heading: below "Aanbesteding" stands "3 offertes" as well as a name."""
    texts = [text for row in data if (text := text_at(row, column)) and not _NOT_APPLICABLE.fullmatch(text)]
    return len(texts) > 1 and sum(bool(_PROCEDURE.fullmatch(text)) for text in texts) > 0.6 * len(texts)


def holds_kinds(column: int, data: Sequence[Row]) -> bool:
    """Say whether the cells of a column only tell supplies, services and works from each other, whatever its heading: "Levering / dienst"."""
    texts = [text for row in data if (text := text_at(row, column))]
    return len(texts) > 1 and sum(bool(_KIND.fullmatch(text)) for text in texts) > 0.8 * len(texts)


def holds_classes(column: int, data: Sequence[Row]) -> bool:
    """Say whether a column only tells large from small in a few words: "groot", "klein (<50k)"; "50k" and "40 stuks" say more."""
    texts = [text for row in data if (text := text_at(row, column))]
    return holds_sizes(column, data) and not holds_money(column, data) and all(len(text.split()) <= _FEW_WORDS for text in texts)


def holds_bases(column: int, data: Sequence[Row]) -> bool:
    """Say whether a column only tells which amounts are yearly, whatever its heading: "per jaar", "eenmalig"."""
    texts = [text for row in data if (text := text_at(row, column))]
    return len(texts) > 1 and sum(bool(basis_named(text)) for text in texts) >= 0.8 * len(texts)


def holds_sizes(column: int, data: Sequence[Row]) -> bool:
    """Say whether a column names amounts only as large or small, or as below a bound: "klein (< 50k)", "> € 250.000"."""
    texts = [text for row in data if (text := text_at(row, column))]
    return len(texts) > 1 and sum(bool(_SIZE.match(text)) for text in texts) > 0.5 * len(texts)


def holds_names(column: int, data: Sequence[Row]) -> bool:
    """Say whether a column is one of names or short texts, each row with its own."""
    texts = [text for row in data if (text := text_at(row, column))]
    return len(texts) > 1 and mean_length(texts) >= 12 and len(set(texts)) > 0.6 * len(texts)


def is_code_column(column: int, data: Sequence[Row]) -> bool:
    """Say whether a column is one of references: "A-12", "27.03"."""
    texts = [text for row in data if (text := text_at(row, column))]
    return bool(texts) and sum(bool(re.fullmatch(r"[A-Za-z]{0,6}[ ./_-]?\d[\w./-]*", text)) for text in texts) > 0.7 * len(texts)


def counts_rows(column: int, data: Sequence[Row]) -> bool:
    """Say whether a column only counts the rows of a list, from 1 on: the next version counts others so. "001" is a code."""
    texts = [text for row in data if (text := text_at(row, column).removesuffix(".0"))]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and text[0] != "0"]
    return len(numbers) >= _COUNTED and len(numbers) > len(texts) / 2 and numbers == list(range(1, len(numbers) + 1))


def is_lettered(column: int, data: Sequence[Row]) -> bool:
    """Say whether a column is one of codes that begin with a letter: under "Krediet" may stand its number."""
    return is_code_column(column, data) and not holds_money(column, data) and all(text[0].isalpha() for row in data if (text := text_at(row, column)))


def holds_cpv(column: int, data: Sequence[Row]) -> bool:
    """Say whether a column under "Code" is one of CPV codes: a hyphen and the right check digit stand behind nearly all of them."""
    texts = [text for row in data if (text := text_at(row, column))]
    return bool(texts) and sum("-" in text and looks_like_code(text) for text in texts) >= 0.8 * len(texts)


def mean_length(texts: Sequence[str]) -> float:
    """Return the letters of a text, on average."""
    return sum(map(len, texts)) / len(texts)


def days_in(values: Sequence[Cell]) -> list[date]:
    """Return the exact days in a column; none if fewer than half of its cells hold one, or it holds other numbers than serial days."""
    numbers = [value for value in values if isinstance(value, (int, float))]
    if numbers and not _are_serial_days(numbers):
        return []
    days = [day for value in values if (day := read_when(value).day)]
    return days if len(days) >= 0.5 * len(values) else []


def _are_serial_days(numbers: Sequence[float]) -> bool:
    """Say whether numbers can only be days whose format was lost: all of these years, and few of them round as amounts are."""
    within = all(_SERIAL_DAYS[0] <= number <= _SERIAL_DAYS[1] for number in numbers)
    return within and sum(number % 50 == 0 for number in numbers) <= 0.3 * len(numbers)


def middle_day(days: Sequence[date]) -> date:
    """Return the day that half of the days come before."""
    return sorted(days)[len(days) // 2]


def looks_like_money(value: Cell) -> bool:
    """Say whether a cell can only be an amount: it carries a sign, a unit or a thousands separator."""
    return isinstance(value, str) and bool(_MONEY.match(value) or _LARGE.match(value))


def may_be_money(value: Cell) -> bool:
    """Say whether a cell can only be an amount, or is a number as round as estimates of thousands of euros are."""
    return looks_like_money(value) or (isinstance(value, (int, float)) and value >= 1000 and value % 500 == 0)


def holds_statuses(texts: Sequence[str]) -> bool:
    """Say whether a column is one of statuses: nearly all of its texts are, or all are short and one of them says "Vervallen"."""
    short = [text for text in texts if len(text.split()) <= 3]
    known = sum(status_of(text) is not None for text in short)
    return known >= 0.8 * len(texts) or (len(short) == len(texts) and any(said_status(text) is Status.WITHDRAWN for text in short))


def share(values: Sequence[Cell], test: Callable[[Cell], object]) -> float:
    """Return the share of values, from 0 to 1, that stand a test."""
    return sum(bool(test(value)) for value in values) / len(values)


def looks_like_code(value: Cell) -> bool:
    """Say whether a cell holds CPV codes, and shows it by a check digit or a last zero."""
    if isinstance(value, (bool, date)):
        return False
    reading = read_codes(value)
    text = str(value)
    return bool(reading.codes) and not reading.wrong_digit and (bool(re.search(r"\d-\d\b", text)) or text.replace(".0", "").endswith("0"))


def text_at(row: Row, column: int) -> str:
    """Return the text of a cell, in one line; "" where the row has none."""
    return clean(str(row.cells[column])) if column < len(row.cells) else ""
