"""Galley's one program: `python main.py` serves the page; `python main.py --help` lists the rest."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Galley needs Python 3.11 or newer; this is %d.%d. Start it with a newer python3." % sys.version_info[:2])

from cli import main

if __name__ == "__main__":
    main()
