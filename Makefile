# make run      everything, on real servers, in one command; prints an address and sign-in links
# make test     all tests, those in a real Chromium included
# The rest is for those who work on it; deploy/README.md tells how it is run for a district.

# Named, it is used as given; else the newest of these that is new enough.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$p && exit; done; echo python3)
VENV := .venv
PY := $(VENV)/bin/python
MESSAGES := $(wildcard shared/*/translations/*/LC_MESSAGES/*.po \
	services/*/translations/*/LC_MESSAGES/*.po)
TRANSLATIONS := build/.translations
PYTEST_OPTIONS ?=
# The order of the tests is one of chance, the same for everybody; for another: make test SEED=7
SEED ?= 20261123

.PHONY: run stop setup test check rows bench faults docs translations format clean
.DELETE_ON_ERROR:
# Prerequisites in the order written: the environment before what runs in it.
.NOTPARALLEL:

run: $(VENV)/.ready-local $(TRANSLATIONS)
	@$(PY) -m deploy.local up

stop: $(VENV)/.ready-local
	@$(PY) -m deploy.local down

setup: $(VENV)/.ready-dev $(TRANSLATIONS)

# Two processes: one has the whole system with a browser, the other the rest. The last line is
# pytest's own.
test: setup
	@$(PY) -m deploy.local.browser
	@$(PY) -m pytest -n 2 --durations=15 --randomly-seed=$(SEED) $(PYTEST_OPTIONS)

check: setup
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(VENV)/bin/bandit --quiet --recursive -ll --configfile pyproject.toml shared services deploy
	@$(PY) -m deploy.lint

format: setup
	@$(VENV)/bin/ruff check --fix --quiet . || true
	@$(VENV)/bin/ruff format .

# Row of product.md -> test -> screenshot, and the rows that have none.
rows: setup
	@$(PY) -m tests.rows

bench: setup
	@$(PY) -m tests.bench

# Kills and cuts real servers; takes minutes.
faults: setup
	@$(PY) -m pytest -m faults --durations=15 $(PYTEST_OPTIONS)

# The catalogue of events and the AsyncAPI document; the front door's configuration for compose.
docs: setup
	@$(PY) -m shared.events.docs
	@$(PY) -m deploy.nginx

# New strings of the code into the catalogues; then write their Māori and Arabic there.
translations: setup
	@$(PY) -m shared.web.catalogues update
	@$(PY) -m shared.web.catalogues compile

# What can be made again. The run's data is not: tuhono reset deletes that.
clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find shared services deploy tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find shared services -name '*.mo' -delete

$(VENV)/.ready-local: pyproject.toml constraints.txt
	@$(PYTHON) deploy/bootstrap.py local
	@touch $@

$(VENV)/.ready-dev: pyproject.toml constraints.txt
	@$(PYTHON) deploy/bootstrap.py local dev
	@touch $@ $(VENV)/.ready-local

$(TRANSLATIONS): $(MESSAGES)
	@$(PY) -m shared.web.catalogues compile
	@mkdir -p $(@D) && touch $@
