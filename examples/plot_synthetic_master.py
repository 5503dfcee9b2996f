"""The figure of docs/stages/synthetic-master.md: how one synthetic finger comes to be, in six pictures.

python examples/plot_synthetic_master.py [OUT.png]
"""

import sys
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin import filters, growth, vortices
from tenprint.sim.skin.frame import STEP, full_window
from tenprint.sim.skin.master import Grown, MasterPrint, MasterSize, build, grow, outline
from tenprint.template.model import MinutiaKind

OUT = Path(__file__).parents[1] / "docs" / "pictures" / "synthetic-master.png"
SEED, FINGER = 1, 8
# A square of the master about the pattern, pixels, and how large it is shown.
SIDE, SHOWN, CAPTION = 400, 320, 26

Picture = npt.NDArray[np.uint8]


def main(out: Path) -> None:
    """Draw the figure."""
    made = build(SEED, FINGER, MasterSize.FULL)
    built, shape = outline(SEED, FINGER)
    window = full_window(built)
    grown = grow(stream(SEED, Stream.GROWTH, FINGER, 0), built, shape, window)
    left, top = (int(value) - SIDE // 2 for value in made.centre)

    def cut(picture: Picture) -> Picture:
        return picture[top : top + SIDE, left : left + SIDE]

    panels = {
        "1 flow": cut(flow_picture(grown)),
        "2 ridge period": cut(period_picture(grown)),
        "3 two rounds of growth": cut(early_picture(grown)),
        "4 grown": cut(grey(grown.cosine / np.hypot(grown.cosine, grown.sine))),
        "5 true minutiae": cut(minutiae_picture(made)),
        "6 pores, furrows, white lines": details_picture(made),
    }
    tiles = [tile(name, picture) for name, picture in panels.items()]
    sheet = np.vstack([np.hstack(tiles[:3]), np.hstack(tiles[3:])])
    # Sixteen levels are enough for a figure and keep the file small.
    cv2.imwrite(str(out), (sheet // 17) * 17, [cv2.IMWRITE_PNG_COMPRESSION, 9])


def fine(values: npt.NDArray[np.floating], method: int = cv2.INTER_CUBIC) -> npt.NDArray[np.float32]:
    """From the grid to pixels."""
    return np.asarray(cv2.resize(values.astype(np.float32), (0, 0), fx=STEP, fy=STEP, interpolation=method))


def grey(ridges: npt.NDArray[np.floating]) -> Picture:
    """Ridges on the grid, dark on white."""
    return np.asarray(np.clip(127.5 - 190 * fine(ridges), 0, 255), np.uint8)


def flow_picture(grown: Grown) -> Picture:
    """Short strokes along the ridges."""
    angles = np.pi / filters.DIRECTIONS * filters.direction_numbers(grown.numbers)
    picture = np.full((STEP * angles.shape[0], STEP * angles.shape[1]), 255, np.uint8)
    for row in range(4, angles.shape[0], 8):
        for column in range(4, angles.shape[1], 8):
            dx, dy = 7 * np.cos(angles[row, column]), -7 * np.sin(angles[row, column])
            x, y = STEP * column, STEP * row
            cv2.line(
                picture, (round(x - dx), round(y - dy)), (round(x + dx), round(y + dy)), 0, 1, cv2.LINE_AA
            )
    return picture


def period_picture(grown: Grown) -> Picture:
    """Fine ridges dark, coarse ones light."""
    fifths = filters.period_fifths(grown.numbers).astype(np.float32)
    low, high = fifths.min(), fifths.max()
    return np.asarray(fine(40 + 200 * (fifths - low) / (high - low), cv2.INTER_NEAREST), np.uint8)


def early_picture(grown: Grown) -> Picture:
    """The same flow after two rounds of another noise: ridges, but torn."""
    start = growth.noise(np.random.default_rng(0), *grown.numbers.shape)
    return grey(growth.grow(start, grown.numbers, rounds=2) / (0.85 * filters.UNIT))


def minutiae_picture(made: MasterPrint) -> Picture:
    """Endings as rings, bifurcations as squares, each with its direction."""
    picture = (255 - (255 - made.picture().astype(int)) // 3).astype(np.uint8)
    minutiae: vortices.TrueMinutiae = made.minutiae
    for x, y, theta, kind in zip(minutiae.x, minutiae.y, minutiae.theta, minutiae.kind, strict=True):
        at = round(float(x)), round(float(y))
        if kind == MinutiaKind.ENDING:
            cv2.circle(picture, at, 5, 0, 2, cv2.LINE_AA)
        else:
            cv2.rectangle(picture, (at[0] - 4, at[1] - 4), (at[0] + 4, at[1] + 4), 0, 2)
        end = round(float(x + 15 * np.cos(theta))), round(float(y - 15 * np.sin(theta)))
        cv2.line(picture, at, end, 0, 2, cv2.LINE_AA)
    return picture


def details_picture(made: MasterPrint) -> Picture:
    """The crease's region with pores and incipient ridges drawn in, larger than the others."""
    pores, incipient = (made.details[..., plane].astype(np.float32) / 255 for plane in (0, 1))
    ridges = np.maximum(made.ridges, 1.8 * incipient - 1)
    ridges = ridges * (1 - pores) - pores
    picture = np.asarray(np.clip(127.5 - 190 * ridges, 0, 255), np.uint8)
    side = SIDE // 2
    left, bottom = int(made.centre[0]), made.ridges.shape[0] - 30
    return picture[bottom - side : bottom, left : left + side]


def tile(name: str, picture: Picture) -> Picture:
    """One panel with its caption."""
    inner = SHOWN - 8
    method = cv2.INTER_AREA if picture.shape[0] > inner else cv2.INTER_CUBIC
    shown = cv2.resize(picture, (inner, inner), interpolation=method)
    panel = np.full((SHOWN + CAPTION, SHOWN), 255, np.uint8)
    panel[CAPTION : CAPTION + inner, 4 : 4 + inner] = shown
    cv2.putText(panel, name, (6, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1, cv2.LINE_AA)
    return panel


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
