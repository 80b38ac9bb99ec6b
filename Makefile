# The commands of the project. `make serve` and `make test` are all a newcomer needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test lint bench crash whoosh-2.7.4 check format translations clean

serve: $(VENV)/.serve
	@$(BIN)/portal serve

test: $(VENV)/.develop
	@$(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder

lint: $(VENV)/.develop
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint portal --lint --quiet

bench: $(VENV)/.develop
	@$(BIN)/python -m tests.bench

crash: $(VENV)/.develop
	@$(BIN)/python -m tests.crash

# The way back, should our distribution of the search library go astray.
whoosh-2.7.4: $(VENV)/.develop
	@$(BIN)/python -m tests.contract.search.whoosh_2_7_4

check: $(VENV)/.serve
	@$(BIN)/portal check

format: $(VENV)/.develop
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# New interface texts into the .po files, where they wait for their translation.
translations: $(VENV)/.develop
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output --omit-header -w 100 -o build/texts.pot portal
	@for locale in es cs; do \
	  $(BIN)/pybabel -q update -l $$locale -i build/texts.pot -o portal/translations/$$locale.po \
	    -w 100 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date || exit 1; \
	done

clean:
	rm -rf $(VENV) build *.egg-info

# Two installs: what the portal needs to run, and with it what its tests and checks need.
$(VENV)/.serve: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -f $(VENV)/.develop || $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.develop: requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@ $(VENV)/.serve
