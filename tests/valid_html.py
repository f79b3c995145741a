"""What html-validate finds in pages as they leave the server."""

import json
import shutil
import subprocess

from core.start.places import ROOT
from tests.browser import cannot_run

HTML_VALIDATE = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def problems_in(folder) -> list[tuple[str, str]]:
    """Pairs of a file of the folder and what is wrong in it."""
    node = shutil.which("node")
    if not node or not HTML_VALIDATE.exists():
        cannot_run("Node or html-validate is not installed: `make test` installs them.")
    arguments = [node, HTML_VALIDATE, "--config", ROOT / ".htmlvalidate.json", "--formatter", "json", folder]
    # To a file: Node leaves before a pipe has taken it all.
    report = folder / "report.json"
    with report.open("w") as out:
        done = subprocess.run(arguments, cwd=ROOT, stdout=out, stderr=subprocess.PIPE, text=True)
    assert done.returncode in (0, 1), done.stderr
    return [
        (file["filePath"], f"line {found['line']}: {found['message']} ({found['ruleId']})")
        for file in json.loads(report.read_text())
        for found in file["messages"]
    ]
