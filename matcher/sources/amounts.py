"""Amounts of money in every notation that officers use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from matcher.sources.number_words import with_figures
from matcher.sources.texts import current

_UNKNOWN = re.compile(
    r"(?i)^[\s\-–—/?.€]*+(?:n\.?\s?[vtn]\.?\s?[tb]\.?|n\.?o\.?t\.?k\.?|n/?a|ntb|nvt|tbd|tbc|t\.b\.d\.|p\.?\s?m\.?|geen|none|onbekend|unknown|nog "
    r"(?:niet bekend|te bepalen|onbekend)|"
    r"nader te bepalen|volgt|to be determined|to be confirmed|in onderzoek|x+|vertrouwelijk|concessie|concession|raamovereenkomst|framework|"
    r"confidential|\*+)?[\s\-–—/?.]*$"
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<before>[km](?=€))?(?P<sign>€|eur(?:o)?\b|£|\$)?\s*(?P<figure>\d{1,3}(?:[.\s'’]\d{3})+(?:,\d{1,2})?(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?!\d)|"
    r"\d+(?:[.,]\d+)?)"
    r"(?:,-{1,2}|,=|,–|\.-)?\s*(?P<unit>mln\b\.?|mio\b|miljoen\b|milj\b\.?|million\b|mrd\b|miljard\b|m€|m\b(?!\s*[²2³3])|k€?(?!\w)|duizend\b|mille\b|dzd\b|"
    r"thousand\b|ton\b|x\s*(?:€\s*)?1[.,]?000\b)?"
    r"(?P<after>\s*(?:jaar|jaren|jr|maand|maanden|mnd|year|years|months|x\b|×|%|stuks|st\b|personen|fte|m2|m²|uur|percelen|lots?\b)?)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[\s€]*(?:eur(?:o)?)?[\s\d.,'=–-]*", re.IGNORECASE)
"""An amount that says nothing more."""
_SIMPLE = re.compile(r"€ ?\d{1,3}(?:\.\d{3})+(?:,-)?")
"""An amount as most are written, in which nothing else has to be sought."""
_HALF = re.compile(r"(?<=\d)\s?½")
_K_BETWEEN = re.compile(r"(?i)(?<![\w.,])(\d+)k(\d)\b")
"""Of "12k5"."""
_NO_CENTS = re.compile(r",-|,=|,–|\.-")
_UNLIKELY = 5e7
"""Euros that no line of a list is about, if a sign of its own stands before the figure."""
_UNITS = (("mrd", 1e9), ("miljard", 1e9), ("mille", 1e3), ("m", 1e6), ("k", 1e3), ("d", 1e3), ("th", 1e3), ("ton", 1e5), ("x", 1e3))
_RANGE = re.compile(
    r"(?i)^\s*(?:€|euro?\b)?\s*(?:[-–—/àá]|a(?=\s)|tot(?: en met)?|t/m|to|until|en(?: de)?|and|\.\.+|[,;(]?\s*(?=max))\s*"
    r"(?:max(?:imaal|imum)?\b\.?\s*)?(?:€|eur\w*)?\s*$"
)
_ELSEWHERE = re.compile(r"(?i)^\W*(?:zie|see|valt onder|onderdeel van|zit in|part of|included in)\b[^€£$]*$")
"""What sends the reader to another row: the figure in "zie perceel 1" is no amount."""
_TIMES = re.compile(r"(?i)\s*[x×]")
_A_PIECE = (
    r"(?:(?<![^\W\d_])(?:p\.?\s?(?:st|p|u)\b|p/(?:st|p|u)\w*)|(?:per|/|each)\s?(?:stuk|st\b|"
    r"piece|uur|hour|m2|m²|m3|m³|vierkante|kg\b|kilo|liter|leerling|maaltijd|persoon|cli[eë]nt|rit|keer|set|eenheid|unit|woning|vhe)\b)"
)
_PER_PIECE = re.compile(rf"(?i)(?:,-{{1,2}}|,=|,–|\.-)?\s*(?:(?:excl|incl)\w*\.? (?:btw|vat)\s*)?{_A_PIECE}")
"""What makes of a figure a price, which is no estimate of the whole: "€ 260 per stuk"."""
_PRICE_OF_A_PIECE = re.compile(rf"(?i)\b(?:stuks?|eenheids|unit|uur)[\s-]?(?:prijs|prijzen|prices?|costs?|tarief|kosten)\b|{_A_PIECE}")
"""What makes such a price of a whole column: "Stuksprijs", "Prijs per stuk"."""
_OF_ALL_PIECES = re.compile(r"(?i)\btota(?:al|le?)|\baantal|\bqty\b|\bquantity|\s[x×*]\s|\bo\.?b\.?v\b|\bop basis van\b")
"""What tells how the sum is reckoned from such a price: "Totaal (aantal x stuksprijs)"."""
_CALENDAR_YEAR = re.compile(r"20[2-4]\d")
_YEARLY = re.compile(
    r"(?i)\bp(?:er|\.|/)?\s?/?\s?(?:j(?:r|aar|\.)?|annum|a\.)(?=\W|$)|\bjaarlijks|\b(?:per|a)\s?year|\byearly|\bannual|"
    r"/\s?(?:jr|jaar|year|yr|j)\b|\bjaar(?:bedrag|budget|kosten|omzet|waarde)|\bp\.?a\b"
)
_ONCE = re.compile(
    r"(?i)\beenmalig|\bone-?off|\btotale? (?:looptijd|contractduur|contractwaarde|opdrachtwaarde|waarde)|\b(?:ge)?hele looptijd|\bover "
    r"de (?:totale |(?:ge)?hele )?(?:looptijd|contractduur)|"
    r"\b(?:full|whole|entire) (?:contract )?(?:term|period|duration|life)\b|\bin totaal|\btotaal\b|\bcontract total"
)
_YEAR_ALONE = re.compile(r"(?i)\W*(?:(?:(?:per|elk|a|each) )?(?:jaar|jr|year|annum)|jaarlijks|yearly|annual(?:ly)?|structureel|p\W{0,2}[ja])\W*")
_ONCE_ALONE = re.compile(
    r"(?i)\W*(?:eenmalige?|incidenteel|one\W?off|once|(?:in )?tota(?:al|l)|(?:de )?(?:(?:ge)?hele |totale )?(?:looptijd|contractduur))\W*"
)
"""What stands in a column of its own beside that of the amounts."""
_EXCLUDED = re.compile(
    r"(?i)\bex(?:cl?|clusief|clud(?:e|es|ed|ing)|clusive)?\.?\s*(?:van\s*|of\s*)?(?:de\s*)?(?:btw|b\.t\.w|vat)|"
    r"\bzonder btw|\bnet of vat"
)
_INCLUDED = re.compile(r"(?i)\binc(?:l|lusief|lud(?:e|es|ed|ing)|lusive)?\.?\s*(?:of\s*)?(?:de\s*)?(?:\d+\s*%\s*)?(?:btw|b\.t\.w|vat)")
_THOUSANDS = re.compile(
    r"(?i)x\s*(?:€|eur(?:o)?)?\s*1[.,\s]?000\b(?![.,]\d)|\b1[.,]?000\s*(?:€|euro)|\bk\s?(?:€|eur)|(?:€|eur)\s?k\b|\bt€|"
    r"\bin\s+(?:€\s*)?(?:duizend|k\b)|\bduizend(?:en)?\b|\bthousands?\b|\(\s*k\s*\)|(?<![\d.,])\b000s?\b(?=[)\s]|$)|\bdzd\b"
)
_MILLIONS = re.compile(r"(?i)x\s*(?:€|eur)?\s*(?:1\s*)?(?:mln|miljoen|1[.,]000[.,]000)|\bin\s+(?:€\s*)?(?:mln|miljoen)|\bm€|\bmln\b|\bmillions?\b")


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell said of money: euros as written, unless `currency` says otherwise. `low` None: no amount was given."""

    low: float | None = None
    high: float | None = None
    text: str = ""
    """The cell, where it says more than the number."""
    vat: str = ""
    basis: str = ""
    currency: str = ""
    understood: bool = True
    written_out: bool = False
    """Whether it was taken as written, though its column counts in thousands or millions."""


