# One-word commands, the same for people and for CI. `make test` is everything that has to hold.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check unit fmt bench conformance faults fuzz docs schema drawings clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "ivrplan needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY) ## the main job on the embedded sandbox: plan, apply, drift, repair
	$(BIN)/python examples/quickstart/demo.py

test: check unit ## every check and every test

check: $(READY) ## formatting, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(READY) ## the tests, with coverage
	@git --version >/dev/null 2>&1 || { echo "the tests need git: install it, and see that it is on the PATH"; exit 1; }
	$(BIN)/python -m pytest --numprocesses 2 --cov --cov-report=term:skip-covered

fmt: $(READY) ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## how fast it is
	$(BIN)/python -m benchmarks

conformance: $(READY) ## the language against a terraform on the PATH
	IVRPLAN_CONFORMANCE=1 $(BIN)/python -m pytest tests/conformance/terraform --timeout 600

faults: $(READY) ## every fault at every request of every resource type, as a table; long
	$(BIN)/python -m tests.conformance.resource_types.faults

fuzz: $(READY) ## the property tests, long
	IVRPLAN_FUZZ_EXAMPLES=20000 $(BIN)/python -m pytest tests/language tests/flow tests/config tests/properties tests/rules \
		--numprocesses 2 --timeout 3600

docs: $(READY) ## what pages take from files, written anew
	$(BIN)/python -m tests.modules.readme

schema: $(READY) ## what editors read, written anew
	$(BIN)/python -m ivrplan schema > schema/configuration.schema.json
	$(BIN)/python -m ivrplan schema grammar > schema/editors/ivrplan.tmLanguage.json

drawings: $(READY) ## the page of drawings and its pictures, written anew
	$(BIN)/python -m tests.repo.gallery

clean: ## forget everything that was built
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
