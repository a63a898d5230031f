# Two commands do everything on a fresh machine: `make run` opens the chat, `make test` checks all there is.

# The first Python that is new enough. Each is tried, not just looked up: version managers leave stubs that only complain.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
LOCALES := en zh_Hant
CATALOGUES := $(wildcard locales/*/LC_MESSAGES/canbao.po)

.PHONY: help run test lint format messages lock clean bench bench-short proof rehearsal e2e-telegram

help:
	@echo "make run       open the chat in a browser"
	@echo "make test      check everything: style, types, tests"
	@echo "make lint      style and types only"
	@echo "make format    lay the code out as the style asks"
	@echo "make messages  bring the message catalogues in step with the words in the code and the packs"
	@echo "make lock      choose the newest versions of everything we use, and pin them"
	@echo "make clean     remove what these commands made"
	@echo "make proof     try to lose or repeat a message, for about half an hour"
	@echo "make rehearsal play a bureau's whole season on this machine, for about a minute"
	@echo "make e2e-telegram  meet Bot API servers that others wrote, killed and under attack, for about a quarter of an hour"
	@echo "make bench     measure Canbao beside its peers, for about a quarter of an hour; bench-short sees that it works"

run: $(VENV)/run
	@$(BIN)/canbao serve --open

test: lint
	@scripts/debian-packages.sh
	@$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal

lint: $(VENV)/test
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: $(VENV)/test
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# No fuzzy guesses, as a guessed translation states a wrong figure with confidence; no line numbers and no new date, as
# they would change with every edit.
messages: $(VENV)/run
	@$(BIN)/pybabel -q extract --mapping-file=pyproject.toml --add-location=file --sort-by-file --width=120 \
		--project=Canbao --version=1 --last-translator=Canbao --msgid-bugs-address=CONTRIBUTING.md \
		--header-comment="# Canbao's words. The ids are Simplified Chinese, the source language." \
		--output-file=$(VENV)/canbao.pot flows bot
	@for locale in $(LOCALES); do \
		$(BIN)/pybabel -q update --domain=canbao --input-file=$(VENV)/canbao.pot --output-dir=locales --locale=$$locale \
			--init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=120 || exit; \
	done

# Only names and versions are written down: where packages come from is each machine's own affair.
lock: | $(BIN)/python
	@echo "Resolving …"
	@rm -rf $(VENV)/lock && $(BIN)/python -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip --disable-pip-version-check -qq install '.[fast,test]'
	@echo "# Every package we use, with the version it was tested with; written by \`make lock\`." > $(VENV)/lock/constraints.txt
	@$(VENV)/lock/bin/python -m pip --disable-pip-version-check -qq freeze --exclude canbao >> $(VENV)/lock/constraints.txt
	@mv $(VENV)/lock/constraints.txt constraints.txt
	@rm -rf $(VENV)/lock

clean:
	@rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@rm -f locales/*/LC_MESSAGES/canbao.mo
	@find bot flows storage locales tests -name __pycache__ -prune -exec rm -rf {} +

# What is installed is remembered by an empty file, so that a second run starts at once. The package is installed to be
# edited: only its dependencies and its catalogues, which are compiled on the way, can be out of date.
INSTALLED_FROM := pyproject.toml hatch_build.py constraints.txt $(CATALOGUES)

$(VENV)/run: $(INSTALLED_FROM) | $(BIN)/python
	@echo "Installing Canbao …"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/test: $(INSTALLED_FROM) | $(BIN)/python
	@echo "Installing Canbao and what tests it …"
	@$(PIP) install -c constraints.txt -e '.[fast,test]'
	@touch $(VENV)/run $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Canbao needs Python 3.11 or newer, and found none here. Install one, or name it: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

# Each prints `name n failures seconds seed`; a seed as argument plays the same again.
PROOFS := kills storm rapid storage_calls disk_full corruption restoring simulator hostile broadcast

proof: $(VENV)/test
	@failed=""; for proof in $(PROOFS); do $(BIN)/python -m tests.proofs.$$proof || failed="$$failed $$proof"; done; \
		test -z "$$failed" || { echo "Not proved:$$failed"; exit 1; }

# Needs Node beside Python: one of the servers is written for it.
e2e-telegram: $(VENV)/test
	@scripts/debian-packages.sh nodejs npm
	@scripts/e2e-telegram.sh $(BIN)/python
	@$(BIN)/python -m tests.telegram.e2e build/e2e-telegram

# Two hundred residents, a poster, an announcement: docs/rehearsal.md is what was said and shown when it was last recorded.
rehearsal: $(VENV)/test
	@scripts/debian-packages.sh
	@$(BIN)/python -m tests.rehearsal

# The peers have an environment of their own, as they pin other versions of what Canbao uses as well.
PEERS := build/bench-venv

bench: $(VENV)/test $(PEERS)/ready
	@scripts/debian-packages.sh redis-server
	@$(BIN)/python -m bench
	@echo "The figures are in build/bench.json; $(BIN)/python -m bench.report writes them into the README."

bench-short: $(VENV)/test
	@$(BIN)/python -m bench --short

$(PEERS)/ready: bench/requirements.txt | $(BIN)/python
	@echo "Installing the peers …"
	@$(BIN)/python -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check -qq install -r bench/requirements.txt
	@touch $@