def read_amount(cell: str | float | int, multiplier: float = 1.0) -> Amount:
    """Read an amount. `multiplier`: 1,000 in a column that counts in thousands; a cell with a unit of its own ("250k") is not multiplied."""
    if isinstance(cell, bool):
        return Amount(text=str(cell), understood=False)
    if isinstance(cell, (int, float)):
        return Amount(low=_rounded(cell * multiplier))
    return _read(cell, multiplier)


@lru_cache(maxsize=16384)
def _read(text: str, multiplier: float) -> Amount:
    if multiplier == 1.0 and _SIMPLE.fullmatch(text):
        return Amount(float(text[1:].removesuffix(",-").replace(".", "")))
    if _UNKNOWN.match(text):
        return Amount(text="" if not text.strip(" -–—/.") else text)
    if _ELSEWHERE.match(text):
        return Amount(text=text, understood=False)
    said, text = text, with_figures(text)
    text = current(_K_BETWEEN.sub(r"\1,\2k", _HALF.sub(",5", text) if "½" in text else text))
    plain = _PLAIN.fullmatch(text) is not None
    vat, basis = ("", "") if plain else (vat_of(text), basis_of(text))
    currency = "GBP" if "£" in text else "USD" if "$" in text else ""
    found = [number for number in _NUMBER.finditer(text) if number["sign"] or number["unit"] or not number["after"].strip() or _is_multiplied(number)]
    if any(number["sign"] or number["unit"] for number in found) and len(found) > 1:
        found = _worth_money(found, text)
    found = [number for number in found if not _PER_PIECE.match(text, number.end("figure"))]
    # "2027: 50.000" names a year first.
    found = [number for number in found if not _CALENDAR_YEAR.fullmatch(number["figure"]) or number["sign"] or number["unit"]] or found
    if not found:
        return Amount(text=said, vat=vat, basis=basis, understood=False)
    first = found[0]
    high: float | None = None
    unit = _unit(first["unit"] or first["before"])
    if len(found) > 1 and _RANGE.match(text[first.end() : found[1].start()]):
        last_unit = _unit(found[1]["unit"])
        high = _number(found[1]["figure"], last_unit) * (last_unit or unit or multiplier)
        if (
            not unit and _number(first["figure"], last_unit) * last_unit < high
        ):  # the unit of "1 - 1,5 mln" counts for both, that of "500.000 - 1 mln" not
            unit = last_unit
    written_out = multiplier > 1 and not unit and _written_out(first, text, multiplier)
    if written_out:
        multiplier = 1.0
    low = _number(first["figure"], unit) * (unit or multiplier)
    if high is not None and not unit and low < 1000 <= low * 1000 < high:  # "50-60.000"
        low *= 1000
    if high is not None and high <= low:
        high = None
    shown = "" if plain and high is None else said
    return Amount(_rounded(low), None if high is None else _rounded(high), shown, vat, basis, currency, written_out=written_out)


