"""Splitting Dutch compounds into parts that are words themselves.

After Koehn & Knight, "Empirical Methods for Compound Splitting" (EACL 2003): of all divisions into known words, joined by nothing or by a linking
element, take the one with the highest geometric mean of the parts' support. Support is counted over stems, so that "kozijn" is known from
"kozijnen", and includes how many known words a part begins or ends. Unlike there, a compound is divided even where it is itself a frequent word:
what counts here is that "glasbewassing" and "bewassing van glas" meet. Only what is itself a part of very many words stays whole.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

_LINKS_ENDING_IN = {"s": ("s",), "e": ("e", "ne"), "n": ("en", "n"), "r": ("er",)}
"""What may stand between the parts of a compound."""

_MIN_PART = 4
_MIN_COMPOUND = 7
_MAX_COMPOUND = 40
_MIN_UNKNOWN_MODIFIER, _MIN_LONE_HEAD, _LONE_HEAD_SUPPORT = 4, 5, 8.0
"""When a known ending may be taken for a head though the word before it is unknown."""

_WORD_OF_ITS_OWN, _FAR_BETTER_KNOWN = 43.0, 2.0
"""A compound that is itself a part of so many words ("ziekenhuis", "schoonmaak") has become one word; dividing it would only blur. Unless its
parts are that much better known still: "hulpmiddelen" is read as "hulp" and "middelen" however often it is written."""

_MIN_DISTINCT_FOR_UNSEEN = 3

SHORT_WORDS = frozenset(
    """
    bad bed bus dag dak gas gft hal hek hout ict ijs jas job kam kas kit bar lab lak led les mri oog oor oud pad pak pc pin pop gym rij rol ski tas
    tv vak vis vuil wc web weg wet wmo zee zon zorg meld bos erf
    """.split()
)
"""Words of two or three letters that do occur as parts; others of that length are chance."""

COMMON_PARTS = (
    """
    aanbod aanleg aanpak advies afdeling apparaat arbeid avond balie bank basis bedrijf begroting beheer beleid bestek bestuur bewaking
    bezoek blok boek bouw brand brief bureau buurt centrale centrum cilinder club coach commissie computer controle cursus deel deur dienst
    dienstverlening doos drank dossier eind fabriek feest fiets film fonds foto gebied gebouw geld gevel glas goed goot groep grond haard
    hand handel hulp huur ingang inkoop inrichting inzameling jaar jeugd kaart kabel kamer kanaal kantoor kast kelder kind klant klas
    kleding koffie kosten kracht kring kunst kwartier land leer leiding lening lijn lijst loods loon machine markt meester melder meubel
    middel model muur nacht nood onderdeel onderwijs onderzoek ontwerp opleiding opslag opvang paneel papier park personeel plaats plan
    plein poort post prijs productie programma project raad raam rapport recht reis rekening reparatie rook ruimte schade scherm school
    schuur service sport staat stad station steen stelsel straat stroom stuk systeem tafel team techniek tegel tekening telefoon terrein
    test toezicht toilet trap tuin uitgifte vakantie veiligheid veld verbruik vereniging vergunning verkeer verkoop verlichting vervoer
    verwerking verzoek vloer voedsel voorraad vorming vrucht wagen wand water wedstrijd week weg werk wijk winkel woning zaal zand ziekte
    zolder zorg blusser besteding les blad krant portaal promotie salaris materiaal ploeg
    afdruk afname afspraak afstand akker artikel bedrag beeld beker beleg belang bericht beroep berg bezit bloed bloem bodem boot bord
    borg bosch bron brug buis contact dier doek doel druk dorp draad duif emmer energie erf ervaring fles fonds fruit gang gast gezin gift
    glazen gracht grens groente haven hemel hengel heuvel hond inbraak infra inkomen inname invoer kabel kade kalk kamp karton kaas kerk
    keuze kist klacht klimaat klok knie koers koker kraan kunde kundig kussen laag lamp leeftijd leven lichaam licht linnen lijm locatie loket
    loon lucht maand maatregel mantel melding melk mening merk mest metaal middag moeder molen mond motor munt museum naam natuur netwerk nieuws
    ochtend oever omgeving onderneming opname orde ouder overleg paard patroon persoon pijp plaag planning plastic plek poging poot praktijk prestatie
    proces proef publiek punt puin regel regen regio richting riem riool risico schaap schaduw schip schoen school schrift signaal slang
    slaap slot snelheid soort spanning speler spier spiegel spoor sproei stam standaard stelling stijl stof stoel storing strand strook structuur
    suiker taak taal tekst temperatuur thema toestand toets touw trein tribune uitgave uitname uitvaart uitvoer vaart vangst vader verhaal
    verlof vezel vlees vlieg vloed vocht vogel voeding volk voet vorst vriend vuur waarde wapen warmte was wasser water weer wiel wind winter
    wolk wortel zaak zanger zeep zekerheid zomer zone zuivel zwerf
    automaat automatisering
    spouw goot kozijn balk dorpel gording stelling pui luifel balustrade leuning rooster koker ketel radiator sanitair kraan afvoer toevoer
    """
).split()
"""Everyday nouns that compounds are made of, so that a small thesaurus knows them too."""

NOT_A_PART = frozenset(
    """
    onder over voor door tegen achter boven beneden tussen binnen buiten rond naar heen terug samen tezamen weder mede hoofd ring ling ingen
    heid lijk lijke tief tieve atie aties isch ische ster sters eren erend ering aard aarde teren tering tatie taties seren nering ters
    schap schappen baar bare loos loze zaam zame achtig achtige voud matig matige halve weer eind vele veel elijk elijke lijken heden tigen
    tiging ancier anciers stig tisch tische neren leren sten sche delijk delijke ties iteit teit tuur gever nemer elen ende meer minst
    andere eigen meest eden sing singen ning ningen isatie isaties inge lingen aamheden aamheid aarden erij erijen aren iteiten iers ieke ieken iven
    ieve uren ente enten ment menten ages gyna inter vloei naren elijks ijks ijke anten ante ants ance ding dingen best beste
    raat raten rate ijzen icten ner ners nere oren appen spak spakken erbij oons erlijk erlijke lekt rag ragen ions essen letje letjes gaan
    komt kaan kanen allen meren onderen onderlijk
    """.split()
)
"""Prefixes, endings and small words that look like words but are no parts; without them "onderhoud" would be "onder" + "houd"."""

_ENDING = re.compile(
    r"""
    [b-df-hj-np-tv-z]?(?:ings?|ingen|e?lijke?n?|e?lijkse?|ders?|deren|schappelijke?)
    | e?nschap(?:pe?n?|pelijke?)?
    | (?:el|er|en|ig|is|zaam|baar|loos)(?:ings?|ingen|heids?|heden|aties?|ators?|erings?|erend|ische?)
    | (?:aan|af|bij|door|in|mee|na|om|op|over|terug|toe|uit|voor|weg)ge
    | (?:e?er|lij|[lmt])(?:ders?|ers) | [lmn]aars? | tels | tors | onnen | enden | [ei]stische?
    """,
    re.VERBOSE,
)
"""More endings, with the consonant that stood before them: "bewas" + "sing" is no compound. Nor is a participle: "aange" + "boden"."""

_SHARED_ONSET = re.compile(r"s(?:ch(?!auf|e[cfm]|rom|art)|[lmnpt])")
"""How a word may begin of which a linking "s" seems to take the first letter."""

_VERB_PREFIX = re.compile(r"(?:ver|her|ont)\w{0,3}$")

NOT_A_HEAD = frozenset({"rij", "rol", "oud", "sier", "loog", "vers"})
"""Short words that begin compounds but, at the end, are mostly endings: "wasserij" is no row."""


class Splitter:
    """Splits folded Dutch words. `stem` is the Dutch stemmer, `support` maps stems to how well known they are."""

    def __init__(self, stem: Callable[[str], str], support: Mapping[str, float]) -> None:
        self.stem = stem
        self._support = support
        self._cache: dict[str, tuple[str, ...]] = {}
        self._part_support: dict[str, float] = {}
        self._linked = set(_linked(support))
        self._beginnings = {form[:3] for known in support for form in (known, *_voiced(known))}

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound without their links, in order; the word itself if it is none."""
        known = self._cache.get(word)
        if known is None:
            best = None
            if _MIN_COMPOUND <= len(word) <= _MAX_COMPOUND and word.isalpha():
                best = self._best(word, self._heads(word), 3) or self._known_head(word)
            if best and best[0] < _FAR_BETTER_KNOWN * self._whole(word):
                best = None
            parts = self._grown_together(best[1]) if best else ()
            known = self._cache[word] = tuple(smaller for part in parts for smaller in self.split(part)) or (word,)
        return known

    def is_compound(self, word: str) -> bool:
        """Whether a word falls into parts that are all known."""
        parts = self.split(word)
        return len(parts) > 1 and all(map(self._known, parts))

    def halves(self, word: str) -> Iterable[tuple[str, str]]:
        """(first part, rest) for every division of a word of which only one half is a known word."""
        for cut in range(_MIN_UNKNOWN_MODIFIER, len(word) - _MIN_LONE_HEAD + 1):
            first, rest = word[:cut], word[cut:]
            if (self._modifier(first)[1] > 0) != (self._known(rest) >= _LONE_HEAD_SUPPORT):
                yield first, rest

    def _grown_together(self, parts: Sequence[str]) -> list[str]:
        """Parts of which two make a word that stays whole by itself are one here too: "zwembad" in "zwembadwater"."""
        result = list(parts)
        for place in range(len(parts) - 1, 0, -1):
            if len(result) > 2 and len(self.split(both := result[place - 1] + result[place])) == 1 and self._whole(both):
                result[place - 1 : place + 1] = [both]
        return result

    def _whole(self, word: str) -> float:
        """The support of a word that has become one; 0 for any other."""
        support = self._support.get(self.stem(word), 0.0)
        return support if support >= _WORD_OF_ITS_OWN else 0.0

    def _known(self, part: str) -> float:
        """The support of a part; 0 for what cannot be one."""
        known = self._part_support.get(part)
        if known is None:
            known = 0.0
            is_short = part in SHORT_WORDS
            if (len(part) >= _MIN_PART or is_short) and self._begins_like_a_word(part):
                known = self._support.get(self.stem(part), 0.0)
                if is_short:
                    known = max(known, 1.0)
                if known and _is_ending(part):
                    known = 0.0
            self._part_support[part] = known
        return known

    def _begins_like_a_word(self, part: str) -> bool:
        """Whether some known stem begins as the stem of `part` would: a stem keeps its first letters, but for a doubled vowel."""
        if len(part) < _MIN_PART or part[:3] in self._beginnings or part[:2] in self._beginnings:
            return True
        second = 1 if part[0] == part[1] else 2 if part[1] == part[2] else 0
        return bool(second) and part[:second] + part[second + 1 : 4] in self._beginnings

    def _heads(self, word: str) -> list[int]:
        """Where a known word begins with which `word` ends, and which may be the last part."""
        return [cut for cut in range(2, len(word) - 2) if self._known(word[cut:]) and word[cut:] not in NOT_A_HEAD]

    def _best(self, word: str, heads: Sequence[int], parts_left: int) -> tuple[float, tuple[str, ...]] | None:
        """The geometric mean of support, and the parts, of the best division of `word` into at least two parts; None if there is none.

        `heads`: what `_heads` gives of it. Looking for them first spares most of the work, as few words end in another one.
        """
        best: tuple[float, tuple[str, ...]] | None = None
        for cut in range(2, heads[-1] + 1) if heads else ():
            divides = parts_left > 2 and len(word) - cut >= _MIN_COMPOUND and cut + 2 <= heads[-1]
            if not (divides or cut in heads):
                continue
            modifier, weight = self._modifier(word[:cut])
            if not weight or self._tears(word, cut):
                continue
            head = word[cut:]
            if cut in heads:
                mean = (weight * self._known(head)) ** 0.5 * _balance(modifier, head)
                if best is None or mean > best[0]:
                    best = (mean, (modifier, head))
            if divides and (deeper := self._best(head, [place - cut for place in heads if place >= cut + 2], parts_left - 1)) is not None:
                length = len(deeper[1])
                mean = (weight * deeper[0] ** length) ** (1 / (length + 1)) * 0.8
                if best is None or mean > best[0]:
                    best = (mean, (modifier, *deeper[1]))
        return best

    def _tears(self, word: str, cut: int) -> bool:
        """Whether the cut goes through a "ch", or an "s" before it belongs to the word after it: "brand" + "scheidingen"."""
        if word.startswith("ch", cut - 1):
            return True
        if word[cut - 1] != "s" or not _SHARED_ONSET.match(word, cut - 1):
            return False
        modifier, head = word[: cut - 1], word[cut - 1 :]
        return word.startswith("ch", cut) or (self.stem(modifier) not in self._linked and bool(self._known(head) and self._known(modifier)))

    def _known_head(self, word: str) -> tuple[float, tuple[str, ...]] | None:
        """The longest well-known word at the end, where what stands before it is no known word: "studiekeuzefilmpjes" is about films at least."""
        if self._known(word):
            return None
        for cut in range(_MIN_UNKNOWN_MODIFIER, len(word) - _MIN_LONE_HEAD + 1):
            head = word[cut:]
            support = self._known(head)
            if support >= _LONE_HEAD_SUPPORT and head not in NOT_A_HEAD and not word.startswith("ch", cut - 1):
                return support, (word[:cut], head)
        return None

    def _modifier(self, text: str) -> tuple[str, float]:
        if support := self._known(text):
            return text, support
        for link in _LINKS_ENDING_IN.get(text[-1], ()):
            if text.endswith(link) and (support := self._known(text[: -len(link)])):
                return text[: -len(link)], support * 0.7
        return text, 0.0


