"""How many titles in the English of public buyers have the right concept first: thesaurus_english.tsv, written before anything was mended for it.

`concept`: what the title is about, with "|" between alternatives. Terms may be written for the "tuning" half only. Of the other half this test tells
the share, never the cases.
"""

import csv
from pathlib import Path

from matcher.matching.concepts import WORK_FAMILY
from matcher.matching.items import TENDER, Item
from matcher.matching.space import fit_space
from matcher.vocabulary import load_concepts

TABLE = Path(__file__).with_name("thesaurus_english.tsv")
LEAST = {"tuning": 97, "held out": 87}
"""Titles of each half, of 103, that are read right at least."""


def test_it_reads_no_fewer_english_titles_than_it_did() -> None:
    concepts = load_concepts()
    space = fit_space(concepts, {})
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert {alternative for row in rows for alternative in row["concept"].split("|")} <= {concept.id for concept in concepts}
    right, wrong = dict.fromkeys(LEAST, 0), []
    for row, strengths in zip(rows, space.project([Item((row["phrase"], "", "")) for row in rows], TENDER).strengths, strict=True):
        named = {concepts[number].id: strength for number, strength in zip(strengths.indices, strengths.data, strict=True)}
        of_work = {concept: strength for concept, strength in named.items() if not f"{concept}.".startswith(WORK_FAMILY)}
        first = {concept for concept, strength in of_work.items() if strength >= max(of_work.values()) - 1e-6}
        if first & set(row["concept"].split("|")):
            right[row["half"]] += 1
        elif row["half"] == "tuning":
            wrong.append(f"{row['phrase']} -> {sorted(first)}, not {row['concept']}")
    print(right, "of", len(rows), "wrong, of those for tuning:", wrong)
    assert {half: count for half, count in right.items() if count < LEAST[half]} == {}, wrong
