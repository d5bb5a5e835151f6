# Everything from a fresh machine with Python 3.11 or newer and make.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
READY := .venv/.ready
# in three processes for two processors, as each waits now and then for a server or a browser; file by
# file, in the order of tests/conftest.py, those that need a browser last. A process that dies is one
# test failed and not begun again, since pytest-xdist then may wait for ever for what it had in hand
IN_THREE := -n 3 --dist loadfile --no-loadscope-reorder --max-worker-restart=0

.PHONY: app test quick lowest matrix cover check lint types format data bench fuzz mutants lock clean sentences docs dist

app: $(READY)
	$(BIN)/rangemap app

# what is compiled is kept, where the environment would have it made anew by every process
test quick: export PYTHONDONTWRITEBYTECODE =

# types, which take a quarter of a minute of a processor where they are checked for the first time,
# beside the tests; what was found there is told at the end
test: $(READY)
	$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory types > .venv/types.txt 2>&1 & types=$$!; \
	echo '$(BIN)/pytest $(IN_THREE)'; \
	$(BIN)/pytest $(IN_THREE); tests=$$?; \
	wait $$types; types=$$?; cat .venv/types.txt; \
	[ $$tests -eq 0 ] && [ $$types -eq 0 ]

# what a change is tried with while it is made
quick: $(READY)
	$(BIN)/pytest -m "not browser and not slow" $(IN_THREE)

# the same with the lowest versions that pyproject.toml allows, in an environment of its own; what
# they say of each other's deprecations is nothing of ours
lowest: $(READY)
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv/lowest
	$(BIN)/uv pip compile --quiet --resolution lowest-direct --group dev pyproject.toml --output-file .venv/lowest.txt
	$(BIN)/uv pip install --quiet --python .venv/lowest --requirements .venv/lowest.txt
	$(BIN)/uv pip install --quiet --python .venv/lowest --no-deps --no-build-isolation --editable .
	.venv/lowest/$(notdir $(BIN))/pytest -W ignore::DeprecationWarning -W ignore::PendingDeprecationWarning -m "not browser and not slow" $(IN_THREE)

# the same with every Python from 3.11 on that is on this machine, as locked; PYTHONS=3.13 tries one,
# TESTS=tests/scenario a part
matrix: $(READY)
	@set -e; PATH="$$(printf '%s:' $(HOME)/.pyenv/versions/3.1[1-9]*/bin)$$PATH"; \
	for version in $(or $(PYTHONS),3.11 3.12 3.13 3.14); do \
	  if ! $(BIN)/uv python find --quiet --no-python-downloads $$version > /dev/null 2>&1; then \
	    echo "Python $$version: not on this machine"; continue; \
	  fi; \
	  here=.venv/matrix/$$version; \
	  $(BIN)/uv venv --quiet --allow-existing --no-python-downloads --python $$version $$here; \
	  $(BIN)/uv pip install --quiet --python $$here --require-hashes --requirements requirements/dev.txt; \
	  $(BIN)/uv pip install --quiet --python $$here --no-deps --no-build-isolation --editable .; \
	  echo "Python $$version"; \
	  $$here/$(notdir $(BIN))/pytest -q -m "not browser and not slow" $(IN_THREE) $(TESTS); \
	done

# which lines the tests reach: takes twice as long, and asserts nothing
cover: $(READY)
	$(BIN)/pytest --cov --cov-report=term:skip-covered

check: lint types

lint: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: $(READY)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

data: $(READY)
	$(BIN)/pip install --quiet --require-hashes -r requirements/data.txt
	$(BIN)/python data/prepare/prepare.py

# every sentence in three languages, to be read through, the tables of the catalogue, the commands
sentences: $(READY)
	$(BIN)/python tests/wording/test_sentences.py
	$(BIN)/python tests/world/test_catalogue_page.py
	$(BIN)/python tests/cli/test_cli_page.py
	$(BIN)/python tests/export/test_schemas.py
	$(BIN)/python tests/test_tutorials.py

# the site, into docs/_build/site: any host serves that folder, and it opens without one; whatever
# Sphinx warns of, a link that leads nowhere among it, is an error
docs: $(READY)
	$(BIN)/pip install --quiet --require-hashes -r requirements/docs.txt
	$(BIN)/python -m sphinx -E -W --keep-going --quiet -c docs -d docs/_build/doctrees . docs/_build/site

bench: $(READY)
	$(BIN)/python benchmarks/imports.py
	$(BIN)/python benchmarks/geodesy.py
	$(BIN)/python benchmarks/reach.py
	$(BIN)/python benchmarks/figures.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/peers/run.py

# wheels and source archive, and what an index would say of them
dist: $(READY)
	$(BIN)/pip install --quiet --require-hashes -r requirements/release.txt
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/python -m build --wheel --outdir dist packaging/geodesy
	$(BIN)/twine check --strict dist/*

# a long run; a short one is among the tests
fuzz: $(READY)
	$(BIN)/python tests/trust/fuzzing.py 1000000 $$$$

# how much the tests notice: N faults drawn by SEED; what was tried is kept in .mutants
mutants: $(READY)
	$(BIN)/pip install --quiet --require-hashes -r requirements/mutants.txt
	$(BIN)/python tests/mutants.py $(or $(N),200) $(or $(SEED),1)

lock:
	$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet "uv>=0.7"
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --group dev pyproject.toml --output-file requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --group data --output-file requirements/data.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --group mutants --constraint requirements/dev.txt --output-file requirements/mutants.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --group docs --constraint requirements/dev.txt --output-file requirements/docs.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --group release --constraint requirements/dev.txt --output-file requirements/release.txt

clean:
	rm -rf .venv

# dependencies exactly as locked, then rangemap itself, editable; without the setuptools that
# Python 3.11 puts there, which is old and needed by nothing
$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip uninstall --quiet --yes setuptools
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
