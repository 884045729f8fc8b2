# KundenCenter. `make` alone lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	command -v $$each >/dev/null && $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$each && break; done)
VENV := .venv
RUN := $(VENV)/bin/python

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(VENV)/ready: requirements.txt constraints.txt
	@test -n "$(PYTHON)" || { echo "KundenCenter needs Python 3.11 or newer"; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

setup: $(VENV)/ready ## install the pinned packages into .venv

run: setup ## serve with demo data on 127.0.0.1, PORT=8000
	@$(RUN) app.py demo --keep
	@$(RUN) app.py serve --port $(PORT)

test: $(VENV)/ready-dev ## all tests on SQLite, in a real browser too
	@tests/needs chromium
	@tests/needs nameservers
	@tests/needs clamav
	@tests/needs syslog
	@$(RUN) -m pytest -n 2 --dist loadgroup --ignore tests/dist --ignore tests/faults

test-postgres: $(VENV)/ready-dev ## those that use the database, on a PostgreSQL server that they start
	@tests/needs postgresql
	@tests/needs nameservers
	@tests/needs clamav
	@tests/needs syslog
	@$(RUN) -m pytest -n 2 --dist loadgroup --postgres --ignore tests/browser --ignore tests/gateways --ignore tests/dist --ignore tests/faults \
		--ignore-glob 'tests/house/test_[!br]*'

test-faults: $(VENV)/ready-dev ## kill a billing run at 50 moments until its last mail, and 30 at their invoices (two minutes)
	@$(RUN) -m pytest -q tests/faults

check: $(VENV)/ready-dev ## lint, format, types, translations, house rules
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(RUN) -m pytest -q tests/house

bench: $(VENV)/ready-dev ## measure pages against a hello-world on the same server, billing against bare INSERTs
	@$(RUN) -m bench
	@$(RUN) -m bench.billing

translations: $(VENV)/ready-dev ## collect the texts into translations/
	@$(RUN) -m translations.update

constraints: ## pin what the packages bring along, with all Pythons in mind; RENEW=--upgrade takes their newest versions
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check $$(grep '^uv==' requirements-dev.txt)
	@mkdir -p build && for each in requirements requirements-dev; do grep -v '^-' $$each.txt > build/$$each.in; done
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --annotation-style line --no-header $(RENEW) \
		build/requirements.in build/requirements-dev.in --output-file constraints.txt
	@sed -i -e '1i # What the packages of requirements.txt and requirements-dev.txt bring along. Written by `make constraints`.' \
		-e '/-r build\/requirements.in/d' -e '/via -r build\/requirements-dev.in$$/d' -e 's/, -r build.*//' constraints.txt

sbom: $(VENV)/ready-dev ## what the portal is made of, as CycloneDX: dist/kundencenter.cdx.json
	@$(RUN) -m deploy.sbom

dist: $(VENV)/ready-dev ## one executable, dist/kundencenter, and dist/kundencenter.cdx.json
	@$(RUN) -m PyInstaller --clean --noconfirm --log-level WARN --distpath dist --workpath build deploy/kundencenter.spec
	@$(RUN) -m deploy.sbom dist/kundencenter

test-dist: dist ## start the executable in an empty folder, without Python
	@$(RUN) -m pytest -q tests/dist

.PHONY: help setup run test test-postgres test-faults check bench translations constraints sbom dist test-dist
