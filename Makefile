# Salang. `make run` and `make test` each set everything up by themselves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PAGES  ?= ../shared/pages
NEARDUP ?= ../shared/neardup/dev.jsonl.gz
export DO_NOT_TRACK = 1

.PHONY: help setup run test test-long test-all lint types bench drills bench-scale bench-quality quality bench-echo bench-echo-scale bench-codebook bench-capacity docs lock clean
.DEFAULT_GOAL := help

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-17s %s\n", $$1, $$2}'

setup: $(READY) ## make .venv and install the pinned requirements and the project

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Salang needs Python 3.11 or newer; say which with: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "the virtual environment could not be made; on Debian install the package python3-venv" >&2; exit 2; }
	@echo "installing the pinned requirements into $(VENV) (once, about a minute)"
	@$(BIN)/python -m ensurepip -q >/dev/null 2>&1 || true
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

run: setup ## crawl the sample newsroom and show what came of it
	@$(BIN)/salang run --sample

test: setup ## run the tests, without the long ones
	$(BIN)/python -m pytest -q -m "not long"

test-long: setup ## run the long tests: kills, deployments, PostgreSQL runs, wheels
	$(BIN)/python -m pytest -q -m long

test-all: setup ## run all tests
	$(BIN)/python -m pytest -q

lint: setup ## check style, the floors between the rooms, and names that must not appear
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup ## check types
	$(BIN)/mypy

bench: setup ## measure speed against other tools on PAGES=folder, or generated pages
	$(BIN)/python -m benchmarks.speed.run $(if $(wildcard $(PAGES)),--pages $(PAGES))
	$(BIN)/python -m benchmarks.speed.repeat

bench-scale: setup ## measure how time and memory grow with pages and sources, and draw it (long)
	$(BIN)/python -m benchmarks.speed.scale
	$(BIN)/python -m benchmarks.speed.plot

bench-quality: setup ## measure extraction, echo and codebook quality and print the tables
	@$(MAKE) --no-print-directory quality bench-echo bench-codebook

quality: setup ## measure text, titles, authors and dates on PAGES=folder
	$(BIN)/python -m benchmarks.quality.run $(PAGES)

# what others use stands in the same table; nothing else needs it, so it is no requirement
$(VENV)/.peers: benchmarks/echo/peers.lock $(READY)
	@echo "installing what Salang is compared with (once)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r benchmarks/echo/peers.lock
	@touch $@

bench-echo: setup $(VENV)/.peers ## measure copies found on NEARDUP=file, and stories across languages
	$(BIN)/python -m benchmarks.echo.run $(NEARDUP)
	$(BIN)/python -m benchmarks.echo.stories

bench-echo-scale: setup ## measure what a text costs with 10,000 to 1,000,000 in the index (long)
	$(BIN)/python -m benchmarks.echo.scale

bench-capacity: setup ## measure what a page costs, and simulate a day of 5 million (long)
	$(BIN)/python -m benchmarks.capacity.run --workers 8 16

bench-codebook: setup ## measure relevance, topics, people and quotations on the labelled sets
	$(BIN)/python -m benchmarks.codebook.run
	$(BIN)/python -m benchmarks.quotes.run

drills: setup ## kill, fill, lock, shift, crawl a hostile web; print what was lost (an hour)
	$(BIN)/python -m benchmarks.drills.run

docs: setup ## write the pages of docs/ that are made from the code
	$(BIN)/salang db dictionary --output docs/dictionary.md
	$(BIN)/python -m desk.docs

lock: setup ## resolve the requirements anew (needs uv)
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv lock
	$(BIN)/uv export --quiet --all-extras --all-groups --no-emit-project --no-annotate --no-header -o requirements.lock

clean: ## remove what the commands made, keep the code
	rm -rf $(VENV) var dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
