# What people and CI type. `make help` lists the targets.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt
PACKAGES := ingest indexes kb_assistant eval
# Address of an index of CPU builds of PyTorch, for a machine without a GPU; see README.
TORCH_INDEX ?=
# A folder of question sets to measure on.
SETS ?= $(wildcard ../shared/data)
# Chunks to measure the indexes with; several numbers show the growth.
SIZE ?= 10000

.DEFAULT_GOAL := help
.PHONY: help setup run test test-setup samples screenshots lint format types contract wheel docs lock bench bench-evaluation peers bench-layout bench-retrieval bench-index crash-test clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(VENV)/.ready ## Create .venv and install the product

run: setup ## Add the sample knowledge base and start the web app on http://127.0.0.1:7860
	@$(BIN)/kb add samples/knowledge --collection samples
	@$(BIN)/kb serve

test: $(VENV)/.ready-test test-setup ## Run all tests (installs what they need)
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

test-setup: $(VENV)/.ready-test
	@bash tests/set_up.sh $(BIN)/python

samples: $(VENV)/.ready-test ## Make the sample documents anew
	@$(BIN)/python samples/make_samples.py

screenshots: $(VENV)/.ready-test test-setup ## Make the pictures of the README anew
	@KB_SCREENSHOTS=docs/images $(BIN)/python -m pytest -q tests/browser

lint: $(VENV)/.ready-test types contract ## Check style, types, the import contract and the wheel
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/python docs/generate.py --check
	@$(MAKE) --no-print-directory wheel

types: $(VENV)/.ready-test
	@$(BIN)/mypy

contract: $(VENV)/.ready-test
	@$(BIN)/lint-imports

wheel: $(VENV)/.ready-test
	@$(BIN)/python tests/check_wheel.py

docs: $(VENV)/.ready-test ## Write docs/settings.md and docs/cli.md from the code
	@$(BIN)/python docs/generate.py

format: $(VENV)/.ready-test ## Format the code and mend what ruff can
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

lock: $(VENV)/.ready-test ## Write the versions that are installed now into constraints.txt
	@$(BIN)/python -m pip freeze --exclude-editable | grep -viE '^(torch|kb.assistant)\b' > constraints.txt

bench: bench-evaluation bench-index bench-layout ## Measure quality, peers, web, index and layout: make bench SETS=FOLDER [FULL=1]

bench-evaluation: $(VENV)/.ready-test ## Measure questions, peers and the web server: make bench-evaluation SETS=FOLDER
	@test -n "$(SETS)" || { echo "Name a folder of datasets: make bench SETS=FOLDER"; exit 2; }
	@$(PIP) --editable '.[test,bench]'
	@$(BIN)/kb eval bench $(SETS) -o docs/benchmarks-evaluation.md $(if $(FULL),--full) $(ARGS)

peers: .cache/peers/.ready ## Install the readers that bench-layout compares with, apart from ours

bench-layout: $(VENV)/.ready-test peers ## Measure reading beside other readers: make bench-layout SETS=FOLDER
	@test -n "$(SETS)" || { echo "Name a folder of datasets: make bench-layout SETS=FOLDER"; exit 2; }
	@$(BIN)/kb eval pages $(SETS)/corpora/handbooks_en $(SETS)/corpora/statutes_zh_md.tar.gz \
		--designs judging --output .cache/pages/judging
	@$(BIN)/kb eval readers .cache/pages/judging $(SETS)/layout/icdar2013_tables \
		--output docs/benchmarks/layout.md $(ARGS)

bench-retrieval: $(VENV)/.ready-test ## Measure the search stage by stage: make bench-retrieval SETS=FOLDER [LIMIT=400]
	@test -n "$(SETS)" || { echo "Name a folder of datasets: make bench-retrieval SETS=FOLDER"; exit 2; }
	@$(BIN)/kb eval legs $(SETS) --limit $(or $(LIMIT),0) $(ARGS)

bench-index: $(VENV)/.ready-test ## Measure the indexes on made chunks: make bench-index SIZE=100000
	@$(BIN)/kb eval embedding samples
	@$(BIN)/kb eval index samples $(addprefix --size ,$(SIZE)) $(ARGS)

crash-test: $(VENV)/.ready-test ## Kill the indexes at 200 random moments, and compare (a quarter of an hour)
	@KB_CRASHES=$(or $(KB_CRASHES),200) $(BIN)/python -m pytest -q tests/contract/indexes/test_crash.py $(ARGS)

clean: ## Remove what was built here; knowledge bases stay
	@rm -rf $(VENV) .cache build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is missing: install it, or name another with PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing kb-assistant into $(VENV) (a few minutes the first time)"
	@bash .ci/install_torch.sh $(BIN)/pip "$(TORCH_INDEX)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	@echo "Installing what the tests need into $(VENV)"
	@$(PIP) --editable '.[test]'
	@touch $@

# Without what they depend on: that would replace PyTorch, and most of it is here already.
.cache/peers/.ready: eval/peers/reading/requirements.txt | $(VENV)/.ready-test
	@echo "Installing other readers into .cache/peers"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --upgrade \
		--target .cache/peers --requirement $<
	@touch $@
