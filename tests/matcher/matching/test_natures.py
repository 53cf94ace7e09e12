import numpy as np
import pytest

from matcher.explanations import reason_sentences
from matcher.matching.features import Context, Numbers, Population, feature_matrix
from matcher.matching.items import SUPPLIER, TENDER, Item
from matcher.matching.natures import NATURES, nature_of, natures_of
from matcher.matching.reasons import BASE, explain
from matcher.matching.recall import Pairs
from matcher.matching.scoring import Weights, score_pairs
from matcher.matching.space import fit_space
from matcher.vocabulary import load_concepts


@pytest.mark.parametrize(
    ("code", "nature"),
    [("34144900", "goods"), ("44", "goods"), ("45000000", "work"), ("48000000", "software"), ("9091", "work"), ("71400000", "advice"),
     ("80500000", "teaching"),
     ("79410000", "advice"), ("79710000", "work"), ("72212000", "advice")],
)  # fmt: skip
def test_a_code_tells_the_nature(code: str, nature: str) -> None:
    assert nature_of(code) == nature


def test_every_kind_of_work_has_one_nature_or_shares_of_several_and_kinds_of_people_none() -> None:
    concepts = load_concepts()
    sums = natures_of(concepts).sum(axis=1)
    people = np.asarray([concept.id.startswith("work.") for concept in concepts])
    assert (sums[people] == 0).all()
    assert np.isclose(sums[~people], 1.0).mean() > 0.99


TENDERS = {
    "work": "Groenonderhoud: gras maaien en hagen snoeien",
    "goods": "Grasmaaiers en heggenscharen",
    "software": "Software en licenties (SaaS)",
}
OFFERS = {
    "work": "wij maaien gras, snoeien hagen en onderhouden plantsoenen",
    "goods": "verkoop van grasmaaiers, bosmaaiers, heggenscharen en tuingereedschap",
    "software": "wij maken software en applicaties op maat, ook voor groen",
}


def test_who_sells_what_the_work_is_done_with_is_farther_from_it_than_who_does_it() -> None:
    tenders, offers = ([Item((text, "", "", "")) for text in texts.values()] for texts in (TENDERS, OFFERS))
    space = fit_space(load_concepts(), {TENDER: tenders, SUPPLIER: offers})
    lots, suppliers = (Population(space.project(items, kind), Numbers.unknown(3)) for items, kind in ((tenders, TENDER), (offers, SUPPLIER)))
    every = Pairs(np.repeat(np.arange(3, dtype=np.int32), 3), np.tile(np.arange(3, dtype=np.int32), 3))
    other = feature_matrix(Context(space, lots, suppliers, every), ("other_nature",)).reshape(3, 3)
    assert other.argmin(axis=1).tolist() == [0, 1, 2]
    assert ((other >= 0) & (other <= 1)).all()


CALLED = {
    "work": "wij maaien gras, snoeien hagen en onderhouden plantsoenen",
    "goods": "hoveniersgroothandel: alles om gras te maaien, hagen te snoeien en plantsoenen te onderhouden",
    "advice": "adviesbureau dat maaien van gras, snoeien van hagen en onderhoud van plantsoenen begeleidt",
    "teaching": "vakschool voor gras maaien, hagen snoeien en onderhoud van plantsoenen",
}


def test_a_firm_does_what_it_calls_itself() -> None:
    offers = [Item((text, "", "")) for text in CALLED.values()]
    space = fit_space(load_concepts(), {TENDER: [], SUPPLIER: offers})
    offered = space.project(offers, SUPPLIER).natures.toarray()
    assert [NATURES[most] for most in offered.argmax(axis=1)] == list(CALLED)
    asked = space.project([Item((CALLED["goods"], "", "", ""))], TENDER).natures.toarray()
    assert NATURES[asked[0].argmax()] == "work"  # a tender that tells of a firm's kind does not ask for it


@pytest.mark.parametrize(("name", "nature"), [("Van Reen Groen Advies", "advice"), ("De Maaiers", "work")])
def test_advice_is_what_a_firm_is_for_where_its_name_says_so(name: str, nature: str) -> None:
    offer = Item((name, "gras maaien, hagen snoeien en plantsoenen onderhouden, en advies daarover", ""))
    space = fit_space(load_concepts(), {TENDER: [], SUPPLIER: [offer]})
    assert NATURES[space.project([offer], SUPPLIER).natures.toarray()[0].argmax()] == nature


def test_what_says_nothing_is_of_no_nature() -> None:
    space = fit_space(load_concepts(), {TENDER: [], SUPPLIER: []})
    lots, suppliers = (Population(space.project([Item(("xyzzy", "", "", ""))], kind), Numbers.unknown(1)) for kind in (TENDER, SUPPLIER))
    pair = Pairs(np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32))
    context = Context(space, lots, suppliers, pair)
    assert feature_matrix(context, ("other_nature",)).tolist() == [[0.0]]
    scored = score_pairs(context, Weights("test", -4.0, {"other_nature": -2.0}))
    (reasons,) = explain(context, scored, np.zeros(1, dtype=np.int64))
    assert [reason.code for reason in reasons] == [BASE]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("nature", NATURES)
def test_people_read_what_was_asked_and_what_is_offered(language: str, nature: str) -> None:
    reason = {"code": "other_nature", "contribution": -1.0, "params": {"asked": nature, "offered": "work"}}
    (told,) = reason_sentences([reason], language)
    assert told.startswith(("Let op", "Mind")) and "{" not in told
    assert reason_sentences([{**reason, "contribution": -0.1}], language) == []


BOUGHT = [
    # title, CPV code, whether it is called software
    ("Beheersysteem groen en bomen", "", True),
    ("MJOB-tool vastgoedonderhoud (SaaS)", "", True),
    ("Planning groenonderhoud", "48000000", True),
    ("Groenonderhoud", "77310000", False),
    ("Onderhoud groen en bomen", "", False),
]


def test_who_buys_software_for_the_work_is_far_from_who_does_the_work_and_hires_nobody_for_it() -> None:
    tenders = [Item((title, "", "", ""), cpv=(code,) if code else ()) for title, code, _ in BOUGHT]
    space = fit_space(load_concepts(), {TENDER: tenders, SUPPLIER: [Item(("", OFFERS["work"], ""))]})
    rows = space.project(tenders, TENDER)
    software = rows.natures.toarray()[:, NATURES.index("software")]
    jobs = rows.work[:, [space.isco_node_names.index("6113")]].toarray().ravel()  # gardeners
    for (title, _, called), share, brought in zip(BOUGHT, software.tolist(), jobs.tolist(), strict=True):
        assert (share >= 0.8) is called, title
        assert (brought >= 0.2) is not called, title
