"""What a row says, as plain JSON values, and the hash by which a change is noticed. Where it stood in a file is not a part of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from itertools import repeat
from operator import attrgetter
from typing import Any

from matcher.by_column import column_of, columns_of, only
from matcher.model import Buyer, JobSeeker, Lot, Supplier, Tender

_TENDER_FIELDS = ("title", "description", "reference", "category", "procedure", "department", "ocid", "publication_id")
_NOTICE_FIELDS = ("notice_version", "procedure_id", "url")
_TENDER_FIELDS_IN_LOT = tuple(f"tender_{name}" for name in _TENDER_FIELDS)
_LOT_FIELDS = tuple(field.name for field in fields(Lot) if field.name != "origin")
_DAYS = ("deadline_date", "start_date")
_AMOUNTS = ("value_amount", "value_max_amount", "value_total_amount")
_LOT_TEXTS = tuple(name for name in _LOT_FIELDS if name not in ("external_id", "cpv", *_DAYS, *_AMOUNTS))
_tender_values, _lot_values = attrgetter(*_TENDER_FIELDS), attrgetter(*_LOT_FIELDS)
_own_values = attrgetter(*_TENDER_FIELDS, *_NOTICE_FIELDS)
_LOT_OTHERS = ("external_id", "cpv", *_DAYS, *_AMOUNTS)
_SUPPLIER_FIELDS = tuple(field.name for field in fields(Supplier) if field.name != "origin")
_JOBSEEKER_FIELDS = tuple(field.name for field in fields(JobSeeker) if field.name != "origin")
_BUYER_FIELDS = ("kind", "regime", "postcode", "place")


_COUNTER = re.compile(r"\d{1,4}")


def is_counter(reference: str) -> bool:
    """Whether a reference is only a row's number, which shifts when a row is put in above: it tells little about identity."""
    bare = reference.strip()
    return bare.isdigit() and _COUNTER.fullmatch(bare) is not None


def has_own_reference(tender: Tender) -> bool:
    """Whether the source names this tender by something that stays: two such references are two tenders, whatever they are called."""
    return bool(tender.procedure_id or tender.publication_id or tender.ocid or (tender.reference and not is_counter(tender.reference)))


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of `content` as canonical JSON, in hexadecimal."""
    return hashlib.sha256(_canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


def lot_hash(tender: Tender, lot: Lot) -> str:
    """The hash of `lot_content`."""
    return content_hash(lot_content(tender, lot))


def lot_hashes(tenders: Sequence[Tender], lots: Sequence[Lot]) -> list[str]:
    """The `lot_hash` of each of many lots, given with its tender: column by column, for a list has tens of thousands."""
    if any(map(any, columns_of(tenders, _NOTICE_FIELDS).values())) or any(map(is_counter, column_of(tenders, "reference"))):
        return list(map(lot_hash, tenders, lots))
    texts = columns_of(lots, _LOT_TEXTS) | {f"tender_{name}": column for name, column in columns_of(tenders, _TENDER_FIELDS).items()}
    others = dict(columns_of(lots, _LOT_OTHERS))
    if None not in others["external_id"]:
        texts["external_id"] = others.pop("external_id")
    return _hashes(texts, others, len(lots))


def _hashes(texts: Mapping[str, Sequence[str]], others: Mapping[str, Sequence[Any]], number: int) -> list[str]:
    """The `content_hash` of so many objects, given by the columns of their texts and of other values.

    A column in which one value stands throughout, as in many, becomes a part of what stands between the values of the others.
    """
    if not number:
        return []
    written: dict[str, Sequence[str]] = {name: list(map(cache(_in_json), column)) for name, column in others.items()}
    for name, column in texts.items():
        same = name.removeprefix("tender_")  # few lists call a lot otherwise than its tender
        written[name] = written[same] if same in written and texts[same] == column else _escaped(column)
    parts: list[Iterable[str]] = []
    before = "{"
    for name in sorted(written):
        column, quote = written[name], '"' if name in texts else ""
        before += f'"{name}":{quote}'
        if only(column, column[0]):
            before += f"{column[0]}{quote},"
        else:
            parts += [repeat(before, number), column]
            before = f"{quote},"
    parts.append(repeat(f"{before[:-1]}}}", number))
    return [hashlib.sha256(each.encode("utf-8", "surrogatepass")).hexdigest() for each in map("".join, zip(*parts, strict=True))]


def _escaped(texts: Sequence[str]) -> Sequence[str]:
    """Texts as they stand between the quotes of JSON."""
    every = "".join(texts)
    if every.isprintable() and '"' not in every and "\\" not in every:
        return texts
    return [_quoted(text)[1:-1] for text in texts]


def _in_json(value: object) -> str:
    """A number of an external system, CPV codes, a day or an amount, as `lot_content` has it in JSON."""
    if isinstance(value, float | int):
        return repr(_cents(value))
    return _canonical(value.isoformat() if isinstance(value, date) else value)


_quoted = json.encoder.encode_basestring
_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def say_the_same(one: Tender, other: Tender) -> bool:
    """Whether the fields of two tenders are the same, apart from their lots and their buyers."""
    return _own_values(one) == _own_values(other)


def lot_content(tender: Tender, lot: Lot) -> dict[str, Any]:
    """The fields of a lot, and under tender_* those of the tender around it: they are read together, so they change together."""
    content: dict[str, Any] = dict(zip(_LOT_FIELDS, _lot_values(lot), strict=True))
    content["cpv"], content["status"] = list(lot.cpv), str(lot.status)
    for name in _DAYS:
        if (day := content[name]) is not None:
            content[name] = day.isoformat()
    for name in _AMOUNTS:
        if (amount := content[name]) is not None:
            content[name] = _cents(amount)
    content.update(zip(_TENDER_FIELDS_IN_LOT, _tender_values(tender), strict=True))
    content |= {f"tender_{name}": value for name in _NOTICE_FIELDS if (value := getattr(tender, name))}
    if is_counter(tender.reference):
        content["tender_reference"] = ""
    return content


def supplier_content(supplier: Supplier) -> dict[str, Any]:
    """The fields of a supplier."""
    content: dict[str, Any] = {name: _plain(getattr(supplier, name)) for name in _SUPPLIER_FIELDS}
    if (amount := supplier.max_contract_amount) is not None:
        content["max_contract_amount"] = _cents(amount)
    return content


def jobseeker_content(jobseeker: JobSeeker) -> dict[str, Any]:
    """The fields of a job-seeker."""
    return {name: _plain(getattr(jobseeker, name)) for name in _JOBSEEKER_FIELDS}


def buyer_content(buyer: Buyer) -> dict[str, Any]:
    """The fields of a buyer, without its names."""
    return {name: getattr(buyer, name) for name in _BUYER_FIELDS}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, str) else value  # an enum becomes its value


def _cents(amount: float) -> float:
    # amounts are stored in cents: 100 and 100.0, or 99.999 and 100.0, are the same content
    return round(float(amount), 2)
