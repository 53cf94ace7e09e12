"""Forms of Dutch words that a stemmer leaves apart: gesnoeid/snoeien, gereden/rijden, begeleidster/begeleider, reparatie/repareren, machines/machine.

A form is read as another word only where a term list has that other word. So "gekookt" is "koken", while "geluid" and "venster" stay themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

_STRONG = """
bakken gebakken, bieden geboden, bijten gebeten, binden gebonden, blazen geblazen, braden gebraden, breken gebroken, brengen gebracht, brouwen
gebrouwen, buigen gebogen, denken gedacht, doen gedaan, dragen gedragen, drijven gedreven, duiken gedoken, eten gegeten, geven gegeven, gieten
gegoten, graven gegraven, hangen gehangen, helpen geholpen, hijsen gehesen, houden gehouden, kiezen gekozen, kijken gekeken, kopen gekocht, laden
geladen, laten gelaten, leiden geleid, lezen gelezen, lopen gelopen, melden gemeld, meten gemeten, nemen genomen, planten geplant,
prijzen geprezen, rijden gereden, roepen geroepen, ruiten geruit, scheiden gescheiden, scheren geschoren, schenken geschonken, schieten geschoten,
schrijven geschreven, schuiven geschoven, slapen geslapen, slijpen geslepen, sluiten gesloten, smelten gesmolten, smeden gesmeed, snijden gesneden,
spannen gespannen, spinnen gesponnen, spitten gespit, splijten gespleten, spreken gesproken, springen gesprongen, spuiten gespoten, staan gestaan,
storten gestort, strijken gestreken, testen getest, treden getreden, trekken getrokken, vangen gevangen, varen gevaren, vinden gevonden, vlechten
gevlochten, vliegen gevlogen, voeden gevoed, vouwen gevouwen, vriezen gevroren, wegen gewogen, werpen geworpen, werven geworven,
weven geweven, wieden gewied, wijzen gewezen, zenden gezonden, zetten gezet, zingen gezongen, zoeken gezocht, zuigen gezogen, zwemmen gezwommen
"""
"""Verbs of work, with participles that cannot be told from their sound."""

_IRREGULAR = {
    "centra": "centrum", "musea": "museum", "eieren": "ei", "eier": "ei", "steden": "stad", "schepen": "schip", "leden": "lid",
    "secretaresse": "secretaris", "secretaresses": "secretaris",
}  # fmt: skip

_SHORT_ACTIONS = frozenset(
    """
    droging dunning heling keuring kleuring lassing maaiing meting plaatsing redding smering snoeiing telling testing toetsing
    training vulling werving zaaiing
    """.split()
)
"""Words in -ing that are the work of a verb. The stemmer knows the longer ones; of the short ones most have grown away from it: "woning"."""

_THEMSELVES = frozenset("bediende gehakt gemiddeld gemiddelde maatje maatjes mobieltje mobieltjes polis schaaltje schaaltjes servies".split())
"""Words that only look like forms of others."""

_WEAK = re.compile(r"(?P<before>[a-z]*?)ge(?P<verb>[a-z]{3,}?)(?:(?<=[pkfsxt])t|(?<=ch)t|(?<![pkfsxth])d|(?<=[gt]h)d)e?$")
_PREFIXED = re.compile(r"(?P<verb>(?:be|ver|ont|her)[a-z]{3,}?)(?:(?<=[pkfsxt])t|(?<=ch)t|(?<![pkfsxth])d)e?$")
_SEPARABLE = frozenset("aan af bij door in mee na om op over terug toe uit voor weg".split())
"""Prefixes before the "ge" of a participle, which make it one of a verb for certain."""

_INSEPARABLE = frozenset(("be", "ver", "ont", "her"))
"""Prefixes with which a participle has no "ge"."""

_PERSONS = {
    "ster": ("er", "der", "aar"),
    "trice": ("teur", "tor"),
    "euse": ("eur",),
    "ares": ("aar",),
    "eres": ("er",),
}
"""Endings of women's forms and those of the forms beside them."""

