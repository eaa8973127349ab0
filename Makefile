# warmonitor: `make demo` to see it work, `make test` to check it. Everything else is a part of these two.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SHARED ?= ../shared
export SHARED

.PHONY: demo test lint types unit score bench pages schema clean help
help:            ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.ready-user: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.ready-dev: pyproject.toml $(VENV)/.ready-user
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,tables,spark]'
	@touch $@

VENDOR := src/warmonitor/web/static/vendor
DEMO := build/demo.db
demo: $(VENV)/.ready-user $(if $(shell command -v npm),$(VENDOR)/.ready)  ## the example reports read into a ledger and printed
	@mkdir -p build && rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	$(BIN)/warmonitor ingest examples/ukraine-april-2022 --published 2022-04-13 --ledger $(DEMO)
	$(BIN)/warmonitor incidents --ledger $(DEMO)
	$(BIN)/warmonitor tally --by status --ledger $(DEMO)
	$(BIN)/warmonitor tolls --ledger $(DEMO) --limit 8
	@echo
	@echo "The pages of this ledger:  $(BIN)/warmonitor serve --ledger $(DEMO)"
	@echo "One report, all its claims: $(BIN)/warmonitor read examples/ukraine-april-2022/monitor-bulletin.txt --published 2022-04-13"

lint: $(VENV)/.ready-dev   ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev  ## mypy --strict on the package
	$(BIN)/mypy

$(VENDOR)/.ready: package.json package-lock.json src/warmonitor/web/vendor.mjs
	npm ci --silent --no-fund --no-audit
	npm run --silent build
	@touch $@

pages: $(VENDOR)/.ready    ## the front-end parts that the pages serve themselves (needs npm, once)

unit: $(VENV)/.ready-dev $(if $(shell command -v npm),$(VENDOR)/.ready)
	$(BIN)/pytest -rs  # says what was skipped and why

test: lint types unit score  ## everything CI runs that this machine can run

score: $(VENV)/.ready-dev  ## the quality gate: gold and data sets against eval/floors.json
	$(BIN)/python -m eval.score

bench: $(VENV)/.ready-dev  ## speeds, as ratios against named peers
	$(BIN)/python -m pip install --quiet --disable-pip-version-check '.[bench]' || echo "spaCy is not to be had: no peer for reading"
	$(BIN)/python -m eval.bench

schema: $(VENV)/.ready-user  ## JSON Schemas and the data dictionary, made from the records
	$(BIN)/python -m warmonitor.exchange.schemas

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
