# promptwacht, from a fresh machine: `make run` or `make test`.
# Needs make, /bin/sh and a Python 3.13 (or the network to fetch one); bin/install does the rest.

SHELL = /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Variables to set on the command line, as in `make test TESTS=tests/policy`.
PYTHON ?=
TESTS ?= tests
# One more than the processors that we count on: tests wait for processes, clocks and disks.
WORKERS ?= 3
COVERAGE_FLOOR ?= 90
UPGRADE ?= --upgrade
WRITE ?=
export PYTHON

VENV := .venv/bin
RUN := .venv/.ready-run
DEV := .venv/.ready-dev
# The tests' packages include the product's: once they are there, `make run` leaves them be.
READY := $(if $(wildcard $(DEV)),$(DEV),$(RUN))
# The coverage floor is that of the whole suite; a part of it cannot reach it.
COVERAGE := $(if $(filter tests,$(TESTS)),--cov --cov-report=term --cov-fail-under=$(COVERAGE_FLOOR))
STRICT := $(if $(filter true 1,$(CI)),-p tests.nothing_left_out)

.PHONY: help setup run test lint lock bench bounds soak memory train accuracy kills fuzz-api fuzz clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*## */\t/' | sort | expand -t 10

setup: $(READY)  ## install everything into this folder, hash-checked
	@:

$(RUN): requirements.lock requirements-tool.lock pyproject.toml bin/install bin/find-python
	@bin/install run

$(DEV): requirements-dev.lock requirements-tool.lock pyproject.toml bin/install bin/find-python
	@bin/install dev

run: setup  ## start the whole product in the foreground; Ctrl-C stops it
	@exec $(VENV)/promptwacht run

test: $(DEV)  ## run every test (TESTS=path for a part)
	@bin/test-tools
	@$(VENV)/python -m config.prebuilt  # of the rules as they are now, or each test would make it
	$(VENV)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(COVERAGE) $(STRICT) $(TESTS)

lint: $(DEV)  ## style, types, layers, spelling, Dockerfile
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/codespell
	$(VENV)/hadolint Dockerfile
	@bin/names-no-host

# Host names stay out of the locks: where packages come from is the user's configuration.
COMPILE := .tool/bin/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	--python $(VENV)/python

# The product gets the versions that its tests run with, so the larger set is resolved first.
lock: $(READY)  ## pin the newest allowed versions, with hashes (UPGRADE= changes only what must)
	@export UV_SYSTEM_CERTS=1; set -e; \
	$(COMPILE) $(UPGRADE) pyproject.toml --group build --group dev -o requirements-dev.lock; \
	$(COMPILE) $(UPGRADE) pyproject.toml --group build -c requirements-dev.lock -o requirements.lock; \
	echo uv | $(COMPILE) $(UPGRADE) - -o requirements-tool.lock
	@bin/names-no-host

bench: $(DEV)  ## print the measurements (WRITE=1 also writes docs/performance.md)
	$(VENV)/python -m bench $(if $(WRITE),--write)
	@set -e; for chapter in cpu sockets workers passing connections readiness; do \
		$(VENV)/python -m bench.$$chapter $(if $(WRITE),--write); \
	done
	$(VENV)/python bench/detection.py
	$(VENV)/python -m bench.redaction
	$(VENV)/python -m bench.console

kills: $(DEV)  ## kill the notifier 200 times while 20,000 events arrive; two minutes
	$(VENV)/python -m bench.notifier_kills $(KILLS) $(EVENTS) $(DATABASE)

fuzz-api: $(DEV)  ## odd questions to the API of the console, as every role (QUESTIONS=count)
	API_EXAMPLES=$(or $(QUESTIONS),300) $(VENV)/python -m pytest -q --timeout=0 tests/console/api/test_fuzz.py

soak: $(DEV)  ## 50 prompts/s from 500 connections for an hour (SECONDS=, RATE=, CONNECTIONS=)
	$(VENV)/python -m bench.soak $(or $(SECONDS),3600) $(or $(RATE),50) $(or $(CONNECTIONS),500)

bounds: $(DEV)  ## what too much of anything makes of the gateway's memory (MEGABYTES=100)
	$(VENV)/python -m bench.bounds $(MEGABYTES)

memory: $(DEV)  ## memory of the detector over a million prompts (PROMPTS=count); ten minutes
	$(VENV)/python -m bench.memory $(PROMPTS)

train: $(DEV)  ## train the passage model again from training/passages
	$(VENV)/python -m training.passage_model

accuracy: $(DEV)  ## measure what is found, beside three peers (PROMPTS="file.jsonl …", WRITE=1)
	$(VENV)/python -m bench.accuracy $(PROMPTS) $(if $(WRITE),--write)

fuzz: $(DEV)  ## random input for every codec and parser (SECONDS=600 each, ONLY=name); hours
	$(VENV)/python -m fuzz $(or $(SECONDS),600) $(ONLY)

clean:  ## remove what was installed and built; state in var/ stays
	rm -rf .venv .tool build *.egg-info .coverage* htmlcov .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache
