"""The shipped thesaurus: its codes exist, its terms do not contradict each other, and everyday words lead to the right concept."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from matcher.matching.concepts import WORK_FAMILY, Concept
from matcher.matching.items import JOBSEEKER, TENDER, Item, Kind
from matcher.matching.space import FeatureSpace, fit_space
from matcher.vocabulary import load_concepts

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"the official lists are not in {REFERENCE}")

CONCEPTS = load_concepts()


@pytest.fixture(scope="module")
def space() -> FeatureSpace:
    return fit_space(CONCEPTS, {})


def _codes(file: str, column: str) -> set[str]:
    with (REFERENCE / file).open(encoding="utf-8", newline="") as lines:
        return {row[column] for row in csv.DictReader(lines)}


def _atoms(space: FeatureSpace, term: str) -> frozenset[str]:
    return frozenset(space.analyzer.atoms(term))


def _strengths(space: FeatureSpace, text: str, kind: Kind) -> dict[str, float]:
    return _strengths_of_all(space, [text], kind)[0]


def _strengths_of_all(space: FeatureSpace, texts: Sequence[str], kind: Kind) -> list[dict[str, float]]:
    rows = space.project([Item((text, "", "")) for text in texts], kind).strengths
    return [{CONCEPTS[number].id: float(strength) for number, strength in zip(row.indices, row.data, strict=True)} for row in rows]


def _first(strengths: dict[str, float], *, people: bool = False) -> set[str]:
    """The strongest concepts (more than one if equally strong), of the work itself or of the people who do it."""
    family = {identifier: strength for identifier, strength in strengths.items() if identifier.startswith(WORK_FAMILY) == people}
    strongest = max(family.values(), default=0.0)
    return {identifier for identifier, strength in family.items() if strength >= strongest - 1e-6}


# --- codes and ids -----------------------------------------------------------------------------------------------------------------------------


@needs_reference
def test_it_names_only_cpv_codes_that_exist() -> None:
    official = _codes("cpv2008_nl_en.csv", "code8")
    prefixes = {code[:length] for code in official for length in range(2, 9)}
    wrong = [(concept.id, code) for concept in CONCEPTS for code in concept.cpv if code not in prefixes]
    assert wrong == []


@needs_reference
def test_it_reaches_every_cpv_group() -> None:
    groups = {code[:3] for code in _codes("cpv2008_nl_en.csv", "code8") if code[2] != "0"}
    reached = {code[:3] for concept in CONCEPTS for code in concept.cpv if len(code) >= 3}
    assert groups - reached == set()


@needs_reference
def test_it_names_only_isco_unit_groups_that_exist() -> None:
    official = {code for code in _codes("isco_groups_nl.csv", "code") if len(code) == 4}
    wrong = [(concept.id, code) for concept in CONCEPTS for code in concept.isco if code not in official]
    assert wrong == []


def test_it_has_a_parent_for_every_child() -> None:
    identifiers = {concept.id for concept in CONCEPTS}
    assert [concept.id for concept in CONCEPTS if concept.parent is not None and concept.parent not in identifiers] == []


# --- terms -------------------------------------------------------------------------------------------------------------------------------------


def test_it_has_no_term_that_consists_of_empty_words(space: FeatureSpace) -> None:
    assert [(concept.id, term) for concept in CONCEPTS for term in (*concept.nl, *concept.en) if not _atoms(space, term)] == []


def test_it_has_a_term_in_one_concept_unless_marked_ambiguous_in_each(space: FeatureSpace) -> None:
    """Read as the matcher reads them, so "ramen wassen" and "wassen van ramen" are one. People's side (work.*) shares its words with the work."""
    owners: defaultdict[frozenset[str], dict[str, bool]] = defaultdict(dict)
    for concept in CONCEPTS:
        if concept.id.startswith(WORK_FAMILY):
            continue
        for term in (*concept.nl, *concept.en):
            marked = owners[_atoms(space, term)]
            marked[concept.id] = marked.get(concept.id, True) and term in concept.ambiguous
    twins = {" ".join(sorted(atoms)): sorted(marked) for atoms, marked in owners.items() if len(marked) > 1 and not all(marked.values())}
    assert twins == {}


