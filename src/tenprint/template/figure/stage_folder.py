"""A folder of numbered pictures, one for each stage of an extraction, and the page that shows them."""

from pathlib import Path

import numpy as np

from tenprint.errors import BadInput
from tenprint.image.figure.canvas import save
from tenprint.image.figure.page import Figure, write_page
from tenprint.image.model import GreyImage
from tenprint.template.figure.stage import PICTURE, stage_of
from tenprint.template.figure.stage_picture import draw
from tenprint.template.figure.watch import Watched, watch
from tenprint.template.model import Template


def write_stages(image: GreyImage, folder: Path, name: str = "classical", title: str = "") -> Template:
    """Extract a template and write ``01-picture.png``, ``02-….png``, … and ``index.html``.

    Args:
        image: one finger at 500 ppi.
        folder: made where it does not exist; files of the same names are written anew.
        name: the extractor's.
        title: heading of the page.

    Returns:
        The template, the same as without looking.

    Raises:
        BadInput: no such extractor, or the folder is a file.
    """
    watched = watch(image, name)
    make_folder(folder)
    words = f"{len(watched.template)} minutiae by {watched.template.extractor}; {image.width} x {image.height} pixels."
    write_page(folder, title or "Stages of an extraction", words, list(_figures(watched, folder)))
    return watched.template


def make_folder(folder: Path) -> None:
    """Make a folder for figures.

    Raises:
        BadInput: a file has its name.
    """
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}: expected a folder for the pictures, found a file")
    folder.mkdir(parents=True, exist_ok=True)


def _figures(watched: Watched, folder: Path) -> list[Figure]:
    """Draw and save every stage."""
    told = [(PICTURE.key, np.asarray(watched.image.pixels)), *watched.told]
    made: list[Figure] = []
    for number, (key, array) in enumerate(told, 1):
        stage = PICTURE if key == PICTURE.key else stage_of(key)
        picture = draw(stage, array, watched)
        name = f"{number:02}-{key.rpartition('.')[2].replace('_', '-')}.png"
        save(picture, folder / name)
        size = (picture.shape[1], picture.shape[0])
        made.append(Figure(name, stage.title, stage.sentence, stage.page, key, size))
    return made
