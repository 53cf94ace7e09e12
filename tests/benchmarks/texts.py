"""Tenders and suppliers to measure with: the real ones of datasets/demo and datasets/gold first, then synthetic ones that read like them.

A synthetic text is a real sentence of which content words are replaced by terms of the thesaurus, by other words, or by new ones: names, compounds
and misspellings. New words keep coming, as they do in real notices (Heaps' law), so that working on every distinct word once costs here what it
costs there: 32,000 words of real notices hold about 3,600 distinct ones, 32,000 of these about 5,000, and a million of them about 31,000.
Descriptions are as long as those of officers' lists and social enterprises: half of them under 35 words, one in ten above 65. The same size and
seed give the same texts.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from matcher.matching.concepts import Concept
from matcher.matching.stopwords import STOPWORDS
from matcher.matching.text import is_english, plain_tokens
from matcher.sources.limits import ReadLimits
from matcher.sources.spreadsheet import read_tenders
from matcher.vocabulary import load_concepts

DATASETS = Path(__file__).parents[2] / "datasets"
SEED = 2026

Record = dict[str, Any]
"""One line of a file that `wijkmatch import` takes."""

_CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_OWN_TERM, _OTHER_WORD = 0.25, 0.3
"""Of the content words of a sentence, how many become a term of the item's own work, and how many any word at all."""

_NEW_WORDS, _COMMON_WORDS = 0.75, 60.0
"""The exponent with which new words keep coming, and how many words share the head of the distribution."""

_ENGLISH = 0.15
_SYLLABLES = "al ber dek en fri ga hol in jan ker lan mo ne ol pe ra sel ti uit ver wa zo heem dijk veld burg rijn sma boe ste kra".split()


