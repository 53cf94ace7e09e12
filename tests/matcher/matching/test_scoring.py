import numpy as np
import pytest

from matcher.explanations import reason_sentences
from matcher.matching.concepts import LENDING, WORK_FAMILY, Concept
from matcher.matching.features import FEATURES, Context, Numbers, Population, feature_matrix, pair_kilometres
from matcher.matching.items import JOBSEEKER, SUPPLIER, TENDER, Item
from matcher.matching.reasons import BASE, explain
from matcher.matching.recall import TEXT_FEATURES, Pairs, candidates, recall_matrix
from matcher.matching.scoring import JOBSEEKER_FEATURES, SUPPLIER_FEATURES, Weights, is_part, ranks, score_pairs
from matcher.matching.space import FeatureSpace, fit_and_project
from matcher.model import Reason
from matcher.vocabulary import load_concepts
from tests.matcher.matching.conftest import CONCEPTS, LOTS, PEOPLE, SUPPLIERS

EVEN = dict.fromkeys(TEXT_FEATURES, 1.0)
WEIGHTS = Weights(
    "test", -4.0, {name: (-1.0 if name in {"distance", "too_far", "too_large", "size", "other_nature"} else 3.0) for name in SUPPLIER_FEATURES}
)


def numbers(count: int, **known: list[float]) -> Numbers:
    result = Numbers.unknown(count)
    for name, values in known.items():
        getattr(result, name)[:] = values
    return result


@pytest.fixture
def context(space: FeatureSpace) -> Context:
    lots = Population(space.project(LOTS, TENDER), numbers(4, amount=[100_000, 20_000, 2e6, 100_000], latitude=[52.2] * 4, longitude=[6.9] * 4))
    suppliers = Population(
        space.project(SUPPLIERS, SUPPLIER),
        numbers(3, amount=[10_000, 50_000, np.nan], latitude=[52.2, 52.3, np.nan], longitude=[6.9, 6.9, np.nan], social=[1, 0, 0]),
    )
    pairs = candidates(recall_matrix(lots.rows, EVEN, asks=True), recall_matrix(suppliers.rows, EVEN, asks=False), 10, 10)
    return Context(space, lots, suppliers, pairs)


def test_it_ranks_who_does_the_work_first_and_finds_nobody_for_a_scanner(context: Context) -> None:
    scored = score_pairs(context, WEIGHTS)
    best = {}
    for lot, profile, score in zip(scored.pairs.lot, scored.pairs.profile, scored.score, strict=True):
        if score > best.get(int(lot), (0.3, -1))[0]:
            best[int(lot)] = (score, int(profile))
    assert {lot: profile for lot, (_, profile) in best.items()} == {0: 0, 1: 1}


def test_the_contributions_add_up_to_the_log_odds(context: Context) -> None:
    scored = score_pairs(context, WEIGHTS)
    selected = np.arange(len(scored.pairs))
    for reasons, score in zip(explain(context, scored, selected), scored.score, strict=True):
        assert sum(reason.contribution for reason in reasons) == pytest.approx(np.log(score / (1 - score)), abs=1e-9)
        assert reasons[-1].code == BASE


def test_reasons_name_what_matched_on_both_sides(context: Context) -> None:
    scored = score_pairs(context, WEIGHTS)
    place = int(np.flatnonzero((scored.pairs.lot == 0) & (scored.pairs.profile == 0))[0])
    (reasons,) = explain(context, scored, np.asarray([place]))
    told = {reason.code: reason.params for reason in reasons}
    assert told["concepts"]["concepts"][0][:3] == ["cleaning.windows", "glasbewassing", "ramen wassen"]
    assert "wassen" in {word for word, _ in told["words"]["words"]}
    assert told["distance"]["km"] == 0.0
    assert told["too_large"] == {"asked": 100_000.0, "carried": 10_000.0}
    assert sum(share for _, share in told["words"]["words"]) == pytest.approx(1.0, abs=0.01)


