# `make run` and `make test` set themselves up: nothing but Python 3.11 or later is needed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup setup-dev run crawl serve test check bench requirements clean

setup: .venv/installed
setup-dev: .venv/installed-dev

# The files pin every dependency of every dependency, so pip has nothing to resolve: --no-deps keeps its
# resolver out (pip 23.2 stops with an assertion on lxml's extras).
.venv/installed: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	touch $@

requirements: setup-dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.txt requirements-dev.in -o requirements-dev.txt
