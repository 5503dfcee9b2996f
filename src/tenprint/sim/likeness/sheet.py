"""A sheet of real and synthetic pictures, shuffled and numbered, for people to tell apart.

It shows real prints, so it is never written inside the repository; which number is which stands in a second file.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.errors import BadInput
from tenprint.image.codec import encode_png
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.segment import foreground
from tenprint.sim.gallery.manifest import write_whole
from tenprint.sim.likeness.settings import (
    FINGER_POSITIONS,
    RealPrint,
    RealSet,
    real_prints,
    sets_of,
    style_for,
)
from tenprint.sim.prints import impression, master
from tenprint.sim.seeds import Stream, stream

TILE_WIDTH, TILE_HEIGHT = 288, 352
"""Pixels of each picture that are shown, about the middle of the print: where a picture ends tells nothing then."""

_LABEL_HEIGHT = 22
_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the sheet.

    Attributes:
        pixels: (TILE_HEIGHT, TILE_WIDTH) uint8.
        real: whether a person left it.
        origin: what it is, for the key.
    """

    pixels: Pixels
    real: bool
    origin: str


def write_sheet(
    out: Path,
    data: Path,
    *,
    seed: int = 1,
    device: str | None = None,
    condition: str = "typical",
    count: int = 20,
) -> Path:
    """Write the sheet and its key.

    Args:
        out: PNG to write, outside the repository.
        data: folder that holds ``fvc/``.
        seed: decides which pictures, and their order.
        device: only real sets and synthetic impressions of this one; all by default.
        condition: of the synthetic impressions.
        count: how many of each kind.

    Returns:
        The key's path: ``OUT.key.json``, numbers to origins.

    Raises:
        BadInput: ``out`` lies inside a checkout of this project or is no PNG's, or there are too few real pictures.
    """
    refuse_inside_repository(out)
    if out.suffix.lower() != ".png":
        raise BadInput(f"{out}: expected a name that ends in .png, found {out.suffix or 'no ending'}")
    rng = stream(seed, Stream.SHEET)
    real = _real_tiles(rng, data, sets_of(device), count)
    tiles = real + _synthetic_tiles(rng, sets_of(device), condition, count)
    shuffled = [tiles[place] for place in rng.permutation(len(tiles))]
    key = out.with_name(f"{out.name}.key.json")
    write_whole(out, encode_png(GreyImage(compose([tile.pixels for tile in shuffled]), 500.0)))
    content = {
        str(number): {"real": tile.real, "origin": tile.origin} for number, tile in enumerate(shuffled, 1)
    }
    write_whole(key, (json.dumps(content, indent=1) + "\n").encode())
    return key


def refuse_inside_repository(path: Path) -> None:
    """Refuse a path inside a checkout of this project, or inside the installed package.

    Raises:
        BadInput: it is; real prints must not get there.
    """
    whole = path.resolve()
    package = Path(__file__).resolve().parents[2]
    for folder in whole.parents:
        if folder == package or (folder / "src" / "tenprint" / "__init__.py").exists():
            raise BadInput(
                f"{path}: expected a place outside the repository (the sheet shows real prints), found it in {folder}"
            )


def compose(tiles: list[Pixels]) -> Pixels:
    """Tiles in rows of eight, numbered from 1: (rows, columns) uint8."""
    across = min(_COLUMNS, len(tiles))
    down = -(-len(tiles) // across)
    pitch_x, pitch_y = TILE_WIDTH + 6, TILE_HEIGHT + _LABEL_HEIGHT + 4
    sheet = np.full((down * pitch_y, across * pitch_x), 255, np.uint8)
    for index, tile in enumerate(tiles):
        top, left = index // across * pitch_y, index % across * pitch_x
        label = (left + 6, top + _LABEL_HEIGHT - 5)
        cv2.putText(sheet, str(index + 1), label, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 1, cv2.LINE_AA)
        sheet[top + _LABEL_HEIGHT : top + _LABEL_HEIGHT + TILE_HEIGHT, left : left + TILE_WIDTH] = tile
    return sheet


def window(pixels: Pixels) -> Pixels:
    """The part about the print's middle: (TILE_HEIGHT, TILE_WIDTH) uint8; beyond the picture its own margin's grey."""
    mask = foreground(pixels)
    rows, columns = np.nonzero(mask if mask.any() else np.ones_like(mask))
    top, left = round(float(rows.mean())) - TILE_HEIGHT // 2, round(float(columns.mean())) - TILE_WIDTH // 2
    grey = int(np.median(_margin(pixels)))
    size = (max(TILE_HEIGHT, TILE_WIDTH),) * 4
    padded = cv2.copyMakeBorder(pixels, *size, cv2.BORDER_CONSTANT, value=grey)
    top, left = top + size[0], left + size[0]
    return np.ascontiguousarray(padded[top : top + TILE_HEIGHT, left : left + TILE_WIDTH], np.uint8)


def _margin(pixels: Pixels) -> npt.NDArray[np.uint8]:
    """Grey values along the picture's edge."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def _real_tiles(rng: np.random.Generator, data: Path, sets: tuple[RealSet, ...], count: int) -> list[Tile]:
    """Pictures of odd fingers (even ones are kept for reporting), evenly from the sets, fingers before impressions."""
    tiles = []
    for number, chosen in enumerate(sets):
        prints = list(real_prints(data, chosen, "odd"))
        wanted = count // len(sets) + (number < count % len(sets))
        if len(prints) < wanted:
            raise BadInput(
                f"{data}: expected {wanted} odd fingers' pictures of {chosen.name}, found {len(prints)}"
            )
        for picked in _spread(rng, prints)[:wanted]:
            origin = f"{picked.set_name} {picked.finger}_{picked.impression}"
            tiles.append(Tile(window(picked.image().pixels), True, origin))
    return tiles


def _spread(rng: np.random.Generator, prints: list[RealPrint]) -> list[RealPrint]:
    """Pictures in random order such that every finger comes once before one comes twice."""
    drawn = [prints[place] for place in rng.permutation(len(prints))]
    seen: dict[int, int] = {}
    turns = []
    for one in drawn:
        seen[one.finger] = seen.get(one.finger, 0) + 1
        turns.append(seen[one.finger])
    return [drawn[place] for place in np.argsort(turns, kind="stable")]


def _synthetic_tiles(
    rng: np.random.Generator, sets: tuple[RealSet, ...], condition: str, count: int
) -> list[Tile]:
    """As many synthetic pictures, each of another finger, in the sets' devices and sizes in turn."""
    tiles = []
    for number in range(count):
        chosen = sets[number % len(sets)]
        subject, finger = int(rng.integers(1 << 32)), int(rng.choice(FINGER_POSITIONS))
        taken = int(rng.integers(1 << 16))
        made = impression(master(subject, finger), seed=taken, style=style_for(chosen, condition))
        origin = (
            f"synthetic, {chosen.device}, {condition}: subject {subject}, finger {finger}, impression {taken}"
        )
        tiles.append(Tile(window(made.image.pixels), False, origin))
    return tiles
