"""How much of real notices is read: `python tests/benchmarks/notice_fields.py FOLDER [--misses]`.

Prints one JSON object. Per field: `in_xml`, the notices that have it by a crude look at the raw text (regular expressions, no XML parser); `read`,
how many of those gave a value; `same`, how many gave exactly the values of the crude look. Amounts up to ten euros are placeholders and not counted,
nor are winners that the buyer withholds. Then why files were refused or notices left out, and what was told of the others. Exit status 1 if a field
that is there was not read.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matcher.errors import SourceError
from matcher.model import Lot, Notice
from matcher.problems import PROBLEMS
from matcher.sources.limits import ReadLimits
from matcher.sources.notices import read_notices

Values = set[str]


def find(pattern: str, flags: int = 0) -> Callable[[str], Values]:
    """The texts of a pattern's only group."""
    compiled = re.compile(pattern, flags | re.DOTALL)
    return lambda text: {" ".join(found.split()) for found in compiled.findall(text) if found.strip()}


def amounts(pattern: str) -> Callable[[str], Values]:
    """The amounts of a pattern's only group, as numbers."""
    return lambda text: {f"{float(found):.2f}" for found in find(pattern)(text) if float(found) > 10}


def dates(pattern: str) -> Callable[[str], Values]:
    """The dates of a pattern's only group, as ISO dates."""
    return lambda text: {re.sub(r"(\d{4})(\d\d)(\d\d)", r"\1-\2-\3", found.replace("-", "")) for found in find(pattern)(text)}


EFORMS: dict[str, Callable[[str], Values]] = {
    "title": find(r"<cac:ProcurementProject>\s*(?:<cbc:ID[^>]*>[^<]*</cbc:ID>\s*)?<cbc:Name[^>]*>([^<]+)"),
    "buyer": find(r"<cac:ContractingParty>.*?<cac:Party>\s*<cac:PartyIdentification>\s*<cbc:ID[^>]*>([^<]+)"),
    "cpv": find(r'<cbc:ItemClassificationCode listName="cpv">\s*(\d{8})'),
    "lots": find(r'<cac:ProcurementProjectLot>\s*<cbc:ID schemeName="(?:Lot|Part)">([^<]+)'),
    "value": amounts(r"<(?:cbc:EstimatedOverallContractAmount|efbc:FrameworkMaximumAmount)[^>]*>\s*([\d.]+)"),
    "deadline": dates(
        r"<(?:cac:TenderSubmissionDeadlinePeriod|cac:ParticipationRequestReceptionPeriod|efac:InterestExpressionReceptionPeriod)>\s*"
        r"<cbc:EndDate>(\d{4}-\d\d-\d\d)"
    ),
    "start": dates(r"<cac:PlannedPeriod>\s*<cbc:StartDate>(\d{4}-\d\d-\d\d)"),
    "duration": find(r"<cac:PlannedPeriod>.{0,150}?<cbc:(?:DurationMeasure[^>]*|EndDate)>([^<]+)"),
    "place": find(r"<cac:RealizedLocation>(?:\s*<cbc:Description[^>]*>[^<]*</cbc:Description>)*\s*<cac:Address>.{0,300}?<cbc:CityName>([^<]+)"),
    "nuts": find(r"<cac:RealizedLocation>(?:(?!</cac:RealizedLocation>).)*?<cbc:CountrySubentityCode[^>]*>([^<]+)"),
    "reserved": find(r"((?<=>)res-ws|(?<=>)res-pub-ser|(?<=\"reserved-execution\">)yes)"),
    "procedure": find(r"<cbc:ProcedureCode[^>]*>([^<]+)"),
    "winners": find(r"<efac:Tenderer>\s*<cbc:ID[^>]*>([^<]+)"),
    "award amounts": amounts(r"<cbc:PayableAmount[^>]*>\s*([\d.]+)"),
    "award dates": dates(r"<efac:SettledContract>\s*<cbc:ID[^>]*>[^<]*</cbc:ID>\s*<cbc:(?:AwardDate|IssueDate)>(\d{4}-\d\d-\d\d)"),
    "published": find(r"<(?:cbc:IssueDate|efbc:PublicationDate)>([^<]+)"),
}
TED: dict[str, Callable[[str], Values]] = {
    "title": find(r"<(?:OBJECT_CONTRACT[^>]*>\s*<TITLE|TITLE_CONTRACT)>\s*<P>([^<]+)"),
    "buyer": find(r"<OFFICIALNAME>([^<]+)"),
    "cpv": find(r'<CPV_CODE CODE="(\d{8})'),
    "lots": find(r"<OBJECT_DESCR ?(?:ITEM=)?([^>]*>)"),
    "value": amounts(r"(?<!AWARDED)<(?:VAL_ESTIMATED_TOTAL|VAL_OBJECT)[^>]*>\s*([\d.]+)"),
    "deadline": dates(r"<DATE_RECEIPT_TENDERS>(\d{4}-\d\d-\d\d)"),
    "start": dates(r"<DATE_START>(\d{4}-\d\d-\d\d)"),
    "duration": find(r"<(?:DURATION TYPE[^>]*|DATE_END)>([^<]+)"),
    "place": find(r"<MAIN_SITE>\s*<P>([^<]+)"),
    "nuts": find(r'<OBJECT_DESCR(?:(?!</OBJECT_DESCR>).)*?NUTS CODE="([A-Z0-9]+)"'),
    "reserved": find(r"<((?:RESTRICTED_SHELTERED|RESERVED_ORGANISATIONS)\w+)"),
    "procedure": find(r"<(PT_\w+)"),
    "winners": find(r"<ADDRESS_CONTRACTOR>\s*<OFFICIALNAME>([^<]+)"),
    "award amounts": amounts(r"<VAL_TOTAL[^>]*>\s*([\d.]+)(?=</VAL_TOTAL>(?:(?!<AWARD_CONTRACT).)*</AWARDED_CONTRACT>)"),
    "award dates": dates(r"<DATE_CONCLUSION_CONTRACT>(\d{4}-\d\d-\d\d)"),
    "published": find(r"<DATE_PUB>([^<]+)"),
}
COUNTED = {"title", "buyer", "reserved", "duration", "place", "procedure", "published"}  # written otherwise than read: only whether they are there


