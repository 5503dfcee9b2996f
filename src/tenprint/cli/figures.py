"""Prints that a command draws: read with their pictures, and written as figures."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tenprint.cli.output import read_bytes
from tenprint.cli.template import template_of
from tenprint.errors import BadInput
from tenprint.template.record_bytes import MAGIC

if TYPE_CHECKING:
    from tenprint.match.figure.looked_at import LookedAt
    from tenprint.match.pair import Comparison


def looked_at(path: Path, ppi: float | None = None, extractor: str | None = None) -> "LookedAt":
    """A print with its picture, or without one where the file is a template.

    Raises:
        BadInput: it is neither, or cannot be read; or the extractor is unknown or not installed.
    """
    from tenprint.match.figure.looked_at import LookedAt

    if not path.is_file() or read_bytes(path).startswith(MAGIC):
        return LookedAt(path.name, template_of(path, ppi, extractor))
    from tenprint.image.picture_file import load_prepared
    from tenprint.template.extract.by_name import best
    from tenprint.template.extract.by_name import extractor as extractor_of

    image = load_prepared(path, ppi)
    return LookedAt(path.name, extractor_of(extractor or best())(image), image.pixels)


def write_pictures(
    probe: "LookedAt",
    candidate: "LookedAt",
    found: "Comparison",
    log10_lr: float,
    stages: Path | None,
    picture: Path | None,
) -> None:
    """Write a comparison's figures where they are wanted.

    Raises:
        BadInput: the folder is a file, or the picture's name does not end in .png.
    """
    words = (f"log10 LR {log10_lr:.2f}",)
    if picture is not None:
        from tenprint.image.figure.canvas import save
        from tenprint.match.figure.pairing_picture import pairing_picture

        if picture.suffix.lower() != ".png":
            raise BadInput(f"--picture: expected a name that ends in .png, found {picture.name!r}")
        save(pairing_picture(probe, candidate, found, words), picture)
        typer.echo(f"{picture}: the pairing", err=True)
    if stages is not None:
        from tenprint.match.figure.comparison_folder import write_comparison

        write_comparison(probe, candidate, found, stages, words)
        typer.echo(f"{stages / 'index.html'}: every stage", err=True)
