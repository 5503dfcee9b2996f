"""Write the list of county shapes anew: ``python tests/golden/sharing/make_county_shapes.py counties-10m.json``.

The argument is a file of the npm package us-atlas 3.0.1 (ISC licence; the Census Bureau's cartographic boundaries,
edition of 2017). Only the shapes' codes are kept, a line a state, in runs: ``001-133`` is every second code, as
counties are numbered. Territories are left out.
"""

import json
import sys
from itertools import groupby
from pathlib import Path

TARGET = Path(__file__).parent / "county_shapes.txt"
LAST_STATE = "56"


def runs(codes: list[int]) -> list[str]:
    """Three digits of each code, runs of every second one as first-last."""
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and code == found[-1][-1] + 2:
            found[-1].append(code)
        else:
            found.append([code])
    return [f"{run[0]:03}-{run[-1]:03}" if len(run) > 1 else f"{run[0]:03}" for run in found]


def expanded(line: str) -> list[str]:
    """The five-digit codes of a line of the list."""
    state, *parts = line.split()
    found = []
    for part in parts:
        first, _, last = part.partition("-")
        found += [f"{state}{code:03}" for code in range(int(first), int(last or first) + 1, 2)]
    return found


if __name__ == "__main__":
    atlas = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    ids = sorted(shape["id"] for shape in atlas["objects"]["counties"]["geometries"])
    kept = [code for code in ids if code[:2] <= LAST_STATE]
    lines = [
        " ".join([state, *runs([int(code[2:]) for code in codes])])
        for state, codes in groupby(kept, key=lambda code: code[:2])
    ]
    assert [code for line in lines for code in expanded(line)] == kept
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
