"""The cylinders of two minutiae cell by cell, plane by plane; and the likeness of all with all."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from tenprint.image.figure.colour import (
    BLUE,
    INK,
    ORANGE,
    PAPER,
    VERMILION,
    Colour,
    Picture,
    heat_scale,
    through,
)
from tenprint.image.figure.legend import Item, Mark, Scale, Words, captioned, font, text_width
from tenprint.match.descriptor import Descriptors
from tenprint.match.pair import Comparison

CELL_PX, PLANE_GAP_PX, LABEL_PX, HEAD_PX = 22, 26, 128, 40
OFF: Colour = (226, 229, 234)
NOT_SHARED: Colour = (246, 246, 247)

Bits = npt.NDArray[np.bool_]


def cells(descriptors: Descriptors, row: int) -> tuple[Bits, Bits]:
    """One cylinder's bits, (sections, side, side) bool, and its valid cells, (side, side) bool; row 0 is lowest."""
    mask = _unpacked(descriptors.mask[row])
    side = round(len(mask) ** 0.5)
    planes = _unpacked(descriptors.bits[row]).reshape(-1, side, side)
    return planes, mask.reshape(side, side)


def _unpacked(words: npt.NDArray[np.uint64]) -> Bits:
    """Bits of words, least significant first."""
    octets = np.ascontiguousarray(words.astype("<u8")).view(np.uint8)
    return np.unpackbits(octets, bitorder="little").astype(np.bool_)


def likeness(a: Descriptors, b: Descriptors) -> npt.NDArray[np.float64]:
    """Likeness of every cylinder of a with every one of b over the cells valid in both: (n, m) float64 in 0..1.

    One less the norm of the difference over the sum of the norms, the norm being the root of the count of ones; 0 where
    either may not be compared. Drawn for people: the matcher has its own, which refuses more.
    """
    found = np.zeros((len(a), len(b)))
    planes = a.bits.shape[1] // a.mask.shape[1]
    for i in range(len(a)):
        valid = np.tile(a.mask[i] & b.mask, (1, planes))
        left, right = a.bits[i] & valid, b.bits & valid
        ones = [np.sqrt(np.bitwise_count(words).sum(axis=1, dtype=np.int64)) for words in (left, right)]
        apart = np.sqrt(np.bitwise_count(left ^ right).sum(axis=1, dtype=np.int64))
        both = (ones[0] > 0) & (ones[1] > 0) & (b.usable > 0) & (a.usable[i] > 0)
        found[i] = np.where(both, 1 - apart / np.maximum(ones[0] + ones[1], 1e-9), 0.0)
    return found


def cylinder_picture(a: Descriptors, b: Descriptors, compared: Comparison) -> Picture | None:
    """Six planes of the best pair's cylinders, one row for each print and one for both; None where nobody has one."""
    rows = _shown_rows(a, b, compared)
    if rows is None:
        return None
    (left, left_valid), (right, right_valid) = cells(a, rows[0]), cells(b, rows[1])
    shared = left_valid & right_valid
    strips = [
        _coloured(left, left_valid, BLUE),
        _coloured(right, right_valid, ORANGE),
        _both(left, right, shared),
    ]
    value = likeness(a, b)[rows[0], rows[1]]
    names = ["left", "right", "both"]
    sheet = _sheet(strips, names, len(left))
    items: list[Item] = [
        Words(f"likeness {value:.3f}"),
        Mark("dot", INK, "on in both"),
        Mark("dot", BLUE, "left only"),
        Mark("dot", ORANGE, "right only"),
        Mark("dot", OFF, "off"),
    ]
    return captioned(sheet, items)


def _shown_rows(a: Descriptors, b: Descriptors, compared: Comparison) -> tuple[int, int] | None:
    """Which cylinder of each is shown: of the best pair, else the most alike."""
    if not len(a) or not len(b):
        return None
    places = [{int(index): row for row, index in enumerate(one.index)} for one in (a, b)]
    alike = likeness(a, b)
    pairs = [(places[0].get(i), places[1].get(j)) for i, j in compared.pairs.tolist()]
    known = [(row, column) for row, column in pairs if row is not None and column is not None]
    if known:
        return max(known, key=lambda at: alike[at])
    row, column = np.unravel_index(int(alike.argmax()), alike.shape)
    return int(row), int(column)


def _coloured(planes: Bits, valid: Bits, colour: Colour) -> list[Picture]:
    """Planes as pictures of one pixel a cell, upwards as the minutia sees it."""
    shown = []
    for plane in planes:
        picture = np.full((*plane.shape, 3), PAPER, np.uint8)
        picture[valid] = OFF
        picture[plane & valid] = colour
        shown.append(picture[::-1])
    return shown


