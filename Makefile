.PHONY: help run test lint bench prove
.DEFAULT_GOAL := help

PORT ?= 8000
DATA_DIR ?= var
export PORT DATA_DIR
PY := .venv/bin/python
FLASK := .venv/bin/flask --app wsgi

help:  ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: .venv/run  ## Set everything up and serve the commune with its sample data on http://127.0.0.1:$PORT
	@$(FLASK) setup
	@$(FLASK) demo
	@$(FLASK) serve

test: .venv/dev  ## Run every test, on SQLite and on a PostgreSQL started for it
	@sh tests/run.sh

lint: .venv/dev  ## Check style, floors and types
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports && .venv/bin/mypy

bench: .venv/dev  ## Measure speed beside the yardsticks, on SQLite and PostgreSQL
	@$(PY) -m tests.bench

prove: .venv/dev  ## Prove the tests of votes, marks, tally and history: every branch, and faults put into the code
	@$(PY) -m tests.prove

.venv/run: requirements.lock
	@python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/dev: requirements-dev.lock
	@python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ .venv/run