def test_it_marks_only_its_own_terms_ambiguous() -> None:
    assert [(concept.id, term) for concept in CONCEPTS for term in concept.ambiguous if term not in (*concept.nl, *concept.en)] == []


def test_it_has_no_near_miss_that_would_blot_out_its_own_terms(space: FeatureSpace) -> None:
    def blots(concept: Concept, near_miss: str) -> list[str]:
        atoms = _atoms(space, near_miss)
        return [term for term in (*concept.nl, *concept.en) if atoms <= _atoms(space, term)]

    assert [
        (concept.id, near_miss, blots(concept, near_miss)) for concept in CONCEPTS for near_miss in concept.near_misses if blots(concept, near_miss)
    ] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_finds_every_concept_by_its_own_label(space: FeatureSpace, language: str) -> None:
    lost = []
    found = _strengths_of_all(space, [concept.label(language) for concept in CONCEPTS], JOBSEEKER)
    for concept, strengths in zip(CONCEPTS, found, strict=True):
        if concept.id not in _first(strengths, people=concept.id.startswith(WORK_FAMILY)):
            lost.append((concept.id, concept.label(language), sorted(strengths.items(), key=lambda entry: -entry[1])[:3]))
    assert lost == []


# --- use ---------------------------------------------------------------------------------------------------------------------------------------

