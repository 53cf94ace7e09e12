"""Files of notices: a large one is read in a process of its own, with the same result, and can not harm this one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matcher.errors import SourceError
from matcher.sources import ocds
from matcher.sources.limits import ReadLimits
from matcher.sources.notice_files import read_notice_file
from matcher.wording import sentence

LIMITS = ReadLimits()
FOLDER = Path(__file__).parent


def large_package(path: Path, **more: object) -> Path:
    """The fictional releases so often, each under an ocid of its own, that they are a large file."""
    releases = json.loads((FOLDER / "ocds" / "releases.json").read_text(encoding="utf-8"))["releases"]
    many = [release | {"ocid": f"{release['ocid']}-{number}"} for number in range(1_200_000 // len(json.dumps(releases)) + 1) for release in releases]
    path.write_text(json.dumps({"releases": [*many, {"ocid": "", "id": "x"}], **more}), encoding="utf-8")
    return path


def test_a_large_file_gives_what_a_small_one_would(tmp_path: Path) -> None:
    path = large_package(tmp_path / "2027.json")
    assert path.stat().st_size > 1_000_000
    expected = ocds.read_releases(path, limits=LIMITS, file_name="year.json")
    assert len(expected.notices) > 100 and expected.problems
    assert read_notice_file(path, limits=LIMITS, file_name="year.json") == expected


def test_a_large_notice_is_read_by_its_own_reader(tmp_path: Path) -> None:
    source = next((FOLDER / "notices").glob("*.xml"))
    path = tmp_path / "big.xml"
    path.write_bytes(source.read_bytes() + b"<!-- " + b"x" * 1_100_000 + b" -->")
    small = read_notice_file(source, limits=LIMITS, file_name="n.xml")
    assert small.notices and read_notice_file(path, limits=LIMITS, file_name="n.xml").notices == small.notices


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        (b'{"releases": [' + b"{}," * 6_000_000 + b"{}]}", LIMITS._replace(memory_bytes=256 * 1024 * 1024)),
        (b'{"releases": [' + b"[" * 2_000_000, LIMITS),
        (b"<a>" * 500_000, LIMITS),
    ],
    ids=["very much", "very deep", "no JSON"],
)
def test_a_large_hostile_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes, limits: ReadLimits) -> None:
    path = tmp_path / "hostile.json"
    path.write_bytes(content)
    with pytest.raises(SourceError) as refused:
        read_notice_file(path, limits=limits, file_name=path.name)
    assert refused.value.code not in ("", "file_unreadable")
    assert all(len(sentence(refused.value.code, refused.value.params, language)) > 20 for language in ("nl", "en"))
