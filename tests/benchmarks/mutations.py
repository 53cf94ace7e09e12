"""Ways in which a file may be broken or hostile: bytes, texts, XML, JSON and zipped workbooks, so that damage reaches the parsers inside."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from lxml import etree

HOSTILE = (
    "", " ", "0", "-1", "1e999", "-1e308", "NaN", "9" * 400, "9" * 18, "1,5,5", "1.000.000.000.000.000,00", "0x7fffffff", "€ 12.000.-", "½ mln",
    "2027-13-45", "9999-12-31", "0001-01-01", "31-02-2027", "2027-02-30T25:61:61+99:99", "10000-01-01", "Q9 2027", "99999999-9", "00000000",
    "true", "null", "=1+1", "@SUM(A1)", "<b>", "&amp;", "%s%n{0}{x}", "\u202e\u0000\ufffe", "\ud800", "\U0001f9f9", "a\u0301" * 50,
    "Perceel 1 t/m 99999", "J. de Wit, j.dewit@esdorp.example, 06-12345678", "x" * 70_000, "woord " * 9_000, "\n" * 500, "ſİıß", "²³١٢",
)  # fmt: skip
_DIGITS = re.compile(rb"\d+")
_ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp037", "utf-7", "utf-8-sig")


def mutate(data: bytes, kind: str, random: Random) -> bytes:
    """One to three mutations of a file whose suffix without dot is `kind`."""
    inside: dict[str, Callable[[bytes, Random], bytes]] = {
        "xlsx": workbook, "xlsm": workbook, "xlsb": workbook, "ods": workbook, "xml": xml, "json": json_document, "jsonl": lines,
        "csv": table, "psv": table, "tsv": table,
    }  # fmt: skip
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        data = inside[kind](data, random) if kind in inside and random.random() < 0.85 else raw(data, random)
    return data


def raw(data: bytes, random: Random) -> bytes:
    """Damage bytes, whatever they mean."""
    if not data:
        return bytes(random.randrange(256) for _ in range(random.randrange(64)))
    changed = bytearray(data)
    at, length = random.randrange(len(data)), min(len(data), 1 << random.randrange(14))
    match random.randrange(7):
        case 0:
            for _ in range(random.randint(1, 20)):
                changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
        case 1:
            del changed[at:]
        case 2:
            del changed[at : at + length]
        case 3:
            changed[at:at] = changed[at : at + length] * random.choice((1, 2, 50))
        case 4:
            changed[at : at + length] = random.choice((b"\x00", b"\xff", b"\xed\xa0\x80", b" ")) * length
        case 5:
            other = random.randrange(len(data))
            changed[at : at + length], changed[other : other + length] = changed[other : other + length], changed[at : at + length]
        case _:
            numbers = list(_DIGITS.finditer(data))
            if numbers:
                found = random.choice(numbers)
                changed[found.start() : found.end()] = random.choice((b"4294967296", b"9" * 30, b"-1", b"1e400", b"0"))
    return bytes(changed)


def text(data: bytes, random: Random) -> bytes:
    """Another encoding, or letters that do not belong."""
    said = data.decode("utf-8", "replace")
    match random.randrange(4):
        case 0:
            return said.encode(random.choice(_ENCODINGS), "replace")
        case 1:
            return said.replace(random.choice(said or "a"), random.choice(("\u0000", '"', "\r", "\u2028", "ë")), 50).encode()
        case 2:
            at = random.randrange(len(said) + 1)
            return (said[:at] + random.choice(HOSTILE) + said[at:]).encode("utf-8", "surrogatepass")
        case _:
            return data + random.choice((b"\xff", b"\x00", b"\x1a", b"</x>", b"]}")) * random.choice((1, 1000))


def xml(data: bytes, random: Random) -> bytes:
    """Elements that are missing, double, swapped, too deep, or say something that cannot be."""
    if random.random() < 0.15:
        return text(data, random)
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return raw(data, random)
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    for _ in range(random.choice((1, 3, 10, 40))):
        one, other = random.choice(elements), random.choice(elements)
        match random.randrange(8):
            case 0 if one is not root and one.getparent() is not None:
                one.getparent().remove(one)
            case 1 if one is not root and one.getparent() is not None and len(one) < 200:
                copies = random.choice((1, 2, 30))
                for _ in range(copies if copies * sum(1 for _ in one.iter()) < 3_000 else 0):
                    one.addnext(copy.deepcopy(one))
            case 2:
                one.text, other.text = other.text, one.text
            case 3:
                one.text = _legal(random.choice(HOSTILE))
            case 4 if one.attrib:
                one.set(random.choice(list(one.attrib)), _legal(random.choice(HOSTILE)))
            case 5 if one.attrib:
                del one.attrib[random.choice(list(one.attrib))]
            case 6:
                for _ in range(random.choice((1, 50, 300))):
                    one = etree.SubElement(one, one.tag)
            case _:
                one.tag = other.tag
    return etree.tostring(root, xml_declaration=True, encoding=random.choice(("UTF-8", "UTF-8", "UTF-16", "ISO-8859-1")))


def _legal(value: str) -> str:
    """What XML can hold at all."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", value)


