"""What a Type-9 record says of its minutiae against the minutiae that it holds (ANSI/NIST-ITL 1-2011, Type-9)."""

from collections.abc import Iterator

from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.image_record import whole
from tenprint.record.model import TaggedRecord

COUNTED = (
    (10, "MIN", 12, Severity.REJECT),  # the standard block, whose fields are mandatory where FMT is S
    (136, "NOM", 137, Severity.WARNING),
)
"""Field with a count, its mnemonic, field with one subfield for each minutia, what a wrong count is worth."""


def check_minutiae(record: TaggedRecord) -> Iterator[Finding]:
    """A count of minutiae that is not their number: whoever allocates by it reads too few, or too many."""
    for number, mnemonic, listed, severity in COUNTED:
        said = whole(record.field(number), -1)
        count = len(record.subfields(listed)) if record.value(listed) else 0
        if said < 0 or said == count or (count == 0 and record.find(listed) is None):
            continue  # the table says what is malformed or missing
        field = record.find(number)
        yield finding(
            "E0006",
            record=f"9 IDC {record.idc or 0:02d}",
            field=f"9.{number:03d}",
            mnemonic=mnemonic,
            offset=record.offset if field is None else field.offset,
            expected=f"{count}, the minutiae of 9.{listed:03d}",
            found=str(said),
            severity=severity,
        )
