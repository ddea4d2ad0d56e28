# What can be done here; `make` alone lists it.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO_SIZE ?= pilot
RESET ?= 0
BIN := .venv/bin
WORDS := $(patsubst %.po,%.mo,$(wildcard eventhub/translations/*/LC_MESSAGES/messages.po))
CODE := eventhub tests migrations tools config.py wsgi.py
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help fmt-check demo test check bench setup fmt lint types contracts strings requirements system

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/ops.stamp $(WORDS) ## Try EventHub with a made-up programme (PORT, HOST, DEMO_SIZE=small, RESET=1)
	@$(BIN)/python tools/demo.py --host $(HOST) --port $(PORT) --size $(DEMO_SIZE) $(if $(filter 1,$(RESET)),--reset)

test: setup system var/clients/stamp ## Run all tests: SQLite, PostgreSQL and a real browser
	@$(BIN)/python -m pytest -n 2

check: fmt-check lint types contracts test ## What has to pass before a change lands

bench: setup ## Every benchmark, as ratios, with how it was run
	@tools/bench.sh

setup: .venv/dev.stamp $(WORDS) ## Build .venv with everything for development, from hashed requirements

fmt: setup ## Format the code
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix --select I $(CODE)

fmt-check: setup
	@$(BIN)/ruff format --check $(CODE)

lint: setup ## Look for faults in code and templates
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/djlint --lint --quiet templates

types: setup ## Check the types
	@$(BIN)/mypy

contracts: setup ## Check which package may import which
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

strings: setup ## Collect the words of code and templates into the catalogue
	@mkdir -p var
	@$(BIN)/pybabel -q extract --ignore-dirs '.*' --no-location --sort-output --omit-header -F babel.cfg -k lazy -k _l -k gettext -o var/messages.pot .
	@$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -w 110 -i var/messages.pot -d eventhub/translations -l ko
	@sed -i -E '1{/^$$/d};/^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)/d' \
	  eventhub/translations/ko/LC_MESSAGES/messages.po # neither people nor times, which git knows

requirements: setup ## Pin the requirements anew, with hashes
	@cd requirements && for part in runtime ops dask mecab dev bench clients; do \
	  ../$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	    $$part.in -o $$part.txt; done

system: ## Install the browser, the database server and the calendar clients the tests need, where that is allowed
	@tools/system.sh

var/clients/stamp: requirements/clients.txt tests/clients/package.json tests/clients/integrity.txt tools/clients.sh | system
	@echo "Installing the calendar clients the tests compare"
	@tools/clients.sh "$(PYTHON)"
	@touch $@

.venv/ops.stamp: requirements/ops.txt
	@[ -f .venv/dev.stamp ] || tools/venv.sh "$(PYTHON)" requirements/ops.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt
	@tools/venv.sh "$(PYTHON)" requirements/dev.txt
	@touch $@ .venv/ops.stamp

%.mo: %.po | .venv/ops.stamp
	@$(BIN)/pybabel -q compile -i $< -o $@
