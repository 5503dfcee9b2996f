"""The picture of a ten-print card, in true scale, from texts and impressions alone."""

from collections.abc import Mapping
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tenprint.image.model import GreyImage, Pixels
from tenprint.sim.card.card_text import REASONS
from tenprint.sim.card.layout import (
    BLOCKS,
    BOTH_THUMBS,
    CARD_INCHES,
    FULL_PPI,
    PRINT_BOXES,
    STAMP,
    TITLE,
    Block,
    PrintBox,
)
from tenprint.sim.card.lettering import LEADING, SIZE_MAX, fit, line_height, plain_text
from tenprint.sim.card.lettering import font as letters

Colour = tuple[int, int, int]
Rectangle = tuple[int, int, int, int]

# The form is printed in a dark red and filled in black; colours, sizes and words are choices of ours.
_PAPER: Final[Colour] = (253, 252, 248)
_FORM: Final[Colour] = (150, 32, 42)
_INK: Final[Colour] = (22, 22, 30)
_SIZE: Final = round(CARD_INCHES * FULL_PPI)
_LINE: Final = 3
_LABEL_SIZE: Final = 32
_PAD: Final = 16
_TITLE_LINES: Final = ("CRIMINAL TEN-PRINT CARD", "laid out like form FD-249")
_STAMP_LINES: Final = ("SYNTHETIC", "MADE BY A PROGRAM: NOBODY HAS THESE PRINTS OR DATA")


def draw_card(
    texts: Mapping[str, str],
    images: Mapping[int, GreyImage],
    *,
    missing: Mapping[int, str] | None = None,
    synthetic: bool = True,
    ppi: int = FULL_PPI,
) -> Image.Image:
    """Draw a card's front.

    Args:
        texts: by key of ``layout.BLOCKS``, as ``card_text.card_text`` gives them; a lacking one leaves its block empty.
        images: by finger position 1 to 15. A picture at 500 ppi lies in its box pixel for pixel, another is scaled to
            500 ppi; one that is larger than its box is made to fit.
        missing: finger 1 to 10 to ``XX`` (amputated) or ``UP`` (unable to print), told in its box.
        synthetic: marks the card as that of nobody.
        ppi: of the result, 8.0 inches a side.

    Returns:
        RGB, ``8 * ppi`` pixels a side.
    """
    canvas = Image.new("RGB", (_SIZE, _SIZE), _PAPER)
    boxes = _boxes(images)
    for box in boxes:
        _lay(canvas, box, images)
    pen = ImageDraw.Draw(canvas)
    for box in boxes:
        _frame_print(pen, box, images, missing or {})
    for block in BLOCKS:
        _fill(pen, block, texts, synthetic=synthetic)
    pen.rectangle((0, 0, _SIZE - 1, _SIZE - 1), outline=_FORM, width=2 * _LINE)
    if ppi == FULL_PPI:
        return canvas
    side = round(CARD_INCHES * ppi)
    return canvas.resize((side, side), Image.Resampling.LANCZOS)


def _boxes(images: Mapping[int, GreyImage]) -> list[PrintBox]:
    """The boxes that a card has: the thumbs' together or apart."""
    if 15 not in images or 11 in images or 12 in images:
        return list(PRINT_BOXES)
    apart = [box for box in PRINT_BOXES if box.position not in (11, 12)]
    return [*apart, BOTH_THUMBS]


def _pixels(box: PrintBox | Block) -> Rectangle:
    """Left, top, right, bottom in pixels; right and bottom are the first outside."""
    left, top = round(box.left * FULL_PPI), round(box.top * FULL_PPI)
    return left, top, round((box.left + box.width) * FULL_PPI), round((box.top + box.height) * FULL_PPI)


def _lay(canvas: Image.Image, box: PrintBox, images: Mapping[int, GreyImage]) -> None:
    """Put a picture into the middle of its box, as ink on the card."""
    image = images.get(box.position)
    if image is None:
        return
    left, top, right, bottom = _pixels(box)
    grey = _scaled(image, _scale(image, box))
    height, width = grey.shape
    if grey.shape != (bottom - top, right - left):
        tone = int(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))
        canvas.paste(_on_card(np.full((bottom - top, right - left), tone, np.uint8)), (left, top))
    x, y = left + (right - left - width) // 2, top + (bottom - top - height) // 2
    canvas.paste(_on_card(grey), (x, y))


def _on_card(grey: Pixels) -> Image.Image:
    """Grey pixels in the tint of the card."""
    tinted = np.asarray(grey, np.uint16)[:, :, None] * np.asarray(_PAPER, np.uint16) // 255
    return Image.fromarray(tinted.astype(np.uint8))


