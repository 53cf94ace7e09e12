"""The nouns of the field as frozen dataclasses; OCDS and eForms words (see README, "Words").

They carry plain values only. Money is euros excl. VAT unless `vat` says otherwise; dates are calendar dates in the Netherlands;
scores run from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """What the source said of a tender or lot. "Deadline passed" is computed when reading, never stored."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """Which kind of profile a tender is matched with."""

    SUPPLIER = "supplier"
    JOBSEEKER = "jobseeker"


class Verdict(StrEnum):
    """A person's judgement on one lot and one profile."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNSURE = "unsure"


class Severity(StrEnum):
    """How a `Problem` bears on its row: the row is lost, the row is kept without the value, or it is only told."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was read: provenance, never identity. `row` is the 1-based sheet row (or record, or line); 0 = the whole file."""

    file: str = ""
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know about what was read. `code` and `params` are rendered by `matcher.wording`."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = Origin()
    column: str = ""
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Lot:
    """The unit that is matched: a part of a tender that one supplier can win. A tender without lots has one with number ""."""

    title: str
    description: str = ""
    number: str = ""
    external_id: str | None = None
    """The `id` that the input gave this row."""
    cpv: tuple[str, ...] = ()
    """CPV 2008 codes of 8 digits, without check digit."""
    value_amount: float | None = None
    """As written: yearly budgets are not multiplied, VAT is not corrected. The lower bound of a range."""
    value_max_amount: float | None = None
    value_total_amount: float | None = None
    """Derived: yearly budget times term, where both were given."""
    value_text: str = ""
    """The cell as written, where it says more than the amount."""
    currency: str = "EUR"
    vat: str = ""
    """"excl", "incl" or "" (not said)."""
    value_basis: str = ""
    """"total", "year" or "" (not said)."""
    deadline_date: date | None = None
    start_date: date | None = None
    period: str = ""
    """When, as written, where no exact day was given: "Q2 2027"."""
    duration: str = ""
    place: str = ""
    reserved: str = ""
    """"" or "participation" (eForms BT-71) or "execution" (BT-736)."""
    reserved_evidence: str = ""
    status: Status = Status.PLANNED
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Tender:
    """One opportunity as one source states it. (eForms' `LotTender` is an offer: that is a bid, not this.)"""

    title: str
    lots: tuple[Lot, ...]
    buyer: str = ""
    description: str = ""
    reference: str = ""
    """The buyer's own reference (kenmerk), unique within its list; "" if there is none."""
    category: str = ""
    procedure: str = ""
    department: str = ""
    ocid: str = ""
    publication_id: str = ""
    """Of the newest notice that speaks of it, as its publisher writes it: "137599-2024" (TED), a number of TenderNed, the id of an OCDS release."""
    notice_version: str = ""
    procedure_id: str = ""
    """What joins the notices of one procedure (see `Notice`)."""
    url: str = ""
    """Where people can read the newest notice."""


@dataclass(frozen=True, slots=True)
class Award:
    """Who won, by a result notice: one per winner and contract. `lots`: numbers; none = the tender as a whole. Amounts excl. VAT."""

    supplier: str
    lots: tuple[str, ...] = ()
    supplier_number: str = ""
    """The registration number as published; a KvK number as its 8 digits."""
    supplier_place: str = ""
    amount: float | None = None
    currency: str = "EUR"
    award_date: date | None = None
    bids: int | None = None
    """How many offers came in."""