def json_document(data: bytes, random: Random) -> bytes:
    """Members that are missing, double, of another type or too deep, and numbers and texts that cannot be."""
    if random.random() < 0.15:
        return text(data, random)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return raw(data, random)
    for _ in range(random.choice((1, 3, 10, 40))):
        spots = list(_spots(document))
        if not spots:
            break
        holder, key = random.choice(spots)
        match random.randrange(6):
            case 0:
                del holder[key]
            case 1:
                holder[key] = random.choice((*HOSTILE, None, True, -1, 10**300, 1e308, [], {}, [[]], {"id": {}}, 10**20))
            case 2:
                holder[key] = [holder[key]] if random.random() < 0.5 else {"id": holder[key]}
            case 3 if isinstance(holder, list) and len(holder) < 100:
                holder.extend(json.loads(json.dumps([holder[key]])) * random.choice((1, 30)))
            case 4:
                other, other_key = random.choice(spots)
                holder[key], other[other_key] = json.loads(json.dumps([other[other_key], holder[key]]))
            case _ if isinstance(holder, dict):
                holder[random.choice((random.choice(list(holder)), f"{key} ", f"{key}X"))] = holder[key]
    written = json.dumps(document, ensure_ascii=random.random() < 0.7)
    if random.random() < 0.05:
        written = written.replace("null", "[" * random.choice((10, 100_000)), 1)
    if random.random() < 0.05:
        written = re.sub(r"\d+", lambda found: found[0] * 2000, written, count=3)
    return written.encode("utf-8", "surrogatepass")


def _spots(value: Any) -> Any:
    """Every place in a JSON value that can be changed, as its holder and key."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        for key, item in holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ():
            yield holder, key
            waiting.append(item)


def lines(data: bytes, random: Random) -> bytes:
    """JSON lines: one of them damaged, dropped or repeated."""
    rows = data.split(b"\n")
    at = random.randrange(len(rows))
    match random.randrange(3):
        case 0:
            rows[at] = json_document(rows[at], random)
        case 1:
            del rows[at]
        case _:
            rows.insert(at, random.choice(rows))
    return b"\n".join(rows)


def table(data: bytes, random: Random) -> bytes:
    """Separated text: cells swapped, rows repeated or torn, other separators."""
    if random.random() < 0.3:
        return text(data, random)
    said = data.decode("utf-8", "replace")
    try:
        separator = csv.Sniffer().sniff(said[:2000], ";,\t|").delimiter
        rows = list(csv.reader(io.StringIO(said), delimiter=separator))
    except csv.Error:
        return raw(data, random)
    cells = [(row, place) for row in rows for place in range(len(row))]
    if not cells:
        return raw(data, random)
    for _ in range(random.choice((1, 5, 50))):
        (row, place), (other, there) = random.choice(cells), random.choice(cells)
        if place >= len(row) or there >= len(other):
            continue
        match random.randrange(4):
            case 0:
                row[place], other[there] = other[there], row[place]
            case 1:
                row[place] = random.choice(HOSTILE)
            case 2:
                row.extend([row[place]] * random.choice((1, 30)))
            case _:
                del row[place]
    written = io.StringIO()
    csv.writer(written, delimiter=random.choice((separator, separator, ";", "\t", "|"))).writerows(rows)
    return written.getvalue().encode(random.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16")), "replace")


def workbook(data: bytes, random: Random) -> bytes:
    """A zipped workbook, one of whose parts is damaged, lost, double or packed otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return raw(data, random)
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        return raw(data, random)
    if not parts:
        return raw(data, random)
    weights = [8 if re.search(r"sheet\d*\.xml|content\.xml|sharedStrings|styles|workbook\.xml", name) else 1 for name, _ in parts]
    at = random.choices(range(len(parts)), weights)[0]
    name, content = parts[at]
    match random.randrange(12):
        case 0:
            del parts[at]
        case 1:
            parts.append((random.choice(("xl/worksheets/sheet9.xml", "../x", name)), content))
        case 2:
            parts[at] = (random.choice(("content.xml", "xl/workbook.xml", name.upper(), name + "\u00e9")), content)
        case 3:
            parts[at] = (name, raw(content, random))
        case 4:
            parts[at] = (name, text(content, random))
        case _:
            parts[at] = (name, xml(content, random) if len(content) < 2_000_000 else raw(content, random))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        written = set()
        for name, content in parts:
            if name not in written or random.random() < 0.5:
                archive.writestr(name, content) if name not in written else archive.writestr(name + "~", content)
                written.add(name)
    return packed.getvalue()
