# Everything a newcomer needs: `make run` and `make test`. Python 3.11 or newer; nothing else is needed, the virtual environment is made here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup run test check bench weights translations clean
.DEFAULT_GOAL := help

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 24

setup: $(VENV)/.ready ## the virtual environment with pinned packages

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Wijkmatch needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=24"
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

run: setup ## load and match the demo, then dashboard and scheduler on http://127.0.0.1:8000
	$(BIN)/wijkmatch run

test: setup ## all tests
	$(BIN)/python -m pytest -n auto --maxprocesses 8

check: setup ## style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_import_rules.py

bench: setup ## measurements beside the peers
	$(BIN)/python tests/benchmarks/run.py

weights: setup ## fit the shipped weights of the ranking and of the CPV suggestions on datasets/gold and datasets/demo
	$(BIN)/python tests/benchmarks/fit_cpv.py --write
	$(BIN)/python tests/benchmarks/fit_weights.py --write
	$(BIN)/python tests/benchmarks/fit_same_tender.py --write

translations: setup ## collect the texts of the pages, and compile the catalogue
	mkdir -p build
	$(BIN)/pybabel extract --no-wrap --no-location --sort-output -k _l -F webui/babel.cfg -o build/messages.pot webui
	$(BIN)/pybabel update --no-wrap -N --ignore-obsolete --ignore-pot-creation-date -i build/messages.pot -d webui/translations -l en
	$(BIN)/pybabel compile -d webui/translations

clean: ## remove what was built here, but not your data in var/
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
