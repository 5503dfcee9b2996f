"""Write the golden transactions anew: ``python tests/golden/record/make_record.py``; the diff must be empty."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from record_cases import Case

HERE = Path(__file__).parent


def golden_files() -> dict[str, bytes]:
    """Name to bytes of each golden file."""
    sys.path.insert(0, str(HERE.parents[1] / "record"))
    from malformed_cases import MALFORMED
    from record_cases import CASES

    stored = {name: case for name, case in (CASES | MALFORMED).items() if case.stored}
    codes = {name: expected(case) for name, case in sorted(stored.items())}
    files = {f"{name}.eft": case.make() for name, case in stored.items()}
    return files | {"codes.json": (json.dumps(codes, indent=1) + "\n").encode()}


def expected(case: "Case") -> dict[str, object]:
    """Exit status and codes of ``ebts validate``, and whether a picture must be decoded to find them."""
    status = 2 if case.codes is None else 0 if case.acceptable else 1
    return {"exit": status, "codes": sorted(case.codes or ()), "decoding": case.decoding}


if __name__ == "__main__":
    for name, data in golden_files().items():
        (HERE / name).write_bytes(data)
