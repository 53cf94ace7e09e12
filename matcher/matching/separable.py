"""Dutch verbs whose prefix stands apart from them: "wij halen oud papier bij u op" is about "ophalen", "om uit te lenen" about "uitlenen".

Who describes his own work writes so; lists of terms have infinitives. A prefix stands apart at the end of its clause, or before a preposition; before
anything else it is a preposition itself: "wij halen het op het station".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_VERBS = """
    blazen bouwen breken brengen dekken delen dienen draaien frissen geven graven halen hangen houden kappen knappen knippen kopen laden leggen
    leiden lenen leren leveren lopen lossen maaien maken meten nemen pakken passen plakken planten poetsen regelen richten rijden ruimen scheiden
    schenken schrijven schuren slaan sluiten smeren snijden snoeien spuiten stellen strijken sturen timmeren vangen vegen voegen voeren vullen
    wassen werken zaaien zagen zenden zetten zoeken zuigen
""".split()
"""Verbs of work to which such prefixes come."""

_PREFIXES = "aan af bij dicht door in klaar leeg mee na om onder op over rond samen schoon terug uit vast vol voor weg".split()

_FOLLOWERS = "aan als bij door en in met na naar of om op per tot uit van voor wanneer waar zodat".split()
"""Words that begin the next part of a sentence."""

_PHRASES = ("af en toe", "dicht bij", "uit van")
"""What belongs together, so that no verb wants the first word of it: "deel uit van"."""

_SECOND_OF_A_PAIR = "om rond langs in op voor na met toe bij naast buiten".split()
"""Prepositions that another one goes before: "in en om Utrecht", "voor of na de oogst"."""

_NO_PREFIX = rf"(?!{'|'.join(_PHRASES)}|\w+ (?:en|of) (?:{'|'.join(_SECOND_OF_A_PAIR)})\b)"
_NO_NOUN = r"(?<!\bde weg)"
_GOES_ON = rf"(?:\s*(?:[.,;:!?)\n\0]|$)| (?:{'|'.join(_FOLLOWERS)}) )"
_APART = re.compile(rf" (?=({'|'.join(_PREFIXES)}){_NO_NOUN}{_GOES_ON}){_NO_PREFIX}\1")
"""What few words fulfil is asked first."""

_TE = re.compile(r" te ([a-z]+)")
_CLAUSE_ENDS = re.compile(r"[.,;:!?()\n\0]")
_WORD, _IN_WORD = re.compile(r"[a-z]+"), re.compile(r"\w")

_FARTHEST = 10
"""Words between a verb and its prefix."""

_REACH = 300
"""Characters in which so many words stand: nobody looks through all of a long text for each prefix."""

_UNVOICED = {"v": "f", "z": "s"}


class SeparableVerbs:
    """Knows those verbs with a prefix that are among `words`, which are folded."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        known = set(words)
        self._whole: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for verb in _VERBS:
            for prefix in _PREFIXES:
                if prefix + verb in known:
                    for form in _present(verb):
                        self._whole[form][prefix] = prefix + verb

    def joined(self, text: str) -> str:
        """A folded text, or several with "\\0" between them, with each such verb as one word, where the verb stands."""
        text = self._joined_around_te(text)
        read, done = [], 0
        for apart in _APART.finditer(text) if self._whole else ():
            start = max(done, apart.start() - _REACH)
            clause = max((end.end() for end in _CLAUSE_ENDS.finditer(text, start, apart.start())), default=start)
            for word in reversed([*_WORD.finditer(text, clause, apart.start())][-_FARTHEST:]):
                if whole := self._whole.get(word.group(), {}).get(apart.group(1)):
                    read += [text[done : word.start()], whole, text[word.end() : apart.start()]]
                    done = apart.end()
                    break
        return "".join(read) + text[done:] if read else text

    def _joined_around_te(self, text: str) -> str:
        read, done = [], 0
        for te in _TE.finditer(text) if " te " in text else ():
            for prefix, whole in self._whole.get(te.group(1), {}).items():
                before = te.start() - len(prefix)
                if text.endswith(prefix, done, te.start()) and not (before and _IN_WORD.match(text, before - 1)):
                    read += [text[done:before], whole]
                    done = te.end()
        return "".join(read) + text[done:] if read else text


def _present(verb: str) -> tuple[str, ...]:
    """The forms of the present of a regular verb: halen, haal, haalt."""
    if verb.endswith("aan"):
        return (verb, verb[:-1], f"{verb[:-1]}t")
    stem = verb.removesuffix("en")
    if stem[-1] == stem[-2]:
        stem = stem[:-1]
    elif re.search(r"[^aeiou][aeou][^aeiou]$", stem):
        stem = stem[:-1] + stem[-2] + stem[-1]
    stem = stem[:-1] + _UNVOICED.get(stem[-1], stem[-1])
    return (verb, stem, stem if stem.endswith("t") else f"{stem}t")
