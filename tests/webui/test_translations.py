"""Nothing is left in Dutch for readers of English, and what is compiled is what is written."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import webui
from matcher.sources.columns import FIELDS as COLUMN_FIELDS
from matcher.sources.columns import LEFT_ASIDE
from webui.filters import FIELDS

FOLDER = Path(webui.__file__).parent
CATALOGUE = FOLDER / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def written():
    with CATALOGUE.open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


def forms(message):
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_every_text_of_the_pages_is_in_the_catalogue_and_nothing_else():
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_l": None}
    found = {message for _file, _line, message, *_rest in extract_from_dir(FOLDER, methods, {"**.html": {"trimmed": "true"}}, keywords)}
    assert found == set(written())


def test_everything_is_translated_and_no_placeholder_is_lost():
    for key, message in written().items():
        dutch = key if isinstance(key, tuple) else (key,)
        assert all(forms(message)), key
        assert not message.fuzzy, key
        for english in forms(message):
            assert set(PLACEHOLDER.findall(english)) <= set(PLACEHOLDER.findall(dutch[-1])), key
        assert set(PLACEHOLDER.findall(forms(message)[-1])) == set(PLACEHOLDER.findall(dutch[-1])), key


def test_the_compiled_catalogue_says_what_the_written_one_says():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    expected = {}
    for key, message in written().items():
        if isinstance(key, tuple):
            expected |= {(key[0], number): text for number, text in enumerate(forms(message))}
        else:
            expected[key] = message.string
    assert {key: text for key, text in compiled._catalog.items() if key} == expected, "run `make translations`"


@pytest.mark.parametrize("field", sorted(COLUMN_FIELDS - LEFT_ASIDE))
def test_every_field_of_a_list_has_a_name_for_people(field):
    assert field in FIELDS
