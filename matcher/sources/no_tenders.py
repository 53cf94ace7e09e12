"""Rows that look like tenders, and say themselves that they are none to come."""

from __future__ import annotations

from matcher.sources.data_rows import DataRows
from matcher.sources.wordings import is_trial, says_no


def no_tenders(data: DataRows) -> dict[int, str]:
    """Return the places of those rows, with the reason."""
    trials = {title for title in set(data.texts["title"]) if is_trial(title)}
    refused = {said for said in set(data.texts["retender"]) if says_no(said)}
    found = {row: "trial" for row, title in enumerate(data.texts["title"]) if title in trials} if trials else {}
    if refused:
        found |= {row: "not_again" for row, said in enumerate(data.texts["retender"]) if said in refused}
    return found
