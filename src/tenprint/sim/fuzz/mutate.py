"""What damages a seed: bytes anywhere, numbers and tokens of the formats, and the structure of a transaction.

Everything is decided by the ``Random`` that is handed in, so that a number and a seed make the same input again.
"""

import re
from collections.abc import Callable, Sequence
from random import Random

from tenprint.errors import NotReadable
from tenprint.record.model import TaggedRecord
from tenprint.record.transaction import read

LONGEST = 256 * 1024  # bytes of a mutated input
EDGES = (
    0,
    1,
    2,
    3,
    7,
    8,
    9,
    17,
    18,
    19,
    127,
    128,
    255,
    256,
    32767,
    32768,
    65535,
    65536,
    2**24,
    2**31,
    2**32 - 1,
)
NUMBERS = (b"0", b"00", b"1", b"-1", b"007", b"99", b"100", b"255", b"256", b"999", b"65536", b"99999", b"4294967296",
           b"1e9", b" 7", b"7 ", b"", b"0x10", b"9" * 30)  # fmt: skip
TOKENS = (
    b"\x1c", b"\x1d", b"\x1e", b"\x1f", b"\x1c\x1c", b"\x1d\x1c", b"\x1f\x1f", b"\x02", b"\x03", b"\r\n",
    b"1.001:", b"1.003:", b"2.001:", b"2.002:", b"2.018:", b"2.2001:", b"4.001:", b"9.012:", b"10.999:", b"14.001:",
    b"14.013:", b"14.999:", b"99.001:", b"CAR", b"CNA", b"ERRT", b"SRE", b"SSR", b"20110608", b"00000000", b"99999999",
    b"20110229", b"\xff\xfe", b"\xc3\xbc", b"\xe8\x8f\xaf", b"\x00A", b"WSQ20", b"NONE", b"JPEGB", b"JP2L", b"XX",
    b"UP", b"Y", b"N", b"\xff\xa0", b"\xff\xa1", b"\xff\xa2", b"\xff\xa3", b"\xff\xa4", b"\xff\xa5", b"\xff\xa6",
    b"\xff\xa8", b"\xff\xd8", b"\xff\xda", b"\xff\xc0", b"\xff\xc3", b"\xff\xc4", b"\xff\xd9", b"\xff\x4f\xff\x51",
    b"IHDR", b"IDAT", b"pHYs", b"ihdr", b"jp2c", b"FMR\0", b" 20\0", b"030\0", b"IAQ.", b".TXT", b"PPI 500",
    b"NIST_COM",
)  # fmt: skip
DIGITS = re.compile(rb"\d{1,10}")

Mutator = Callable[[bytearray, Random, Sequence[bytes]], None]


def mutated(seeds: Sequence[bytes], random: Random, *, structure: bool) -> bytes:
    """One of the seeds, damaged one to six times.

    Args:
        seeds: of one kind; others than the one that is damaged may lend a piece.
        random: decides everything.
        structure: whether the seeds are transactions, whose records may be damaged as records.
    """
    data = bytearray(random.choice(seeds))
    if structure and random.random() < 0.6:
        data = bytearray(_restructured(bytes(data), random, seeds))
        if random.random() < 0.5:
            return bytes(data[:LONGEST])
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        random.choice(BYTE_MUTATORS)(data, random, seeds)
    return bytes(data[:LONGEST])


def _place(data: bytearray, random: Random) -> int:
    """A place in the data, more often near its beginning, where heads are."""
    size = len(data) if random.random() < 0.5 else min(len(data), 256)
    return random.randrange(size) if size else 0


