# MyCharlotte: `make` lists what can be done here. GNU make 3.81, the one of macOS, is enough.

.DEFAULT_GOAL := help
.PHONY: help run dev test check audit bench lock clean install install-dev

# The environment's own Python once it exists; else the first on PATH that is recent enough, complete ones first.
RECENT = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(wildcard .venv/bin/python),$(shell \
	for needs in 'import ensurepip, venv;' ''; do \
		for python in python3.11 python3.12 python3.13 python3.14 python3; do \
			$$python -c "$$needs $(RECENT)" 2>/dev/null && echo $$python && exit; \
		done; \
	done))
INSTALL = @$(PYTHON) -c "$(RECENT)" 2>/dev/null \
	|| { echo "Il faut Python 3.11 ou plus récent (python3 --version). / Python 3.11 or newer is needed." >&2; exit 1; }; \
	$(PYTHON) -m mycharlotte.install
APP = @.venv/bin/python -m mycharlotte
UV = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run: install ## install, migrate, add the demo, build if needed, serve on http://localhost:3000
	$(APP) run

dev: install-dev ## the same, started again at each change of a file
	@.venv/bin/watchfiles --sigint-timeout 8 '.venv/bin/python -m mycharlotte run' mycharlotte assets alembic rxconfig.py

test: install-dev ## every test, in a real browser and on real services (ARGS="-k profile" to choose)
	$(APP) build
	@.venv/bin/python -m tests.browser.find
	@.venv/bin/python -m pytest $(ARGS)

check: install-dev ## style, types, and which layer imports which
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/pyright
	@.venv/bin/lint-imports

audit: install-dev ## known vulnerabilities in the locked libraries (network)
	@.venv/bin/pip-audit --disable-pip -r requirements.txt

bench: install-dev ## timings, against an empty Reflex application in the same run
	$(APP) build
	@.venv/bin/python -m benchmarks $(ARGS)

lock: install-dev ## choose the versions of libraries again, after editing requirements*.in or importing a component
	$(UV) requirements.in -o requirements.txt
	$(UV) requirements-dev.in -o requirements-dev.txt
	$(APP) lock

clean: ## remove what can be made again: .venv, .web, caches (never data)
	rm -rf .venv .web .pytest_cache .ruff_cache .import_linter_cache .hypothesis tests/browser/node_modules tests/clients/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

install:
	$(INSTALL) requirements.txt

install-dev:
	$(INSTALL) requirements.txt requirements-dev.txt
