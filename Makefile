# One-word tasks. Each sets up what it needs, on a machine that has only Python 3.11 or newer.
# Names live here, logic does not.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A process more than there are cores, since some tests wait for a daemon or a server; a file's tests stay together,
# since they share what they set up; files with few tests are often those that take long, so none is put off to the end.
SIDE_BY_SIDE := --numprocesses $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadfile --no-loadscope-reorder
# Compiled modules are kept whatever the shell says: every process that a test starts would compile them anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types imports thorough coverage docs wheel floors soak calibrate bench clean

help:                ## this list
	@grep -E '^[a-z]+: .*##|^[a-z]+: +##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "newsimpact needs Python 3.11 or newer, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (about a minute, once) ..."
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	$(PIP) --editable '.[dev]'
	@touch $@

demo: $(VENV)/.core  ## the main job without network, key or account; results in demo-out/
	$(BIN)/newsimpact demo --out demo-out

test: $(VENV)/.dev   ## set up and run the tests, without those that take long
	$(BIN)/pytest $(SIDE_BY_SIDE)

check: format lint types imports thorough docs wheel  ## all that CI runs

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev  ## import direction
	$(BIN)/lint-imports

THOROUGH := -m "not soak" --hypothesis-profile=thorough

thorough: $(VENV)/.dev  ## all tests but those of soak
	$(BIN)/pytest $(SIDE_BY_SIDE) $(THOROUGH)

coverage: $(VENV)/.dev  ## the same with the branches they miss; watching them takes half as long again
	$(BIN)/pytest $(SIDE_BY_SIDE) $(THOROUGH) --cov --cov-report=term:skip-covered

docs: $(VENV)/.dev   ## write the generated pages anew and fail when they were stale
	$(BIN)/python -m docs.generate --check

floors: $(VENV)/.dev  ## quality scores on labelled corpora
	$(BIN)/pytest tests/floors -rA -s

soak: $(VENV)/.dev   ## long tests: many kills, long simulations, many examples of each property
	$(BIN)/pytest -m soak -rA
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "hypothesis and not soak" --hypothesis-profile=long

calibrate: $(VENV)/.dev  ## simulate anew how often each test across events errs (six minutes of one core)
	$(BIN)/python -m docs.calibrate

bench: $(VENV)/.dev  ## measure speed and memory, each against a peer in the same run
	$(BIN)/python -m benchmarks.parse_feeds
	$(BIN)/python -m benchmarks.sweep_feeds
	$(BIN)/python -m benchmarks.extract_documents
	$(BIN)/python -m benchmarks.group_stream
	$(BIN)/python -m benchmarks.study_events
	$(BIN)/python -m benchmarks.join_bars
	$(BIN)/python -m benchmarks.store_bars

wheel: $(VENV)/.dev  ## build the wheel and try it in an environment of its own
	rm -rf dist && $(BIN)/python -m build --wheel --no-isolation --outdir dist . > /dev/null
	$(BIN)/python -m tests.wheel.try_wheel dist constraints.txt

clean:               ## remove everything that was made
	rm -rf $(VENV) dist build demo-out .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
