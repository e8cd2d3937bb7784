# `make run` and `make test` set themselves up: nothing but Python 3.11 or later is needed.
PYTHON ?= python3
BIN := .venv/bin
SAMPLE_DIR = $(or $(ARCHIVE_DIR),data/sample)
PORT = 8001

.PHONY: setup setup-dev run crawl serve test check bench sample requirements clean

setup: .venv/installed
setup-dev: .venv/installed-dev .venv-pywb/installed

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

.venv-pywb/installed: .venv/installed-dev requirements-pywb.txt
	$(PYTHON) -m venv .venv-pywb
	$(BIN)/uv pip install --quiet --python .venv-pywb/bin/python --no-deps --require-hashes -r requirements-pywb.txt
	touch $@

# The sample is fiction, so it has an archive of its own beside the real one.
run: setup
	@for source in $$($(BIN)/scrapy list); do \
		ARCHIVE_DIR=$(SAMPLE_DIR) $(BIN)/scrapy crawl $$source -s REPLAY=sample/first-night.warc.gz -s LOG_LEVEL=WARNING || exit 1; \
	done
	@ARCHIVE_DIR=$(SAMPLE_DIR) $(BIN)/scrapy importpages sample/later-night.warc.gz
	@ARCHIVE_DIR=$(SAMPLE_DIR) $(BIN)/python -m archive serve --port $(PORT)

# Every source, live: a whole night. docs/operating.md tells what its exit code says.
crawl: setup
	@$(BIN)/scrapy nightly

serve: setup
	@$(BIN)/python -m archive serve --port $(PORT)

test: check
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest -n auto --dist loadscope
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup-dev
	$(BIN)/python -m benchmarks

sample: setup-dev
	$(BIN)/python -m sample.build
	$(BIN)/python -m sample.changes

requirements: setup-dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.txt requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-pywb.in -o requirements-pywb.txt

clean:
	rm -rf .venv .venv-pywb .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
