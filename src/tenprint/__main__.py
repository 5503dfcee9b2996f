"""Run the command line as ``python -m tenprint``."""

from tenprint.cli import main

main()