def _is_ending(part: str) -> bool:
    return part in NOT_A_PART or _ENDING.fullmatch(part) is not None


def _linked(stems: Collection[str]) -> Iterable[str]:
    """The stems that do take a linking "s": those that stand with one in some word where it cannot begin the next part, as in "verkeersbord"."""
    for stem in stems:
        for place in range(_MIN_PART, len(stem) - _MIN_PART):
            if stem[place] == "s" and not _SHARED_ONSET.match(stem, place) and stem[:place] in stems and stem[place + 1 :] in stems:
                yield stem[:place]


def _voiced(stem: str) -> tuple[str, ...]:
    """How a short stem may go on in longer forms: "huif" from "huiven"."""
    return (stem[:-1] + {"f": "v", "s": "z"}[stem[-1]],) if len(stem) <= 3 and stem[-1:] in ("f", "s") else ()


def _balance(modifier: str, head: str) -> float:
    """Short parts are more often chance than words."""
    shortest = min(len(modifier), len(head))
    return {2: 0.3, 3: 0.5, 4: 0.75}.get(shortest, 1.0)


def stem_support(words: Iterable[str], stem: Callable[[str], str]) -> dict[str, float]:
    """How well each stem is known, from the words of a term list.

    A stem counts for each word that has it, and for each longer word that it begins or ends while the rest is known too. Endings that stand
    behind at least three known words are learnt even where they never stand alone ("-bewassing" from "glasbewassing" and "raambewassing"), and so are
    beginnings ("ontmoetings-", "blus-").
    """
    counts = Counter(words)
    counts.update(COMMON_PARTS)
    distinct = [word for word in counts if word.isalpha() and len(word) >= 2]
    support: Counter[str] = Counter()
    for word in distinct:
        support[stem(word)] += min(counts[word], 20)
    known = set(support)
    found: Counter[str] = Counter()
    endings: defaultdict[str, set[str]] = defaultdict(set)
    beginnings: defaultdict[str, set[str]] = defaultdict(set)
    for word in distinct:
        if not _MIN_COMPOUND <= len(word) <= _MAX_COMPOUND:
            continue
        unseen = []
        whole = 0
        for base, rest in _divisions(word, known, stem):
            if stem(rest) in known:
                whole += 1
                found[stem(rest)] += 1
                found[stem(base)] += 1
            elif len(rest) > _MIN_PART + 1:
                unseen.append((stem(rest), base))
        if not whole:
            for rest_stem, base in unseen:
                endings[rest_stem].add(base)
        if not whole and not unseen:
            for first, head in _before_known(word, known, stem):
                beginnings[first].add(head)
    support.update(found)
    for ending, modifiers in endings.items():
        torn = _SHARED_ONSET.match(f"s{ending}") and modifiers <= endings.get(f"s{ending}", set())
        if not torn and len(modifiers) >= _MIN_DISTINCT_FOR_UNSEEN:
            support[ending] += len(modifiers)
    for beginning, heads in beginnings.items():
        if len(heads) >= _MIN_DISTINCT_FOR_UNSEEN:
            support[beginning] += len(heads)
    return dict(support)


