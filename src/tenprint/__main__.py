"""Run the command line as ``python -m tenprint``."""

from tenprint.cli.app import main

main()
