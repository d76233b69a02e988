# Galley's commands. `make setup`, `make run`, `make demo` and `make test` need nothing but Python 3.11 and this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq

# .venv itself is phony: its recipe looks whether the Python in it runs.
.PHONY: $(VENV) help setup setup-dev run demo test lint format bench chromium snapshots pins

help:
	@echo "make setup   make .venv with what running needs"
	@echo "make run     start Galley on http://127.0.0.1:8080"
	@echo "make demo    the same with a script in Claude's place, on documents of its own"
	@echo "make test    install what the tests need and run them all"
	@echo "make lint    ruff and mypy"
	@echo "make format  let ruff put the code in order"
	@echo "make bench   run every benchmark, one after the other"
	@echo "make snapshots   take the pictures of the page's parts anew, after a change of how they look"
	@echo "make pins    write requirements*.txt anew from requirements*.in"

# $(call install,FILE): install FILE into .venv unless it is as it was the last time.
define install
	if ! cmp -s $(1) $(VENV)/.installed-$(1); then \
	  echo "Installing $(1) into $(VENV) ..."; \
	  $(PIP) -r $(1) && cp $(1) $(VENV)/.installed-$(1); \
	fi
endef

# Made anew when it is missing, or when the Python it was made with is gone.
$(VENV):
	@if $(BIN)/python -c '' 2>/dev/null; then exit 0; fi; \
	if ! command -v "$(PYTHON)" >/dev/null; then \
	  echo "Python 3.11 or newer is needed, and there is no '$(PYTHON)' here."; \
	  echo "Install it, or name another: make setup PYTHON=/path/to/python3.11"; exit 1; \
	elif ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is $$("$(PYTHON)" --version 2>&1)."; \
	  echo "Name a newer one: make setup PYTHON=/path/to/python3.11"; exit 1; \
	elif ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "'$(PYTHON)' lacks its venv module, with which .venv is made."; \
	  echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; \
	fi; \
	"$(PYTHON)" -m venv --clear $(VENV)

setup: $(VENV)
	@$(call install,requirements.txt)

setup-dev: setup
	@$(call install,requirements-dev.txt)

run: setup
	@$(BIN)/python main.py

demo: setup
	@$(BIN)/python main.py demo

# The headless shell is the same engine at half the cost; without it any Chromium or Chrome will do.
chromium:
	@sh -c 'set -e; \
	have() { command -v "$$1" >/dev/null; }; \
	if have chromium-headless-shell; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi; \
	any() { have chromium || have chromium-browser || have google-chrome; }; \
	add() { $$as_root env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends "$$@" fonts-liberation >/dev/null; }; \
	if have apt-get && $$as_root true 2>/dev/null; then \
	  echo "Installing Chromium for the browser tests ..."; \
	  $$as_root apt-get update -qq; \
	  add chromium-headless-shell || any || add chromium || true; \
	fi; \
	if ! have chromium-headless-shell && ! any; then \
	  echo "The browser tests need Chromium, and it is neither here nor could it be installed."; \
	  echo "Install chromium or google-chrome, so that it is on PATH, and run this again."; exit 1; \
	fi'

test: setup-dev chromium
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

snapshots: setup-dev chromium
	@$(BIN)/python -m tests.browser.snapshots

lint: setup-dev
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary

format: setup-dev
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet

bench: setup-dev
	@for file in benchmarks/*.py; do \
	  [ -e "$$file" ] || continue; echo "$$file"; $(BIN)/python "$$file" || exit 1; \
	done

# The dev file holds only what the runtime file does not.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

pins: setup-dev
	@$(COMPILE) requirements.in -o requirements.txt
	@$(COMPILE) requirements-dev.in -o $(VENV)/all.txt
	@{ echo "-r requirements.txt"; grep -vxFf requirements.txt $(VENV)/all.txt; } > requirements-dev.txt
	@rm $(VENV)/all.txt