def _divisions(word: str, known: set[str], stem: Callable[[str], str]) -> Iterable[tuple[str, str]]:
    """(first part, rest) for every cut after a known first part."""
    for cut in range(_MIN_PART - 1, len(word) - _MIN_PART + 1):
        first, rest = word[:cut], word[cut:]
        if rest in NOT_A_PART or first in NOT_A_PART or (len(first) < _MIN_PART and first not in SHORT_WORDS):
            continue
        base = next((form for form in _without_links(first) if stem(form) in known), None)
        if base is not None:
            yield base, rest


def _before_known(word: str, known: set[str], stem: Callable[[str], str]) -> Iterable[tuple[str, str]]:
    """Stems of (first part, rest) for every cut before a known rest; what begins with the prefix of a verb would be too often only that."""
    for cut in range(_MIN_PART, len(word) - _MIN_PART):
        first, rest = word[:cut], word[cut:]
        if stem(rest) in known and not _is_ending(rest) and not _is_ending(first) and len(stem(first)) >= _MIN_PART and not _VERB_PREFIX.match(first):
            yield stem(first), stem(rest)


def _without_links(text: str) -> Iterable[str]:
    yield text
    for link in _LINKS_ENDING_IN.get(text[-1:], ()):
        if text.endswith(link) and len(text) - len(link) >= _MIN_PART:
            yield text[: -len(link)]