def _is_multiplied(number: re.Match[str]) -> bool:
    """Say whether a figure is an amount though "x" stands behind it: "25.000 x 4", not "4 x 25.000"."""
    return bool(_TIMES.fullmatch(number["after"])) and _number(number["figure"], 0.0) >= 1000


def _written_out(number: re.Match[str], text: str, multiplier: float) -> bool:
    """Say whether an amount in a column of thousands or millions is written out all the same: "€ 60.000,-" is no 60 million."""
    value = _number(number["figure"], 0.0)
    if _NO_CENTS.match(text, number.end("figure")) or re.search(r",\d\d$", number["figure"]):
        return value >= 1000
    return bool(number["sign"]) and value * multiplier >= _UNLIKELY


def _worth_money(found: list[re.Match[str]], text: str) -> list[re.Match[str]]:
    """Keep the numbers with a currency sign or a unit, and their partner in a range: "tussen € 50.000 en 100.000"."""
    kept: list[re.Match[str]] = []
    for number, following in zip(found, [*found[1:], None], strict=True):
        joined = following is not None and following["unit"] and _RANGE.match(text[number.end() : following.start()])
        follows = bool(kept) and _RANGE.match(text[kept[-1].end() : number.start()])
        if number["sign"] or number["unit"] or joined or follows:
            kept.append(number)
    return kept


