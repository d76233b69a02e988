"""Galley's one program: `python main.py` serves the page; `python main.py --help` lists the rest."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python gets as far as here, and is told
    sys.exit("Galley needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Use a newer python3.")

from cli import main

if __name__ == "__main__":
    main()
