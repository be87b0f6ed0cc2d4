# What a developer does, one word each; `make help` lists them.
#
# Needed: Python 3.10 or newer, Rust 1.85 or newer, a C compiler. pip installs the rest into .venv.

PYTHON ?= python3
FUZZ_SECONDS ?= 60
BIN := .venv/bin

# The recipes are written for a plain shell, whatever the user's is.
SHELL := /bin/sh
.SUFFIXES:
.DEFAULT_GOAL := help

# One sentence instead of a page of somebody else's errors.
missing = $(shell $(SHELL) scripts/missing.sh '$(PYTHON)' $(1) 2>&1)
require = $(if $(call missing,$(1)),$(error $(call missing,$(1))))

CORE_SOURCES := Cargo.toml Cargo.lock $(shell find src -name '*.rs' 2>/dev/null)
PYTHON_ROOMS := python tests benches examples

.PHONY: help env build demo test lint format bench fuzz replay docs record-peer clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile

env: .venv/.env-stamp ## Make .venv with everything that development needs

.venv/.env-stamp: pyproject.toml
	$(call require,core)
	@echo 'making .venv and compiling the core: a minute or two'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

build: .venv/.core-stamp ## Compile the core as it is shipped, if its sources have changed

.venv/.core-stamp: $(CORE_SOURCES) | .venv/.env-stamp
	$(call require,core)
	$(BIN)/maturin develop --release --quiet --skip-install
	@touch $@

demo: build ## Start a sandbox server, run the batch example and a batch of 100,000 documents
	@$(BIN)/python examples/demo.py

test: build lint ## Everything that has to hold: lint, and the tests of both languages
	cargo test --quiet --no-default-features
	$(BIN)/pytest

lint: build ## Style and types of both languages, and the stubs against the compiled core
	$(call require,core lint)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest arango_fastbatch._core
	cargo fmt --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy --quiet --all-targets -- --deny warnings

format: build ## Put both languages into shape
	$(call require,core lint)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	cargo fmt
	cargo fmt --manifest-path fuzz/Cargo.toml

bench: build ## Measure beside python-aioarango: make bench PEER=path/to/wheel FULL=1
	$(BIN)/python -m benches $(if $(FULL),--full) $(if $(PEER),--peer '$(PEER)')

record-peer: build ## Record python-aioarango anew into tests/data: make record-peer PEER_PYTHON=path
	$(PEER_PYTHON) -m tests.peer.record
	$(BIN)/python -m tests.programs.record '$(PEER_PYTHON)'

fuzz: build ## Fuzz the core, FUZZ_SECONDS=60 for each target
	@$(SHELL) scripts/fuzz.sh '$(FUZZ_SECONDS)' $(BIN)/python

replay: build ## Judge the sandbox by what real servers answered: make replay DIR=path/to/recordings
	@$(SHELL) scripts/replay.sh '$(DIR)' $(BIN)/python

docs: build ## Build the documentation into site/; a warning is an error
	$(BIN)/sphinx-build --quiet --fail-on-warning --fresh-env docs site
	@echo 'the documentation is in site/index.html'

clean: ## Remove what the other targets have made
	rm -rf .venv target dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks
	find python tests benches examples -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f python/arango_fastbatch/_core*.so
