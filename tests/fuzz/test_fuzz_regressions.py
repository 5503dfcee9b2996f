"""What fuzzing once found, each named by its defect."""

import struct
import zlib

from tenprint.record.build import assemble, tagged_record, with_length
from tenprint.record.comment import without_comments
from tenprint.record.model import BinaryRecord, Field, Transaction
from tenprint.record.transaction import read, write

HEADER = {2: "0400", 4: "CAR", 7: "MASPB0000", 8: "MA0130100", 9: "MA0130100-01", 11: "19.69", 12: "19.69"}


def test_a_field_tagged_for_another_record_type_is_no_field_of_this_one():
    header = assemble(HEADER, []).header
    fields = [Field("0.004", one.value) if one.number == 4 else one for one in header.fields[1:]]
    transaction = read(write(Transaction((with_length(1, fields),))))
    assert transaction.tot is None
    assert transaction.header.field(7) == "MASPB0000"


def test_an_idc_missing_both_in_the_record_and_in_the_list_is_a_fault():
    record = with_length(17, [Field("17.003", b"1")])
    header = assemble(HEADER, []).header
    listed = [Field("1.003", b"1\x1f1\x1e17\x1f") if one.number == 3 else one for one in header.fields[1:]]
    transaction = read(write(Transaction((with_length(1, listed), record))))
    assert [fault.field for fault in transaction.faults] == ["1.003"]


def test_an_end_of_file_within_an_image_head_makes_no_record():
    head = b"\0\0\0\x12\x01\x01\x01\xff\xff\xff\xff\xff\0\0\x0a\0\x0a\0"
    whole = write(assemble(HEADER, [tagged_record(2, {18: "A"}, idc=0), BinaryRecord(4, head)]))
    for kept in range(1, len(head)):
        data = whole[: len(whole) - len(head) + kept]
        transaction = read(data)
        assert write(transaction) == data
        assert not transaction.binary(4)
        assert not transaction.whole


def test_a_png_whose_end_chunk_has_content_is_not_cut_off_there():
    def chunk(name, content):
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    picture = head + chunk(b"IDAT", zlib.compress(b"\0\xff"))
    assert without_comments("PNG", picture + chunk(b"IEND", b""), 1) == picture + chunk(b"IEND", b"")
    assert without_comments("PNG", picture + chunk(b"IEND", b"JANE DOE"), 1) is None


def test_bytes_behind_a_header_that_lists_no_records_are_a_fault():
    data = write(assemble(HEADER, [])) + b"2.01"
    (fault,) = read(data).faults
    assert (fault.code, fault.offset) == ("E0012", len(data) - 4)
