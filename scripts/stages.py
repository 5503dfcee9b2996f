"""Draw the figures of docs/stages anew, from impressions of a synthetic finger; with --cost, measure the stages.

python scripts/stages.py [--out FOLDER] [--cost]

The figures follow the engine's sources: run this after a change of a stage (`make stages`). Their bytes may differ from
machine to machine where floating-point sums do, so no test compares them; one asks that every page has its figure.
"""

import argparse
import re
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
from page import ROOT

from tenprint.errors import BadInput
from tenprint.image.figure.canvas import beside, save
from tenprint.image.figure.colour import Picture
from tenprint.image.model import GreyImage
from tenprint.image.segment import foreground
from tenprint.match.figure.comparison_folder import write_comparison
from tenprint.match.figure.looked_at import LookedAt
from tenprint.match.figure.pairing_picture import pairing_picture
from tenprint.match.pair import compare, compare_described, describe
from tenprint.sim.prints import OPTICAL_PLAIN, impression, master
from tenprint.template.extract.by_name import extractor, ready
from tenprint.template.extract.pipeline import extract
from tenprint.template.figure.stage import stage_of
from tenprint.template.figure.stage_folder import write_stages

SUBJECT, STRANGER, FINGER = 11, 5, 2
"""Of the synthetic finger that is drawn, and of another one."""

MARGIN_PX, GAP_PX, WIDTH_MAX = 14, 40, 1000
COLOURS, BYTES_MAX = (160, 64, 32, 16, 10, 6), 150_000
COST_START, COST_END = "<!-- cost -->\n", "<!-- end of cost -->\n"
COST_LINE = re.compile(r"^\*\*Cost\.\*\* .*\.$", re.MULTILINE)
OTHER_COSTS = {
    "whole extraction": "",
    "network extraction": "leader",
    "cylinders of one print": "cylinder",
    "comparison of two": "score",
}
"""Line of the table that is no transparency key, and the page that it belongs to."""

README = ROOT / "docs" / "stages" / "README.md"

EXTRACTION = {
    "normalise": ("picture", "normalised"),
    "orientation": ("orientation",),
    "segment": ("foreground", "ridged"),
    "period": ("period",),
    "enhance": ("normalised", "enhanced"),
    "binarise-and-thin": ("binary", "skeleton"),
    "minutiae": ("strength", "vortices"),
    "confidence": ("clarity", "minutiae"),
}
"""Page to the pictures of an extraction that make its figure, side by side, as far as it tells of them."""

COMPARISON = {
    "cylinder": ("cylinder",),
    "similarity": ("similarity",),
    "consolidation": ("pairing",),
    "alignment": ("alignment", "deformation"),
}


def main(out: Path) -> None:
    """Draw every figure."""
    left, right = prints(SUBJECT, 2)
    stranger = prints(STRANGER, 1)[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = write_stages(left, folder / "extraction")
        probe = LookedAt("left", template, left.pixels)
        candidate = LookedAt("right", extract(right), right.pixels)
        compared = compare(probe.template, candidate.template)
        write_comparison(probe, candidate, compared, folder / "comparison")
        for source, pages in (("extraction", EXTRACTION), ("comparison", COMPARISON)):
            figures(folder / source, pages, out)
        try:
            ready("leader")
        except BadInput as error:
            sys.stderr.write(f"stage-leader.png left as it is: {error}\n")
        else:
            write_stages(left, folder / "leader", "leader")
            figures(folder / "leader", {"leader": ("score", "minutiae")}, out)
    other = LookedAt("another finger", extract(stranger), stranger.pixels)
    strange = pairing_picture(probe, other, compare(probe.template, other.template))
    saved(strange, out / "stage-score.png")


def prints(subject: int, count: int) -> list[GreyImage]:
    """Impressions of one synthetic finger, cut to where there is print."""
    finger = master(subject, FINGER, size="small")
    return [cut(impression(finger, seed=seed, style=OPTICAL_PLAIN).image) for seed in range(1, count + 1)]


def cut(image: GreyImage) -> GreyImage:
    """A print without most of the paper about it."""
    rows, columns = np.nonzero(foreground(image.pixels))
    top, left = max(0, rows.min() - MARGIN_PX), max(0, columns.min() - MARGIN_PX)
    kept = image.pixels[top : rows.max() + MARGIN_PX, left : columns.max() + MARGIN_PX]
    return GreyImage(np.ascontiguousarray(kept), image.resolution_ppi)


def figures(folder: Path, pages: dict[str, tuple[str, ...]], out: Path) -> None:
    """Pictures of a folder as the figures of pages."""
    for page, names in pages.items():
        shown = [shown for name in names if (shown := picture(folder, name)) is not None]
        if not shown:
            sys.stderr.write(f"stage-{page}.png left as it is: no picture {', '.join(names)}\n")
            continue
        sheet = shown[0]
        for one in shown[1:]:
            sheet = beside(sheet, one, GAP_PX)
        saved(sheet, out / f"stage-{page}.png")


def saved(sheet: Picture, path: Path) -> None:
    """Write a figure no wider than a page shows it, with as many colours as its file may hold."""
    share = WIDTH_MAX / sheet.shape[1]
    if share < 1:
        sheet = np.asarray(
            cv2.resize(sheet, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8
        )
    for colours in COLOURS:
        save(sheet, path, colours)
        if path.stat().st_size <= BYTES_MAX:
            return


def picture(folder: Path, name: str) -> Picture | None:
    """A numbered picture of a folder by its name, or None where there is none."""
    path = next(iter(sorted(folder.glob(f"[0-9][0-9]-{name}.png"))), None)
    if path is None:
        return None
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR_RGB), np.uint8)


