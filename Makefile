# tenprint: two commands do everything (`make demo`, `make test`); `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
SERVE ?= 1
SEED ?= 2011
SECONDS ?= 15
INPUTS ?= 20000

UV_FLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
UV_COMPILE := uv pip compile pyproject.toml $(UV_FLAGS)

.PHONY: help demo test test-slow lint format bench fuzz fuzz-guided neural docs stages lock background clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: $(VENV)/.run ## set up, tell the story in the terminal, leave the consoles running (SERVE=0: exit after the story)
	@$(PY) -m tenprint demo --seed $(SEED) $(if $(filter 0,$(SERVE)),--no-serve,)

test: $(VENV)/.dev ## set up, run all tests but the long ones
	@$(PY) -m pytest -n auto --dist loadgroup -m "not slow"

test-slow: $(VENV)/.dev ## the long tests
	@$(PY) -m pytest -m slow

lint: $(VENV)/.dev ## format, lint, types, import contracts, docstrings
	@$(VENV)/bin/ruff format --check src tests
	@$(VENV)/bin/ruff check src tests
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/interrogate -q src

format: $(VENV)/.dev ## rewrite the sources in the project's format
	@$(VENV)/bin/ruff format src tests
	@$(VENV)/bin/ruff check --fix src tests

bench: $(VENV)/.run ## measure the engine and the chain on this machine
	@$(PY) -m tenprint bench all

fuzz: $(VENV)/.run ## try damaged inputs on all that reads them (INPUTS=1000000: the whole campaign)
	@$(PY) -m tenprint bench fuzz --inputs $(INPUTS) --out build/fuzz

fuzz-guided: $(VENV)/.fuzz ## the same with coverage as the guide, SECONDS for each target; skipped where atheris has no wheel
	@for target in reader validator; do \
		$(PY) scripts/fuzz_atheris.py $$target --seconds $(SECONDS) || [ $$? = 77 ] || exit 1; done

neural: $(VENV)/.neural ## add the network extractor (--extractor leader)
	@$(PY) -c "from tenprint.template.extract import leader; print(leader.EXTRACTOR, leader.weights())"

background: $(VENV)/.run ## make the background gallery of synthetic subjects anew (long)
	@$(PY) -m tenprint sim background

docs: $(VENV)/.dev ## write the generated pages anew
	@for page in rooms audit_events commands rule_files rule_checks record_rules permissions malformed readme; do $(PY) scripts/$$page.py || exit 1; done

stages: $(VENV)/.run ## draw the figures of docs/stages anew (after a change of the engine)
	@$(PY) scripts/stages.py

lock: ## pin the dependencies anew (needs uv)
	@$(UV_COMPILE) --group build -q -o requirements/run.txt
	@$(UV_COMPILE) --group build --group dev -q -o requirements/dev.txt
	@uv pip compile --group pyproject.toml:fuzz $(UV_FLAGS) -q -o requirements/fuzz.txt
	@uv pip compile --group pyproject.toml:neural $(UV_FLAGS) --no-deps -q -o requirements/neural.txt

clean: ## remove the environment and what commands left in this folder
	@rm -rf $(VENV) build .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.run: requirements/run.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/bootstrap.sh $(VENV) requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/bootstrap.sh $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/.run

$(VENV)/.fuzz: requirements/fuzz.txt $(VENV)/.dev
	@PYTHON="$(PYTHON)" sh scripts/bootstrap.sh $(VENV) requirements/fuzz.txt
	@touch $@

$(VENV)/.neural: requirements/neural.txt $(VENV)/.run
	@PYTHON="$(PYTHON)" sh scripts/bootstrap.sh $(VENV) requirements/neural.txt alone
	@touch $@
