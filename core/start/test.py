"""`make test`: finds a browser, then becomes pytest, whose closing line is the last thing said."""

import os

from core.start import chromium, environment
from core.start.places import PYTHON, say


def main():
    environment.read()
    if browser := chromium.find_or_install():
        os.environ["CHROMIUM"] = browser
    else:
        say(chromium.MISSING)
    # A worker that is done takes over what another has not begun: the slow browser tests stand together, first.
    workers = ["--numprocesses", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
    os.execv(PYTHON, [str(PYTHON), "-m", "pytest", *workers])


if __name__ == "__main__":
    main()