SHOWN = [
    # asked, offered, the kind of work told first
    ("Taaltraining Nederlands op de werkvloer", "taalles en NT2 voor nieuwkomers", ["education.language", "taaltraining", "taalles"]),
    ("Glasbewassing portieken", "schoonmaakbedrijf, ook trappenhuizen", ["cleaning", "glasbewassing", "schoonmaakbedrijf"]),
    ("Glasbewassing portieken", "glazenwasser, ook gevelreiniging", ["cleaning.windows", "glasbewassing", "glazenwasser"]),
]


@pytest.mark.parametrize(("asked", "offered", "first"), SHOWN)
def test_the_kind_of_work_told_first_is_one_that_both_sides_name(asked: str, offered: str, first: list[str]) -> None:
    told = next(reason.params["concepts"] for reason in _reasons(asked, offered) if reason.code == "concepts")
    assert next(concept[:3] for concept in told if not concept[0].startswith(WORK_FAMILY)) == first


NAMED = [("kantoren schoonmaken", "wij maken kantoren schoon", True), ("kantoren schoonmaken", "wij wassen ramen", False)]


@pytest.mark.parametrize(("asked", "offered", "all_of_it"), NAMED)
def test_that_all_is_named_is_told_of_what_is_named_not_of_what_is_akin(asked: str, offered: str, all_of_it: bool) -> None:
    share = next(reason.params["share"] for reason in _reasons(asked, offered) if reason.code == "coverage")
    assert (share >= 0.9) is all_of_it


SAID = [
    ("Glasbewassing portieken", "wij wassen ramen", "Doet dit werk: glasbewassing"),
    ("Glasbewassing portieken", "schoonmaakbedrijf", "Doet dit werk: schoonmaak"),
    ("Schoonmaak", "wij wassen ramen", "Doet dit werk: schoonmaak"),
    ("Schoonmaak scholen", "schoonmaak gemeentehuis", "Doet dit werk: gebouwenschoonmaak"),
    ("Vervangen hang- en sluitwerk", "loodgieter", "Verwant: technische installaties"),
]


@pytest.mark.parametrize(("asked", "offered", "told"), SAID)
def test_who_does_something_else_of_its_kind_is_not_said_to_do_the_work(asked: str, offered: str, told: str) -> None:
    stored = [{"code": reason.code, "contribution": reason.contribution, "params": reason.params} for reason in _reasons(asked, offered)]
    assert reason_sentences([reason for reason in stored if reason["code"] == "concepts"], "nl")[0].startswith(told)


def _reasons(asked: str, offered: str) -> tuple[Reason, ...]:
    """Of one tender and one supplier."""
    space, rows = fit_and_project(load_concepts(), {TENDER: [Item((asked, "", ""))], SUPPLIER: [Item(("", offered, ""))]})
    one = Pairs(np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32))
    context = Context(space, Population(rows[TENDER], Numbers.unknown(1)), Population(rows[SUPPLIER], Numbers.unknown(1)), one)
    (reasons,) = explain(context, score_pairs(context, WEIGHTS), np.zeros(1, dtype=np.int64))
    return reasons


def test_a_word_is_told_as_it_is_written_out() -> None:
    space, _ = fit_and_project(load_concepts(), {TENDER: [Item(("Beheer cplx 12", "", ""))], SUPPLIER: [Item(("", "beheer van complexen", ""))]})
    forms = set(space.surface_forms().values())
    assert "complex" in forms
    assert "cplx" not in forms


def test_who_does_much_else_covers_the_work_no_less(space: FeatureSpace) -> None:
    lots = Population(space.project([Item(("Glasbewassing", "", "", "")), Item(("MRI-scanner", "", "", ""))], TENDER), Numbers.unknown(2))
    offers = ("ramen wassen", "ramen wassen, catering, post bezorgen, fietsen repareren, tuinen onderhouden en verhuizen", "schoonmaak", "catering")
    suppliers = Population(space.project([Item(("", offer, "")) for offer in offers], SUPPLIER), Numbers.unknown(4))
    every = Pairs(np.repeat(np.arange(2, dtype=np.int32), 4), np.tile(np.arange(4, dtype=np.int32), 2))
    windows, scanner = feature_matrix(Context(space, lots, suppliers, every), ("coverage",)).reshape(2, 4)
    assert windows[1] > windows[0] > windows[2] > windows[3] == 0.0  # who cleans may well wash windows
    assert scanner.tolist() == [0.0] * 4