@dataclass(frozen=True)
class Corpus:
    """Equally many tenders and suppliers."""

    tenders: list[Record]
    suppliers: list[Record]

    def tender_texts(self) -> list[str]:
        """Every tender as one text."""
        return [f"{row['title']} {row['description']}" for row in self.tenders]

    def supplier_texts(self) -> list[str]:
        """Every supplier as one text."""
        return [" ".join((row["name"], row["description"], *row["keywords"])) for row in self.suppliers]

    def save(self, folder: Path) -> None:
        """Write both sides as files that `wijkmatch import` takes."""
        for name, rows in (("tenders", self.tenders), ("suppliers", self.suppliers)):
            (folder / f"{name}.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def load(folder: Path) -> Corpus:
    """What `Corpus.save` wrote."""
    return Corpus(_records(folder / "tenders.jsonl"), _records(folder / "suppliers.jsonl"))


def compose(size: int, seed: int = SEED) -> Corpus:
    """`size` tenders and `size` suppliers."""
    real = Corpus(_numbered("T", _real_tenders()), _numbered("S", _real_suppliers()))
    writer = _Writer(load_concepts(), real, Random(seed))
    tenders = [writer.tender() for _ in range(size - len(real.tenders))]
    suppliers = [writer.supplier() for _ in range(size - len(real.suppliers))]
    return Corpus(
        real.tenders[:size] + _numbered("T", tenders, len(real.tenders)), real.suppliers[:size] + _numbered("S", suppliers, len(real.suppliers))
    )


def _real_tenders() -> list[Record]:
    listed = [
        {"title": tender.title, "description": tender.description or lot.description, "cpv": list(lot.cpv), "value_eur": lot.value_amount}
        for path in sorted((DATASETS / "demo").glob("*.xlsx"))
        for tender in read_tenders(path, limits=ReadLimits()).tenders
        for lot in tender.lots
    ]
    judged = [{name: row[name] for name in ("title", "description", "cpv", "value_eur")} for row in _records(DATASETS / "gold" / "tenders.jsonl")]
    return [{**row, "buyer": "Gemeente Esdal"} for row in (*judged, *listed)]


def _real_suppliers() -> list[Record]:
    rows = _records(DATASETS / "gold" / "suppliers.jsonl") + _records(DATASETS / "demo" / "suppliers.jsonl")
    names = ("name", "description", "keywords", "sbi", "cpv", "postcode", "max_contract_eur", "kind")
    return [{name: row[name] for name in names if name in row} | {"keywords": list(row.get("keywords", ()))} for row in rows]


def _numbered(letter: str, rows: Iterable[Record], start: int = 0) -> list[Record]:
    return [{"id": f"{letter}{number:06}", **row} for number, row in enumerate(rows, start)]


def _records(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


class _Writer:
    """Writes one synthetic item after another."""

    def __init__(self, concepts: Sequence[Concept], real: Corpus, random: Random) -> None:
        self._random = random
        self._concepts = list(concepts)
        random.shuffle(self._concepts)
        self._popularity = [1 / (place + 20) for place in range(len(self._concepts))]
        self._titles = _by_language(row["title"] for row in real.tenders)
        self._asked = _by_language(_sentences(row["description"] for row in real.tenders))
        self._offered = _by_language(_sentences(row["description"] for row in real.suppliers))
        self._offered[True] += self._asked[True]  # hardly any real supplier writes English
        self._postcodes = [row["postcode"][:4] for row in real.suppliers if row.get("postcode")]
        self._dictionary = _Dictionary(concepts, (*real.tender_texts(), *real.supplier_texts()))

    def tender(self) -> Record:
        english, work, terms = self._subject()
        length = 0 if self._random.random() < 0.35 else self._length(25.0, 0.8)
        return {
            "title": self._vary(self._random.choice(self._titles[english]), terms, 2 * _OWN_TERM),
            "description": self._text(self._asked[english], terms, length),
            "cpv": [self._cpv(concept) for concept in work if concept.cpv and self._random.random() < 0.5],
            "value_eur": round(10 ** self._random.uniform(3.5, 6.5), -2),
            "buyer": "Gemeente Esdal",
        }

    def supplier(self) -> Record:
        english, work, terms = self._subject()
        return {
            "name": f"{self._random.choice(terms).capitalize()} {self._dictionary.invented(self._random.randrange(200_000)).capitalize()}",
            "description": self._text(self._offered[english], terms, self._length(27.0, 0.6)),
            "keywords": self._random.sample(terms, min(3, len(terms))) if self._random.random() < 0.3 else [],
            "sbi": [code for concept in work[:1] for code in concept.sbi[:2]],
            "cpv": [],
            "postcode": self._random.choice(self._postcodes),
            "max_contract_eur": round(10 ** self._random.uniform(3.5, 6.0), -2),
            "kind": self._random.choice(("social_enterprise", "small_business", "cooperative")),
        }

    def _subject(self) -> tuple[bool, list[Concept], list[str]]:
        """The language, the kinds of work, and their terms."""
        english = self._random.random() < _ENGLISH
        work = self._random.choices(self._concepts, self._popularity, k=self._random.choice((1, 1, 2, 3)))
        return english, work, [term for concept in work for term in (concept.en if english and concept.en else concept.nl)]

    def _cpv(self, concept: Concept) -> str:
        return self._random.choice(concept.cpv).ljust(8, "0")

    def _length(self, median: float, spread: float) -> int:
        return min(150, round(median * self._random.lognormvariate(0.0, spread)))

    def _text(self, sentences: Sequence[str], terms: Sequence[str], length: int) -> str:
        written: list[str] = []
        words = 0
        while words < length:
            written.append(self._vary(self._random.choice(sentences), terms, _OWN_TERM))
            words += len(written[-1].split())
        return " ".join(written)

    def _vary(self, sentence: str, terms: Sequence[str], own_term: float) -> str:
        def other(match: re.Match[str]) -> str:
            word = match.group()
            if word.lower() in STOPWORDS:
                return word
            chance = self._random.random()
            if chance < own_term:
                return self._random.choice(terms)
            return self._dictionary.word(self._rank()) if chance < own_term + _OTHER_WORD else word

        return _CONTENT_WORD.sub(other, sentence)

    def _rank(self) -> int:
        """Zipf-Mandelbrot: P(rank > r) = (1 + r / common) ** -exponent."""
        return int(_COMMON_WORDS * ((1.0 - self._random.random()) ** (-1 / _NEW_WORDS) - 1.0))


class _Dictionary:
    """Words by rank: those of the real texts by falling frequency, then ever new ones, each made from its own rank."""

    def __init__(self, concepts: Sequence[Concept], texts: Iterable[str]) -> None:
        self._parts = sorted({term for concept in concepts for term in concept.nl if term.isalpha() and term.islower() and 4 <= len(term) <= 12})
        self._common = [word for word, _ in Counter(word for text in texts for word in _CONTENT_WORD.findall(text.lower())).most_common()]

    def word(self, rank: int) -> str:
        return self._common[rank] if rank < len(self._common) else self.invented(rank)

    def invented(self, rank: int) -> str:
        random = Random(rank)
        kind = random.random()
        if kind < 0.35:
            return random.choice(self._parts) + random.choice(("", "", "s")) + random.choice(self._parts)
        if kind < 0.75:
            return "".join(random.choices(_SYLLABLES, k=random.choice((2, 3, 3, 4))))
        word = random.choice(self._parts)
        slip = random.randrange(1, len(word) - 1)
        if kind < 0.9:
            return word[:slip] + word[slip + 1 :]
        return word[:slip] + random.choice("aeioustnr") + word[slip + 1 :]


def _sentences(texts: Iterable[str]) -> list[str]:
    return [sentence for text in texts for sentence in _SENTENCE_END.split(text) if len(sentence) > 10]


def _by_language(sentences: Iterable[str]) -> dict[bool, list[str]]:
    """Sentences by whether they are English."""
    result: dict[bool, list[str]] = {False: [], True: []}
    for sentence in sentences:
        result[is_english(set(plain_tokens(sentence)))].append(sentence)
    return result
