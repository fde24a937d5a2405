# Short commands; `make` lists them. Everything lives in .venv, nothing is installed elsewhere.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Two workers already halve the run; more only help where there are more cores.
WORKERS ?= auto
PYTEST := $(BIN)/python -m pytest -n $(WORKERS)

DEMO := uapicheck patch tests/demo/2048-bit-registers.patch

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format oracle mutations fuzz browser bench compare atlas wheel clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "uapicheck needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

# One after the other under -j too: pip must not run twice in one environment.
$(VENV)/.runs: pyproject.toml | $(VENV)/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@$(BIN)/python -m compileall -q uapicheck  # pip does it for a package, not for a checkout: it is half of start-up
	@touch $@

$(VENV)/.tests: $(VENV)/.runs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

$(VENV)/.develops: $(VENV)/.tests
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,lint,browser,oracle]'
	@touch $@

setup: $(VENV)/.tests ## make .venv with uapicheck and what its tests need

demo: $(VENV)/.runs ## review a patch that adds a register size, without a kernel tree
	@mkdir -p build
	@echo '$$ $(DEMO) -o text -o html=build/2048-bit-registers.html'
	@$(BIN)/$(DEMO) -o text -o html=build/2048-bit-registers.html
	@echo 'The same as a page: build/2048-bit-registers.html'

test: $(VENV)/.tests ## run the tests
	$(PYTEST)

lint: $(VENV)/.develops ## types, style, layers, spelling
	$(BIN)/mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/codespell uapicheck tests README.md Makefile pyproject.toml .ci/run .github .gitlab .pre-commit-hooks.yaml

format: $(VENV)/.develops ## rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

oracle: $(VENV)/.develops ## compare extraction with compilers, reports with their readers
	$(PYTEST) -m oracle

compare: $(VENV)/.develops ## print the table of agreement with compilers; ARGS='--header "linux/*.h"' for more
	$(BIN)/python -m tests.oracle.compare $(ARGS)

mutations: $(VENV)/.develops ## edit real KVM headers 2,000 times, compilers judge; ARGS='--count 100' for fewer
	$(BIN)/python -m tests.oracle.mutations $(ARGS)

fuzz: $(VENV)/.tests ## send mutated input through every command; ARGS='--minutes 30 --seed 1' for more
	$(BIN)/python -m tests.fuzz $(ARGS)

browser: $(VENV)/.develops ## open the HTML samples in Chromium
	$(BIN)/python -m pytest -m browser

bench: $(VENV)/.tests ## time and memory beside gcc -E -dM
	$(BIN)/python -m tests.bench.bench $(ARGS)

# The history is a git clone, one commit a state of the headers; archives are named linux-VERSION.tar.xz.
# What KVM runs on in 4.19: that archive gives every other architecture the header of arm.
KVM_4_19 := x86_64 i386 x32 arm64 arm s390x powerpc64le powerpc64 powerpc mips64el mips64 mipsel mips mipsn32
DATES := v3.11=2013-09-02 v4.6=2016-05-15 v4.11=2017-04-30 v4.19.26=2019-02-27 v5.2=2019-07-07 v5.8=2020-08-02 \
	v5.17=2022-03-20 v6.1=2022-12-11 v6.3.8=2023-06-14 v6.12=2024-11-17 v6.13=2025-01-19 v6.13.4=2025-02-21
ATLAS := $(BIN)/uapicheck atlas build --atlas headers --dropped arm=v5.7-rc1 $(DATES:%=--date %)

atlas: $(VENV)/.runs ## build headers/ again; HISTORY=a clone, TREES=a directory of archives
	find headers -name '*.tsv' -delete
	$(ATLAS) -C $(HISTORY) ..HEAD
	$(ATLAS) $(KVM_4_19:%=--target %) $(TREES)/linux-4.19.26.tar.xz
	$(ATLAS) $(filter-out %-4.19.26.tar.xz,$(wildcard $(TREES)/*.tar.xz))

wheel: $(VENV)/.tests ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## remove what these commands made
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find uapicheck tests -name __pycache__ -prune -exec rm -rf {} +
