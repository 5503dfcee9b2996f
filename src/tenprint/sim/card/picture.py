"""The picture of a submission as a file: PNG that knows its resolution, or PDF of the card's true size."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from PIL import Image

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.paths import written_whole
from tenprint.record.transaction import read
from tenprint.sim.card.card_text import card_text, missing_of
from tenprint.sim.card.drawing import draw_card
from tenprint.sim.card.layout import FULL_PPI

ENDINGS: Final = (".png", ".pdf")
PPI_MIN: Final = 50
"""Smaller, the labels cannot be told from dirt."""

_PDF_QUALITY: Final = 92
_PNG_LEVEL: Final = 3
"""Of zlib; for prints smaller than what level 6 gives, in half the time."""
_EPOCH: Final = time.gmtime(0)
"""A PDF says when it was made; ours would not be the same twice."""


def picture_of(
    data: bytes, images: Mapping[int, GreyImage], *, contributor: str = "", official: str = "", ppi: int
) -> Image.Image:
    """The card of a submission; arguments as for ``card_text.card_text`` and ``drawing.draw_card``.

    Args:
        data: the submission.
        images: its pictures by finger position, as they were before compression.
        contributor: who sends, in words.
        official: who took the prints.
        ppi: pixels per inch of the result.
    """
    transaction = read(data)
    texts = card_text(transaction, contributor=contributor, official=official)
    return draw_card(texts, images, missing=missing_of(transaction), ppi=ppi)


def check_picture(path: Path, ppi: int) -> None:
    """Refuse a name or a resolution that no picture can have.

    Raises:
        BadInput: another ending than PNG's or PDF's, or a resolution outside 50 to 500.
    """
    if path.suffix.lower() not in ENDINGS:
        raise BadInput(f"picture: expected a name that ends in {' or '.join(ENDINGS)}, found {path.name!r}")
    if not PPI_MIN <= ppi <= FULL_PPI:
        raise BadInput(f"picture: expected {PPI_MIN} to {FULL_PPI} ppi, found {ppi}")


def write_picture(picture: Image.Image, path: Path, ppi: int) -> None:
    """Write a card's picture, whole or not at all; the ending of the name says which kind."""
    check_picture(path, ppi)
    options: dict[str, Any] = {"format": "PNG", "dpi": (ppi, ppi), "compress_level": _PNG_LEVEL}
    if path.suffix.lower() == ".pdf":
        options = {
            "format": "PDF",
            "resolution": float(ppi),
            "quality": _PDF_QUALITY,
            "title": "Synthetic ten-print card",
            "creationDate": _EPOCH,
            "modDate": _EPOCH,
        }
    try:
        with written_whole(path) as unfinished:
            picture.save(unfinished, **options)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror or error})") from error
