"""The way in: refuses an old Python in words that an old Python can say."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Alongside needs Python 3.11 or newer; this is Python %d.%d. "  # noqa: UP031
        "Name a newer one, for example: make run PYTHON=python3.12" % sys.version_info[:2]
    )

from core.start import install

if __name__ == "__main__":
    try:
        install.hand_over(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("Stopped.")
