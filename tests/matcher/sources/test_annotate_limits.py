"""Hostile, large and missing workbooks: refused in a sentence, and what stood at the target stays."""

import subprocess
import sys

import pytest

from matcher.errors import SourceError
from matcher.sources import child
from matcher.sources.annotate import annotate
from matcher.sources.grid import limits_argument
from matcher.sources.limits import ReadLimits


def run(source, target, limits):
    return annotate(source, target, statuses={("2027", 2): "nieuw"}, remarks=[], heading="Wijkmatch", heading_rows={"2027": 1}, limits=limits)


def annotating_process(source, target, limits):
    """The process that edits, without the reading process before it."""
    wanted = b'{"heading": "W", "sheets": {"2027": {"heading_row": 1, "column": -1, "statuses": {"2": "x"}, "notes": []}}}'
    command = [sys.executable, "-m", "matcher.sources.package", str(source), str(target), limits_argument(limits)]
    return subprocess.run(command, input=wanted, capture_output=True, check=False)


def bomb(name, content):
    return bytes(450_000_000) if name.endswith("theme1.xml") else content


def entity(name, content):
    return (
        content.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/hostname">]><worksheet')
        if name.endswith("sheet1.xml")
        else content
    )


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (bomb, "file_bomb"),
        (entity, "file_bomb"),
        (lambda name, content: content[:200] if name.endswith("sheet1.xml") else content, "file_damaged"),
        (lambda name, content: b"<a>" if name.endswith("workbook.xml.rels") else content, "file_damaged"),
    ],
)
@pytest.mark.parametrize("direct", [False, True], ids=["whole", "annotating process alone"])
def test_it_refuses_a_hostile_file_and_leaves_the_target_alone(tmp_path, write_xlsx, rewrite, edit, code, direct):
    path = rewrite(write_xlsx([["Onderwerp"], ["Dak"]]), edit)
    target = tmp_path / "terug.xlsx"
    target.write_bytes(b"van gisteren")
    if direct:
        assert f'"error": "{code}"' in annotating_process(path, tmp_path / "nieuw", ReadLimits()).stdout.decode()
        return
    with pytest.raises(SourceError) as error:
        run(path, target, ReadLimits())
    assert error.value.code == code
    assert target.read_bytes() == b"van gisteren" and not list(tmp_path.glob(".*"))


def test_it_stops_when_the_time_is_up(tmp_path, write_xlsx):
    with pytest.raises(SourceError) as error:
        run(write_xlsx([["Onderwerp"], ["Dak"]]), tmp_path / "t.xlsx", ReadLimits(wall_seconds=0.001))
    assert error.value.code == "file_too_slow"


def test_too_little_memory_ends_only_the_annotating_process(tmp_path, write_xlsx):
    path = write_xlsx([["Onderwerp"], *(["Sloop van een zeer grote loods"] for _ in range(30_000))])
    done = annotating_process(path, tmp_path / "t.xlsx", ReadLimits(memory_bytes=36_000_000))
    assert (b"file_too_demanding" in done.stdout) or child.broke_off(done.returncode, done.stderr).code == "file_too_demanding"


def test_it_says_that_a_file_is_missing(tmp_path):
    with pytest.raises(SourceError) as error:
        run(tmp_path / "weg.xlsx", tmp_path / "t.xlsx", ReadLimits())
    assert error.value.code == "file_missing"
