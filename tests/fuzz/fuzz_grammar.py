"""Grammars of what strangers send: first valid, then wrong in its structure in the ways that files are."""

from hypothesis import strategies as st

from tenprint.record.build import assemble, tagged_record, type4_record
from tenprint.record.model import BinaryRecord, TaggedRecord
from tenprint.record.transaction import write

HEADER = {
    2: "0400",
    4: "CAR",
    5: "20110608",
    7: "MASPB0000",
    8: "MA0130100",
    9: "MA0130100-01",
    11: "19.69",
    12: "19.69",
}
SEPARATORS = (b"\x1c", b"\x1d", b"\x1e", b"\x1f")
DIGITS = st.one_of(
    st.integers(-1, 99_999_999_999).map(lambda number: b"%d" % number),
    st.sampled_from([b"", b"0", b"00", b"007", b" 12", b"12 ", b"-1", b"1e3", b"\xb2"]),
)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x1c\x1d\x1e\x1f"), min_size=1, max_size=12)
values = st.one_of(
    st.sampled_from(["", "20110608", "99999999", "XX", "M", "OCA", "1"]).filter(bool),
    texts,
    st.lists(texts, min_size=1, max_size=3),
    st.lists(st.tuples(texts, texts), min_size=1, max_size=3),
)
numbers = st.one_of(
    st.sampled_from([5, 6, 9, 18, 20, 22, 24, 25, 27, 45, 47, 59, 60, 73, 75, 84]), st.integers(3, 998)
)
header_values = st.one_of(
    st.sampled_from(["CNA", "SRE", "ERRT", "SSR", "0500"]),
    texts,
    st.lists(st.tuples(texts, texts), min_size=1, max_size=2),
)
header_changes = st.dictionaries(st.sampled_from([2, 4, 5, 6, 8, 9, 10, 13, 15]), header_values, max_size=3)


@st.composite
def records(draw):
    """One record of any type, valid in its form."""
    kind = draw(st.sampled_from([2, 4, 4, 7, 9, 10, 14, 14, 17, 99]))
    idc = draw(st.integers(0, 20))
    if kind == 7:
        body = draw(st.binary(max_size=30))
        return BinaryRecord(7, (5 + len(body)).to_bytes(4, "big") + bytes([idc]) + body)
    if kind == 4:
        width, height = draw(st.integers(1, 12)), draw(st.integers(1, 12))
        data = draw(st.binary(min_size=width * height, max_size=width * height))
        position = draw(st.integers(0, 20))
        return type4_record(idc=idc, imp=1, position=position, width=width, height=height, gca=0, data=data)
    data = {999: draw(st.binary(max_size=60))} if kind >= 10 else {}
    return tagged_record(kind, draw(st.dictionaries(numbers, values, max_size=6)) | data, idc=idc)


@st.composite
def transactions(draw):
    """Bytes of a transaction whose LEN, CNT and separators are right."""
    return write(assemble(HEADER | draw(header_changes), draw(st.lists(records(), max_size=5))))


@st.composite
def damaged_transactions(draw):
    """Bytes of a transaction wrong in its structure: lengths, list, separators, tags, order, image heads, end."""
    made = [
        tagged_record(2, draw(st.dictionaries(numbers, values, max_size=6)), idc=0),
        *draw(st.lists(records(), max_size=4)),
    ]
    whole = assemble(HEADER | draw(header_changes), made)
    pieces = [_pieces(record) for record in whole]
    for _ in range(draw(st.integers(1, 3))):
        act = draw(st.sampled_from([_length, _length, _list, _separator, _tag, _order, _head, _splice]))
        act(draw, pieces)
    data = b"".join(b"\x1d".join(record) for record in pieces)
    end = draw(st.sampled_from(["", "", "cut", "more"]))
    if end == "cut":
        return data[: draw(st.integers(0, len(data)))]
    return data + draw(st.sampled_from([b"\0", b"\n", b"\x1c", b"14.001:30\x1d", bytes(20)])) if end else data


def _pieces(record):
    """A tagged record's fields, the last with its separator; a binary record as one piece."""
    if not isinstance(record, TaggedRecord):
        return [record.raw]
    return [*(one.raw for one in record.fields[:-1]), record.fields[-1].raw + record.terminator]


def _length(draw, pieces):
    record = draw(st.sampled_from(pieces))
    if len(record) == 1:
        record[0] = draw(st.integers(0, 2**32 - 1)).to_bytes(4, "big") + record[0][4:]
    else:
        record[0] = record[0].split(b":")[0] + b":" + draw(DIGITS)


def _list(draw, pieces):
    entries = draw(st.lists(st.tuples(DIGITS, DIGITS), max_size=5))
    listing = b"\x1e".join([b"1\x1f" + draw(DIGITS), *(b"\x1f".join(entry) for entry in entries)])
    pieces[0][:] = [b"1.003:" + listing if one.startswith(b"1.003:") else one for one in pieces[0]]


def _separator(draw, pieces):
    record = draw(st.sampled_from(pieces))
    place = draw(st.integers(0, len(record) - 1))
    old, new = (
        draw(st.sampled_from([*SEPARATORS, b":", b"."])),
        draw(st.sampled_from([*SEPARATORS, b"", b":"])),
    )
    record[place] = record[place].replace(old, new, draw(st.integers(1, 3)))


def _tag(draw, pieces):
    record = draw(st.sampled_from(pieces))
    place = draw(st.integers(0, len(record) - 1))
    kind, number = draw(st.integers(0, 120)), draw(DIGITS)
    record[place] = b"%d.%b:" % (kind, number) + record[place].partition(b":")[2]


def _order(draw, pieces):
    first, second = draw(st.integers(0, len(pieces) - 1)), draw(st.integers(0, len(pieces) - 1))
    if draw(st.booleans()):
        pieces[first], pieces[second] = pieces[second], pieces[first]
    else:
        pieces.insert(second, list(pieces[first]))


def _head(draw, pieces):
    record = draw(st.sampled_from(pieces))
    place = draw(st.integers(0, 17))
    record[0] = record[0][:place] + draw(st.binary(min_size=1, max_size=2)) + record[0][place + 1 :]


def _splice(draw, pieces):
    source, target = draw(st.sampled_from(pieces)), draw(st.sampled_from(pieces))
    target.insert(draw(st.integers(0, len(target))), draw(st.sampled_from(source)))


@st.composite
def damaged(draw, seeds):
    """One of the seeds with a few small pieces overwritten, left out, written twice or put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        near = draw(st.sampled_from([min(len(data), 64), len(data)]))
        start, length = draw(st.integers(0, near)), draw(st.integers(0, 8))
        data[start : start + length] = draw(
            st.one_of(st.binary(max_size=8), st.just(bytes(data[start : start + 40])))
        )
    return bytes(data)