EVERYDAY = """
wij wassen ramen in de buurt = cleaning.windows
glasbewassing corporatiebezit = cleaning.windows
ramen lappen bij ouderen = cleaning.windows
bewassing van glas = cleaning.windows
window cleaning for offices = cleaning.windows
gevels reinigen = cleaning.facades
graffiti weghalen = cleaning.graffiti
trappenhuizen en galerijen vegen = cleaning.stairwells
kantoortje poetsen = cleaning.buildings.offices
schoonmaak van scholen = cleaning.buildings.schools
tribunes schoonmaken na de wedstrijd = cleaning.buildings.stadium
lege woning schoonmaken voor de nieuwe huurder = cleaning.voids
operatiekamers reinigen = cleaning.hospital.operating_rooms
zwerfvuil prikken = cleaning.streets.litter
ratten bestrijden = cleaning.pests.rats
de was doen voor een verpleeghuis = laundry
persoonlijke was van bewoners = laundry.personal
strijken aan huis = laundry.ironing
kleding herstellen = laundry.sewing.repair
ritsen vervangen = laundry.sewing.repair
wij naaien gordijnen en kussens = laundry.sewing.products
broodjes smeren voor vergaderingen = food.catering.lunch
hapjes voor een borrel = food.catering.events
soep en broodjes = food.catering.lunch
maaltijden rondbrengen = food.meals.on_wheels
koken voor de wijk = food.meals.neighbourhood
afwassen in een keuken = food.kitchen.dishwashing
koffie schenken in het ziekenhuis = food.canteen.coffee_corner
koffiebonen leveren = food.coffee
brood bakken = food.bakery
taarten op bestelling = food.bakery.pastry
foodtruck op een festival = food.catering.foodtruck
verse groente en fruit = food.groceries.fruit_vegetables
groepje ouderen eet samen aan de eettafel = food.meals.neighbourhood
tuintjes bijhouden = green.gardens
gras maaien in het park = green.mowing
bermen maaien = green.mowing.verges
hagen knippen = green.hedges
bomen kappen = green.trees.felling
onkruid wieden = green.weeds
bladeren blazen = green.leaves
geveltuintjes aanleggen met bewoners = green.gardens.climate
tegels eruit en plantjes erin = green.gardens.climate
bijenkasten op het dak = green.ecology.bees
moestuin met de buurt = green.urban_farming.allotments
boeketten bezorgen = green.flowers
groendaken = green.roofs
kantoorplanten verzorgen = green.indoor_plants
vuilnis ophalen = waste.collection
grofvuil ophalen bij flats = waste.collection.bulky
woning leeghalen na overlijden = waste.clearance
oude computers inzamelen = waste.recycling.ewaste
kringloopwinkel = waste.reuse
herbruikbare bekers voor festivals = waste.reuse.refill
archief laten vernietigen = waste.collection.confidential
kapotte apparaten repareren in het repaircafé = waste.repair
fietskoerier voor pakjes en post = logistics.courier.bike
post rondbrengen = logistics.post
folders rondbrengen = logistics.post.leaflets
verhuizen van kantoren = logistics.moving.office
ouderen helpen verhuizen = logistics.moving.tenants
opslag van inboedel = logistics.storage.furniture
orders picken in het magazijn = logistics.warehouse
kerstpakketten inpakken = logistics.packing
dozen vouwen = logistics.packing
montagewerk = logistics.packing.assembly
rolstoeltaxi = logistics.passengers.wheelchair
leerlingenvervoer = logistics.passengers.school
pendelbus naar het stadion = logistics.passengers.coach.shuttle
bewaakte fietsenstalling = logistics.parking.bicycles
bloedmonsters ophalen met de koerier = logistics.courier.medical
objectbeveiliging = security.objects
verkeersregelaars bij een wedstrijd = security.traffic
stewards voor thuiswedstrijden = security.stewards
cameratoezicht uitkijken = security.cameras
mobiele surveillance = security.patrol
surveillanten bij tentamens = security.invigilation
brandwacht inhuren = security.fire_watch
buurtfeest organiseren = events.neighbourhood
podium en tribune huren = events.stage
partytenten verhuren = events.tents
relatiegeschenken met een verhaal = events.gifts
springkussen huren = community.recreation.animation
metselen = building.masonry
voegwerk vernieuwen = building.masonry.pointing
dak lekt = building.roofing
dakgoten schoonmaken = building.roofing.gutters
kozijnen vervangen = building.frames
glaszetter gezocht = building.glazing
stukadoor = building.plastering
badkamer betegelen = building.tiling
keuken plaatsen = building.kitchens
asbest verwijderen = building.asbestos
circulair slopen = building.demolition.circular
klusjes in huis = building.maintenance.handyman
mutatieonderhoud van lege woningen = building.maintenance.voids
reparatieverzoeken afhandelen = building.maintenance.repairs
timmerman = building.carpentry
hekwerk plaatsen = building.metalwork.fences
lassen van trapleuningen = building.metalwork
steiger opbouwen = building.scaffolding
spouwmuurisolatie = building.insulation
schilderwerk buiten = painting.outside
muren sauzen = painting.inside
behangen = painting.wallpaper
muurschildering met jongeren = painting.murals
cv-ketel vervangen = installation.heating.boilers
warmtepomp = installation.heating.heat_pumps
zonnepanelen leggen = installation.solar
laadpalen plaatsen = installation.ev_charging
lift onderhouden = installation.lifts
riool ontstoppen = installation.drains
lekkende kraan = installation.plumbing
sloten vervangen = installation.locks
brandblussers keuren = installation.fire.extinguishing
brandmeldinstallatie = installation.fire.alarm
tochtstrips en radiatorfolie plakken = installation.energy_saving.fixers
energiecoach aan huis = installation.energy_saving.coach
openbare verlichting = infra.public_lighting
stoep herstellen = infra.paving
asfalteren = infra.roads
sneeuw ruimen en zout strooien = infra.winter_service
speeltoestellen keuren = infra.playgrounds
rioolrenovatie = infra.sewers
schoolmeubilair = furniture.school
cateringmeubilair = furniture.catering_seating
stoelen bekleden = furniture.upholstery
gordijnen ophangen = furniture.curtains
tapijt leggen = furniture.floor_textiles
plantenbakken van hout = furniture.woodworking.planters
huishoudelijke hulp = care.household
dagbesteding op de boerderij = care.daycare
eenzame ouderen bezoeken = care.buddy
mantelzorgers ontlasten = care.informal
schuldhulpmaatje = care.debt
jeugdhulp = care.youth
kapper aan huis = care.personal.hair
grafonderhoud = care.funeral.cemetery
opvang van dak- en thuislozen = care.shelter
kinderopvang = education.childcare
taalles voor nieuwkomers = education.language
inburgering = education.language.civic_integration
jobcoaching = education.reintegration
BHV-cursus = education.training.safety
rijlessen = education.driving
buurthuis beheren = community.centre
zaaltje huren = events.venue
jongerenwerk = community.youth
buurtbemiddeling = housing.mediation
huismeester in de flat = housing.caretaker
wijkschouw = housing.surveys
taxaties = housing.valuation
repetities van het koor = community.culture.music
walking football = community.sport.football
stoelyoga voor ouderen = community.sport.exercise
hoofdveld doorzaaien = sport.pitch
kaartverkoop = sport.ticketing
fanshop = sport.fanshop
skyboxen en business club = sport.hospitality
dossiers scannen = ict.scanning
laptops opknappen = ict.refurbished
website bouwen = ict.websites
helpdesk = ict.helpdesk
hulp met DigiD = ict.helpdesk.digital_help
wifi = ict.networks
ICT-beveiliging = ict.security
software voor de salarisadministratie = ict.software.hr
telefoon aannemen = office.call_centre
gastvrouw bij de ingang = office.reception
schoolconciërge = office.reception.concierge
boekhouding = office.bookkeeping
accountantscontrole = office.accountancy
loonadministratie = office.hr.payroll
uitzendkrachten = office.hr.temp_staff
juridisch advies = office.legal
brandverzekering = office.insurance.property
kantoorartikelen = office.supplies
archief ordenen = office.archives
drukwerk = communication.printing
flyers ontwerpen = communication.design
filmpjes maken = communication.photo_video
tolk Arabisch = communication.translation.interpreting
bewegwijzering = furniture.signage
T-shirts bedrukken = communication.printing.textile
auto's poetsen = vehicles.car_wash
fietsen repareren = vehicles.bicycles.repair
auto's leasen = vehicles.lease
MRI-scanner = medical.imaging.mri_ct
rolstoelen repareren = medical.aids.wheelchairs.repair
infuuspompen = medical.disposables.infusion
geneesmiddelen = medical.medicines
groene stroom = energy.electricity
schoonmaakmiddelen leveren = goods.cleaning_supplies
werkkleding = goods.clothing.workwear
stembureaus bemensen = public.elections
social return = public.social_return
litter picking around the ground = cleaning.streets.litter
catering for board meetings = food.catering
bike repair on campus = vehicles.bicycles.repair
student laundry = laundry
grounds maintenance = green.maintenance
hedge cutting = green.hedges
matchday stewards = security.stewards
minibus hire with driver = logistics.passengers.coach
language course for refugees = education.language
laptop refurbishment = ict.refurbished
legionella risk assessments = installation.legionella
void works to council housing = building.maintenance.voids
gully cleansing = infra.sewers.cleaning
onderhoud noodstroomaggregaten = installation.emergency_power
construction of a theatre = building.new_build.culture
air quality monitoring = engineering.environment.air
reablement at home after a hospital stay = care.nursing.reablement
independent advocacy for adults = care.advocacy
appropriate adult scheme = care.youth.justice
property management system = ict.software.procurement_fm
dry docking of ferries = technical_services.ships
final evaluation of the programme = office.consultancy.evaluation
extension of the car park = infra.paving
council tax bills = communication.printing.secure
scheepsreparatie = technical_services.ships
local bus service under contract = logistics.passengers.public
pleegouders werven = care.youth.foster
buurtwinkel met koffiehoek = community.shop
ride-on mowers and strimmers = goods.agriculture.mowers
fresh produce for school kitchens = food.groceries.fruit_vegetables
washroom consumables = goods.cleaning_supplies.paper
furniture packs for homeless households = furniture.living
speelgoed en puzzels = goods.toys
chloor en vlokmiddel = goods.chemicals.water_treatment
electric refuse collection vehicles = vehicles.special
continence products home delivery = medical.disposables.incontinence
afsluiters en kleppen = goods.machinery.valves
schroeven en bouten = goods.hardware.fasteners
body-worn video = goods.safety_police.police_gear
patient hoists and slings = medical.aids
"""
"""What suppliers, job-seekers and officers write = the concept that must come first."""