def crude(text: str) -> dict[str, Values]:
    """What a notice holds, by its raw text; of a TED notice in many languages only the form in Dutch or else the original counts."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    if "<TED_EXPORT" not in text:
        withheld = {"winners", "award amounts", "award dates"} if ">win-cho<" in text else set()
        return {name: look(text) for name, look in EFORMS.items() if name not in withheld}
    forms = re.findall(r'(<(\w+) CATEGORY="\w+" FORM="\w+" LG="(\w\w)".*?</\2>)', text, flags=re.DOTALL)
    form = next((each[0] for each in forms if each[2] == "NL"), forms[0][0])
    found = {name: look(form) for name, look in TED.items()}
    found["published"] = TED["published"](text)
    before_award = re.sub(r"<AWARD_CONTRACT.*?</AWARD_CONTRACT>", "", form, flags=re.DOTALL)
    found["value"] = TED["value"](before_award)
    return found


def read(notice: Notice) -> dict[str, Values]:
    """What was read of a notice, in the same form."""
    tender, lots, awards = notice.tender, notice.tender.lots, notice.awards

    def of_lots(value: Callable[[Lot], Any]) -> Values:
        return {str(found) for lot in lots if (found := value(lot))}

    return {
        "title": {tender.title} - {""},
        "buyer": {tender.buyer} - {""},
        "cpv": {code for lot in lots for code in lot.cpv},
        "lots": {lot.number or "whole" for lot in lots},
        "value": {f"{amount:.2f}" for lot in lots for amount in (lot.value_amount, lot.value_max_amount) if amount is not None},
        "deadline": of_lots(lambda lot: lot.deadline_date),
        "start": of_lots(lambda lot: lot.start_date),
        "duration": of_lots(lambda lot: lot.duration),
        "place": of_lots(lambda lot: lot.place),
        "nuts": set(notice.nuts),
        "reserved": of_lots(lambda lot: lot.reserved),
        "procedure": {tender.procedure} - {""},
        "winners": {award.supplier for award in awards},
        "award amounts": {f"{award.amount:.2f}" for award in awards if award.amount is not None},
        "award dates": {award.award_date.isoformat() for award in awards if award.award_date},
        "published": {str(notice.published_at)} if notice.published_at else set(),
    }


def main() -> None:
    """Measure one folder and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="print every difference to stderr")
    options = parser.parse_args()
    there: Counter[str] = Counter()
    given: Counter[str] = Counter()
    same: Counter[str] = Counter()
    refused: dict[str, str] = {}
    told: dict[str, list[str]] = {}
    notices, missed = 0, 0
    paths = sorted(options.folder.glob("*.xml"))
    for path in paths:
        try:
            reading = read_notices(path, limits=ReadLimits())
        except SourceError as error:
            refused[path.name] = PROBLEMS[error.code].format(**error.params)
            continue
        sentences = [PROBLEMS[problem.code].format(**problem.params) for problem in reading.problems]
        if not reading.notices:
            refused[path.name] = " ".join(sentences)
            continue
        if sentences:
            told[path.name] = sentences
        notices += 1
        raw, found = crude(path.read_text(encoding="utf-8")), read(reading.notices[0])
        for name, values in raw.items():
            if not values:
                continue
            there[name] += 1
            given[name] += bool(found[name])
            missed += not found[name]
            equal = len(values) == len(found[name]) if name in {"lots", "winners"} else values == found[name]
            same[name] += equal
            if options.misses and (not found[name] or (not equal and name not in COUNTED)):
                print(
                    "differs" if found[name] else "missing",
                    path.name,
                    name,
                    "raw",
                    sorted(values)[:8],
                    "read",
                    sorted(found[name])[:8],
                    file=sys.stderr,
                )
    fields = {
        name: {"in_xml": there[name], "read": given[name], **({} if name in COUNTED else {"same": same[name]})} for name in EFORMS if there[name]
    }
    print(json.dumps({"files": len(paths), "notices": notices, "fields": fields, "refused": refused, "told": told}, indent=2, ensure_ascii=False))
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
