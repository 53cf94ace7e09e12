"""What a row says, as plain JSON values, and the hash by which a change is noticed. Where it stood in a file is not a part of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any

from matcher.model import Buyer, JobSeeker, Lot, Supplier, Tender

_TENDER_FIELDS = ("title", "description", "reference", "category", "procedure", "department", "ocid", "publication_id")
_NOTICE_FIELDS = ("notice_version", "procedure_id", "url")
_notice_values = attrgetter(*_NOTICE_FIELDS)
_TENDER_FIELDS_IN_LOT = tuple(f"tender_{name}" for name in _TENDER_FIELDS)
_LOT_FIELDS = tuple(field.name for field in fields(Lot) if field.name != "origin")
_DAYS = ("deadline_date", "start_date")
_AMOUNTS = ("value_amount", "value_max_amount", "value_total_amount")
_LOT_TEXTS = tuple(name for name in _LOT_FIELDS if name not in ("external_id", "cpv", *_DAYS, *_AMOUNTS))
_tender_values, _lot_values, _lot_texts = attrgetter(*_TENDER_FIELDS), attrgetter(*_LOT_FIELDS), attrgetter(*_LOT_TEXTS)
_days, _amounts = attrgetter(*_DAYS), attrgetter(*_AMOUNTS)
_SUPPLIER_FIELDS = tuple(field.name for field in fields(Supplier) if field.name != "origin")
_JOBSEEKER_FIELDS = tuple(field.name for field in fields(JobSeeker) if field.name != "origin")
_BUYER_FIELDS = ("kind", "regime", "postcode", "place")


_COUNTER = re.compile(r"\d{1,4}")


def is_counter(reference: str) -> bool:
    """Whether a reference is only a row's number, which shifts when a row is put in above: it tells little about identity."""
    return _COUNTER.fullmatch(reference.strip()) is not None


def has_own_reference(tender: Tender) -> bool:
    """Whether the source names this tender by something that stays: two such references are two tenders, whatever they are called."""
    return bool(tender.procedure_id or tender.publication_id or tender.ocid or (tender.reference and not is_counter(tender.reference)))


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of `content` as canonical JSON, in hexadecimal."""
    return hashlib.sha256(_canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


def tender_hash(tender: Tender) -> str:
    """The hash of `tender_content`."""
    if any(_notice_values(tender)):
        return content_hash(tender_content(tender))
    return _filled_in(_TENDER_FORM, _escaped(_tender_values(tender)))


def lot_hash(tender: Tender, lot: Lot) -> str:
    """The hash of `lot_content`."""
    if any(_notice_values(tender)) or is_counter(tender.reference):
        return content_hash(lot_content(tender, lot))
    values = (
        *_escaped((*_lot_texts(lot), *_tender_values(tender))),
        "null" if lot.external_id is None else _quoted(lot.external_id),
        f"[{','.join(map(_quoted, lot.cpv))}]",
        *["null" if day is None else f'"{day}"' for day in _days(lot)],
        *["null" if amount is None else repr(_cents(amount)) for amount in _amounts(lot)],
    )
    return _filled_in(_LOT_FORM, values)


_Form = tuple[str, Callable[[tuple[str, ...]], tuple[str, ...]]]


def _form(texts: Sequence[str], others: Sequence[str] = ()) -> _Form:
    """The canonical JSON of an object with %s for its values, and what puts these, given in the order of the names, in the order of the form."""
    names = (*texts, *others)
    order = sorted(range(len(names)), key=names.__getitem__)
    return "{" + ",".join(f'"{names[place]}":"%s"' if place < len(texts) else f'"{names[place]}":%s' for place in order) + "}", itemgetter(*order)


_TENDER_FORM = _form(_TENDER_FIELDS)
_LOT_FORM = _form((*_LOT_TEXTS, *_TENDER_FIELDS_IN_LOT), ("external_id", "cpv", *_DAYS, *_AMOUNTS))
"""Of tens of thousands of rows that are read at once the hashes are made from these, three times as fast as from dictionaries."""


def _filled_in(form: _Form, values: tuple[str, ...]) -> str:
    text, in_order = form
    return hashlib.sha256((text % in_order(values)).encode("utf-8", "surrogatepass")).hexdigest()


def _escaped(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Texts as they stand between the quotes of JSON."""
    every = "".join(texts)
    if every.isprintable() and '"' not in every and "\\" not in every:
        return texts
    return tuple(_quoted(text)[1:-1] for text in texts)


_quoted = json.encoder.encode_basestring
_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def tender_content(tender: Tender) -> dict[str, Any]:
    """The fields of the tender itself, without its lots and its buyer."""
    content = dict(zip(_TENDER_FIELDS, _tender_values(tender), strict=True))
    return content | {name: value for name in _NOTICE_FIELDS if (value := getattr(tender, name))}  # lists have none of these


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
