import re
from pathlib import Path

from matcher.problems import PROBLEMS, PROBLEMS_EN

SOURCES = Path(__file__).parents[2] / "matcher"
FIELD = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


def test_every_sentence_stands_in_both_languages_with_the_same_parameters():
    assert PROBLEMS.keys() == PROBLEMS_EN.keys()
    for code, sentence in PROBLEMS.items():
        assert set(FIELD.findall(sentence)) == set(FIELD.findall(PROBLEMS_EN[code])), code


def test_every_code_that_the_sources_use_has_a_sentence():
    used = set()
    for path in (SOURCES / "sources").rglob("*.py"):
        used.update(re.findall(r'(?:SourceError|Problem|\.tell)\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    assert len(used) > 20
    assert used <= PROBLEMS.keys()
