# What a newcomer needs: make demo, make test. Everything installs itself into this folder.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: help setup setup-dev browser sound demo test kills heart check lint types faults bench learn pictures clean

help:  ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.runtime: requirements.txt requirements-scale.txt
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-scale.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

node_modules/.done: package.json | $(VENV)/.runtime
	deploy/npm install --no-audit --no-fund --ignore-scripts --silent
	touch $@

assets/.done: node_modules/.done deploy/assets
	deploy/assets
	touch $@

setup: $(VENV)/.runtime assets/.done  ## everything the service needs, in .venv and assets

setup-dev: $(VENV)/.dev assets/.done browser sound

browser:
	deploy/browser

sound:
	deploy/sound

demo: setup  ## a sample district on http://127.0.0.1:8000 (PORT= to change)
	$(RUN) -m bot demo --port $(PORT)

# A module's tests stay together, for its fixtures are the costly part.
TWO_AT_ONCE := -n 2 --dist loadfile

test: setup-dev  ## all the tests but those that kill processes
	$(RUN) -m pytest $(TWO_AT_ONCE) -m "not kills"

kills: setup-dev  ## the tests that kill processes of a whole service
	$(RUN) -m pytest $(TWO_AT_ONCE) -m kills

heart: $(VENV)/.dev  ## the tests of the message path only, in seconds
	$(RUN) -m pytest tests/chat tests/channels tests/ledger tests/understanding tests/test_config.py tests/test_layout.py -m "not postgres"

lint: $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .

types: $(VENV)/.dev
	$(VENV)/bin/mypy

check: lint types test kills  ## what CI runs

faults: setup-dev  ## kill loops, long
	$(RUN) -m pytest tests/faults tests/district tests/schedule tests/cli/test_narrate.py --long

bench: setup-dev  ## speed, side by side with others, as a table
	$(RUN) -m bench
	$(RUN) -m bench.words
	$(RUN) -m bench.broadcast
	$(RUN) -m bench.exports
	$(RUN) -m bench.pages

learn: $(VENV)/.runtime  ## what sentences are like, from bot/understanding/examples, after they were changed
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-learn.txt
	$(RUN) -m bot.understanding.learning

clean:
	rm -rf $(VENV) node_modules assets .demo .pytest_cache .mypy_cache .ruff_cache

pictures: setup-dev  ## renew the pictures in docs/, from the browser tests
	PICTURES=1 $(RUN) -m pytest tests/browser
