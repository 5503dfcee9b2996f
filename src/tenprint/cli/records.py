"""``ebts`` and ``card``: transactions as files."""

import typer

from tenprint.cli.card_make import make
from tenprint.cli.record_diff import diff
from tenprint.cli.record_rewrite import rewrite
from tenprint.cli.record_show import show
from tenprint.cli.record_validate import validate

ebts = typer.Typer(no_args_is_help=True, help="EBTS transactions: validate, show, rewrite, diff.")
card = typer.Typer(no_args_is_help=True, help="Synthetic ten-print cards.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    ebts.command()(validate)
    ebts.command()(show)
    ebts.command()(rewrite)
    ebts.command()(diff)
    card.command()(make)
    app.add_typer(ebts, name="ebts")
    app.add_typer(card, name="card")
