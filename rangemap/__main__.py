"""``python -m rangemap``."""

from rangemap.cli import main

main()