def test_who_does_what_is_told_in_the_same_words_covers_a_part() -> None:
    gardens = (
        Concept("green.gardens", ("tuinonderhoud", "tuinen opknappen"), cpv=("77311000",)),
        Concept("housing.gardens", ("tuinen van lege woningen opknappen", "tuinonderhoud lege woningen"), cpv=("77314000",)),
        Concept("housing.keys", ("sleutels van lege woningen",), cpv=("98395000",)),
        Concept("green", ("groen",)),
        Concept("housing", ("wonen",)),
    )
    asked = Item(("Tuinen van lege woningen opknappen", "", "", ""))
    offers = [Item(("", offer, "")) for offer in ("tuinonderhoud", "sleutels van lege woningen", "groen")]
    space, rows = fit_and_project((*CONCEPTS[:2], *gardens), {TENDER: [asked], SUPPLIER: offers})
    every = Pairs(np.zeros(3, dtype=np.int32), np.arange(3, dtype=np.int32))
    context = Context(space, Population(rows[TENDER], Numbers.unknown(1)), Population(rows[SUPPLIER], Numbers.unknown(3)), every)
    gardener, keys, green = feature_matrix(context, ("coverage",)).ravel()
    assert 1.0 > gardener > keys > green == 0.0


def test_who_lends_people_has_hands_for_what_asks_no_schooling() -> None:
    lending = Concept(LENDING, ("detachering", "uitzendbureau"), cpv=("7962",), isco=("3333",))
    family = (Concept("office", ("kantoor",)), Concept("office.hr", ("personeelszaken",)), lending)
    items = {
        TENDER: [Item((title, "", "", "")) for title in ("Glasbewassing", "Catering", "Inkoop meubilair", "Advies")],
        SUPPLIER: [Item(("", offer, "")) for offer in ("detachering", "ramen wassen")],
    }
    lent, rows = fit_and_project((*CONCEPTS, *family), items)
    every = Pairs(np.repeat(np.arange(4, dtype=np.int32), 2), np.tile(np.arange(2, dtype=np.int32), 4))
    lots, suppliers = Population(rows[TENDER], Numbers.unknown(4)), Population(rows[SUPPLIER], Numbers.unknown(2))
    lends, does = feature_matrix(Context(lent, lots, suppliers, every), ("hands",)).reshape(4, 2).T
    assert lends[0] > lends[1] > lends[2] == lends[3] == 0.0  # all of it, half of it; goods, and nothing that is known
    assert does.tolist() == [0.0] * 4  # does the work, lends nobody


@pytest.mark.parametrize(("amount", "powers"), [(np.nan, 0.0), (0.0, -2.0), (10_000, -1.0), (100_000, 0.0), (5e9, 2.0)])
def test_a_contract_is_large_or_small_beside_an_ordinary_one(space: FeatureSpace, amount: float, powers: float) -> None:
    lots = Population(space.project(LOTS[:1], TENDER), numbers(1, amount=[amount]))
    suppliers = Population(space.project(SUPPLIERS[:1], SUPPLIER), Numbers.unknown(1))
    one = Pairs(np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32))
    assert feature_matrix(Context(space, lots, suppliers, one), ("size",)).ravel() == pytest.approx([powers])


def test_unknown_places_and_sizes_count_for_nothing(space: FeatureSpace) -> None:
    lots = Population(space.project(LOTS[:1], TENDER), Numbers.unknown(1))
    suppliers = Population(space.project(SUPPLIERS[:1], SUPPLIER), Numbers.unknown(1))
    one = Pairs(np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32))
    values = feature_matrix(Context(space, lots, suppliers, one), ("distance", "too_far", "too_large", "size", "social"))
    assert values.tolist() == [[0.0, 0.0, 0.0, 0.0, 0.0]]


def test_distance_is_the_great_circle(space: FeatureSpace) -> None:
    lots = Population(space.project(LOTS[:1], TENDER), numbers(1, latitude=[52.2215], longitude=[6.8937]))  # Enschede
    suppliers = Population(space.project(SUPPLIERS[:1], SUPPLIER), numbers(1, latitude=[52.3792], longitude=[4.9003]))  # Amsterdam
    one = Pairs(np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32))
    assert pair_kilometres(Context(space, lots, suppliers, one))[0] == pytest.approx(136.7, abs=1.0)


