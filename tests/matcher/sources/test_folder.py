"""A folder that lists are put into."""

from __future__ import annotations

import os
import time

import pytest

from matcher.errors import SourceError
from matcher.sources.folder import list_files


def put(folder, name, *, age=3600.0, content="a;b\n1;2\n"):
    path = folder / name
    path.write_text(content)
    os.utime(path, (time.time() - age,) * 2)
    return path


def never(seconds):
    raise AssertionError("nothing changed lately: there is nothing to wait for")


def test_it_lists_the_longest_unchanged_first(tmp_path):
    names = {"b.csv": 300, "a.XLSX": 200, "c.ods": 400}
    for name, age in names.items():
        put(tmp_path, name, age=age)
    assert [path.name for path in list_files(tmp_path, pause=never)] == ["c.ods", "b.csv", "a.XLSX"]


@pytest.mark.parametrize("name", ["~$plan.xlsx", ".~lock.plan.ods#", ".plan.xlsx", "plan.xlsx.part", "plan.pdf", "Thumbs.db", "plan.tmp", "plan"])
def test_it_passes_over_what_is_no_list(tmp_path, name):
    put(tmp_path, name)
    (tmp_path / "folder.xlsx").mkdir()
    assert list_files(tmp_path, pause=never) == []


def test_it_leaves_a_file_that_is_still_being_copied_for_the_next_time(tmp_path):
    ready, growing, gone = put(tmp_path, "ready.csv", age=5), put(tmp_path, "growing.csv", age=1), put(tmp_path, "gone.csv", age=1)

    def meanwhile(seconds):
        with growing.open("a") as file:
            file.write("3;4\n")
        gone.unlink()
        put(tmp_path, "new.csv", age=0)

    assert list_files(tmp_path, pause=meanwhile) == [ready]
    assert {path.name for path in list_files(tmp_path, pause=lambda seconds: None)} == {"ready.csv", "growing.csv", "new.csv"}


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SourceError) as refused:
        list_files(tmp_path / "nowhere")
    assert refused.value.code == "folder_unreadable" and "nowhere" in refused.value.params["path"]
