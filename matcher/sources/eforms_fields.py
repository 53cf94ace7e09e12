"""Where eForms keeps each field: business term (BT) -> XPath, as in the eForms SDK's fields. Paths start at the element that a group names."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from matcher.sources.notice_values import Element, said

NAMESPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
_EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
_PROJECT = "cac:ProcurementProject"

PATHS: dict[str, str] = {
    # The notice.
    "publication": f"{_EXTENSION}/efac:Publication/efbc:NoticePublicationID",
    "publication_date": f"{_EXTENSION}/efac:Publication/efbc:PublicationDate",
    "notice_id": "cbc:ID",  # BT-701
    "version": "cbc:VersionID",  # BT-757
    "procedure_id": "cbc:ContractFolderID",  # BT-04
    "issue_date": "cbc:IssueDate",  # BT-05
    "issue_time": "cbc:IssueTime",
    "notice_type": "cbc:NoticeTypeCode",  # BT-02; its list is the form type, BT-03
    "language": "cbc:NoticeLanguageCode",  # BT-702
    "changes": f"{_EXTENSION}/efac:Changes",
    "changed_notice": f"{_EXTENSION}/efac:Changes/efbc:ChangedNoticeIdentifier",  # BT-758
    "change_reason": f"{_EXTENSION}/efac:Changes/efac:ChangeReason/cbc:ReasonCode",  # BT-140
    "change_text": f"{_EXTENSION}/efac:Changes/efac:Change",  # BT-141, BT-13716
    "buyer": "cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID",  # OPT-300
    "organisations": f"{_EXTENSION}/efac:Organizations/efac:Organization",
    "result": f"{_EXTENSION}/efac:NoticeResult",
    "procedure_type": "cac:TenderingProcess/cbc:ProcedureCode",  # BT-105
    "modified": f"{_EXTENSION}/efac:ContractModification/efbc:ChangedNoticeIdentifier",  # BT-1501
    "earlier": "cac:TenderingProcess/cac:NoticeDocumentReference/cbc:ID | "
    "cac:ProcurementProjectLot/cac:TenderingProcess/cac:NoticeDocumentReference/cbc:ID",  # BT-125
    "groups": "cac:TenderingTerms/cac:LotDistribution/cac:LotsGroup",  # BT-330, BT-1375
    "lots": "cac:ProcurementProjectLot",
    # The notice or a lot: both have a project of their own.
    "reference": f"{_PROJECT}/cbc:ID",  # BT-22
    "title": f"{_PROJECT}/cbc:Name",  # BT-21
    "description": f"{_PROJECT}/cbc:Description",  # BT-24
    "cpv_main": f"{_PROJECT}/cac:MainCommodityClassification/cbc:ItemClassificationCode",  # BT-262
    "cpv_more": f"{_PROJECT}/cac:AdditionalCommodityClassification/cbc:ItemClassificationCode",  # BT-263
    "value": f"{_PROJECT}/cac:RequestedTenderTotal/cbc:EstimatedOverallContractAmount",  # BT-27
    "maximum": f"{_PROJECT}/cac:RequestedTenderTotal/{_EXTENSION}/efbc:FrameworkMaximumAmount",  # BT-271
    "start": f"{_PROJECT}/cac:PlannedPeriod/cbc:StartDate",  # BT-536
    "end": f"{_PROJECT}/cac:PlannedPeriod/cbc:EndDate",  # BT-537
    "duration": f"{_PROJECT}/cac:PlannedPeriod/cbc:DurationMeasure",  # BT-36
    "duration_other": f"{_PROJECT}/cac:PlannedPeriod/cbc:DescriptionCode",  # BT-538
    "city": f"{_PROJECT}/cac:RealizedLocation/cac:Address/cbc:CityName",  # BT-5131
    "nuts": f"{_PROJECT}/cac:RealizedLocation/cac:Address/cbc:CountrySubentityCode",  # BT-5071
    "place": f"{_PROJECT}/cac:RealizedLocation/cbc:Description",  # BT-728
    # A lot.
    "lot_id": "cbc:ID",  # BT-137
    "reserved": "cac:TenderingTerms/cac:TendererQualificationRequest/cac:SpecificTendererRequirement/cbc:TendererRequirementTypeCode"
    "[@listName='reserved-procurement']",  # BT-71
    "executed_by": "cac:TenderingTerms/cac:ContractExecutionRequirement/cbc:ExecutionRequirementCode[@listName='reserved-execution']",  # BT-736
    "tenders_due": "cac:TenderingProcess/cac:TenderSubmissionDeadlinePeriod",  # BT-131
    "requests_due": "cac:TenderingProcess/cac:ParticipationRequestReceptionPeriod",  # BT-1311
    "interest_due": f"cac:TenderingProcess/{_EXTENSION}/efac:InterestExpressionReceptionPeriod",  # BT-630
    "end_date": "cbc:EndDate",
    # An organisation.
    "org_ids": "efac:Company/cac:PartyIdentification/cbc:ID | efac:TouchPoint/cac:PartyIdentification/cbc:ID",  # OPT-200, OPT-201
    "org_name": "efac:Company/cac:PartyName/cbc:Name",  # BT-500
    "org_number": "efac:Company/cac:PartyLegalEntity/cbc:CompanyID",  # BT-501
    "org_city": "efac:Company/cac:PostalAddress/cbc:CityName",  # BT-513
    "org_nuts": "efac:Company/cac:PostalAddress/cbc:CountrySubentityCode",  # BT-507
    "org_country": "efac:Company/cac:PostalAddress/cac:Country/cbc:IdentificationCode",  # BT-514
    "org_leads": "efbc:GroupLeadIndicator",  # OPP-050
    # The result, and what it is made of.
    "total": "cbc:TotalAmount",  # BT-161
    "lot_results": "efac:LotResult",
    "tenders": "efac:LotTender",
    "contracts": "efac:SettledContract",
    "parties": "efac:TenderingParty",
    "id": "cbc:ID",
    "outcome": "cbc:TenderResultCode",  # BT-142
    "result_lot": "efac:TenderLot/cbc:ID",  # BT-13713, BT-13714
    "result_tenders": "efac:LotTender/cbc:ID",  # OPT-320, BT-3202
    "result_contracts": "efac:SettledContract/cbc:ID",  # OPT-315
    "received": "efac:ReceivedSubmissionsStatistics",
    "received_kind": "efbc:StatisticsCode",  # BT-760
    "received_count": "efbc:StatisticsNumeric",  # BT-759
    "tender_amount": "cac:LegalMonetaryTotal/cbc:PayableAmount",  # BT-720
    "tender_party": "efac:TenderingParty/cbc:ID",  # OPT-310
    "tenderers": "efac:Tenderer",
    "tenderer_leads": "efbc:GroupLeadIndicator",  # OPT-170
    "decided": "cbc:AwardDate",  # BT-1451
    "concluded": "cbc:IssueDate",  # BT-145
    "awarded_on": "cac:TenderResult/cbc:AwardDate",  # BT-1451, in notices of the first versions
    "withheld": "efac:FieldsPrivacy/efbc:FieldIdentifierCode",  # BT-195
}
_COMPILED = {name: etree.XPath(path, namespaces=NAMESPACES) for name, path in PATHS.items()}


def every(element: Element, name: str) -> list[Element]:
    """Return the elements of a field, in the order of the document."""
    return list(_COMPILED[name](element))


def texts(element: Element, name: str) -> list[str]:
    """Return the texts of a field that say something, each once."""
    return list(dict.fromkeys(filter(None, map(said, every(element, name)))))


def text(element: Element, name: str) -> str:
    """Return the first text of a field that says something, "" for none."""
    return next(iter(texts(element, name)), "")


def first(element: Element, name: str) -> Element | None:
    """Return the first element of a field."""
    return next(iter(every(element, name)), None)


def worded(element: Element, name: str, languages: Iterable[str]) -> str:
    """Return a text in the first of the languages that it was written in; else in the one that stands first."""
    found = [each for each in every(element, name) if said(each)]
    for language in languages:
        for each in found:
            if each.get("languageID") == language:
                return said(each)
    return said(found[0]) if found else ""


def is_withheld(element: Element, *codes: str) -> bool:
    """Say whether the buyer keeps one of these fields of an element from publication (BT-195)."""
    return any(code in codes for code in texts(element, "withheld"))
