"""Which notices of a feed are wanted: by buyer, region and kind of work."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.model import Notice
from matcher.sources.texts import folded

_LEGAL_WORDS = frozenset("stichting vereniging cooperatie b v n bv nv u a ua".split())


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What a source is asked for; what stands in one tuple are alternatives, an empty one asks for everything.

    `buyers`: names, of which all words must stand in the buyer's ("Gemeente Almelo" takes "GEMEENTE ALMELO, afdeling Inkoop"). `nuts`: regions, each
    with all that lies in it ("NL21" takes "NL213"). `cpv`: CPV codes with or without check digit, or their beginnings; each stands for its
    branch ("9091" and "90910000-9" both take 90911300).

    What a notice leaves out cannot be checked: portals often leave out the region. It then counts as right only where a buyer was asked for by name.
    """

    buyers: tuple[str, ...] = ()
    nuts: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()

    def keeps(self, notice: Notice) -> bool:
        """Say whether a notice is wanted."""
        codes = {code for lot in notice.tender.lots for code in lot.cpv}
        return self.keeps_buyer(notice.tender.buyer) and self.keeps_nuts(notice.nuts) and self.keeps_cpv(codes)

    def keeps_buyer(self, *names: str) -> bool:
        """Say whether a buyer is wanted that is known by these names."""
        return not self.buyers or any(_words(wanted) <= set(folded(name).split()) for wanted in self.buyers for name in names)

    def keeps_nuts(self, codes: tuple[str, ...]) -> bool:
        """Say whether one of these regions lies in a wanted one."""
        wanted = tuple(region.strip().upper() for region in self.nuts)
        return not wanted or (any(code.strip().upper().startswith(wanted) for code in codes) if codes else bool(self.buyers))

    def keeps_cpv(self, codes: set[str]) -> bool:
        """Say whether one of these codes (8 digits) lies in a wanted branch."""
        wanted = tuple(cpv_branch(code) for code in self.cpv)
        return not wanted or (any(code.startswith(wanted) for code in codes) if codes else bool(self.buyers))


def cpv_branch(code: str) -> str:
    """The digits that all codes under this one begin with: the zeros at the end of a whole code say that it is not divided further.

    >>> cpv_branch("90910000-9"), cpv_branch("30000000"), cpv_branch("9091"), cpv_branch("4500")
    ('9091', '30', '9091', '4500')
    """
    digits = re.sub(r"\D", "", code.partition("-")[0])
    return digits[:2] + digits[2:].rstrip("0") if len(digits) == 8 else digits


def _words(name: str) -> set[str]:
    words = set(folded(name).split())
    return (words - _LEGAL_WORDS) or words
