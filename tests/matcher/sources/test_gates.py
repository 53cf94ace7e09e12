"""A pattern is tried only where a word that it needs stands. Those words must cover all of its alternatives, or it silently misses some."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.sources import texts, withdrawal, wordings
from matcher.sources.people import ASKED, BEFORE_NAMES, phrases
from matcher.sources.telling_words import telling_texts
from matcher.sources.texts import clean, has_any, masked
from matcher.sources.withdrawal import without_status
from matcher.sources.wordings import may_reserve

_ROLES = """contactpersoon;contact;opsteller;tactisch inkoper;operationeel inkoper;inkoper;inkoopadviseur;aanspreekpunt;projectleider;pl;budgethouder;
contractmanager;contracteigenaar;aanvrager;trekker;wijkbeheerder;beheerder;behandelaar;buyer;buyer contact;lead;owner;informatie bij;info bij;info;
vragen;vragen aan;vragen bij;i.o.m.;i.s.m.;via;akkoord;namens;mail;mail van;bel;vraag bij;vraag aan;navragen bij;na te vragen bij;bellen met;
afstemmen met;afgestemd met;c.p.;cp:;t.a.v.;ter attentie van;attn;ask;ask for;speak to;please call;opgesteld door;gewijzigd door;behandeld door;
aangevraagd door;ingevuld door;bijgewerkt door;overleg met"""
_TITLES = "dhr. mw. mevr. Mrs Ms Mrs. Ms. mevrouw meneer drs. ir. ing. prof. dr. mr. prof.dr. mr.drs.".split()
_WITHDRAWN = """komt te vervallen;vervallen;vervalt;ingetrokken;geannuleerd;gecanceld;afgelast;afgeblazen;gestopt;stopgezet;teruggetrokken;
doorgehaald;geschrapt;gaat niet door;gaat niet meer door;niet doorgegaan;geen doorgang;vindt geen doorgang;canceled;cancelled;withdrawn;abandoned;
terminated;aborted;discontinued;scrapped;not proceeding;no longer required;no longer needed"""
_RESERVED = """voorbehouden opdracht;art. 2.82;artikel 2:82a;sociale werkplaats;sociale werkvoorziening;SW-bedrijven;reserved contract;reserved for;
sheltered workshops;sheltered employment;beschutte werkplekken"""


def _words(table: str) -> list[str]:
    return [word.strip() for word in table.split(";")]


@pytest.mark.parametrize("form", ["{} J. Smit", "{} J. van Dam", "({} J. Smit)", "- {} J.P. Smit, Almelo", "Dak;{} J. Smit"])
@pytest.mark.parametrize("role", sorted({*_words(_ROLES), *phrases(BEFORE_NAMES), *phrases(ASKED)}))
def test_a_name_is_masked_after_every_role_wherever_it_stands(role, form):
    text = form.format(role)
    assert "[naam]" in masked(text)
    assert telling_texts([text])["person"]


@pytest.mark.parametrize("title", _TITLES)
def test_a_name_is_masked_after_every_title(title):
    assert "[naam]" in masked(f"Dak ({title} J. Smit)")
    assert telling_texts([f"Dak ({title} J. Smit)"])["person"]


@pytest.mark.parametrize("at", ["@", "(at)", "[at]", " (at) ", "( at )", "[ AT ]", "(apenstaartje)"])
def test_a_mail_address_is_masked_however_it_is_written(at):
    assert masked(f"Dak: zie info.dak{at}voorbeeld.nl") == "Dak: zie [e-mail]"


@pytest.mark.parametrize("word", sorted({*_words(_WITHDRAWN), *withdrawal.WORDS}))
def test_every_word_that_withdraws_is_taken_off_a_title(word):
    assert without_status(f"Sloop loods ({word})")[0] == "Sloop loods"
    assert without_status(f"{word.upper()}: Sloop loods")[0] == "Sloop loods"


@pytest.mark.parametrize("words", _words(_RESERVED))
def test_every_word_that_reserves_is_noticed(words):
    assert wordings.reserved_in(f"Groenonderhoud: {words}.")[0] == "participation"


_IDENTIFYING = [texts._MAIL, texts._PHONE, texts._EXTENSION, texts._NAMED, texts._ADDRESSED, texts._ALONE, texts._BRACKETED, texts._BEHIND_TITLE]
_WITHDRAWING = [
    withdrawal._PREFIX,
    withdrawal._SHOUTED_FIRST,
    withdrawal._SUFFIX,
    withdrawal._SHOUTED_LAST,
    withdrawal._BEGINS,
    withdrawal._ENDS,
    withdrawal._SHOUTED_WITHIN,
]
_STATING = [*_WITHDRAWING, wordings._SAYS_AWARDED]


def _tells(kind, pattern):
    """Cells are cleaned before their words are looked at."""
    return lambda text: clean(text) in telling_texts(["Dak 5", clean(text)])[kind] or not pattern.search(clean(text))


_GATES = [
    *((pattern, _tells("person", pattern)) for pattern in _IDENTIFYING),
    *((pattern, _tells("status", pattern)) for pattern in _STATING),
    (wordings._RESERVED, _tells("reservation", wordings._RESERVED)),
    *((pattern, wordings.labels_a_sum) for pattern in (wordings._TOTAL, wordings._SURELY_TOTAL)),
    (texts._ADDRESSED, lambda text: not texts._TITLES.isdisjoint(texts._words(text))),
    (texts._EXTENSION, lambda text: not texts._IN_EXTENSION.isdisjoint(texts._words(text))),
    (texts._NAMED, lambda text: texts._names_after_role(text, texts._words(text))),
    *((pattern, lambda text: not text[1:].islower()) for pattern in (texts._NAMED, texts._ADDRESSED)),
    *((pattern, lambda text: texts._may_name(texts._words(text), text)) for pattern in (texts._NAMED, texts._ADDRESSED)),
    *((pattern, lambda text: has_any(withdrawal.STEMS, text.lower())) for pattern in _WITHDRAWING),
    (wordings._RESERVED, may_reserve),
]


@pytest.mark.parametrize(("pattern", "gate"), _GATES, ids=range(len(_GATES)))
def test_what_a_pattern_finds_passes_the_gate_before_it(pattern, gate):
    @settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern, alphabet=st.characters(max_codepoint=255)))
    def check(text):
        assert gate(text) or not pattern.search(text)

    check()
