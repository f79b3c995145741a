"""What `make run`, `make test` and `make serve` do.

`python -m core.start COMMAND` needs nothing but Python: it installs, then hands over to the
module of that name inside the virtual environment.
"""
