import pytest

from matcher.matching.compounds import Splitter, stem_support
from matcher.matching.english import EnglishForms
from matcher.matching.separable import SeparableVerbs
from matcher.matching.space import FeatureSpace
from matcher.matching.spelling import Spelling
from matcher.matching.stems import dutch_stemmer
from matcher.matching.text import Analyzer, fold, plain_tokens, tokenise

STEM = dutch_stemmer()


@pytest.mark.parametrize(
    "forms",
    [
        "schoonmaak schoonmaken",
        "raam ramen",
        "kozijn kozijnen",
        "reiniging reinigen",
        "verhuizen verhuizing",
        "paneel panelen",
        "dak daken",
        "tuin tuinen tuintje tuintjes",
        "plant plantje plantjes",
        "lamp lampje lampjes",
        "raam raampje",
        "fiets fietsen",
        "verf verven",
        "brood broodje broodjes",
        "was wassen",
        "wagen wagens",
        "keuken keukens",
        "kaas kazen",
        "leeg legen lege",
        "maatje maatjes",
        "installatie installaties",
        "industrie industrieen",
        "machine machines",
        "bureau bureaus",
        "huis huizen",
        "bewassing bewassen",
        "fotograaf fotografe fotografie fotografisch",
        "psycholoog psychologen psychologie psychologisch",
        "fysiotherapeut fysiotherapie",
        "psychiater psychiatrie",
    ],
)
def test_it_gives_the_forms_of_a_word_one_stem(forms: str) -> None:
    assert len({STEM(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "graf grafisch",
        "log logisch",
        "raam room",
        "kok koek",
        "gevel vel",
        "lift lijf",
        "schilder schild",
        "tuin tuig",
        "laken lak",
        "molen mol",
        "kaas kas",
        "zaken zakken",
        "legen leggen",
        "maatje maat",
    ],
)
def test_it_keeps_different_words_apart(words: str) -> None:
    assert len({STEM(word) for word in words.split()}) == 2


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Café ÜBER", ["cafe", "uber"]),
        ("auto's en foto’s", ["autos", "en", "fotos"]),
        ("zie https://example.org/x?a=b nu", ["zie", "nu"]),
        ("schilderwerk. Daarna niets", ["schilderwerk", ".", "daarna", "niets"]),
        ("2027-2030, 1.250.000", []),
        ("regel een\\r \\nregel twee", ["regel", "een", "regel", "twee"]),
        ("", []),
        ("\x00\ufeff", []),
    ],
)
def test_it_takes_words_out_of_untidy_text(text: str, tokens: list[str]) -> None:
    assert plain_tokens(text) == tokens


def test_it_writes_out_abbreviations_where_their_case_says_so() -> None:
    assert "onderhoud" in plain_tokens("Schilderwerk GO 2027")
    assert plain_tokens("let's go") == ["lets", "go"]
    assert "operatiekamer" in plain_tokens("Schoonmaak OK")
    assert plain_tokens("ok dan") == ["ok", "dan"]


def test_it_writes_out_what_a_hyphen_leaves_out(space: FeatureSpace) -> None:
    assert space.analyzer.expand("glas- en gevelbewassing")[:2] == ["glasbewassing", "gevelbewassing"]


def test_it_folds_without_losing_letters() -> None:
    assert fold("Ĳsselmeer Ëén ﬁets") == "ijsselmeer een fiets"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("schilderwrk", "schilderwerk"),
        ("beveilging", "beveiliging"),
        ("glasbewassink", "glasbewassing"),
        ("glasbewasing", "glasbewasing"),  # has the same stem already
        ("schilderwerken", "schilderwerken"),  # an inflection is no mistake
        ("fietsen", "fietsen"),
        ("catring", "catering"),  # a dropped letter
        ("gezichten", "gezichten"),  # an ordinary word, and no "gedichten" with a slip
        ("wierden", "wierden"),  # a place, and no "wieden" with a letter too many
        ("qqqqqqqq", "qqqqqqqq"),
    ],
)
def test_it_reads_a_misspelt_word_as_the_word_that_was_meant(written: str, meant: str) -> None:
    assert Spelling(["schilderwerk", "beveiliging", "glasbewassing", "fiets", "catering", "wieden", "gedichten"], STEM).correct(written) == meant


def test_it_takes_short_words_for_misspelt_only_where_letters_are_swapped_in_a_usual_word() -> None:
    spelling = Spelling([*["zorg", "fruit", "boren"] * 5, "stoel"], STEM)
    assert [spelling.correct(word) for word in ("zrog", "fruti", "stole", "borne", "zork")] == ["zorg", "fruit", "stole", "borne", "zork"]


def test_words_cut_off_and_separated_verbs_are_made_whole_in_whatever_case() -> None:
    words = ["bewegwijzering", "ophalen"]
    analyzer = Analyzer(Splitter(STEM, stem_support(words, STEM)), frozenset(), EnglishForms(()), Spelling(words, STEM), SeparableVerbs(words))
    assert analyzer.expand("BEWEGWIJZ. buiten; Wij HALEN het OP.") == ["bewegwijzering", "buiten", ";", "wij", "ophalen", "het", "."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Onder één dak: groen, schoonmaak en post", [",", ":", "groen", ",", "schoonmaak", "en", "post"]),
        ("dat gaat van een leien dakje", ["dat", "gaat", ","]),
        ("it was a piece of cake", ["it", "was", "a", ","]),
        ("onder een dakpan", ["onder", "een", "dakpan"]),
        ("wij leggen daken", ["wij", "leggen", "daken"]),
    ],
)
def test_figures_of_speech_name_no_work(space: FeatureSpace, text: str, said: list[str]) -> None:
    assert space.analyzer.expand(text) == said


def test_many_texts_are_taken_apart_as_each_alone(space: FeatureSpace) -> None:
    analyzer = space.analyzer
    texts = ["Rep. & onderhoud: 5 < 6", "", "> 4 liften", "a\x00b. c\x00", "glas- en gevelbewassing", "Étage?", " ", "GO. let's"]
    documents = [(texts[place % 8], texts[place * 3 % 8]) for place in range(1500)]
    tokens = tokenise(documents, analyzer)
    read = [[tokens.distinct[number] for number in tokens.token[tokens.text == text]] for text in range(2 * len(documents))]
    assert read == [analyzer.expand(text) for document in documents for text in document]


def test_a_word_of_thousands_of_letters_is_taken_apart(space: FeatureSpace) -> None:
    """To try every compound that it may be would take minutes."""
    for text in ("schoonmaak" * 2000, "glas- en " + "reiniging" * 2000, "schoonmaak" * 2000 + ". van"):
        assert max(map(len, space.analyzer.expand(text))) <= 100
        assert space.analyzer.atoms(text)