def _times(piece: bytes, wanted: int) -> int:
    """How often a piece may be repeated within the longest input."""
    return min(wanted, LONGEST // (len(piece) + 1) + 1)


def _flip(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Turn one bit."""
    if data:
        data[_place(data, random)] ^= 1 << random.randrange(8)


def _set(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Set a few bytes next to each other."""
    place = _place(data, random)
    length = random.choice((1, 1, 2, 4, 16))
    data[place : place + length] = random.choice((bytes(length), b"\xff" * length, random.randbytes(length)))


def _cut(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Cut the end off."""
    del data[random.randrange(len(data) + 1) :]


def _delete(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Leave a piece out."""
    place = _place(data, random)
    del data[place : place + random.choice((1, 1, 2, 4, 18, 100))]


def _repeat(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Write a piece again, once or many times."""
    place = _place(data, random)
    piece = bytes(data[place : place + random.choice((1, 2, 8, 40, 400))])
    data[place:place] = piece * _times(piece, random.choice((1, 1, 1, 3, 50, 5000)))


def _splice(data: bytearray, random: Random, seeds: Sequence[bytes]) -> None:
    """Put a piece of another seed in, over what is there or before it."""
    other = random.choice(seeds)
    start = random.randrange(len(other) + 1)
    piece = other[start : start + random.choice((4, 20, 100, 1000))]
    place = _place(data, random)
    data[place : place + (len(piece) if random.random() < 0.5 else 0)] = piece


def _token(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Put a word of the formats in, over what is there or before it."""
    token = random.choice(TOKENS)
    place = _place(data, random)
    data[place : place + (len(token) if random.random() < 0.5 else 0)] = token


def _integer(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Write a number at the edge of its range, in one, two or four bytes."""
    size = random.choice((1, 2, 4))
    value = random.choice(EDGES) if random.random() < 0.6 else random.getrandbits(32)
    place = _place(data, random)
    data[place : place + size] = (value & (1 << 8 * size) - 1).to_bytes(
        size, random.choice(("big", "big", "little"))
    )


def _digits(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Change a number that is written in digits."""
    found = DIGITS.search(data, _place(data, random))
    if found:
        near = b"%d" % max(0, int(found[0]) + random.choice((-100, -2, -1, 1, 2, 10)))
        data[found.start() : found.end()] = random.choice((near, near, random.choice(NUMBERS)))


BYTE_MUTATORS: tuple[Mutator, ...] = (
    _flip, _flip, _set, _set, _cut, _delete, _repeat, _splice, _token, _token, _integer, _integer, _digits, _digits
)  # fmt: skip


def _restructured(data: bytes, random: Random, seeds: Sequence[bytes]) -> bytes:
    """A transaction with some of its records changed as records, their lengths then right or wrong."""
    records = _records(data)
    for _ in range(random.choice((1, 1, 2, 4))):
        random.choice(RECORD_MUTATORS)(records, random, seeds)
        if not records:
            return b""
    right = random.random()
    if right < 0.8:
        records = [_with_length(record) for record in records]
    if right < 0.5:
        records[0] = _with_contents(records)
    return b"".join(b"\x1d".join(record) for record in records)


_Fields = list[bytes]
"""A tagged record as its fields between separators, the last with the closing one; a binary one as one piece."""


def _records(data: bytes) -> list[_Fields]:
    try:
        found = read(data)
    except NotReadable:
        return [[data]]
    return [
        [*(one.raw for one in record.fields[:-1]), record.fields[-1].raw + record.terminator]
        if isinstance(record, TaggedRecord)
        else [record.raw]
        for record in found
    ]


def _is_tagged(record: _Fields) -> bool:
    return len(record) > 1


def _change_field(records: list[_Fields], random: Random, seeds: Sequence[bytes]) -> None:
    """Damage the value of one field, or of one binary record near its head."""
    record = random.choice(records)
    place = random.randrange(len(record))
    piece = bytearray(record[place])
    random.choice(BYTE_MUTATORS)(piece, random, seeds)
    record[place] = bytes(piece)


def _set_field(records: list[_Fields], random: Random, _: Sequence[bytes]) -> None:
    """Give a field another value: a number, a word, many items, a long text."""
    record = random.choice(records)
    place = random.randrange(len(record))
    tag, colon, _value = record[place].partition(b":")
    value = random.choice((
        random.choice(NUMBERS), random.choice(TOKENS), random.choice(TOKENS) * random.choice((2, 40, 3000)),
        b"\x1f".join(random.choices(NUMBERS, k=3)), b"\x1e".join(random.choices(TOKENS, k=12)),
    ))  # fmt: skip
    if _is_tagged(record) and colon:
        record[place] = tag + colon + value + (b"\x1c" if place == len(record) - 1 else b"")


def _retag(records: list[_Fields], random: Random, _seeds: Sequence[bytes]) -> None:
    """Give a field the tag of another number or record type."""
    record = random.choice(records)
    place = random.randrange(len(record))
    tag, colon, value = record[place].partition(b":")
    kind, _, number = tag.partition(b".")
    number = random.choice(
        (b"%03d" % random.randrange(100), b"%d" % random.randrange(3000), b"999", number, b"")
    )
    kind = random.choice((kind, kind, b"%d" % random.randrange(100)))
    if _is_tagged(record) and colon:
        record[place] = kind + b"." + number + colon + value


def _move_field(records: list[_Fields], random: Random, _: Sequence[bytes]) -> None:
    """Write a field of one record into another, once or often, or leave it out."""
    source, target = random.choice(records), random.choice(records)
    field = source[random.randrange(len(source))].removesuffix(b"\x1c")
    if random.random() < 0.3 and len(source) > 2:
        del source[random.randrange(len(source) - 1)]
    elif _is_tagged(target):
        target[1:1] = [field] * _times(field, random.choice((1, 1, 2, 30, 2000)))


def _move_record(records: list[_Fields], random: Random, seeds: Sequence[bytes]) -> None:
    """Leave a record out, write it again, change the order, or take one from another seed."""
    place = random.randrange(len(records))
    act = random.randrange(4)
    if act == 0:
        del records[place]
    elif act == 1:
        records[place:place] = [list(records[place])] * random.choice((1, 1, 20))
    elif act == 2:
        records.append(records.pop(place))
    else:
        records.insert(place + 1, random.choice(_records(random.choice(seeds))))


def _change_head(records: list[_Fields], random: Random, _: Sequence[bytes]) -> None:
    """Change one number in the head of a binary record."""
    binary = [record for record in records if not _is_tagged(record)]
    if not binary:
        return
    record = random.choice(binary)
    piece = bytearray(record[0])
    place, size = random.choice(((0, 4), (4, 1), (5, 1), (6, 1), (7, 1), (12, 1), (13, 2), (15, 2), (17, 1)))
    piece[place : place + size] = (random.choice(EDGES) & (1 << 8 * size) - 1).to_bytes(size, "big")
    record[0] = bytes(piece)


RECORD_MUTATORS: tuple[Callable[[list[_Fields], Random, Sequence[bytes]], None], ...] = (
    _change_field, _change_field, _set_field, _set_field, _retag, _move_field, _move_record, _change_head
)  # fmt: skip


def _with_length(record: _Fields) -> _Fields:
    """The record with a LEN that is right."""
    if not _is_tagged(record):
        return [len(record[0]).to_bytes(4, "big") + record[0][4:]]
    tag = record[0].partition(b":")[0] + b":"
    size = sum(map(len, record[1:])) + len(record) - 1 + len(tag)
    length = next(size + digits for digits in range(1, 12) if len(str(size + digits)) == digits)
    return [tag + b"%d" % length, *record[1:]]


def _with_contents(records: list[_Fields]) -> _Fields:
    """The first record with a CNT that lists the others as they are, as far as they say what they are."""
    entries = []
    for record in records[1:]:
        kind = record[0].partition(b".")[0] if _is_tagged(record) else b"4"
        idc = (
            record[1].rpartition(b":")[2]
            if _is_tagged(record)
            else b"%d" % (record[0][4] if len(record[0]) > 4 else 0)
        )
        entries.append(kind[:2] + b"\x1f" + idc[:3])
    listing = b"\x1e".join([b"1\x1f%d" % len(entries), *entries])
    fields = [b"1.003:" + listing if one.startswith(b"1.003:") else one for one in records[0]]
    return _with_length(fields) if _is_tagged(fields) else fields
