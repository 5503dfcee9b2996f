"""Write packed_v1.txt: the bytes of one template, hexadecimal, a part a line. They never change under version 1.

python tests/golden/template/make_packed.py
"""

from itertools import pairwise
from pathlib import Path

import numpy as np

from tenprint.template.codec_packed import pack
from tenprint.template.model import MinutiaKind, Template

OUT = Path(__file__).with_name("packed_v1.txt")


def template() -> Template:
    """Four minutiae with values at the edges of what can be written."""
    return Template(
        x=np.array([0.0, 16383.75, 100.1, 7.0], np.float32),
        y=np.array([373.0, 0.25, 99.9, 16383.75], np.float32),
        theta=np.array([0.0, np.pi / 2, np.pi, 2 * np.pi * 65535 / 65536], np.float32),
        kind=np.array(
            [MinutiaKind.OTHER, MinutiaKind.ENDING, MinutiaKind.BIFURCATION, MinutiaKind.ENDING], np.uint8
        ),
        quality=np.array([0, 1, 99, 100], np.uint8),
        width=388,
        height=65535,
        extractor="classical-1",
    )


def lines(packed: bytes) -> list[str]:
    """Head, name, a line a minutia, checksum."""
    name = packed[5]
    cuts = [0, 12, 12 + name, *range(12 + name + 8, len(packed) - 3, 8), len(packed)]
    return [packed[start:end].hex() for start, end in pairwise(cuts)]


if __name__ == "__main__":
    OUT.write_text("\n".join(lines(pack(template()))) + "\n", encoding="ascii")
