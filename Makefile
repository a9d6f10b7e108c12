# Two commands matter: `make demo` does the main job, `make test` passes the tests. Each does its own set-up.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
.PHONY: help setup demo test test-all check lint types layers proto bench clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: ## Make .venv and take ffmpeg, espeak-ng and fonts from the system
	@scripts/setup.sh run

demo: setup ## Localize a demo episode into all twelve languages over gRPC; results in out/demo/
	@$(PYTHON) -m demo --out out/demo

test: ## Run the tests
	@scripts/setup.sh test
	@$(PYTHON) -m pytest -m 'not slow' -n 2 --dist loadgroup

test-all: ## Run the tests, the slow ones too
	@scripts/setup.sh test
	@$(PYTHON) -m pytest -n 2 --dist loadgroup

lint: ## Style of code and protos; generated code up to date
	@scripts/setup.sh check
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m server.generate --lint
	@$(PYTHON) -m server.generate --check

types: ## Types
	@scripts/setup.sh check
	@$(PYTHON) -m mypy

layers: ## Layers and dependencies
	@scripts/setup.sh check
	@.venv/bin/lint-imports
	@$(PYTHON) -m deptry localize server

proto: ## Make the generated gRPC code again
	@scripts/setup.sh check
	@$(PYTHON) -m server.generate

check: lint types layers test ## All of the above: what CI runs

bench: ## Quality and speed figures
	@scripts/setup.sh test
	@$(PYTHON) -m benchmarks

clean: ## Remove what was made
	rm -rf out .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
