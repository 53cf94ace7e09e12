"""Words that a dot cuts off."""

from __future__ import annotations

import pytest

from matcher.matching.compounds import Splitter, stem_support
from matcher.matching.cut_off_words import CutOffWords
from matcher.matching.spelling import Spelling
from matcher.matching.stems import dutch_stemmer
from matcher.matching.text import fold

STEM = dutch_stemmer()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Bewegwijz. nieuwbouw", "bewegwijzering nieuwbouw"),
        ("keuring (bewegwijz.)", "keuring (bewegwijzering)"),
        ("uitzendkr.", "uitzendkracht"),
        ("beveil.", "beveiliging"),
        ("bewegwijzeri. nieuwbouw", "bewegwijzeri. nieuwbouw"),  # one cuts off before a vowel, not behind it
        ("verpl. bed", "verpl. bed"),  # which of two words it is nobody can tell
        ("het was donker en koud, en er was nergens iets te zien of te horen van beveil.", None),  # as far as one sees, a sentence
        ("zie werk.", "zie werk."),  # a sentence may end in a whole word
        ("wat werkt.", "wat werkt."),
        ("onderhoudsbedr.nl", "onderhoudsbedr.nl"),
    ],
)
def test_it_reads_a_word_that_a_dot_cuts_off_as_the_one_word_that_it_begins(text: str, read: str | None) -> None:
    words = "bewegwijzering uitzendkracht beveiliging beveiliging beveiliger verplaatsing verpleging werk werktuigkundige onderhoudsbedrijf".split()
    assert fold(CutOffWords(Spelling(words, STEM), Splitter(STEM, stem_support(words, STEM)), frozenset()).completed(text)) == (
        text if read is None else read
    )


def test_a_word_of_another_language_is_whole() -> None:
    words = ["kantinebeheer"]
    splitter = Splitter(STEM, stem_support(words, STEM))
    assert CutOffWords(Spelling(words, STEM), splitter, frozenset()).completed("kantin. klein") == "kantinebeheer klein"
    assert CutOffWords(Spelling(words, STEM), splitter, frozenset({"kantin"})).completed("kantin. klein") == "kantin. klein"
