# The two commands that matter: "make demo" and "make test". "make help" lists the rest.
PYTHON_RUN := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check lint types lock lock-check migrations-check run-env dev-env

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: run-env ## Serve the demo on http://127.0.0.1:8000, keeping what was entered
	@$(PYTHON_RUN) -m app demo

demo-reset: run-env ## Serve the demo as new; what was entered is lost
	@$(PYTHON_RUN) -m app demo --reset

test: dev-env ## Run the whole suite: SQLite, PostgreSQL, browser (about 15 minutes on 2 cores)
	@$(PYTHON_RUN) scripts/run_tests.py

check: lint types lock-check migrations-check ## What to run before each commit (under 60 seconds)
	@HANDLEPLIGT_TEST_QUICK=1 $(PYTHON_RUN) -m pytest -q -n 2 -m "not browser and not slow"

lint: dev-env ## Look for faults and bad style
	@$(PYTHON_RUN) -m ruff check
	@$(PYTHON_RUN) scripts/module_sizes.py

types: dev-env ## Check the types
	@$(PYTHON_RUN) -m mypy

lock: dev-env ## Pin the dependencies of pyproject.toml anew
	@scripts/lock.sh

lock-check: dev-env
	@$(PYTHON_RUN) scripts/check_lock.py

migrations-check: dev-env ## Prove that the migrations hold every change of the tables
	@$(PYTHON_RUN) -m app check

run-env:
	@scripts/bootstrap.sh run

dev-env:
	@scripts/bootstrap.sh dev
