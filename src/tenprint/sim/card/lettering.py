"""Letters on a card: Pillow's own font, and the largest size at which a text fits its block."""

import unicodedata
from bisect import bisect_left
from functools import cache
from typing import Final

from PIL import ImageFont

SIZE_MAX: Final = 66
"""Pixels at 500 ppi, as all measures here."""
SIZE_MIN: Final = 34
LEADING: Final = 4
"""Between two lines."""


def plain_text(text: str) -> str:
    """Text in the characters that the font has: accents are dropped, what is still not ASCII becomes a question mark.

    >>> plain_text("PEÑA,JOSÉ")
    'PENA,JOSE'
    """
    kept = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return "".join(sign if sign == "\n" or " " <= sign <= "~" else "?" for sign in kept)


def fit(text: str, width: int, height: int, lines_max: int) -> tuple[int, list[str]]:
    """The largest size of letters at which a text fits, and its lines; what never fits ends in three dots.

    Args:
        text: lines parted by line feeds.
        width: pixels.
        height: pixels.
        lines_max: most lines.
    """
    given = text.split("\n")
    if len(given) > lines_max:
        given = [*given[: lines_max - 1], f"AND {len(given) - lines_max + 1} MORE"]
    for size in range(SIZE_MAX, SIZE_MIN - 1, -4):
        lines = [line for one in given for line in _wrapped(one, size, width)]
        if len(lines) <= lines_max and _height(len(lines), size) <= height and _widest(lines, size) <= width:
            return size, lines
    room = max(1, min(lines_max, (height + LEADING) // (line_height(size) + LEADING)))
    return size, _cut(lines, size, width, room)


def _wrapped(text: str, size: int, width: int) -> list[str]:
    """Words in as few lines as hold them."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and font(size).getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(lines: list[str], size: int, width: int, room: int) -> list[str]:
    """The first lines, each shortened to the width; the last one tells that there is more."""
    kept = lines[:room]
    if len(lines) > room:
        kept[-1] += " ..."
    return [_shortened(line, size, width) for line in kept]


def _shortened(line: str, size: int, width: int) -> str:
    if font(size).getlength(line) <= width:
        return line
    line = line.removesuffix(" ...")
    kept = bisect_left(range(len(line)), True, key=lambda n: font(size).getlength(f"{line[:n]} ...") > width)
    return f"{line[: max(kept - 1, 0)]} ..."


def _widest(lines: list[str], size: int) -> float:
    return max(font(size).getlength(line) for line in lines)


def line_height(size: int) -> int:
    """Pixels from the top of a line's letters to the bottom."""
    ascent, descent = font(size).getmetrics()
    return ascent + descent


def _height(count: int, size: int) -> int:
    return count * line_height(size) + (count - 1) * LEADING


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own font (Aileron), so that pictures are the same on every machine."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise TypeError("Pillow: expected a build with FreeType, found one without")
    return found
