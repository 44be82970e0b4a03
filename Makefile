# promptwacht, from a fresh machine: `make run` or `make test`.
# Needs make, /bin/sh and a Python 3.13 (or the network to fetch one); bin/install does the rest.

SHELL = /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Variables to set on the command line, as in `make test TESTS=tests/policy`.
PYTHON ?=
TESTS ?= tests
WORKERS ?= 2
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

.PHONY: help setup run test lint lock bench memory train accuracy clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*## */\t/' | sort | expand -t 10

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
	$(VENV)/python -m pytest -n $(WORKERS) --dist loadfile $(COVERAGE) $(STRICT) $(TESTS)

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
	$(VENV)/python bench/detection.py
	$(VENV)/python -m bench.redaction

memory: $(DEV)  ## memory of the detector over a million prompts (PROMPTS=count); ten minutes
	$(VENV)/python -m bench.memory $(PROMPTS)

train: $(DEV)  ## train the passage model again from training/passages
	$(VENV)/python -m training.passage_model

accuracy: $(DEV)  ## measure what is found, beside three peers (PROMPTS="file.jsonl …", WRITE=1)
	$(VENV)/python -m bench.accuracy $(PROMPTS) $(if $(WRITE),--write)

clean:  ## remove what was installed and built; state in var/ stays
	rm -rf .venv .tool build *.egg-info .coverage* htmlcov .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache
