"""Where a record with a wrong LEN ends, if what follows it tells so beyond doubt.

Used after LEN has failed only, and whatever it finds is reported as a fault that refuses the transaction: it
saves the later records of a damaged file, it never makes a file acceptable. A place is taken as the start of
the next record if that is of the type and IDC which 1.003 lists next, and if its own LEN leads to its 1C, or, of
a binary record, its and its successors' lengths lead to such a record or to exactly the end of the file.
"""

import re
from collections.abc import Iterator, Sequence

from tenprint.record.model import FS

RECORD_START = re.compile(rb"(\d{1,2})\.0*1:")
LENGTH = re.compile(rb"([ \t]*)(\d{1,10})([ \t]*)(?=[\x1c\x1d])")
TAGGED_START = rb"%s\.0*1:\d{1,10}[\x1c\x1d](?:\d{1,2}\.0*2:(\d{1,9})[\x1c\x1d])?"
MINIMUM_SIZES = {3: 18, 4: 18, 5: 18, 6: 18, 7: 5, 8: 12}
IMAGE_START = rb"(?s)(?=[\x00-\x1f].{3}%s[\x00-\x3f][\x00-\x63]\xff{5}[\x00\x01])"  # LEN IDC IMP FGP ISR
MAX_RECOVERIES = 16  # of one file; where more records are damaged the file is noise
MAX_TRIES = 20_000  # places and records looked at, in one file
MAX_SEARCHED_BYTES = 64 * 1024 * 1024

Expected = Sequence[tuple[int, int | None]]
"""Type and IDC, as 1.003 lists them, of the records that should follow; the IDC None where it is no number."""


class Recovery:
    """The search for record starts in one file, under limits that bound its time."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._recoveries = MAX_RECOVERIES
        self._tries = MAX_TRIES
        self._bytes = MAX_SEARCHED_BYTES

    def next_start(self, position: int, expected: Expected, *, after_separator: bool) -> int | None:
        """The nearest place after ``position`` at which a later record begins, or the end of the file, or None.

        Args:
            position: where the search begins.
            expected: what 1.003 lists from there on; may be empty.
            after_separator: whether the record that ends there has to end in 1C.
        """
        self._recoveries -= 1
        self._bytes -= len(self._data) - position
        if self._recoveries < 0 or self._bytes < 0:
            return None
        for place in self._candidates(position, expected):
            if self._tries < 0:
                return None
            if after_separator and not self._data.endswith(FS, 0, place):
                continue
            if self.leads_on(place) if expected else self._runs_out(place):
                return place
        whole = not expected and (not after_separator or self._data.endswith(FS))
        return len(self._data) if whole else None

    def leads_on(self, place: int) -> bool:
        """Whether binary records, if any, lead from ``place`` to a sound tagged record or to the end of the file."""
        while place < len(self._data) and not RECORD_START.match(self._data, place):
            self._tries -= 1
            length = binary_length(self._data, place, 7)
            if not length or self._tries < 0:
                return False
            place += length
        return place == len(self._data) or tagged_end(self._data, place) is not None

    def _runs_out(self, place: int) -> bool:
        """Whether sound tagged records lead from ``place`` to exactly the end of the file."""
        end: int | None = place
        while end is not None and end < len(self._data):
            self._tries -= 1
            end = tagged_end(self._data, end) if self._tries >= 0 else None
        return end is not None

    def _candidates(self, position: int, expected: Expected) -> Iterator[int]:
        """Places in their order at which a record like the next that is listed seems to begin."""
        kind, idc = expected[0] if expected else (0, None)
        if kind not in range(3, 7):
            head = re.compile(TAGGED_START % (b"0?%d" % kind if kind else rb"\d{1,2}"))
            for found in head.finditer(self._data, position):
                self._tries -= 1
                if idc is None or not found[1] or int(found[1]) == idc:
                    yield found.start()
        elif idc is not None and idc <= 255:
            head = re.compile(IMAGE_START % re.escape(bytes([idc])))
            for found in head.finditer(self._data, position):
                self._tries -= 1
                yield found.start()


def tagged_end(data: bytes, place: int) -> int | None:
    """Where the tagged record at ``place`` ends if its LEN leads to its 1C, else None."""
    start = RECORD_START.match(data, place)
    length = LENGTH.match(data, start.end()) if start else None
    if length is None:
        return None
    end = place + int(length[2])
    return end if length.end() < end <= len(data) and data.endswith(FS, 0, end) else None


def binary_length(data: bytes, place: int, kind: int) -> int:
    """LEN of the binary record at ``place`` if it is possible for the type and the file, else 0."""
    length = int.from_bytes(data[place : place + 4], "big")
    return length if MINIMUM_SIZES.get(kind, 18) <= length <= len(data) - place else 0
