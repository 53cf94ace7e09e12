"""The benchmarks run, and measure what they say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parent / "run.py"


def test_it_measures_every_contestant_from_texts_to_matches() -> None:
    done = subprocess.run([sys.executable, str(RUN), "--size", "40", "--rows", "30", "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    (size,) = report["matching"]
    contestants = {row["name"]: row for row in size["contestants"]}
    assert len(contestants) == 6
    assert not any(row["refused"] for row in [*size["contestants"], *report["import"]["contestants"]])
    for name, row in contestants.items():
        if name != "stored":
            assert {"features", "both ways", "total"} <= row["sums"].keys()
            assert row["sums"]["total"]["wall"] >= row["sums"]["features"]["wall"] > 0
    stored = contestants["stored"]
    assert stored["figures"]["matches stored"] > 40
    assert {"rematch all", "one changed supplier", "one new tender", "store", "plain insert"} <= stored["stages"].keys()
    assert size["with_thesaurus"] > size["cpu_ratio_both_ways_to_one_way"] > 0
    plain, ours = report["import"]["contestants"]
    assert {"read", "insert"} <= plain["stages"].keys()
    assert ours["figures"]["tenders read"] == ours["figures"]["lots stored"] == 30


def test_it_composes_the_same_texts_every_time_and_new_words_keep_coming() -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(RUN.parent)!r}); import texts, json\n"
        "small, large = texts.compose(400), texts.compose(800)\n"
        "assert small == texts.compose(400)\n"
        "count = lambda corpus: len({word for text in corpus.tender_texts() + corpus.supplier_texts() for word in text.lower().split()})\n"
        "print(json.dumps([count(small), count(large), len(small.tenders), len(small.suppliers), len({row['id'] for row in small.tenders})]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    few, many, *sizes = json.loads(done.stdout)
    assert many > few * 1.2
    assert sizes == [400, 400, 400]
