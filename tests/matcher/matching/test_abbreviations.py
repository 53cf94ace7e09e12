import pytest

from matcher.matching.abbreviations import written_out
from matcher.matching.space import FeatureSpace


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Trappen o.h. 2027", "trappen onderhoud 2027"),
        ("Verv. kozijnen incl. opt. verl.", "vervanging kozijnen inclusief optie verlenging"),
        ("E- en W-installaties", "elektrotechnische en werktuigbouwkundige installaties"),
        ("W-installatie GO", "werktuigbouwkundige installatie groot onderhoud"),
        ("Opslag in verband met verbouwing", "opslag verbouwing"),
        ("m.u.v. balkons", "balkons"),
        ("E-bikes en e-learning", "e-bikes en e-learning"),
        ("We go. Ro en Ok.", "we go. ro en ok."),
        ("IT-beheer, I.T. en een IT solution", "ict -beheer, ict . en een ict solution"),
        ("We do it. ALL OF IT!", "we do it. all of ict !"),
        ("ALL OF IT, ALWAYS", "all of it, always"),
        ("a.b. Vries, www.example.org", "a.b. vries, www.example.org"),
    ],
)
def test_it_writes_out_what_stands_for_one_thing(text: str, read: str) -> None:
    assert " ".join(written_out(text).lower().split()) == read


def test_it_reads_an_abbreviation_as_the_words_that_it_stands_for(space: FeatureSpace) -> None:
    assert space.analyzer.atoms("BSO bso") == space.analyzer.atoms("buitenschoolse opvang buitenschoolse opvang")
