"""The figure of docs/stages/synthetic-impression.md: one finger as four devices take it, and as conditions change it.

python examples/plot_synthetic_impression.py [OUT.png]
"""

import sys
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.sim.card.images import BOTH_THUMBS, card
from tenprint.sim.prints import (
    CAPACITIVE_PLAIN,
    CONDITIONS,
    OPTICAL_PLAIN,
    ROLLED_INK,
    THERMAL_PLAIN,
    ImpressionStyle,
    Injury,
    MasterPrint,
    impression,
    master,
)

OUT = Path(__file__).parents[1] / "docs" / "pictures" / "synthetic-impression.png"
SEED, FINGER = 21, 7
WIDE, HIGH, CAPTION = 250, 250, 22

Picture = npt.NDArray[np.uint8]


def main(out: Path) -> None:
    """Draw the figure."""
    finger = master(SEED, FINGER)
    rows = [
        [
            tile("optical", taken(finger, OPTICAL_PLAIN)),
            tile("capacitive", taken(finger, CAPACITIVE_PLAIN)),
            tile("thermal", taken(finger, THERMAL_PLAIN)),
            tile("ink, rolled", taken(finger, ROLLED_INK)),
        ],
        [tile(name, taken(finger, OPTICAL_PLAIN.under(name), seed=5)) for name in CONDITIONS],
        [
            tile("missing tip", taken(finger, ROLLED_INK, injury=Injury.MISSING_TIP)),
            tile("partly bandaged", taken(finger, OPTICAL_PLAIN, injury=Injury.PARTLY_BANDAGED)),
            tile("mate, true minutiae", marked(finger, 2)),
            tile("both thumbs, truth", thumbs()),
        ],
    ]
    sheet = np.vstack([np.hstack(row) for row in rows])
    # Sixteen levels are enough for a figure and keep the file small.
    cv2.imwrite(str(out), (sheet // 17) * 17, [cv2.IMWRITE_PNG_COMPRESSION, 9])


def taken(
    finger: MasterPrint, style: ImpressionStyle, *, seed: int = 3, injury: Injury | None = None
) -> Picture:
    """One impression."""
    return impression(finger, seed=seed, style=style, injury=injury).image.pixels


def marked(finger: MasterPrint, seed: int) -> Picture:
    """An impression with its true minutiae as rings with tails."""
    made = impression(finger, seed=seed, style=OPTICAL_PLAIN)
    picture = 255 - (255 - made.image.pixels) // 2
    truth = made.minutiae
    for x, y, theta in zip(truth.x, truth.y, truth.theta, strict=True):
        at = (round(float(x)), round(float(y)))
        tip = (round(float(x + 14 * np.cos(theta))), round(float(y - 14 * np.sin(theta))))
        cv2.circle(picture, at, 5, 0, 1, cv2.LINE_AA)
        cv2.line(picture, at, tip, 0, 1, cv2.LINE_AA)
    return np.asarray(picture, np.uint8)


def thumbs() -> Picture:
    """Both thumbs put down at once, with their true boxes."""
    made = card(SEED, capture=1, missing=set(range(1, 11)) - {1, 6}, thumbs_together=True)
    picture = made.images[BOTH_THUMBS].pixels.copy()
    for box in made.boxes[BOTH_THUMBS].values():
        cv2.rectangle(picture, (box.left, box.top), (box.right, box.bottom), 0, 2)
    return picture


def tile(name: str, picture: Picture) -> Picture:
    """A picture fitted into its place under its caption."""
    whole = np.full((HIGH + CAPTION, WIDE), 255, np.uint8)
    scale = min((WIDE - 6) / picture.shape[1], (HIGH - 6) / picture.shape[0])
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    top, left = CAPTION + (HIGH - size[1]) // 2, (WIDE - size[0]) // 2
    whole[top : top + size[1], left : left + size[0]] = small
    cv2.rectangle(whole, (left - 1, top - 1), (left + size[0], top + size[1]), 170, 1)
    cv2.putText(whole, name, (5, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.45, 0, 1, cv2.LINE_AA)
    return whole


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
