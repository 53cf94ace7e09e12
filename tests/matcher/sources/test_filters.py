"""Which notices of a feed are wanted."""

from __future__ import annotations

import pytest

from matcher.model import Lot, Notice, NoticeKind, Tender
from matcher.sources.filters import NoticeFilter


def notice(buyer="Gemeente Esdorp", nuts=("NL213",), cpv=("90911300",)):
    lots = tuple(Lot(f"Perceel {number}", number=str(number), cpv=(code,)) for number, code in enumerate(cpv, 1)) or (Lot("Schoonmaak"),)
    return Notice("tenderned", "1", NoticeKind.COMPETITION, Tender("Schoonmaak", lots, buyer=buyer), nuts=nuts)


CASES = {
    "everything": (NoticeFilter(), {}, True),
    "everything, also what says nothing": (NoticeFilter(), {"buyer": "", "nuts": (), "cpv": ()}, True),
    "buyer in capitals, with a department": (NoticeFilter(buyers=("Gemeente Esdorp",)), {"buyer": "GEMEENTE ESDORP, afdeling Inkoop"}, True),
    "buyer in another order, with accents": (NoticeFilter(buyers=("Gemeente Súdwâld",)), {"buyer": "Sudwald (gemeente)"}, True),
    "buyer without its legal form": (NoticeFilter(buyers=("Stichting Wonen De Es",)), {"buyer": "Wonen De Es"}, True),
    "buyer with a legal form": (NoticeFilter(buyers=("Stadion Oost",)), {"buyer": "Stadion Oost B.V."}, True),
    "one of two buyers": (NoticeFilter(buyers=("Gemeente Veenwijk", "Gemeente Esdorp")), {}, True),
    "another buyer": (NoticeFilter(buyers=("Gemeente Veenwijk",)), {}, False),
    "a word of the buyer is missing": (NoticeFilter(buyers=("Gemeente Esdorp",)), {"buyer": "Woningstichting Esdorp"}, False),
    "the name is part of another word": (NoticeFilter(buyers=("Es",)), {"buyer": "Gemeente Esdorp"}, False),
    "a buyer that is not named": (NoticeFilter(buyers=("Gemeente Esdorp",)), {"buyer": ""}, False),
    "region by its beginning": (NoticeFilter(nuts=("NL21",)), {}, True),
    "region in small letters": (NoticeFilter(nuts=(" nl21 ",)), {}, True),
    "one of the places": (NoticeFilter(nuts=("NL21",)), {"nuts": ("NL310", "NL211")}, True),
    "another region": (NoticeFilter(nuts=("NL21",)), {"nuts": ("NL221",)}, False),
    "a larger region than asked": (NoticeFilter(nuts=("NL21",)), {"nuts": ("NL2",)}, False),
    "no region given": (NoticeFilter(nuts=("NL21",)), {"nuts": ()}, False),
    "no region given, but its buyer was asked for": (NoticeFilter(buyers=("Gemeente Esdorp",), nuts=("NL21",)), {"nuts": ()}, True),
    "a wanted buyer elsewhere": (NoticeFilter(buyers=("Gemeente Esdorp",), nuts=("NL21",)), {"nuts": ("NL310",)}, False),
    "code by its beginning": (NoticeFilter(cpv=("9091",)), {}, True),
    "code with its check digit": (NoticeFilter(cpv=("90911300-9",)), {}, True),
    "code of a branch": (NoticeFilter(cpv=("90900000-6",)), {}, True),
    "code of a division": (NoticeFilter(cpv=("90000000-7",)), {}, True),
    "code of the division 30": (NoticeFilter(cpv=("30000000",)), {"cpv": ("30199000",)}, True),
    "a code that only begins like the division 30": (NoticeFilter(cpv=("30000000",)), {"cpv": ("31000000",)}, False),
    "code of a twig beside it": (NoticeFilter(cpv=("90911200-8",)), {}, False),
    "code of any lot": (NoticeFilter(cpv=("9091",)), {"cpv": ("45000000", "90911200")}, True),
    "code above the asked one": (NoticeFilter(cpv=("90911300",)), {"cpv": ("90910000",)}, False),
    "no code given": (NoticeFilter(cpv=("9091",)), {"cpv": ()}, False),
    "no code given, but its buyer was asked for": (NoticeFilter(buyers=("Gemeente Esdorp",), cpv=("9091",)), {"cpv": ()}, True),
    "all three": (NoticeFilter(("Gemeente Esdorp",), ("NL21",), ("9091",)), {}, True),
    "two of three": (NoticeFilter(("Gemeente Esdorp",), ("NL21",), ("45",)), {}, False),
}


@pytest.mark.parametrize("wanted, given, kept", CASES.values(), ids=CASES)
def test_which_notices_it_keeps(wanted, given, kept):
    assert wanted.keeps(notice(**given)) is kept
