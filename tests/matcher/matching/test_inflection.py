import pytest

from matcher.matching.stems import dutch_stemmer

WORDS = (
    "snoeien rijden koken verzorgen schoonmaken sluiten afsluiten begeleider kapper directeur bestuurder leraar machine repareren keuren woning "
    "luiden zonnen meester venster bellen"
).split()
STEM = dutch_stemmer(WORDS)


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("gesnoeide", "snoeien"),
        ("gereden", "rijden"),
        ("gekookt", "koken"),
        ("verzorgde", "verzorgen"),
        ("schoongemaakt", "schoonmaken"),
        ("afgesloten", "afsluiten"),
        ("begeleidsters", "begeleider"),
        ("kapster", "kapper"),
        ("bestuurster", "bestuurder"),
        ("directrice", "directeur"),
        ("lerares", "leraar"),
        ("machines", "machine"),
        ("reparatie", "repareren"),
        ("keuringen", "keuren"),
    ],
)
def test_it_reads_a_form_as_the_known_word_that_it_belongs_to(form: str, word: str) -> None:
    assert STEM(form) == STEM(word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("geluid", "luiden"),
        ("beeld", "bellen"),
        ("venster", "ven"),
        ("woning", "wonen"),
        ("gekapt", "kappen"),  # not among the words
    ],
)
def test_it_leaves_a_word_alone_that_is_no_form_of_a_known_one(word: str, other: str) -> None:
    assert STEM(word) == dutch_stemmer()(word) != STEM(other)
