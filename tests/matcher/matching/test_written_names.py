"""Names as they stand there, whatever is written out in the texts around them."""

from __future__ import annotations

from matcher.matching.names import as_written
from matcher.matching.space import FeatureSpace
from matcher.matching.text import tokenise


def test_names_keep_their_own_words_and_nothing_of_other_fields(space: FeatureSpace) -> None:
    fields = [("Glas- en gevelreiniging", "catering"), ("", "schilderwerk"), ("Café De Hoek, 2 zalen!", "en meer"), ("Het onderhoud van de tuin", "")]
    tokens = tokenise(fields, space.analyzer)
    assert as_written([name for name, _ in fields], tokens) == ["glas gevelreiniging", "", "cafe hoek zalen", "onderhoud tuin"]


def test_no_names_at_all(space: FeatureSpace) -> None:
    assert as_written([], tokenise([], space.analyzer)) == []