_PERSON_ENDINGS = tuple(_PERSONS)

_ACTION = re.compile("(?:ati|i)e$")


class Inflections:
    """Knows the forms of `words`. `stem` is the stemmer to whose stems they lead."""

    def __init__(self, words: Iterable[str], stem: Callable[[str], str]) -> None:
        self._stem = stem
        self._words = frozenset(words)
        self._stems = frozenset(map(stem, self._words))
        self._verbs = frozenset(stem(word) for word in self._words if word.endswith("en"))
        pairs = [pair.split() for pair in _STRONG.split(",")]
        self._strong = {participle: verb for verb, participle in pairs}
        self._strong |= {participle.removeprefix("ge"): verb for verb, participle in pairs}
        self._strong_ends = frozenset(participle[-4:] for participle in self._strong)

    def stem(self, word: str) -> str:
        """The stem of the word that `word` is a form of; its own stem if it is none."""
        if len(word) < 5 or not self._words or word in _THEMSELVES:
            return self._stem(_IRREGULAR.get(word, word))
        if word.endswith(("tje", "tjes")) and (small := word.removesuffix("s")[:-2]) in self._words:
            return self._stem(small)  # a "buurtje" is a "buurt", where a "paaltje" is a "paal"
        last = word[-1]
        found = None
        if last in "dten":
            found = self._of_participle(word)
        if found is None and last in "srne":
            found = self._of_person(word) or self._of_plural(word)
        if found is None and last in "gens":
            found = self._of_action(word)
        return self._stem(_IRREGULAR.get(word, word)) if found is None else found

    def _among(self, candidates: Iterable[str], known: Collection[str]) -> str | None:
        return next((stem for stem in map(self._stem, candidates) if stem in known), None)

    def _of_participle(self, word: str) -> str | None:
        if word.removesuffix("e").endswith("end") and word.removesuffix("e")[:-1] in self._words:
            return None  # what is still being done
        if word.removesuffix("e")[-1] not in "td":
            return self._of_strong(word)
        if "ge" in word:
            weak = _WEAK.match(word)
            if weak and (found := self._among([weak["before"] + weak["verb"]], self._verbs)):
                return found
        elif prefixed := _PREFIXED.match(word):
            return self._among([prefixed["verb"]], self._verbs)
        return self._of_strong(word)

    def _of_strong(self, word: str) -> str | None:
        form = word[:-1] if word[-1] == "e" else word
        if form[-4:] not in self._strong_ends:
            return None
        if form.startswith("ge") and (verb := self._strong.get(form)):
            return self._stem(verb)
        for place in range(2, len(form) - 3):
            if verb := self._strong.get(form[place:]):
                separable = form.startswith("ge", place)
                if separable and form[:place] in _SEPARABLE:
                    return self._stem(form[:place] + verb)
                if separable or form[:place] in _INSEPARABLE:
                    return self._among([form[:place] + verb], self._verbs)
        return None

    def _of_person(self, word: str) -> str | None:
        single = word.removesuffix("sen") if word.endswith("ressen") else word[:-1] if word.endswith(("sters", "trices", "euses")) else word
        for ending, others in _PERSONS.items() if single.endswith(_PERSON_ENDINGS) else ():
            if single.endswith(ending) and len(single) >= len(ending) + 3:
                before = single.removesuffix(ending)
                return self._among([*(before + other for other in others), before + before[-1] + "er"], self._stems)
        return None

    def _of_plural(self, word: str) -> str | None:
        if word[-1] == "s" and word[-2] in "aeiou" and word[:-1] in self._words:
            return self.stem(word[:-1])
        return None

    def _of_action(self, word: str) -> str | None:
        single = word.removesuffix("en") if word.endswith("ingen") else word.removesuffix("s")
        if single.endswith("ing"):
            return self._among([f"{single[:-3]}en"], self._verbs) if single in _SHORT_ACTIONS else None
        if single.endswith("ie") and (match := _ACTION.search(single)):
            return self._among([f"{single[: match.start()]}eren"], self._verbs)
        return None
