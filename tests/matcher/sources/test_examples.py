import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["amounts", "columns", "cpv", "days", "delimited", "formatting", "lots", "texts", "wordings"])
def test_the_examples_in_the_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"matcher.sources.{name}")).failed == 0
