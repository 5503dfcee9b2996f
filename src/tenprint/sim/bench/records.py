"""How long it takes to read, check and rewrite transactions, against the limits that are promised.

The card is NIST's own (fourteen WSQ pictures) where ``TENPRINT_DATA`` has it, else a synthetic one of the same make;
which of them is told. Figures are medians; compiled kernels and worker processes are warm, as they are in a service.
"""

import os
import platform
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

from tenprint.agency.inspection import Depth, Question, Standard, inspect_bytes
from tenprint.record.build import type4_record
from tenprint.record.model import BinaryRecord, Record, Transaction
from tenprint.record.transaction import read, write
from tenprint.record.validate import SUBMISSIONS, validate
from tenprint.sim.card.single import single_card

NIST_CARD: Final = Path("an2k", "nist_reference", "type-4-tpcard.an2")
MANY: Final = 1000
CUT_BYTES: Final = 1024
"""Bytes kept of each picture where only the records around them are measured."""

ON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
REPEATS: Final = {"fast": 21, "slow": 3}
LIMITS: Final = {
    "parse_ms": 2.0,
    "validate_images_s": 1.0,
    "validate_prints_s": 4.0,
    "thousand_cars_s": 1.5,
}
"""What each figure may be at most, on two cores."""

NAMES: Final = {
    "parse_ms": "a 14-picture card parsed, nothing decoded",
    "validate_fields_ms": "its fields and codestream heads validated",
    "validate_images_s": "the card parsed and validated, pictures decoded",
    "validate_prints_s": "the same with the engine's checks",
    "thousand_cars_s": "1,000 CARs with pictures of 1 kB parsed and validated",
    "rewrite_mb_s": "transactions read and written back",
}


UNITS: Final = {name: "MB/s" if name == "rewrite_mb_s" else name.rpartition("_")[2] for name in NAMES}


def bench_records(many: int = MANY, repeats: int = REPEATS["slow"]) -> dict[str, Any]:
    """Measure reading, validating and rewriting on this machine.

    Args:
        many: how many small submissions are read and validated in a row.
        repeats: how often each of the slow figures is taken.
    """
    data, source = card_data()
    itl = Question(date(2026, 11, 20), standard=Standard.ITL)
    images = Question(date(2026, 11, 20), Depth.IMAGES, Standard.ITL)
    inspect_bytes(data, itl)  # compiles, and starts the workers
    card, small = read(data), small_cars(many)
    figures = {
        "parse_ms": 1000 * _seconds(lambda: read(data), REPEATS["fast"]),
        "validate_fields_ms": 1000
        * _seconds(lambda: validate(card, received_on=ON.date(), accepted=None), REPEATS["fast"]),
        "validate_images_s": _seconds(lambda: inspect_bytes(data, images), repeats),
        "validate_prints_s": _seconds(lambda: inspect_bytes(data, itl), repeats),
        "thousand_cars_s": _seconds(lambda: _check_all(small), repeats) * MANY / many,
        "rewrite_mb_s": len(data) / 1e6 / _seconds(lambda: write(read(data)), REPEATS["fast"]),
    }
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "commit": _commit(),
        "card": source,
        "card_bytes": len(data),
        **{name: round(value, 3) for name, value in figures.items()},
        "limits": LIMITS,
        "within_limits": all(figures[name] <= limit for name, limit in LIMITS.items()),
    }


def bench_lines() -> Iterator[str]:
    """Rows of the Markdown table that ``make bench`` prints."""
    found = bench_records()
    for name, label in NAMES.items():
        limit = f" (limit {LIMITS[name]:g})" if name in LIMITS else ""
        yield f"| {label}, {found['card']} | {found[name]:g} {UNITS[name]}{limit} |"


def card_data() -> tuple[bytes, str]:
    """The bytes of the card that is measured, and which one it is."""
    folder = os.environ.get("TENPRINT_DATA")
    file = Path(folder) / NIST_CARD if folder else None
    if file is not None and file.is_file():
        return file.read_bytes(), "NIST's card"
    return single_card(7, "MA025TP01", at=ON)[0], "synthetic card (set TENPRINT_DATA for NIST's)"


def small_cars(count: int) -> list[bytes]:
    """Synthetic submissions that differ in their control number, every picture cut to ``CUT_BYTES``."""
    whole = read(single_card(7, "MA025TP01", at=ON)[0])
    records: list[Record] = [_cut(one) if isinstance(one, BinaryRecord) else one for one in whole]
    data = write(Transaction(tuple(records)))
    tcn = (whole.tcn or "").encode()
    serial = len(tcn) - 6
    return [data.replace(tcn, tcn[:serial] + b"%06d" % number, 1) for number in range(count)]


def _cut(record: BinaryRecord) -> BinaryRecord:
    """A Type-4 record with less data."""
    return type4_record(
        idc=record.idc,
        imp=record.imp,
        position=record.fgp[0],
        width=record.hll,
        height=record.vll,
        gca=record.gca,
        data=record.data[:CUT_BYTES],
    )


def _check_all(submissions: list[bytes]) -> None:
    """Read and validate one after the other."""
    for data in submissions:
        validate(read(data), received_on=ON.date(), accepted=SUBMISSIONS)


def _seconds(act: Callable[[], object], repeats: int) -> float:
    """Median wall-clock seconds of an act."""
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return median(taken)


def _commit() -> str | None:
    """The commit of the checkout that this runs from, None where it runs from none."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None
