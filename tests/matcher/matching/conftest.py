import pytest

from matcher.matching.concepts import Concept
from matcher.matching.items import JOBSEEKER, SUPPLIER, TENDER, Item
from matcher.matching.space import FeatureSpace, fit_space

CONCEPTS = (
    Concept("cleaning", ("schoonmaak", "schoonmaken", "poetsen"), ("cleaning",),
            cpv=("9091",), sbi=("8121",), isco=("9112",), near_misses=("schoonmaakmiddelen",)),
    Concept("cleaning.windows", ("glasbewassing", "raambewassing", "gevelbewassing", "ramen wassen", "glazenwasser"), ("window cleaning",),
            cpv=("90911300",), sbi=("8122",), isco=("9123",)),
    Concept("green", ("groenonderhoud", "hovenier", "plantsoen"), ("grounds maintenance",), cpv=("7731",), isco=("6113", "9214")),
    Concept("green.mowing", ("gras maaien",), ("grass cutting",), cpv=("77314100",), isco=("9214",)),
    Concept("furniture", ("meubilair", "cateringmeubilair"), ("furniture",), cpv=("39",)),
    Concept("food.catering", ("catering", "broodjes smeren"), ("catering",), cpv=("555",), isco=("5120", "9412")),
    Concept("food", ("eten en drinken",), ("food",)),
    Concept("work.gardener", ("tuinman", "in het groen werken"), ("gardener",), isco=("6113", "9214")),
    Concept("work.vague.hands", ("met mijn handen",), ("work with my hands",), isco=("9214", "9112")),
)  # fmt: skip

LOTS = [
    Item(("Glasbewassing corporatiebezit 2027-2030", "Wassen van ramen en kozijnen van 40 complexen.", ""), cpv=("90911300",)),
    Item(("Groenonderhoud terrein", "Maaien van gras, snoeien van hagen.", "Facilitair")),
    Item(("MRI-scanner 3 Tesla", "", "Medisch"), cpv=("33111610",)),
    Item(("Cateringmeubilair restaurant", "", "")),
]
SUPPLIERS = [
    Item(("De Heldere Blik", "Wij wassen al jaren uw ramen in de buurt", "")),
    Item(("Tuinploeg West", "gras maaien en plantsoen bijhouden", "")),
    Item(("Broodje Mee", "wij smeren broodjes en doen catering", "")),
]
PEOPLE = [Item(("in het groen werken", "snoeien", "")), Item(("iets met mijn handen", "", ""))]


@pytest.fixture(scope="session")
def space() -> FeatureSpace:
    return fit_space(CONCEPTS, {TENDER: LOTS, SUPPLIER: SUPPLIERS, JOBSEEKER: PEOPLE})
