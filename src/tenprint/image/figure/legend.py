"""The strip below a figure that says what its colours and marks mean."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tenprint.image.figure.canvas import above
from tenprint.image.figure.colour import INK, PAPER, Colour, Picture

FONT_PX, LINE_PX, GAP_PX, EDGE_PX, BAR_PX = 19, 34, 28, 12, 160


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a colour and what it stands for; ``shape`` is ``ring``, ``square``, ``cross``, ``dot`` or ``line``."""

    shape: str
    colour: Colour
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of colours, (256, 3) uint8, with what stands at its ends."""

    colours: Picture
    low: str
    high: str
    text: str


@dataclass(frozen=True, slots=True)
class Length:
    """A bar as long as so many millimetres, ``pixels`` on the canvas."""

    pixels: float
    text: str


Item = Words | Mark | Scale | Length


@cache
def font(size: int = FONT_PX) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The face that comes with Pillow."""
    return ImageFont.load_default(size)


def length_item(scale: float, columns: int) -> Length:
    """Five millimetres at 500 ppi, or one where the print is narrow."""
    millimetres = 5 if columns > 200 else 1
    return Length(millimetres * 500 / 25.4 * scale, f"{millimetres} mm")


def captioned(picture: Picture, items: list[Item]) -> Picture:
    """A picture with its legend below; lines are broken where the width ends."""
    return above(picture, legend(picture.shape[1], items)) if items else picture


def legend(width: int, items: list[Item]) -> Picture:
    """The strip alone, at least ``width`` pixels wide."""
    lines: list[list[Item]] = [[]]
    used = 2.0 * EDGE_PX
    for item in items:
        wide = item_width(item) + GAP_PX
        if lines[-1] and used + wide - GAP_PX > width:
            lines.append([])
            used = 2.0 * EDGE_PX
        lines[-1].append(item)
        used += wide
    widest = max(sum(item_width(item) + GAP_PX for item in line) for line in lines) + 2 * EDGE_PX - GAP_PX
    strip = Image.new("RGB", (max(width, round(widest)), LINE_PX * len(lines) + 8), PAPER)
    draw = ImageDraw.Draw(strip)
    for number, line in enumerate(lines):
        x = float(EDGE_PX)
        for item in line:
            _draw_item(draw, x, LINE_PX * number + 4 + LINE_PX / 2, item)
            x += item_width(item) + GAP_PX
    return np.array(strip)


def text_width(text: str, size: int = FONT_PX) -> float:
    """Width of words in pixels."""
    return float(font(size).getlength(text))


def item_width(item: Item) -> float:
    """Pixels that an item takes along the line."""
    if isinstance(item, Words):
        return text_width(item.text)
    if isinstance(item, Mark):
        return 30 + text_width(item.text)
    if isinstance(item, Length):
        return item.pixels + 10 + text_width(item.text)
    words = (text_width(item.text) + 10) if item.text else 0
    return words + text_width(item.low) + 8 + BAR_PX + 8 + text_width(item.high)


def _draw_item(draw: ImageDraw.ImageDraw, x: float, y: float, item: Item) -> None:
    """Draw one item with its left edge at x and its middle at y."""
    if isinstance(item, Words):
        draw.text((x, y), item.text, INK, font(), anchor="lm")
    elif isinstance(item, Mark):
        _draw_mark(draw, x + 11, y, item)
        draw.text((x + 30, y), item.text, INK, font(), anchor="lm")
    elif isinstance(item, Length):
        draw.line((x, y, x + item.pixels, y), INK, 3)
        for end in (x, x + item.pixels):
            draw.line((end, y - 6, end, y + 6), INK, 2)
        draw.text((x + item.pixels + 10, y), item.text, INK, font(), anchor="lm")
    else:
        _draw_scale(draw, x, y, item)


def _draw_scale(draw: ImageDraw.ImageDraw, x: float, y: float, item: Scale) -> None:
    """Title, low end, bar, high end."""
    if item.text:
        draw.text((x, y), item.text, INK, font(), anchor="lm")
        x += text_width(item.text) + 10
    draw.text((x, y), item.low, INK, font(), anchor="lm")
    x += text_width(item.low) + 8
    for step in range(BAR_PX):
        red, green, blue = (int(value) for value in item.colours[step * 256 // BAR_PX])
        draw.line((x + step, y - 9, x + step, y + 9), (red, green, blue))
    draw.text((x + BAR_PX + 8, y), item.high, INK, font(), anchor="lm")


def _draw_mark(draw: ImageDraw.ImageDraw, x: float, y: float, item: Mark) -> None:
    """A mark about a point; drawn four times as large and shrunk, for Pillow's lines are not smooth."""
    large = Image.new("L", (96, 96), 0)
    pen = ImageDraw.Draw(large)
    if item.shape == "ring":
        pen.ellipse((18, 18, 78, 78), outline=255, width=9)
    elif item.shape == "square":
        pen.rectangle((20, 20, 76, 76), outline=255, width=9)
    elif item.shape == "cross":
        pen.line((22, 22, 74, 74), 255, 9)
        pen.line((22, 74, 74, 22), 255, 9)
    elif item.shape == "line":
        pen.line((4, 48, 92, 48), 255, 12)
    else:
        pen.ellipse((22, 22, 74, 74), fill=255)
    small = large.resize((24, 24), Image.Resampling.LANCZOS)
    draw.bitmap((round(x - 12), round(y - 12)), small, fill=item.colour)
