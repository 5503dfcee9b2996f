"""Bytes to a transaction and back: ``write(read(data)) == data`` for whatever can be read at all.

Reading is apart from validating. A boundary is computed from LEN and never searched for, with one exception
that always leaves a rejecting fault: a Type-1, 2 or 9 record (no image in it) whose LEN does not lead to
its closing separator is ended at that separator, so that the submitter can still be answered.
"""

import re

from tenprint.errors import NotReadable
from tenprint.record.finding import Finding, finding, quote
from tenprint.record.model import (
    BINARY_TYPES,
    FS,
    GS,
    BinaryRecord,
    Field,
    Record,
    TaggedRecord,
    Transaction,
    UnreadBytes,
)

__all__ = ["BinaryRecord", "Field", "TaggedRecord", "Transaction", "UnreadBytes", "read", "write"]

MAX_BYTES = 512 * 1024 * 1024
MAX_FIELDS = 100_000  # of one record; the longest real records (Type-9) have fewer than 500
MAX_RECORDS = 1_000  # 1.003 CRC counts to 999
TEXT_TYPES = frozenset({1, 2, 9})
MINIMUM_SIZES = {3: 18, 4: 18, 5: 18, 6: 18, 7: 5, 8: 12}
RECORD_START = re.compile(rb"(\d{1,2})\.0*1:")
LENGTH = re.compile(rb"(\d{1,10})(?=[\x1c\x1d])")
IMAGE_TAG = re.compile(rb"\x1d\d{1,2}\.0*999:")
NOT_ANSI_NIST = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"%PDF", "a PDF document"),
    (b"<", "an XML document"),
    (b"\xef\xbb\xbf", "text with a byte order mark"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\xff\xa0", "a WSQ image"),
    (b"\x89PNG", "a PNG image"),
)


def read(data: bytes) -> Transaction:
    """Read a transaction; what is structurally wrong is listed in ``faults``.

    Raises:
        NotReadable: there is no Type-1 record to read.
    """
    _refuse_other_formats(data)
    reading = _Reading(data)
    reading.read_header()
    reading.read_listed_records()
    reading.read_unlisted_records()
    reading.compare_with_contents()
    return Transaction(tuple(reading.records), tuple(reading.faults))


def write(transaction: Transaction) -> bytes:
    """The transaction's bytes; unchanged records come out exactly as they were read."""
    return b"".join(record.raw for record in transaction)


def contents(header: TaggedRecord) -> list[tuple[str, str]]:
    """Record type and IDC, as text, of each record that 1.003 announces after the Type-1 record."""
    entries = header.items(3)[1 : MAX_RECORDS + 1]
    return [(entry[0], entry[1] if len(entry) > 1 else "") for entry in entries]


def looks_like_text_damage(data: bytes) -> bool:
    r"""Whether the bytes passed through a text conversion: every newline after a return, or UTF-8 for FF.

    >>> looks_like_text_damage(b"ab\r\ncd\r\n"), looks_like_text_damage(b"ab\ncd\r\n")
    (True, False)
    """
    newlines = data.count(b"\n")
    returns_added = newlines > 0 and data.count(b"\r\n") == newlines
    recoded = b"\xff" not in data and (b"\xef\xbf\xbd" in data or b"\xc3\xbf" in data)
    return returns_added or recoded


def _refuse_other_formats(data: bytes) -> None:
    """Raise with the name of what was sent instead of an ANSI/NIST file."""
    if not data:
        raise NotReadable("transaction: expected a Type-1 record (1.001:), found an empty file")
    if len(data) > MAX_BYTES:
        raise NotReadable(f"transaction: expected at most {MAX_BYTES} bytes, found {len(data)}")
    start = RECORD_START.match(data)
    if start and start[1] == b"1":
        return
    name = next((name for magic, name in NOT_ANSI_NIST if data.startswith(magic)), "other bytes")
    raise NotReadable(f"transaction: expected a Type-1 record (1.001:) at byte 0, found {name}")


class _Reading:
    """One pass over the bytes: where it stands, what it has read, what was wrong."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self.announced = TaggedRecord(1, ())  # the Type-1 record, once it is read
        self.records: list[Record] = []
        self.faults: list[Finding] = []
        self.entries: list[tuple[str, str]] = []

    def read_header(self) -> None:
        """Read the Type-1 record and the list of records it announces."""
        self.read_tagged(1)
        header = self.records[0] if self.records else None
        if not isinstance(header, TaggedRecord) or header.terminator != FS:
            raise NotReadable("transaction: expected the end of the Type-1 record (1C), found none")
        self.announced = header
        self.entries = contents(header)

    def read_listed_records(self) -> None:
        """Read one record for each entry of 1.003."""
        for kind, _ in self.entries:
            if self.position >= len(self.data):
                return
            self.read_next(int(kind) if re.fullmatch(r"\d{1,2}", kind) else None)

    def read_unlisted_records(self) -> None:
        """Read what follows the last announced record, if it is a record at all."""
        last_binary = next((one.type for one in reversed(self.records) if isinstance(one, BinaryRecord)), 4)
        while self.position < len(self.data):
            left = len(self.data) - self.position
            plausible = self.entries and self.binary_length(last_binary)
            if len(self.records) > MAX_RECORDS:
                self.fault("E0004", "1", f"at most {MAX_RECORDS} records", f"{left} bytes more", "1.003")
                self.give_up()
            elif plausible or RECORD_START.match(self.data, self.position):
                self.read_next(last_binary)
            else:
                if self.announced.value(3):  # where 1.003 is missing, validation says so
                    self.fault("E0012", "0", "no bytes after the last record", f"{left} bytes")
                self.give_up()

    def read_next(self, kind: int | None) -> None:
        """Read one record: tagged if it begins with a tag, else binary if ``kind`` is a binary type."""
        start = RECORD_START.match(self.data, self.position)
        if start and int(start[1]) not in BINARY_TYPES:
            self.read_tagged(int(start[1]))
        elif kind is not None and kind in BINARY_TYPES:
            self.read_binary(kind)
        else:
            found = self.data[self.position : self.position + 12]
            name = "of unknown type" if kind is None else str(kind)
            self.fault("E0004", name, f"a record {name} here, as 1.003 says", found)
            self.give_up()

    def read_tagged(self, kind: int) -> None:
        """Read a tagged record that starts at the position."""
        end = self.tagged_end(kind)
        if end is None:
            self.give_up()
            return
        body = self.data[self.position : end]
        image = IMAGE_TAG.search(body) if kind not in TEXT_TYPES else None
        separators = body.count(GS, 0, image.start() if image else len(body))
        if separators > MAX_FIELDS:
            self.fault("E0004", str(kind), f"at most {MAX_FIELDS} fields", f"{separators} fields")
            self.records.append(UnreadBytes(body, self.position))
        else:
            self.records.append(_split(kind, body, self.position, image))
        self.position = end

    def tagged_end(self, kind: int) -> int | None:
        """Where the tagged record at the position ends, or None if nothing tells."""
        start = RECORD_START.match(self.data, self.position)
        length = LENGTH.match(self.data, start.end()) if start else None
        if length is None:
            return self.recovered_end(kind, b"", None)
        end = self.position + int(length[1])
        possible = length.end() < end <= len(self.data)
        if possible and self.data[end - 1 : end] == FS:
            return end
        return self.recovered_end(kind, length[1], end if possible else None)

    def recovered_end(self, kind: int, length: bytes, end: int | None) -> int | None:
        """Where a record with a wrong LEN may be taken to end; always leaves a fault."""
        separator = self.data.find(FS, self.position) if kind in TEXT_TYPES else -1
        left = len(self.data) - self.position
        if separator >= 0:
            real = separator + 1 - self.position
            self.fault("E0004", str(kind), f"LEN {real} (record up to its 1C)", length, f"{kind}.001")
            return separator + 1
        if length and int(length) > left:
            self.fault("E0012", str(kind), f"{length.decode()} bytes", f"{left} bytes", f"{kind}.001")
        else:
            self.fault("E0004", str(kind), "LEN that leads to the closing 1C", length, f"{kind}.001")
        return end

    def binary_length(self, kind: int) -> int:
        """LEN of the binary record at the position if it is possible for the type and the file, else 0."""
        length = int.from_bytes(self.data[self.position : self.position + 4], "big")
        fits = MINIMUM_SIZES[kind] <= length <= len(self.data) - self.position
        return length if fits else 0

    def read_binary(self, kind: int) -> None:
        """Read a binary record that starts at the position."""
        if length := self.binary_length(kind):
            end = self.position + length
            self.records.append(BinaryRecord(kind, self.data[self.position : end], self.position))
            self.position = end
            return
        declared = int.from_bytes(self.data[self.position : self.position + 4], "big")
        left = len(self.data) - self.position
        hint = "text damage; LEN " if looks_like_text_damage(self.data) else ""
        code = "E0012" if declared > left else "E0004"
        self.fault(
            code, str(kind), f"LEN of {MINIMUM_SIZES[kind]} to {left}", f"{hint}{declared}", f"{kind}.001"
        )
        self.give_up()

    def give_up(self) -> None:
        """Keep all that is left as unread bytes: no later boundary can be known."""
        if self.position < len(self.data):
            self.records.append(UnreadBytes(self.data[self.position :], self.position))
        self.position = len(self.data)

    def compare_with_contents(self) -> None:
        """Note each difference between 1.003 and the records that were read."""
        if not self.entries:
            return
        count = self.announced.items(3)[0]
        found = count[1] if len(count) > 1 else ""
        if count[0] != "1" or _number(found) != len(self.entries):
            expected = f"CNT to begin with 1 and {len(self.entries)}, the records it lists"
            self.fault("E0004", "1", expected, " ".join(count), "1.003", 0)
        readable = [one for one in self.records[1:] if not isinstance(one, UnreadBytes)]
        for place, (entry, record) in enumerate(zip(self.entries, readable, strict=False), start=1):
            if (_number(entry[0]), _number(entry[1])) != (record.type, record.idc):
                name = f"{record.type} IDC {record.idc}"
                listed = quote(" IDC ".join(entry))
                self.fault("E0004", name, f"Type-{listed} at place {place}", name, "1.003", record.offset)
        if len(readable) == len(self.records) - 1 != len(self.entries):
            name = "1 IDC -1" if len(readable) < len(self.entries) else "1"
            expected = f"{len(self.entries)} records after Type-1"
            self.fault("E0004", name, expected, f"{len(readable)} records", "1.003", 0)

    def fault(
        self,
        code: str,
        record: str,
        expected: str,
        found: bytes | str,
        tag: str | None = None,
        offset: int | None = None,
    ) -> None:
        """Note a structural fault at ``offset``, by default where the pass stands."""
        place = self.position if offset is None else offset
        mnemonic = "CNT" if tag == "1.003" else "LEN" if tag else ""
        self.faults.append(
            finding(
                code,
                record=record,
                expected=expected,
                found=found,
                field=tag,
                mnemonic=mnemonic,
                offset=place,
            )
        )


def _number(text: str) -> int | None:
    """The number that a short digit string stands for, else None."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _split(kind: int, body: bytes, offset: int, image: re.Match[bytes] | None) -> TaggedRecord:
    """Split a record's bytes into fields; the image field (nn.999) runs to the end whatever it contains."""
    terminator = FS if body.endswith(FS) else b""
    body = body[: len(body) - len(terminator)]
    chunks = body[: image.start()].split(GS) if image else body.split(GS)
    if image:
        chunks.append(body[image.start() + 1 :])
    fields, place = [], offset
    for chunk in chunks:
        fields.append(_field(chunk, place))
        place += len(chunk) + 1
    return TaggedRecord(kind, tuple(fields), terminator, offset)


def _field(chunk: bytes, offset: int) -> Field:
    """One field from its bytes; without a tag the whole chunk is its value."""
    tag, colon, value = chunk.partition(b":")
    if not colon:
        return Field(None, chunk, offset)
    return Field(tag.decode("latin-1"), value, offset)