def _scale(image: GreyImage, box: PrintBox) -> float:
    """From the picture's pixels to those of the card: to 500 ppi, or smaller where its box is."""
    left, top, right, bottom = _pixels(box)
    scale = FULL_PPI / image.resolution_ppi
    scale = min(scale, (right - left) / image.width, (bottom - top) / image.height)
    return 1.0 if abs(scale - 1) < 1e-3 else scale


def _scaled(image: GreyImage, scale: float) -> Pixels:
    if scale == 1:
        return image.pixels
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image.pixels, size, interpolation=how), np.uint8)


def _frame_print(
    pen: ImageDraw.ImageDraw, box: PrintBox, images: Mapping[int, GreyImage], missing: Mapping[int, str]
) -> None:
    """Line, label, and the reason where fingers are missing."""
    left, top, right, bottom = _pixels(box)
    pen.rectangle((left, top, right, bottom), outline=_FORM, width=_LINE)
    # A rim of paper keeps the label legible where the print is dark.
    pen.text(
        (left + _PAD, top + 10),
        f"{box.label}{_size_told(images.get(box.position), box)}",
        font=letters(_LABEL_SIZE),
        fill=_FORM,
        stroke_width=4,
        stroke_fill=_PAPER,
    )
    gone = [finger for finger in box.fingers if finger in missing]
    if not gone:
        return
    if box.position in images:
        words = "; ".join(f"{finger} {missing[finger]}" for finger in gone)
        pen.text(
            (left + _PAD, bottom - 14),
            f"WITHOUT {words}",
            font=letters(_LABEL_SIZE + 6),
            fill=_INK,
            anchor="ls",
        )
        return
    if len(gone) < len(box.fingers):
        return  # no picture, and another cause than a missing finger
    reasons = dict.fromkeys(REASONS.get(missing[finger], missing[finger]) for finger in gone)
    words = "\n".join(word for reason in reasons for word in _broken(reason, right - left))
    middle = ((left + right) // 2, (top + bottom) // 2)
    pen.multiline_text(middle, words, font=letters(SIZE_MAX), fill=_INK, anchor="mm", align="center")


def _size_told(image: GreyImage | None, box: PrintBox) -> str:
    """What a label adds where a print is not in true size."""
    size = 1.0 if image is None else _scale(image, box) * image.resolution_ppi / FULL_PPI
    return "" if abs(size - 1) < 1e-3 else f" (AT {size:.0%} OF SIZE)"


def _broken(words: str, width: int) -> list[str]:
    """Words on one line, or each on its own where that is too wide."""
    return [words] if letters(SIZE_MAX).getlength(words) < width - 2 * _PAD else words.split()


def _fill(pen: ImageDraw.ImageDraw, block: Block, texts: Mapping[str, str], *, synthetic: bool) -> None:
    """Line, label and text of a block."""
    left, top, right, bottom = _pixels(block)
    pen.rectangle((left, top, right, bottom), outline=_FORM, width=_LINE)
    if block.key in (TITLE, STAMP):
        _print_head(pen, block, synthetic=synthetic)
        return
    pen.text((left + _PAD, top + 10), block.label, font=letters(_LABEL_SIZE), fill=_FORM)
    text = plain_text(texts.get(block.key, ""))
    if not text:
        return
    space = (right - left - 2 * _PAD, bottom - top - _LABEL_SIZE - 24)
    size, lines = fit(text, *space, block.lines)
    step = line_height(size) + LEADING
    # Few lines stand on the block's floor, a list hangs from its label.
    first = top + _LABEL_SIZE + 20 + size if block.lines > 2 else bottom - 22 - step * (len(lines) - 1)
    for place, line in enumerate(lines):
        pen.text((left + _PAD, first + place * step), line, font=letters(size), fill=_INK, anchor="ls")


def _print_head(pen: ImageDraw.ImageDraw, block: Block, *, synthetic: bool) -> None:
    """The form's name, and that the card is nobody's."""
    left, top, right, bottom = _pixels(block)
    if block.key == STAMP and not synthetic:
        return
    colour, lines = _FORM, _TITLE_LINES
    if block.key == STAMP:
        pen.rectangle((left, top, right, bottom), fill=_FORM)
        colour, lines = _PAPER, _STAMP_LINES
    middle, spread = (left + right) // 2, bottom - top
    big, small = (92, 38) if block.key == STAMP else (66, 38)
    pen.text(
        (middle, top + spread * 0.40), lines[0], font=letters(big), fill=colour, anchor="mm", stroke_width=1
    )
    pen.text((middle, top + spread * 0.80), lines[1], font=letters(small), fill=colour, anchor="mm")