def costs(rounds: int = 15) -> dict[str, float]:
    """Least milliseconds of each stage of the classical extractor, and of a comparison, on one print of 388 x 374."""
    finger = master(SUBJECT, FINGER, size="small")
    taken = [impression(finger, seed=seed, style=OPTICAL_PLAIN).image for seed in (1, 2)]
    least: dict[str, float] = {}
    for _ in range(rounds):
        before = time.perf_counter()
        for key, now in clocked(taken[0]):
            least[key] = min(least.get(key, 1e9), 1e3 * (now - before))
            before = now
    # Without an observer: black and white and the skeleton are made for one alone.
    least["whole extraction"] = min(timed(lambda: extract(taken[0])) for _ in range(rounds))
    templates = [extract(image) for image in taken]
    described = [describe(one) for one in templates]
    for name, call in {
        "cylinders of one print": lambda: describe(templates[0]),
        "comparison of two": lambda: compare_described(*described),
    }.items():
        call()
        least[name] = min(timed(call) for _ in range(20 * rounds))
    with suppress(BadInput):
        ready("leader")
        least["network extraction"] = min(timed(lambda: extractor("leader")(taken[0])) for _ in range(4))
    return least


def clocked(image: GreyImage) -> list[tuple[str, float]]:
    """Each key with the instant at which it was told."""
    told: list[tuple[str, float]] = []
    extract(image, observe=lambda key, _: told.append((key, time.perf_counter())))
    return told


def timed(call: object) -> float:
    """Milliseconds of a call."""
    began = time.perf_counter()
    call()  # type: ignore[operator]  # any function without arguments
    return 1e3 * (time.perf_counter() - began)


def write_costs() -> None:
    """Put the costs anew into the table and into the pages."""
    found = costs()
    rows = "".join(f"| {f'`{name}`' if '.' in name else name} | {ms:.2f} |\n" for name, ms in found.items())
    table = f"{COST_START}\n| stage | ms |\n|---|---|\n{rows}\n{COST_END}"
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(COST_START)
    README.write_text(before + table + rest.partition(COST_END)[2], encoding="utf-8")
    pages: dict[str, float] = {}
    for name, ms in found.items():
        page = OTHER_COSTS.get(name) or stage_of(name).page
        pages[page] = pages.get(page, 0.0) + ms
    for path in sorted(README.parent.glob("*.md")):
        write_cost(path, pages)


def write_cost(path: Path, pages: dict[str, float]) -> None:
    """Put its cost into one page, where the page has a line for it."""
    ms = pages.get(path.stem)
    words = (
        f"{ms:.2f} ms for a print of 388 × 374 pixels on one core"
        if ms is not None
        else "Part of the [score](score.md)"
    )
    if path.stem == "score":
        words = f"{ms or 0:.3f} ms for a whole comparison of two described prints, on one core"
    text = path.read_text(encoding="utf-8")
    path.write_text(COST_LINE.sub(f"**Cost.** {words}.", text), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument(
        "--cost", action="store_true", help="measure instead; writes the table of docs/stages/README.md"
    )
    given = parser.parse_args()
    write_costs() if given.cost else main(given.out)
