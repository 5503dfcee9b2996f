"""Bytes to a transaction and back: ``write(read(data)) == data`` for whatever can be read at all.

Reading is apart from validating: a file that is damaged or odd yields what can be read of it, and a list of what
is wrong with its structure, each fault with the byte where it was met. A boundary is computed from LEN and never
searched for, except after a LEN that has failed: then the record ends where the next one is found beyond doubt
(``recovery``), and a Type-1, 2 or 9 record, which holds no image, at its closing separator. Every such ending
leaves a fault that refuses the transaction.
"""

import re

from tenprint.errors import NotReadable
from tenprint.record.charset import UNIT_BYTES, declared_charset
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
from tenprint.record.other_format import looks_like_text_damage, refuse_other_formats
from tenprint.record.recovery import (
    LENGTH,
    MINIMUM_SIZES,
    RECORD_START,
    Expected,
    Recovery,
    binary_length,
    tagged_end,
)

__all__ = ["BinaryRecord", "Field", "TaggedRecord", "Transaction", "UnreadBytes", "read", "write"]

MAX_FIELDS = 100_000  # of one file; the longest real records (Type-9) have fewer than 500
MAX_RECORDS = 1_000  # 1.003 CRC counts to 999
MAX_SEPARATORS_TRIED = 64
TEXT_TYPES = frozenset(
    {1, 2, 9}
)  # hold no image: their end can be told from their separators where LEN is wrong
USUAL_BINARY_TYPE = 4  # what a binary record is taken for where 1.003 does not say
IMAGE_TAG = re.compile(rb"\x1d\d{1,2}\.0*999:")
WIDE_SEPARATOR = re.compile(rb"\x1d(?=\d{1,2}\.\d{1,9}:)")


def read(data: bytes) -> Transaction:
    """Read a transaction; what is structurally wrong is listed in ``faults``.

    Raises:
        NotReadable: there is no Type-1 record to read.
    """
    refuse_other_formats(data)
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