NEAR_MISSES = """
glaszetter gezocht = cleaning.windows
cateringmeubilair voor de kantine = food.catering
schoonmaakmiddelen leveren = cleaning
ICT-beveiliging = security
informatiebeveiliging = security
datareiniging = cleaning
auto's leasen zonder chauffeur = logistics.passengers
kastje timmeren = food.groceries.dairy
bankjes opknappen = office.banking
tunnel voor de spelers schilderen = infra.bridges
slagbomen vervangen = green.trees
kunstgras maaien = green.mowing
stamboom uitzoeken = green.trees
personeel werven via de website = ict.websites
stewards and hospitality hosts = ict.hosting
market engagement event = communication.marketing
Queens Park refurbishment = logistics.parking
office development = ict.development
van werk naar werk = building
speelplein met bomen en zand = goods.measuring
tanden poetsen = cleaning
schoon maken wij graag = food.groceries
openbare aanbesteding = infra.public_lighting
kantoorartikelen = goods
raad van toezicht = security.neighbourhood
toegangscontrolesysteem = security.access
hoogrendementsketel HR = office.hr
cleaning products = cleaning
dressing rooms repainting = medical.disposables
fans of the club = goods.machinery.hvac_equipment
mijn cv sturen = installation.heating.boilers
haren verven = painting
op maat gemaakt = furniture.mats
watergolven en knippen = green.irrigation
smalle beurs = office.banking
heart valves = installation.pumps_wells
drainage bags = infra.sewers
bridge loan = infra.bridges
nieuwbouw operatiekamers = medical.surgical
repair of cars = care
nieuwbouw basisschool = education.primary_secondary
Market Place regeneration = communication.marketing
recreation ground = community.recreation
perslucht en persleiding = food.groceries
wanted: council housing stock condition = goods.clothing
RICS valuation = food.groceries
a report detailing the findings = vehicles.car_wash
safe accommodation for victims = goods.hardware
brievenbussen legen = vehicles.buses
start-ups in the town centre = goods.electrical
needle exchange service = medical.disposables
purchase of care placements = vehicles
design of a coach house = education.coaching
terraced streets = infra.earthworks
food insecurity = food
battery powered machinery = goods.electrical
deelfietsensysteem = vehicles.bicycles
"""
"""Phrases that look like a concept = the concept that must not be found, nor any below it."""


