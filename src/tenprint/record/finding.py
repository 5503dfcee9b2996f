"""A finding: one thing that is wrong with a transaction, with the code the national agency answers with.

The codes and their sentences follow EBTS 8.001 table M-1. A finding may quote up to 30 characters of the
submitter's own data, because the standard sends them back to the submitter;
logs use ``log_text``, which quotes none.
"""

from dataclasses import dataclass
from enum import StrEnum

QUOTED_CHARACTERS = 30  # EBTS 8.001 §3.8: a bad field is returned with the first 30 characters of its data


class Severity(StrEnum):
    """Whether a finding refuses the transaction (REJECT) or only the field (WARNING: ignored, logged)."""

    REJECT = "REJECT"
    WARNING = "WARNING"


SENTENCES = {
    "A0004": "Requestor is not authorized for transaction type {value}",
    "E0001": "Mandatory element {tag} was not supplied",
    "E0002": "Element {tag}, value [{value}] contains invalid data",
    "E0003": "Element {tag}, value [{value}] is out of range",
    "E0004": "Logical record type {record} does not comply with its Contents or Length or is not parsable",
    "E0005": "Field {tag} could not be parsed; check separators and subfields",
    "E0006": "Value of {tag} is inconsistent with another element",
    "E0012": "Message length is inconsistent with the sum of its logical records",
    "H0001": "Mandatory header element {tag} was not supplied",
    "H0002": "Header element {tag}, value [{value}] contains invalid data",
    "H0003": "Header element {tag}, value [{value}] is out of range",
    "L0008": "The quality of the characteristics is too low to be used",
    "L0009": "Error during decompression of the fingerprint images",
    "L0013": "General logic error",
    "L0059": "Duplicate fingers supplied",
    "L0109": "Fingerprint image quality is too poor to permit processing",
    "L0111": "Finger images are out of sequence",
    "L0112": "The ORI or CRI is not authorized to request this service",
    "L0116": "The fingerprint patterns are not discernible",
    "L0117": "The fingerprint pattern area is insufficient",
    "L0118": "Erroneous or incomplete prints: out of sequence, printed twice, or missing and no reason given",
    "R0003": "The service is unavailable; submit again",
    "S0004": "Repeated message for a transaction already started",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong.

    Attributes:
        code: error code of EBTS 8.001 table M-1.
        severity: whether it refuses the transaction.
        record: record type and, where known, IDC (``"4 IDC 07"``).
        field: tag (``"2.018"``), or None where a whole record is meant.
        offset: byte where the field or record begins, or None where it is absent or not known.
        expected: what the rule asks for, in words.
        found: what was there, printable, at most 30 characters.
        text: the standard's sentence with its inserts.
        mnemonic: the field's mnemonic (``"NAM"``), empty where there is none.
    """

    code: str
    severity: Severity
    record: str
    field: str | None
    offset: int | None
    expected: str
    found: str
    text: str
    mnemonic: str = ""

    @property
    def message(self) -> str:
        """What the submitter is told: code, sentence, mnemonic, expected, found.

        >>> finding("E0001", record="2", field="2.018", mnemonic="NAM", expected="a name").message
        'E0001: Mandatory element 2.018 was not supplied (NAM: expected a name, found nothing)'
        """
        label = f"{self.mnemonic}: " if self.mnemonic else ""
        found = f"[{self.found}]" if self.found else "nothing"
        return f"{self.code}: {self.text} ({label}expected {self.expected}, found {found})"

    @property
    def log_text(self) -> str:
        """The same without any of the submitter's data, for logs and ledgers.

        >>> finding("E0002", record="2", field="2.018", mnemonic="NAM", expected="x", found="DOE").log_text
        'E0002 REJECT record 2 field 2.018 NAM'
        """
        place = f" field {self.field}" if self.field else ""
        mnemonic = f" {self.mnemonic}" if self.mnemonic else ""
        return f"{self.code} {self.severity} record {self.record}{place}{mnemonic}"


def quote(value: bytes | str) -> str:
    r"""At most 30 printable ASCII characters of ``value``; anything else becomes ``?``.

    >>> quote(b"DOE\x1fJOHN")
    'DOE?JOHN'
    """
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text[:QUOTED_CHARACTERS])


def finding(
    code: str,
    *,
    record: str,
    expected: str,
    found: bytes | str = "",
    field: str | None = None,
    mnemonic: str = "",
    offset: int | None = None,
    severity: Severity = Severity.REJECT,
) -> Finding:
    """Make a finding whose sentence is the standard's for ``code``, with the bad data shortened."""
    shown = quote(found)
    text = SENTENCES[code].format(tag=field or record, value=shown, record=record)
    return Finding(code, severity, record, field, offset, expected, shown, text, mnemonic)
