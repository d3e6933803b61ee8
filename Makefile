# Every target is for a person and for CI alike. `make` or `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# pip of the environment when there is one; otherwise the system's pip working on the environment.
PIP = $(if $(wildcard $(BIN)/pip),$(BIN)/python -m pip,$(PYTHON) -m pip --python $(BIN)/python) \
	--disable-pip-version-check install --quiet
# The types of rows come from the settings, which want a home: this one holds nothing.
MYPY = YOUSAID_HOME=.mypy_cache/home $(BIN)/mypy
PYTEST_ARGS ?= -n 2 --dist loadfile

# What has to be covered to the last branch: the gate, disclosure, erasure; and the tests that do it.
COVERED = src/yousaid/gate/*,src/yousaid/core/disclosure.py,src/yousaid/core/cell_keys.py,src/yousaid/core/voices.py
COVERED := $(COVERED),src/yousaid/core/receipt.py,src/yousaid/core/refusals.py,src/yousaid/store/erasing.py
COVERED := $(COVERED),src/yousaid/store/forgetting.py,src/yousaid/store/tombstones.py
COVERING = tests/gate tests/core tests/surveillance tests/store/test_erasing.py tests/store/test_forgetting.py \
	tests/store/test_forgotten_titles.py

.PHONY: help venv demo test check cover bench lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Three stamps in one environment: what runs it, the package itself, what tests it.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "yousaid needs Python 3.11 or newer: say make PYTHON=python3.12 (or wherever yours is)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { $(PYTHON) -m pip --version >/dev/null 2>&1 && $(PYTHON) -m venv --clear --without-pip $(VENV); } \
	  || { rm -rf $(VENV); \
	       echo "Python cannot make a virtual environment here: run 'apt install python3-venv', then make again." >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: constraints/runtime.txt | $(VENV)/.created
	$(PIP) --require-hashes -r constraints/runtime.txt
	@touch $@

$(VENV)/.package: pyproject.toml $(VENV)/.runtime
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: constraints/dev.txt $(VENV)/.runtime
	$(PIP) --require-hashes -r constraints/dev.txt
	@touch $@

venv: $(VENV)/.dev $(VENV)/.package  ## the environment in .venv, with what the tests need

demo: $(VENV)/.package  ## the desk on 127.0.0.1:8000, with real reviews
	$(BIN)/yousaid demo $(ARGS)

test: venv  ## every check and test; says everything that is wrong
	@failed=""; \
	$(BIN)/ruff format --check . || failed="$$failed format"; \
	$(BIN)/ruff check . || failed="$$failed lint"; \
	$(MYPY) || failed="$$failed types"; \
	$(BIN)/lint-imports || failed="$$failed imports"; \
	$(BIN)/pytest $(PYTEST_ARGS) || failed="$$failed tests"; \
	$(MAKE) --no-print-directory cover || failed="$$failed cover"; \
	if [ -n "$$failed" ]; then echo "make test: failed:$$failed" >&2; exit 1; fi

check: venv  ## the same, in the same order, stopping at the first failure
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(MYPY)
	$(BIN)/lint-imports
	$(BIN)/pytest -x $(PYTEST_ARGS)

cover: venv  ## every branch of the gate, of disclosure and of erasure is met by a test
	$(BIN)/coverage run --branch -m pytest -q -p no:randomly $(COVERING)
	$(BIN)/coverage report --include='$(COVERED)' --fail-under=100

bench: $(VENV)/.package  ## speed and quality of this checkout, as a table
	$(BIN)/python -m bench $(ARGS)

# uv is asked of the machine, not installed: only who changes a dependency needs it.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-annotate pyproject.toml constraints/build.in

lock:  ## the constraints again, from pyproject.toml (needs uv; UPGRADE=--upgrade for newer versions)
	$(LOCK) $(UPGRADE) --output-file constraints/runtime.txt
	$(LOCK) $(UPGRADE) --extra postgres --extra dev --constraint constraints/runtime.txt \
	  --output-file constraints/dev.txt

clean:  ## remove the environment and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov build dist \
	  src/*.egg-info
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