def _both(left: Bits, right: Bits, shared: Bits) -> list[Picture]:
    """Where two cylinders agree and differ."""
    shown = []
    for here, there in zip(left, right, strict=True):
        picture = np.full((*here.shape, 3), PAPER, np.uint8)
        picture[shared] = OFF
        picture[shared & here & ~there] = BLUE
        picture[shared & there & ~here] = ORANGE
        picture[shared & here & there] = INK
        shown.append(picture[::-1])
    return shown


def _sheet(strips: list[list[Picture]], names: list[str], sections: int) -> Picture:
    """Rows of planes with their names, under the sections' directions."""
    side = strips[0][0].shape[0] * CELL_PX
    width = LABEL_PX + sections * (side + PLANE_GAP_PX)
    sheet = Image.new("RGB", (width, HEAD_PX + len(strips) * (side + PLANE_GAP_PX)), PAPER)
    draw = ImageDraw.Draw(sheet)
    for s in range(sections):
        degrees = round(-180 + (s + 0.5) * 360 / sections)
        text = f"turned {degrees}°"
        x = LABEL_PX + s * (side + PLANE_GAP_PX) + side / 2
        draw.text((x, HEAD_PX / 2), text, INK, font(), anchor="mm")
    for r, (strip, name) in enumerate(zip(strips, names, strict=True)):
        top = HEAD_PX + r * (side + PLANE_GAP_PX)
        draw.text((14, top + side / 2), name, INK, font(), anchor="lm")
        for s, plane in enumerate(strip):
            left = LABEL_PX + s * (side + PLANE_GAP_PX)
            large = Image.fromarray(np.ascontiguousarray(plane)).resize(
                (side, side), Image.Resampling.NEAREST
            )
            sheet.paste(large, (left, top))
            _cell_lines(draw, left, top, side)
    return np.array(sheet)


def _cell_lines(draw: ImageDraw.ImageDraw, left: int, top: int, side: int) -> None:
    """Paper between the cells, and the minutia in their middle, pointing to the right."""
    for at in range(0, side + 1, CELL_PX):
        draw.line((left + at, top, left + at, top + side), PAPER, 2)
        draw.line((left, top + at, left + side, top + at), PAPER, 2)
    x, y = left + side / 2, top + side / 2
    draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=PAPER, outline=VERMILION, width=2)
    draw.line((x + 5, y, x + 18, y), VERMILION, 3)


def similarity_picture(a: Descriptors, b: Descriptors, compared: Comparison) -> Picture | None:
    """The matrix of likeness, partners first and framed; None where one side is empty."""
    if not len(a) or not len(b):
        return None
    rows = [{int(index): row for row, index in enumerate(one.index)} for one in (a, b)]
    pairs = [(rows[0][i], rows[1][j]) for i, j in compared.pairs.tolist() if i in rows[0] and j in rows[1]]
    order = [_order([pair[side] for pair in pairs], len(one)) for side, one in enumerate((a, b))]
    alike = likeness(a, b)[np.ix_(order[0], order[1])]
    cell = int(np.clip(980 // max(alike.shape), 4, 26))
    top = max(float(alike.max()), 0.5)
    picture = through(heat_scale(), alike / top)
    large = np.kron(picture, np.ones((cell, cell, 1), np.uint8))
    sheet = _labelled(large, len(pairs), cell)
    scale = Scale(heat_scale(), "0", f"{top:.2f}", "likeness")
    return captioned(sheet, [scale, Mark("square", VERMILION, f"{len(pairs)} pairs of the comparison")])


def _order(first: list[int], count: int) -> list[int]:
    """The paired ones in the order of the pairs, then the others."""
    taken = list(dict.fromkeys(first))
    return taken + [row for row in range(count) if row not in set(taken)]


def _labelled(matrix: Picture, framed: int, cell: int) -> Picture:
    """A matrix with names at its edges and frames about the first cells of its diagonal."""
    words = "minutiae of the right print"
    edge = 40
    width = max(edge + matrix.shape[1], edge + round(text_width(words)) + 12)
    sheet = Image.new("RGB", (width, edge + len(matrix)), PAPER)
    sheet.paste(Image.fromarray(np.ascontiguousarray(matrix)), (edge, edge))
    draw = ImageDraw.Draw(sheet)
    draw.text((edge, edge / 2), words, INK, font(), anchor="lm")
    upright = Image.new("RGB", (len(matrix), edge), PAPER)
    ImageDraw.Draw(upright).text((len(matrix), edge / 2), "of the left print", INK, font(), anchor="rm")
    sheet.paste(upright.transpose(Image.Transpose.ROTATE_90), (0, edge))
    for k in range(framed):
        at = edge + k * cell
        draw.rectangle((at, at, at + cell - 1, at + cell - 1), outline=VERMILION, width=2)
    return np.array(sheet)
