"""An extractor for tests, quick and without prints: minutiae at random, the finger's by the picture's first pixel.

Impressions of one finger share most minutiae; black pictures have none, and grey ones of 77 are a fault.
"""

import numpy as np
from synthetic_templates import make

from tenprint.image.model import GreyImage
from tenprint.template.model import Template

EXTRACTOR = "stand-in-1"
calls: list[int] = []


def extract(image: GreyImage) -> Template:
    """Minutiae by the first two pixels: finger and impression."""
    finger, impression = (int(value) for value in image.pixels[0, :2])
    calls.append(finger)
    if finger == 77:
        raise ZeroDivisionError("a bug")
    template = make(np.random.default_rng(finger), 0 if finger == 0 else 40)
    jitter = (
        np.random.default_rng(1000 * finger + impression).normal(0, 2, (2, len(template))).astype(np.float32)
    )
    return Template(
        template.x + jitter[0], template.y + jitter[1], template.theta, template.kind, template.quality,
        template.width, template.height, EXTRACTOR,
    )  # fmt: skip
