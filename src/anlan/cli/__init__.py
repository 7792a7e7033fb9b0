"""The command line: one module per verb, each thin."""

from anlan.cli.app import main

__all__ = ["main"]
