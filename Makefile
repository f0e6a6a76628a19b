# `make` alone lists the targets. Everything is installed into .venv, from pinned and hashed requirements.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8001
BIN := .venv/bin
PIP := -m pip install -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup setup-spark serve test build validate bench citation docs docs-site lint types lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.wartally  ## install wartally and all it needs into .venv

setup-spark: .venv/.spark  ## install Spark into .venv as well (it needs Java 17 or later)

serve: setup  ## check the data, build the site's database if it is stale, serve it (HOST=, PORT=)
	$(BIN)/wartally validate
	$(BIN)/wartally serve --host $(HOST) --port $(PORT)

test: setup  ## run all the tests, and say which were skipped and why (ARGS="-k tally")
	@$(BIN)/pytest -n auto --dist loadgroup $(ARGS)

build: setup  ## validate, then write build/wartally.db
	$(BIN)/wartally build

validate: setup  ## list everything that is wrong with the data
	$(BIN)/wartally validate

bench: setup .venv-bench/.installed  ## measure us and others side by side
	BENCH_BIN=.venv-bench/bin $(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/site.py

citation: .venv-citation/.installed  ## check CITATION.cff with its standard's own validator
	.venv-citation/bin/cffconvert --validate -i CITATION.cff

docs: setup  ## write what of docs/ is generated: codebook, profile, figures, the picture of the first page
	$(BIN)/wartally codebook -o docs/codebook.md
	$(BIN)/wartally codebook --lang uk -o docs/codebook.uk.md
	$(BIN)/wartally profile -o docs/profile/loss-event-package.json
	$(BIN)/python -m wartally.sqlite.documents docs
	$(BIN)/python -m wartally.site.charts.docs docs/images/weekly_personnel.svg

docs-site: setup  ## build the documentation as a site, in build/docs
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs

lint: setup  ## style and format of the Python code
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup  ## static types
	$(BIN)/mypy

LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command 'make lock' $(ARGS)
lock:  ## pin the requirements anew; needs uv (ARGS=--upgrade for newer versions)
	$(LOCK) pyproject.toml --extra all --group pyproject.toml:dev -o requirements/dev.txt
	$(LOCK) pyproject.toml --extra site --extra export -c requirements/dev.txt -o requirements/site.txt
	$(LOCK) requirements/spark.in -c requirements/dev.txt -o requirements/spark.txt
	$(LOCK) requirements/bench.in -o requirements/bench.txt
	$(LOCK) requirements/citation.in -o requirements/citation.txt

clean:  ## remove what was built, and caches; .venv stays
	rm -rf build dist artefacts .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Two steps, so that a change in pyproject.toml alone does not go through all the requirements again.
.venv/.wartally: .venv/.installed pyproject.toml src/wartally/__init__.py
	@$(BIN)/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@
	@echo 'Ready: .venv/bin/wartally'

.venv/.spark: requirements/spark.txt .venv/.wartally
	@$(BIN)/python $(PIP) --require-hashes -r $<
	@$(BIN)/python -m pip check -q
	@touch $@

.venv/.installed: requirements/dev.txt
.venv-bench/.installed: requirements/bench.txt
.venv-citation/.installed: requirements/citation.txt
%/.installed:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	|| { echo "Wartally needs Python 3.11 or later; '$(PYTHON)' is not. Name another: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	|| { echo "'$(PYTHON)' has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo 'Installing $< into $* (about a minute the first time)'
	@$(PYTHON) -m venv $*
	@$*/bin/python $(PIP) --require-hashes -r $<
	@touch $@