class NoticeKind(StrEnum):
    """What a notice is for."""

    PLANNING = "planning"
    COMPETITION = "competition"
    CHANGE = "change"
    AWARD = "award"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Notice:
    """One publication as its source stated it: an eForms or TED notice, an OCDS release, a publication of TenderNed.

    The notices of one procedure together are one tender; a later one that says something of a field overrules an earlier one. `publication_id`,
    `version` and `procedure_id` are identity; what they are called in each format stands with its reader in `matcher.sources`.
    """

    publisher: str
    """ted, tenderned or ocds: whose numbers these are."""
    publication_id: str
    kind: NoticeKind
    tender: Tender
    """As this notice alone states it. A notice that only changes something may lack a title or lots."""
    version: str = ""
    procedure_id: str = ""
    """eForms BT-04, an OCDS ocid, TenderNed's kenmerk, or for an older TED notice the number of the notice that it follows; "" = alone."""
    published_at: datetime | None = None
    """Aware. Notices of one procedure count in this order."""
    refers_to: tuple[str, ...] = ()
    """Ids of the same procedure elsewhere, with their publisher: "ted:137599-2024"."""
    nuts: tuple[str, ...] = ()
    """Codes of the places of performance, and where there is none, of the buyer."""
    awards: tuple[Award, ...] = ()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """What one file or one page of a feed said, before anything is decided or stored."""

    file: str
    notices: tuple[Notice, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Buyer:
    """An anchor institution. `regime`: whether it must follow public procurement law: yes, no or contested."""

    name: str
    kind: str = ""
    regime: str = ""
    postcode: str = ""
    place: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplier:
    """A social enterprise, co-operative or other firm that can deliver. `is_person`: a one-person business, under privacy and AI law."""

    name: str
    external_id: str | None = None
    kvk: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    sbi: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    postcode: str = ""
    place: str = ""
    headcount: int | None = None
    max_contract_amount: float | None = None
    certificates: tuple[str, ...] = ()
    kind: str = ""
    is_person: bool = False
    email: str = ""
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class JobSeeker:
    """Somebody looking for work, known by a pseudonym. Nothing here on age, sex, origin, health or benefit, by design."""

    external_id: str
    wants: str
    skills: str = ""
    experience: str = ""
    hours_per_week: float | None = None
    postcode4: str = ""
    max_travel_km: float | None = None
    languages: tuple[str, ...] = ()
    driving_licence: bool | None = None
    consent_until: date | None = None
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Place:
    """A district of a Dutch four-digit postcode; `latitude` and `longitude` in decimal degrees (WGS 84)."""

    pc4: str
    place: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class VocabularyEntry:
    """One code of an official list (CPV, ESCO, SBI) with its names. `isco`: the ISCO-08 group of an ESCO occupation."""

    code: str
    label_nl: str = ""
    label_en: str = ""
    alternatives: tuple[str, ...] = ()
    isco: str = ""


@dataclass(frozen=True, slots=True)
class CpvSuggestion:
    """A CPV code of 8 digits that nobody gave but a lot's text suggests; `concept`: the id of the one that speaks most for it."""

    code: str
    probability: float
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature's share in a score. The contributions of a match's reasons add up to the score's log-odds.

    `code` names the feature, `params` what matched on both sides (words, concepts, codes, kilometres); rendered by `matcher.wording`.
    """

    code: str
    contribution: float
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a supplier is not enough for a lot; rendered by `matcher.wording`.

    `code`: what cost most, "work" or the feature of a penalty; `alone`: whether without that penalty it would be enough. `named`: whether the lot's
    title names a kind of work that is known, `missing`: those of them that the profile does not name (None: not looked up). `change`: the kind of
    work that would be enough as one more keyword, "" if none would.
    """

    code: str
    alone: bool = False
    named: bool = True
    missing: tuple[str, ...] | None = None
    change: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A lot and a profile that fit, with the reasons why. `part`: the profile can do only a part of the work."""

    lot_id: int
    side: Side
    profile_id: int
    score: float
    rank: int
    """1 = the best profile of its side for this lot."""
    part: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class RecognisedColumn:
    """A column of a sheet and the field it was read as ("" = not used), with up to three example values."""

    sheet: str
    letter: str
    header: str
    field: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that did not become a tender, and why: a code of `matcher.wording.PROBLEMS` (heading, category, subtotal, empty, ...)."""

    origin: Origin
    why: str


@dataclass(frozen=True, slots=True)
class TenderReading:
    """What one file or feed said, before anything is decided or stored."""

    file: str
    tenders: Sequence[Tender]
    columns: tuple[RecognisedColumn, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    buyer: str = ""
    """The buyer that the file itself names (title, logo or footer line); "" if it names none."""
    rows_seen: int = 0
