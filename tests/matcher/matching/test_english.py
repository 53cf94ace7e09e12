"""English words: the forms and spellings of one word have one stem, other words have others."""

import pytest

from matcher.matching.english import EnglishForms, english_stem


@pytest.mark.parametrize(
    ("words", "stems"),
    [
        ("cleaning cleaned cleans", 1),
        ("painting paintings paint", 1),
        ("gardening gardens", 2),  # of many an address
        ("banking banks", 2),
        ("bedding beds", 2),
        ("drill drilling drilled drills", 1),
        ("press pressing presses", 1),
        ("staff staffing", 1),
        ("install installing installed installation", 1),
        ("travelling traveling travelled travel", 1),
        ("bus buses", 1),
        ("gas gases", 1),
        ("box boxes", 1),
        ("lens lenses", 1),
        ("new news", 2),
        ("shelf shelves shelving", 2),
        ("child children", 1),
        ("collect collects collecting collection", 1),
        ("dispose disposal", 1),
        ("replaced replacement replacements", 1),
        ("translating translations", 1),
        ("transportation transport", 1),
        ("refurbished refurbishment", 2),  # goods that are sold, and work on a building
        ("development developer", 2),
        ("electrical electricity", 2),
        ("care cars", 2),
        ("cleaner cleaning", 2),
    ],
)
def test_it_knows_what_is_done_from_what_is_only_called_alike(words: str, stems: int) -> None:
    assert len({english_stem(word) for word in words.split()}) == stems


@pytest.mark.parametrize(
    "words",
    """
    tyres tires; colour color; centres center; programme programs; modernisation modernization; sterilised sterilizing; analysed analyzing
    catalogues catalog; dialogue dialog; licences license; grey gray; aluminium aluminum; kerbs curb; mould mold; theatre theaters; litres liter
    kilometre kilometers; labourers laborer; neighbourhood neighborhood; orthopaedics orthopedic; paediatric pediatric; anaesthesia anesthesia
    gynaecology gynecology; archaeological archeological; haemodialysis hemodialysis; leukaemia leukemia; jewellery jewelry; ploughs plow
    defence defense; counselling counseling; counsellor counselor; modelling modeling; sulphur sulfur; artefacts artifact; programmed programing
    """.strip()
    .replace("\n", ";")
    .split(";"),
)
def test_it_reads_british_and_american_spelling_as_one(words: str) -> None:
    assert len({english_stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "words", ["hour hor", "tour tor", "four for", "size sise", "prize prise", "store stoer", "acre acer", "retire retyre", "our or"]
)
def test_it_leaves_what_only_looks_like_another_spelling(words: str) -> None:
    assert len({english_stem(word) for word in words.split()}) == 2


@pytest.mark.parametrize(
    ("token", "has"),
    [
        ("chairs", True),
        ("hiring", True),
        ("tire", True),
        ("evaluate", True),
        ("smalle", False),  # Dutch for "narrow"
        ("neede", False),  # a place
        ("oaks", False),
    ],
)
def test_it_knows_the_forms_of_known_words(token: str, has: bool) -> None:
    assert EnglishForms("chair hire tyre evaluation small need".split()).has(token) is has