def _unit(unit: str | None) -> float:
    """Return the factor of a unit, 0 for none."""
    unit = (unit or "").lower()
    return next((factor for start, factor in _UNITS if unit.startswith(start)), 0.0) if unit else 0.0


def _number(figure: str, unit: float) -> float:
    figure = re.sub(r"[\s'’]", "", figure)
    last = max(figure.rfind("."), figure.rfind(","))
    if last < 0:
        return float(figure)
    separators = re.findall(r"[.,]", figure)
    decimals = len(figure) - last - 1
    # "1.250" is a thousand in a column of amounts, "1,25" never is; with millions behind it ("1,250 mln") it is a fraction, "1.250k" is none.
    fraction = (decimals != 3 or unit > 1e3) if len(separators) == 1 else separators[-1] != separators[0]
    if fraction:
        return float(re.sub(r"[.,]", "", figure[:last]) + "." + figure[last + 1 :])
    return float(re.sub(r"[.,]", "", figure))


def _rounded(amount: float) -> float:
    return round(amount, 2)


def vat_of(text: str) -> str:
    """Return "excl", "incl" or "" (not said, or both)."""
    without, including = _EXCLUDED.search(text), _INCLUDED.search(text)
    return "" if bool(without) == bool(including) else "excl" if without else "incl"


def basis_of(text: str) -> str:
    """Return "year", "total" or "" for what a text says an amount covers.

    >>> basis_of("Budget p/j"), basis_of("€ 40.000 per jaar"), basis_of("eenmalig"), basis_of("Raming")
    ('year', 'year', 'total', '')
    """
    if _YEARLY.search(text):
        return "year"
    return "total" if _ONCE.search(text) else ""


def basis_named(text: str) -> str:
    """Return "year" or "total" for a cell that says nothing else, "" for any other.

    >>> basis_named("jaar"), basis_named("p/j"), basis_named("Eenmalig"), basis_named("4 jaar")
    ('year', 'year', 'total', '')
    """
    return "year" if _YEAR_ALONE.fullmatch(text) else "total" if _ONCE_ALONE.fullmatch(text) else ""


def prices_a_piece(heading: str) -> bool:
    """Say whether a heading is one of prices of a single piece, which say nothing of the whole.

    >>> prices_a_piece("Stuksprijs"), prices_a_piece("Kosten per woning"), prices_a_piece("Prijs")
    (True, True, False)
    >>> prices_a_piece("Raming (aantal x stuksprijs)")
    False
    """
    return bool(_PRICE_OF_A_PIECE.search(heading)) and not _OF_ALL_PIECES.search(heading)


def multiplier_of(text: str) -> float:
    """Return 1,000 or 1,000,000 if a heading or note says that a column counts in those, else 1.

    >>> multiplier_of("Raming (x € 1.000)"), multiplier_of("Bedragen in k€"), multiplier_of("Waarde")
    (1000.0, 1000.0, 1.0)
    """
    if _MILLIONS.search(text):
        return 1e6
    return 1e3 if _THOUSANDS.search(text) else 1.0


def years_of(duration: str) -> float | None:
    """Return the years that a term runs, options included ("3+1" is 4); None if it does not say.

    >>> years_of("4+2+2"), years_of("48 maanden"), years_of("2 jaar + 2x 1 jaar optie"), years_of("eenm.")
    (8.0, 4.0, 4.0, None)
    """
    text = duration.lower().replace(",", ".")
    parts = re.findall(r"(?:(\d+)\s*[x×]\s*)?(\d+(?:\.\d+)?)\s*(jaar|jaren|jr|j\b|years?|yrs?|maanden|maand|mnd|months?|mths?)?", text)
    total = 0.0
    any_unit = any(unit for _, _, unit in parts)
    if not parts or (not any_unit and not re.fullmatch(r"[\d\s.+x×()]+", text)):
        return None
    for times, figure, unit in parts:
        if any_unit and not unit and "+" not in text:
            continue
        years = float(figure) / 12 if unit.startswith("m") else float(figure)
        total += years * (int(times) if times else 1)
    return total if 0 < total <= 50 else None
