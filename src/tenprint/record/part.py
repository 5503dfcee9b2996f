"""What of a frame, a print or a photograph may go where a part of a submission goes: no room for words."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

from tenprint.record.build import with_length
from tenprint.record.comment import without_comments
from tenprint.record.field_check import Context, check_field
from tenprint.record.field_rules import FIRST_EDITION, FieldRule, field_rules
from tenprint.record.model import IMAGE_HEAD, BinaryRecord, Field, TaggedRecord
from tenprint.record.tenprint_images import COMPRESSIONS, from_type14

IMAGE_TYPES: Final = frozenset({10, 14})
DATA: Final = 999
_UNUSED = b"\xff" * 5
_CONTEXT: Final = Context(date.max, FIRST_EDITION, ascii_only=True)
"""No day is in the future here: a date is looked at as to its form alone."""


def wordless(kind: int, field: Field) -> bool:
    """Tell whether a field holds what its table in ``rules/part`` allows; image data is another matter."""
    if field.number == DATA and kind in IMAGE_TYPES:
        return True
    rule = _rules(kind).get(field.number or 0)
    return rule is not None and not check_field(rule, TaggedRecord(kind, (field,)), _CONTEXT)


@cache
def _rules(kind: int) -> dict[int, FieldRule]:
    """The table of a record type by field number."""
    return {rule.number: rule for rule in field_rules(f"part/type{kind}")}


def plain_binary(record: BinaryRecord) -> BinaryRecord | None:
    """Return a Type-4 record with its image without comments; None where it cannot be told what the image holds."""
    if record.gca >= len(COMPRESSIONS) or bytes(record.fgp[1:]) != _UNUSED:
        return None
    data = without_comments(COMPRESSIONS[record.gca], record.data, record.hll * record.vll)
    if data is None or data == record.data:
        return None if data is None else record
    head = IMAGE_HEAD.unpack_from(record.raw)
    return replace(record, raw=IMAGE_HEAD.pack(IMAGE_HEAD.size + len(data), *head[1:]) + data)


def plain_tagged(record: TaggedRecord) -> TaggedRecord | None:
    """Return a record with its image, if it has one, without comments; None as for ``plain_binary``."""
    if record.type not in IMAGE_TYPES or not record.value(DATA):
        return record
    image = from_type14(record)
    data = without_comments(image.compression, image.data, image.width * image.height)
    if data is None or data == image.data:
        return None if data is None else record
    fields = [replace(one, value=data) if one.number == DATA else one for one in record.fields]
    return with_length(record.type, [one for one in fields if one.number != 1])