class _Reading:
    """One pass over the bytes: where it stands, what it has read, what was wrong."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self.records: list[Record] = []
        self.faults: list[Finding] = []
        self.listing: Field | None = None  # 1.003, unless it is empty
        self.entries: list[tuple[str, str]] = []
        self.expected: Expected = ()  # what 1.003 lists after the record that is being read
        self.charset = ""
        self.fields_left = MAX_FIELDS
        self.recovery = Recovery(data)

    def read_header(self) -> None:
        """Read the Type-1 record, the list of records it announces and the character set it declares."""
        self.read_tagged(1)
        header = self.records[0] if self.records else None
        if not isinstance(header, TaggedRecord):
            raise NotReadable("transaction: expected the end of the Type-1 record (1C), found none")
        listing = header.find(3)
        self.listing = listing if listing is not None and listing.value else None
        self.entries = contents(header)
        self.charset = declared_charset(header.items(15))

    def read_listed_records(self) -> None:
        """Read one record for each entry of 1.003."""
        listed = [(_number(kind) or 0, _number(idc)) for kind, idc in self.entries]
        for place, (kind, _) in enumerate(listed, start=1):
            if self.position >= len(self.data):
                return
            self.expected = listed[place:]
            self.read_next(kind)
        self.expected = ()

    def read_unlisted_records(self) -> None:
        """Read what follows the last announced record, if it is a record at all."""
        kinds = (one.type for one in reversed(self.records) if isinstance(one, BinaryRecord))
        kind = next(kinds, USUAL_BINARY_TYPE)
        while self.position < len(self.data):
            left = len(self.data) - self.position
            if len(self.records) > MAX_RECORDS:
                self.fault("E0004", "1", f"at most {MAX_RECORDS} records", f"{left} bytes more", "1.003")
                self.give_up()
            elif RECORD_START.match(self.data, self.position) or self.is_binary(kind):
                self.read_next(kind)
            else:
                if self.listing is not None:  # where 1.003 is missing, validation says so
                    self.fault("E0012", "0", "no bytes after the last record", f"{left} bytes")
                self.give_up()

    def is_binary(self, kind: int) -> bool:
        """Whether an unlisted binary record begins here; without any list, if all lengths lead to the file's end."""
        if self.entries:
            return binary_length(self.data, self.position, kind) > 0
        return self.recovery.leads_on(self.position)

    def read_next(self, kind: int) -> None:
        """Read one record: tagged if it begins with a tag, else binary if ``kind`` is a binary type or no type."""
        start = RECORD_START.match(self.data, self.position)
        if start and (int(start[1]) not in BINARY_TYPES or tagged_end(self.data, self.position)):
            self.read_tagged(int(start[1]))
        elif kind in BINARY_TYPES:
            self.read_binary(kind)
        elif self.recovery.leads_on(self.position):
            self.read_binary(USUAL_BINARY_TYPE)
        else:
            found = self.data[self.position : self.position + 12]
            name = str(kind) if kind else "of unknown type"
            self.fault("E0004", name, f"a record {name} here, as 1.003 says", found)
            self.skip()

    def read_tagged(self, kind: int) -> None:
        """Read a tagged record that starts at the position."""
        if kind in BINARY_TYPES:
            self.fault("E0004", str(kind), f"a binary Type-{kind} record", "tags", f"{kind}.001")
        end = tagged_end(self.data, self.position)
        if end is None:
            end = self.recovered_end(kind)
        else:
            self.check_digits(kind)
        if end is None:
            self.give_up()
            return
        image = IMAGE_TAG.search(self.data, self.position, end) if kind not in TEXT_TYPES else None
        text_end = image.start() if image else end
        separators = self.data.count(GS, self.position, text_end)
        self.fields_left -= separators + 1
        if self.fields_left < 0:
            self.fault("E0004", str(kind), f"at most {MAX_FIELDS} fields", f"{separators} fields")
            self.records.append(UnreadBytes(self.data[self.position : end], self.position))
        else:
            self.records.append(self.split(kind, text_end, end))
        self.position = end

    def check_digits(self, kind: int) -> None:
        """Note blanks around a LEN that is right."""
        length = LENGTH.search(self.data, self.position)
        if length and (length[1] or length[3]):
            self.fault("E0004", str(kind), "LEN of digits alone", length[0], f"{kind}.001")

    def split(self, kind: int, text_end: int, end: int) -> TaggedRecord:
        """The record's fields; the image field (nn.999), if any, runs to the end whatever it contains."""
        terminator = FS if self.data[end - 1 : end] == FS else b""
        last = end - len(terminator)
        text = self.data[self.position : min(text_end, last)]
        chunks = WIDE_SEPARATOR.split(text) if self.charset in UNIT_BYTES else text.split(GS)
        if text_end < last:
            chunks.append(self.data[text_end + 1 : last])
        fields, place = [], self.position
        for chunk in chunks:
            fields.append(_field(chunk, place))
            place += len(chunk) + 1
        return TaggedRecord(kind, tuple(fields), terminator, self.position, self.charset)

    def recovered_end(self, kind: int) -> int | None:
        """Where a tagged record whose LEN does not lead to its 1C ends; always leaves a fault."""
        start = RECORD_START.match(self.data, self.position)
        length = LENGTH.match(self.data, start.end()) if start else None
        declared = int(length[2]) if length else 0
        end = self.position + declared
        found = length[0] if length else self.data[self.position : self.position + 12]
        within = length is not None and length.end() < end <= len(self.data)
        if within and end < len(self.data) and self.recovery.leads_on(end):
            self.fault("E0004", str(kind), "1C at the end of the record", self.data[end - 1 : end])
            return end
        real = self.separator(kind) if kind in TEXT_TYPES else None
        if real is None:
            real = self.recovery.next_start(self.position + 1, self.expected, after_separator=True)
        if real is not None:
            size = real - self.position
            self.fault("E0004", str(kind), f"LEN {size} (record up to its 1C)", found, f"{kind}.001")
        elif end > len(self.data):
            left = len(self.data) - self.position
            self.fault("E0012", str(kind), f"{declared} bytes", f"{left} bytes", f"{kind}.001")
        else:
            self.fault("E0004", str(kind), "LEN that leads to the closing 1C", found, f"{kind}.001")
            real = end if within else None
        return real

    def separator(self, kind: int) -> int | None:
        """After the first 1C of a text record that another record follows, else after the first 1C at all."""
        first = place = self.data.find(FS, self.position) + 1
        for _ in range(MAX_SEPARATORS_TRIED):
            if not place:
                break
            if place == len(self.data) or self.recovery.leads_on(place):
                return place
            place = self.data.find(FS, place) + 1
        return first or None

    def read_binary(self, kind: int) -> None:
        """Read a binary record that starts at the position."""
        length = binary_length(self.data, self.position, kind)
        end = self.position + length
        if not length or (self.expected and not self.begins_record(end)):
            least = self.position + MINIMUM_SIZES[kind]
            found = self.recovery.next_start(least, self.expected, after_separator=False)
            found = found if found and found >= least else None
            if found or not length:
                self.fault_of_binary_length(kind, found)
            end = found or (end if length else 0)
        if not end:
            self.give_up()
            return
        self.records.append(BinaryRecord(kind, self.data[self.position : end], self.position))
        self.position = end

    def begins_record(self, place: int) -> bool:
        """Whether the next listed record may begin at ``place``."""
        kind = self.expected[0][0]
        binary = kind not in BINARY_TYPES or binary_length(self.data, place, kind)
        return place == len(self.data) or bool(RECORD_START.match(self.data, place) or binary)

    def fault_of_binary_length(self, kind: int, end: int | None) -> None:
        """Note that a binary record's LEN is impossible, or leads to where no record begins."""
        declared = int.from_bytes(self.data[self.position : self.position + 4], "big")
        left = len(self.data) - self.position
        hint = "text damage; LEN " if looks_like_text_damage(self.data) else ""
        code = "E0012" if declared > left else "E0004"
        expected = f"{MINIMUM_SIZES[kind]} to {left}" if end is None else f"{end - self.position}"
        idc = self.data[self.position + 4 : self.position + 5]
        name = f"{kind} IDC {idc[0]:02d}" if idc and not hint else str(kind)
        self.fault(code, name, f"LEN of {expected}", f"{hint}{declared}", f"{kind}.001")

    def skip(self) -> None:
        """Keep as unread bytes what stands before the next record that is found, or all that is left."""
        found = self.recovery.next_start(self.position + 1, self.expected, after_separator=False)
        if found:
            self.records.append(UnreadBytes(self.data[self.position : found], self.position))
            self.position = found
        else:
            self.give_up()

    def give_up(self) -> None:
        """Keep all that is left as unread bytes: no later boundary can be known."""
        if self.position < len(self.data):
            self.records.append(UnreadBytes(self.data[self.position :], self.position))
        self.position = len(self.data)

    def compare_with_contents(self) -> None:
        """Note each difference between 1.003 and the records that were read, up to the first unread bytes."""
        header = self.records[0]
        if not isinstance(header, TaggedRecord) or self.listing is None:
            return  # validation says so
        count = header.items(3)[0]
        found = count[1] if len(count) > 1 else ""
        if count[0] != "1" or _number(found) != len(self.entries):
            expected = f"CNT to begin with 1 and {len(self.entries)}, the records it lists"
            self.fault("E0004", "1", expected, " ".join(count), "1.003", self.listing.offset)
        for place, (entry, record) in enumerate(zip(self.entries, self.records[1:], strict=False), start=1):
            if isinstance(record, UnreadBytes):
                return
            numbers = (_number(entry[0]), _number(entry[1]))
            if None in numbers or numbers != (record.type, record.idc):
                name = f"{record.type} IDC {record.idc}"
                listed = quote(" IDC ".join(entry))
                self.fault("E0004", name, f"Type-{listed} at place {place}", name, "1.003", record.offset)
        read = len(self.records) - 1
        if read != len(self.entries) and not any(isinstance(one, UnreadBytes) for one in self.records):
            name = "1 IDC -1" if read < len(self.entries) else "1"
            expected = f"{len(self.entries)} records after Type-1"
            self.fault("E0004", name, expected, f"{read} records", "1.003", self.listing.offset)

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


def _field(chunk: bytes, offset: int) -> Field:
    """One field from its bytes; without a tag the whole chunk is its value."""
    tag, colon, value = chunk.partition(b":")
    if not colon:
        return Field(None, chunk, offset)
    return Field(tag.decode("latin-1"), value, offset)
