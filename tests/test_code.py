"""The tools that read the code, each a test: what they find fails, and so does a tool that is missing."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from core.start.places import ROOT
from tests.browser import cannot_run

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

TOOLS = {
    "ruff finds nothing": ("ruff", ["-m", "ruff", "check", "."]),
    "ruff formats nothing": ("ruff", ["-m", "ruff", "format", "--check", "--diff", "."]),
    "djlint finds nothing": ("djlint", ["-m", "djlint", "templates", "--lint"]),
    "imports go left only": ("importlinter", ["-c", LINT_IMPORTS, "--no-cache"]),
}


@pytest.mark.parametrize(("module", "arguments"), TOOLS.values(), ids=TOOLS.keys())
def test_tool(module, arguments):
    if not find_spec(module):
        cannot_run(f"{module} is not installed: `make test` installs it.")
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_every_change_to_a_model_has_its_migration():
    from django.core.management import call_command

    try:
        call_command("makemigrations", check_changes=True, dry_run=True)
    except SystemExit:
        pytest.fail("A model differs from its migrations; what makemigrations would write is above.", pytrace=False)
