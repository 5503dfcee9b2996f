"""Draw docs/pictures/slap-split.png: a synthetic slap, its ridges, the fit of a fingertip's template, the fingers."""

from pathlib import Path

import cv2
import numpy as np

from tenprint.image.figure.canvas import save
from tenprint.image.slap.candidate import tip_scores
from tenprint.image.slap.evidence import evidence
from tenprint.image.slap.hand import build_of
from tenprint.image.slap_split import read_slap
from tenprint.sim.bench.slap_case import SlapCase, slap_picture
from tenprint.sim.bench.slaps import draw
from tenprint.sim.contact.style import Device
from tenprint.sim.skin.master import MasterSize, build

CASE = SlapCase(5001, 13, "hard", Device.OPTICAL, 18.0, pitch_px=310.0)
OUT = Path(__file__).parents[1] / "docs" / "pictures" / "slap-split.png"
WIDTH = 560
COLOURS = 160


def main() -> None:
    """Make the slap, split it, draw."""
    masters = {finger: build(CASE.seed, finger, MasterSize.FULL) for finger in CASE.present}
    image = slap_picture(CASE, masters).image
    found = evidence(image.pixels)
    fit = tip_scores(found.ridges, build_of(CASE.slap)).score.max(axis=0)
    split = cv2.cvtColor(image.pixels, cv2.COLOR_GRAY2BGR)
    scale = WIDTH / image.width
    size = (WIDTH, round(image.height * scale))
    split = cv2.resize(split, size, interpolation=cv2.INTER_AREA)
    for finger in read_slap(image, CASE.slap).fingers:
        draw(split, finger.corners * scale, (200, 60, 0), str(finger.position))
    ridges = np.where(found.ridges, 90, np.where(found.traces, 180, 255)).astype(np.uint8)
    warm = cv2.applyColorMap(np.clip(fit * 140 + 100, 0, 255).astype(np.uint8), cv2.COLORMAP_VIRIDIS)
    panels = [cv2.cvtColor(one, cv2.COLOR_GRAY2BGR) for one in (image.pixels, ridges)] + [warm]
    panels = [cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in panels] + [split]
    used = slice(round(0.1 * size[1]), round(0.85 * size[1]))
    panels = [
        cv2.copyMakeBorder(one[used], 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(160, 160, 160))
        for one in panels
    ]
    sheet = np.vstack([np.hstack(panels[:2]), np.hstack(panels[2:])])
    save(np.ascontiguousarray(sheet[:, :, ::-1]), OUT, COLOURS)


if __name__ == "__main__":
    main()
