# Everything happens in $(VENV); nothing but pip speaks to the network.
#
#   make run                     install if need be, then open secondme
#   make test                    install if need be, then run every check
#   make run PYTHON=python3.12   with this Python
#   make run ARGS="ask hello"    with these arguments

VENV ?= .venv
ARGS ?=
PY := $(VENV)/bin/python
STARTER := $(VENV)/.installed-starter
DEV := $(VENV)/.installed-dev

# What pip compiles is the model's runtime; its image half is not used, and a quarter of the work.
CMAKE_ARGS ?= -DLLAVA_BUILD=OFF
export CMAKE_ARGS
export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK := 1
ifneq ($(filter environment command line,$(origin CXX)),)
export CXX
endif

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint wheel clean uninstall

help:
	@echo "make run        install into $(VENV) if need be, then open secondme (ARGS=... are its arguments)"
	@echo "make test       install what the tests need, then run every check (ARGS=... go to pytest)"
	@echo "make lint       the quick checks only: ruff, mypy, import contracts"
	@echo "make wheel      build the wheel into dist/"
	@echo "make clean      remove what the checks and the build left"
	@echo "make uninstall  stop the service and remove $(VENV); your memory stays"

run: $(STARTER)
	@exec "$(VENV)/bin/secondme" $(ARGS)

test: lint
	"$(PY)" -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS) </dev/null

lint: $(DEV)
	"$(PY)" -m ruff check .
	"$(VENV)/bin/lint-imports"
	"$(PY)" -m mypy

wheel: $(DEV)
	"$(PY)" -m hatchling build -t wheel

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache snapshot_report.html
	find secondme plugins tests assets -type d -name __pycache__ -prune -exec rm -rf {} +

uninstall:
	@if [ -x "$(VENV)/bin/secondme" ]; then \
	    "$(VENV)/bin/secondme" daemon uninstall </dev/null || true; \
	    "$(VENV)/bin/secondme" daemon stop </dev/null || true; \
	fi
	@if [ -f "$(VENV)/pyvenv.cfg" ]; then rm -rf "$(VENV)"; fi
	@echo "Removed. Your memory was left where it is; the README says where."

# A stamp for each set of extras: they are installed again when pyproject.toml is newer.
$(STARTER): EXTRAS := starter
$(DEV): EXTRAS := starter,dev
$(STARTER) $(DEV): pyproject.toml
	@exec >&2 </dev/null; \
	python=; \
	if ! "$(PY)" -c "import pip" 2>/dev/null; then \
	    python=$$(sh packaging/prerequisites.sh python) || exit 1; \
	fi; \
	if "$(PY)" -c "from importlib.util import find_spec; raise SystemExit(find_spec('llama_cpp') is None)" \
	        2>/dev/null; then \
	    echo "Installing into $(VENV)."; \
	else \
	    sh packaging/prerequisites.sh compiler || exit 1; \
	    echo "Installing into $(VENV). The first time compiles the model's runtime: 5 to 20 minutes."; \
	fi; \
	if [ -n "$$python" ]; then \
	    if [ -f "$(VENV)/pyvenv.cfg" ]; then rm -rf "$(VENV)"; fi; \
	    "$$python" -m venv "$(VENV)" || exit 1; \
	fi; \
	if ! "$(PY)" -m pip install --no-input -e ".[$(EXTRAS)]"; then \
	    echo "The installation did not finish: the lines above say why. Started again, it keeps what was compiled."; \
	    exit 1; \
	fi; \
	touch "$(STARTER)" "$@"
