"""The command line."""

from rangemap.cli.options import main

__all__ = ["main"]
