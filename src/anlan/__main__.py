"""Run the command line with ``python -m anlan``."""

from anlan.cli import main

main()
