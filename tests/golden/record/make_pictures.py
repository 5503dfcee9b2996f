"""Write the pictures inside the golden transactions anew: ``python tests/golden/record/make_pictures.py``.

A pattern of slanted waves, 96 × 64 pixels: nobody's print. Kept as files, and not made by each test run, because the
bytes of an encoder may change with its version.
"""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from tenprint.image import GreyImage, encode_wsq

PICTURES = Path(__file__).parent / "pictures"
HEIGHT, WIDTH = (
    64,
    96,
)  # 64 is the least side that is encoded to WSQ; the sides differ so that exchanging them shows
FORMATS = {
    "jpg": ("JPEG", {"quality": 50}),
    "jp2": ("JPEG2000", {"quality_layers": [20]}),
    "png": ("PNG", {}),
}


def pictures() -> dict[str, bytes]:
    """Name to bytes of each picture."""
    down, across = np.mgrid[:HEIGHT, :WIDTH]
    pixels = (128 + 100 * np.sin((across + down / 2) / 2.5)).astype(np.uint8)
    made = {"waves.wsq": encode_wsq(GreyImage(pixels, 500.0))}
    for suffix, (name, options) in FORMATS.items():
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, name, **options)
        made[f"waves.{suffix}"] = out.getvalue()
    return made


if __name__ == "__main__":
    for name, data in pictures().items():
        (PICTURES / name).write_bytes(data)
