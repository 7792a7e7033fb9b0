# Two commands matter: `make demo` and `make test`. Both do all set-up themselves and need only
# git, make and Python 3.11 or newer.

PYTHON  ?= python3
VENV    ?= .venv
BIN     := $(VENV)/bin
UV      := $(BIN)/python -m uv
ONCE    ?=
ONLY    ?=
QUICK   ?=
CHICAGO ?= ../shared/data/chicago
# Bytecode is written once, when a package is installed: else every start compiles everything anew.
INSTALL := pip install --quiet --compile-bytecode --python $(BIN)/python
unexport PYTHONDONTWRITEBYTECODE
CONSOLE := $(shell find web src/anlan/words/texts -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: demo test check bench docs screenshots types clean
.DELETE_ON_ERROR:

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Anlan needs Python 3.11 or newer; set PYTHON=/path/to/it" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9

$(VENV)/.run: $(BIN)/uv requirements/run.txt
	$(UV) $(INSTALL) --require-hashes -r requirements/run.txt
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(UV) $(INSTALL) --require-hashes -r requirements/dev.txt
	touch $@

# The console is built by the package's own build hook, with the Node that PyPI ships.
$(VENV)/.anlan: $(VENV)/.run pyproject.toml $(CONSOLE)
	$(UV) $(INSTALL) --no-deps --reinstall-package anlan --editable .
	touch $@

demo: $(VENV)/.anlan
	$(BIN)/anlan demo --chicago $(CHICAGO) $(if $(ONCE),--once)

test: $(VENV)/.dev $(VENV)/.anlan check
	$(BIN)/python scripts/programs.py
	$(BIN)/python -m pytest -n 2 --dist loadgroup --durations=25 --durations-min=10

check: $(VENV)/.dev $(VENV)/.anlan
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev $(VENV)/.anlan
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick) --chicago $(CHICAGO)

docs: $(VENV)/.dev $(VENV)/.anlan
	$(BIN)/python -m sphinx -W --keep-going -b html docs docs/_build/html

screenshots: $(VENV)/.dev $(VENV)/.anlan
	$(BIN)/python scripts/programs.py
	$(BIN)/python docs/screenshots.py

# After a change of the API: its types for the console, with the Node that PyPI ships.
types: $(VENV)/.dev
	PYTHONPATH=src $(BIN)/python web/client_types.py

clean:
	rm -rf $(VENV) docs/_build src/anlan/api/console web/node_modules
