# `make` lists what there is. Everything is made from Python, Git, make and the package registries.

PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test serve clean

help:
	@echo "make run     run Alongside at http://127.0.0.1:$${PORT:-8000}, with a demonstration service"
	@echo "make test    install what the tests need and run them all, the browser's included"
	@echo "make serve   run for production: settings from the environment, web server only"
	@echo "make clean   remove what was installed and built; the data in .data stays"

run test serve:
	@$(PYTHON) -m core.start $@

clean:
	rm -rf .venv .build node_modules