def _table(text: str) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in line.split(" = ")) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("phrase", "concept"), _table(EVERYDAY))
def test_it_understands_everyday_words(space: FeatureSpace, phrase: str, concept: str) -> None:
    assert concept in _first(_strengths(space, phrase, TENDER))


@pytest.mark.parametrize(("phrase", "concept"), _table(NEAR_MISSES))
def test_it_is_not_misled_by_similar_words(space: FeatureSpace, phrase: str, concept: str) -> None:
    assert concept in {known.id for known in CONCEPTS}
    assert [found for found in _strengths(space, phrase, TENDER) if found == concept or found.startswith(concept + ".")] == []


@pytest.mark.parametrize(
    ("wish", "concept"),
    _table(
        """
        iets in het groen = work.vague.green
        alles met mijn handen = work.vague.hands
        iets met mensen = work.vague.people
        heftruck rijden = work.warehouse.forklift
        zelfstandig werkend kok = work.kitchen.cook
        lekker buiten werken = work.vague.outdoors
        in de zorg, maar niet 's nachts = work.vague.care
        iets met techniek = work.vague.technical
        lascertificaat MIG/MAG = work.technical.welding
        glaszetter = work.build.glazier
        tandartsassistente = work.care.dental
        hotelreceptionist = work.tourism.hotel_desk
        schooldirecteur = work.management.education
        kitchen porter = work.kitchen
        school caretaker = work.caretaking
        dental nurse = work.care.dental
        HGV class 2 = work.driver.truck
        """
    ),
)
def test_it_understands_what_a_job_seeker_wants(space: FeatureSpace, wish: str, concept: str) -> None:
    assert concept in _first(_strengths(space, wish, JOBSEEKER), people=True)
