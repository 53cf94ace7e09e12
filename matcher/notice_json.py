"""A notice as plain JSON values, and back: for the database, and for the process that reads large files of notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from matcher.model import Award, Lot, Notice, NoticeKind, Origin, Status, Tender


def content_of(notice: Notice) -> dict[str, Any]:
    """Everything that a notice says and where it stood, as plain JSON values."""
    return _plain(asdict(notice))  # type: ignore[no-any-return]


def notice_of(content: Mapping[str, Any]) -> Notice:
    """The notice that `content_of` made plain."""
    tender = dict(content["tender"])
    tender["lots"] = tuple(_lot(lot) for lot in tender["lots"])
    moment = content["published_at"]
    return Notice(
        **{name: content[name] for name in ("publisher", "publication_id", "version", "procedure_id")},
        kind=NoticeKind(content["kind"]),
        tender=Tender(**tender),
        published_at=datetime.fromisoformat(moment) if moment else None,
        refers_to=tuple(content["refers_to"]),
        nuts=tuple(content["nuts"]),
        awards=tuple(Award(**(award | {"lots": tuple(award["lots"]), "award_date": _day(award["award_date"])})) for award in content["awards"]),
        origin=Origin(**content["origin"]),
    )


def _lot(lot: Mapping[str, Any]) -> Lot:
    values = {"cpv": tuple(lot["cpv"]), "status": Status(lot["status"]), "origin": Origin(**lot["origin"])}
    return Lot(**{**lot, **values, "deadline_date": _day(lot["deadline_date"]), "start_date": _day(lot["start_date"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:  # noqa: ANN401  # any field of any noun
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):  # a moment is a date, too
        return value.isoformat()
    return str(value) if isinstance(value, str) else value  # an enum becomes its value
