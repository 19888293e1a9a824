# Everything a person types. Needs Debian or Ubuntu with Python 3.11 (venv), Node 20 and make; the rest is
# installed into .venv and frontend/node_modules. Stamp files make a second call quick.

UV_VERSION := 0.13.9
PYTHON ?= $(firstword $(foreach name,python3.11 python3 python,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $(name))))

BIN := .venv/bin
INSTALLED := .venv/.installed
HAS_FRONTEND := $(wildcard frontend/package.json)
MODULES := $(if $(HAS_FRONTEND),frontend/node_modules/.installed)
DIST := $(if $(HAS_FRONTEND),frontend/dist/.built)
FRONTEND_SOURCES := $(if $(HAS_FRONTEND),$(shell find frontend -path frontend/node_modules -prune -o \
	-path frontend/dist -prune -o -type f -print))
# Where the browser tests find a browser; overridden when it lies elsewhere.
CHROMIUM ?= chromium

.DEFAULT_GOAL := help
.PHONY: help install run demo dev test test-fast faults bench lint format clean clean-data chromium openapi screenshots

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: install ## the whole platform on http://127.0.0.1:8000, until Ctrl-C
	@$(BIN)/python -m automaton.embedded.run

demo: install ## a platform of its own, shown around by a script; ends with its status
	@$(BIN)/python -m automaton.embedded.run --temporary -- $(BIN)/python -m examples.demo

dev: install ## the platform with reloading: Vite's server in the foreground, the API behind it
	@GUNICORN_CMD_ARGS=--reload $(BIN)/python -m automaton.embedded.run --separate -- npm --prefix frontend run dev

test: install chromium ## every test, backend and front end
	$(BIN)/pytest
	$(if $(HAS_FRONTEND),npm --prefix frontend test)

test-fast: $(INSTALLED) ## without killing processes and without a browser
	$(BIN)/pytest -m 'not faults and not browser'

faults: $(INSTALLED) ## kills workers and stores under load and counts what was lost
	$(BIN)/pytest -m faults

bench: install ## measures the limits written in the documentation
	$(BIN)/python -m ops.bench

openapi: install ## prints the API's document and the front end's types from it
	DJANGO_SETTINGS_MODULE=automaton.settings.test $(BIN)/python -m automaton.openapi > frontend/openapi.json
	npm --prefix frontend run generate

screenshots: install chromium ## takes the pictures of the documentation
	$(BIN)/python -m automaton.embedded.run --temporary -- $(BIN)/python -m ops.screenshots

lint: install ## style, types and import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(if $(HAS_FRONTEND),npm --prefix frontend run lint && npm --prefix frontend run typecheck)

format: $(INSTALLED) $(MODULES) ## puts the code into the house's form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(if $(HAS_FRONTEND),npm --prefix frontend run format)

install: $(INSTALLED) $(DIST) ## dependencies and the built front end

clean: ## removes what can be built again, except .venv and the data
	rm -rf frontend/dist frontend/node_modules/.installed $(INSTALLED)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -not -path './frontend/*' -prune -exec rm -rf {} +

clean-data: ## removes everything that `make run` has stored
	rm -rf .automaton

# --inexact: uv itself lives in the same environment and is not in the lock.
$(INSTALLED): uv.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 was not found; install it with its venv module (Debian 12: apt-get install python3-venv), or name it with PYTHON=..."; exit 1; }
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv sync --frozen --inexact --quiet
	touch $@

frontend/node_modules/.installed: frontend/package-lock.json
	@command -v npm >/dev/null || { echo "npm was not found; install Node 20 or later, which brings it."; exit 1; }
	npm --prefix frontend ci --silent --no-audit --no-fund
	touch $@

frontend/dist/.built: $(MODULES) $(FRONTEND_SOURCES) | $(INSTALLED)
	npm --prefix frontend run build
	$(BIN)/python -m whitenoise.compress --quiet frontend/dist
	touch $@

chromium:
	@command -v $(CHROMIUM) >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	  else \
	    echo "The browser tests need Chromium; install it (Debian: apt-get install chromium), or name it with CHROMIUM=..."; exit 1; \
	  fi; }
