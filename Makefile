# `make book` builds the book, `make test` tests it; each does all of its own set-up. `make` alone lists what there is.

PYTHON ?= python3
PORT ?= 8000
STUDENTS ?= 30
SEED ?= 1
SHEET ?= full
PAPER ?= a4
SITE ?=

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

# npm and node's tests look for node and Python on the path.
export PATH := $(CURDIR)/$(BIN):$(PATH)
NPM := npm --prefix .venv/js --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
BIOME := node .venv/js/node_modules/@biomejs/biome/bin/biome
TSC := node .venv/js/node_modules/typescript/bin/tsc

.DEFAULT_GOAL := help
.PHONY: help book check test serve lab classroom worksheets slides quiz bench mutants lock clean

help: ## list these commands
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1 - \2/p' Makefile

book: .venv/book ## run the chapters and build the site into _build/html (SOLUTIONS=no leaves out all solutions of exercises)
	@$(BIN)/python -m book_ext.build

check: .venv/test .venv/js/ready ## check style, types, spelling and all that needs no browser (a minute and a half)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/codespell
	@$(BIOME) check --error-on-warnings
	@$(TSC)
	@node --import ./tests/support/python_constants.js --test --test-reporter=dot "tests/**/*.test.js"
	@$(BIN)/python -m pytest --quiet --no-header --numprocesses auto -m "not slow"

test: check book .venv/browsers ## check, build the book, and run all other tests (three browsers and JupyterLab included)
	@$(BIN)/python -m pytest --quiet --no-header --numprocesses auto -m slow

serve: book ## build the site and show it at http://localhost:8000 (PORT=... for another)
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

lab: export JUPYTER_CONFIG_DIR := $(CURDIR)/.venv/jupyter
lab: .venv/book ## open the chapters as notebooks in JupyterLab
	@$(BIN)/jupytext-config set-default-viewer
	@$(BIN)/jupyter-lab --notebook-dir chapters

classroom: .venv/classroom ## make a course for nbgrader from the exercises into _build/classroom
	@$(BIN)/python -m book_ext.products.classroom

worksheets: .venv/book ## print sheets to calculate by hand, their key and the page that checks them (STUDENTS=30 SEED=1, SHEET=full or short, PAPER=a4 or letter, SITE=https://...)
	@$(BIN)/python -m book_ext.products.worksheets "$(STUDENTS)" "$(SEED)" "$(SHEET)" "$(PAPER)" "$(SITE)"

slides: book ## make slides out of the chapters, in _build/slides
	@$(BIN)/python -m book_ext.products.slides

quiz: .venv/book ## write the exercises with a choice as a quiz for Moodle and others, into _build/quiz
	@$(BIN)/python -m book_ext.products.quiz

bench: .venv/bench/ready ## time a step of training beside PyTorch, JAX and others, and the widgets in a browser
	@.venv/bench/$(notdir $(BIN))/python -m benchmarks
	@$(BIN)/python -m benchmarks.widgets

mutants: .venv/test ## break the core in a thousand small ways and list what no test notices (most of an hour)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "cosmic-ray==8.7.0"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/core/mutants.py

lock: .venv/js/ready ## find the newest versions of all packages and pin them in constraints.txt
	@$(BIN)/python -m pip install --quiet uv
	@head -n 1 constraints.txt > .venv/lock
	@grep -hv '^-' requirements.txt requirements-test.txt | $(BIN)/uv pip compile --quiet --universal \
	    --python-version 3.11 --no-annotate --no-header - >> .venv/lock
	@mv .venv/lock constraints.txt
	@$(NPM) install --save-dev --save-exact --package-lock-only --omit-lockfile-registry-resolved \
	    @biomejs/biome@latest typescript@latest
	@cp .venv/js/package.json .venv/js/package-lock.json .

clean: ## remove what was built; installed packages stay
	rm -rf _build

# A stamp for each set of packages: nothing is asked while it is newer than what it was made from.
.venv/book: requirements.txt constraints.txt pyproject.toml book_ext/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("The book needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the packages of the book into .venv (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test: .venv/book requirements-test.txt
	@echo "Installing the packages of the tests into .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch $@

.venv/browsers: .venv/test tests/support/get_browser.py
	@$(BIN)/python tests/support/get_browser.py
	@touch $@

# Node is a pip package, and what npm brings stays here, so that nothing of it is in the source tree.
.venv/js/ready: .venv/test package.json package-lock.json
	@echo "Installing the tools for JavaScript into .venv/js"
	@mkdir -p .venv/js
	@cp package.json package-lock.json .venv/js
	@$(NPM) ci
	@touch $@

.venv/classroom: .venv/book
	@echo "Installing nbgrader into .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[classroom]'
	@touch $@

# The peers of the benchmarks are large and stay apart from the book's own packages. What cannot be had is left out.
.venv/bench/ready: .venv/book
	@echo "Installing PyTorch, JAX and the other peers into .venv/bench (several minutes, gigabytes)"
	@$(PYTHON) -m venv .venv/bench
	@.venv/bench/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check -e '.[bench]' || \
	    .venv/bench/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@