def test_distance_and_size_never_drop_anybody(context: Context) -> None:
    far = numbers(3, amount=[1, 1, 1], latitude=[0, 0, 0], longitude=[0, 0, 0])
    moved = Context(context.space, context.lot_population, Population(context.profiles, far), context.pairs)
    assert len(score_pairs(moved, WEIGHTS).score) == len(context.pairs)
    assert (score_pairs(moved, WEIGHTS).score > 0).all()


def test_every_feature_is_a_finite_column(context: Context) -> None:
    values = feature_matrix(context, tuple(FEATURES))
    assert values.shape == (len(context.pairs), len(FEATURES))
    assert np.isfinite(values).all()


def test_a_supplier_that_can_carry_less_than_half_is_shown_as_a_part(context: Context) -> None:
    scored = score_pairs(context, WEIGHTS)
    part = {
        (int(lot), int(profile)): bool(value)
        for lot, profile, value in zip(scored.pairs.lot, scored.pairs.profile, is_part(context, scored.pairs), strict=True)
    }
    assert part[0, 0] is True
    assert part[1, 1] is False


def test_job_seekers_are_found_through_the_work_that_a_tender_brings(space: FeatureSpace) -> None:
    lots = Population(space.project(LOTS, TENDER), Numbers.unknown(len(LOTS)))
    people = Population(space.project(PEOPLE, JOBSEEKER), Numbers.unknown(len(PEOPLE)))
    pairs = candidates(recall_matrix(lots.rows, EVEN, asks=True), recall_matrix(people.rows, EVEN, asks=False), 10, 10)
    weights = Weights("test", -3.0, dict.fromkeys(JOBSEEKER_FEATURES, 1.0))
    scored = score_pairs(Context(space, lots, people, pairs), weights)
    score = {(int(lot), int(person)): float(value) for lot, person, value in zip(scored.pairs.lot, scored.pairs.profile, scored.score, strict=True)}
    assert score[1, 0] > score[1, 1] > score.get((2, 1), 0.0)  # the gardener, then the vague wish, never the scanner


@pytest.mark.parametrize(
    ("lots", "scores", "expected"),
    [([], [], []), ([0, 0, 1], [0.1, 0.9, 0.5], [2, 1, 1]), ([0, 0, 0], [0.5, 0.5, 0.6], [2, 3, 1])],
)
def test_ranks_start_at_one_in_every_lot(lots: list[int], scores: list[float], expected: list[int]) -> None:
    assert ranks(np.asarray(lots, dtype=np.int32), np.asarray(scores)).tolist() == expected


def test_nothing_to_match_gives_nothing(space: FeatureSpace) -> None:
    empty = space.project([], SUPPLIER)
    lots = space.project(LOTS, TENDER)
    assert len(candidates(recall_matrix(lots, EVEN, asks=True), recall_matrix(empty, EVEN, asks=False), 10, 10)) == 0
    wordless = space.project([Item(("", "", ""))], SUPPLIER)
    assert len(candidates(recall_matrix(lots, EVEN, asks=True), recall_matrix(wordless, EVEN, asks=False), 10, 10)) == 0


def test_overriding_weights_leaves_the_given_ones_alone() -> None:
    changed = WEIGHTS.overridden({"words": 9.0})
    assert (changed.weights["words"], WEIGHTS.weights["words"]) == (9.0, 3.0)
    assert changed.version != WEIGHTS.version


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("asked", "carried"), [(0.0, 50_000.0), (50_000.0, 0.0), (0.0, 0.0)])
def test_an_amount_of_nothing_is_no_trouble(context: Context, asked: float, carried: float) -> None:
    lots, suppliers = numbers(4, amount=[asked] * 4), numbers(3, amount=[carried] * 3, reach_km=[0.0] * 3)
    poor = Context(context.space, Population(context.lots, lots), Population(context.profiles, suppliers), context.pairs)
    scored = score_pairs(poor, WEIGHTS)
    assert np.isfinite(scored.score).all()
    assert np.isfinite(feature_matrix(poor, tuple(FEATURES))).all()
    assert is_part(poor, scored.pairs).all() or asked == 0.0
