"""A finding: one thing that is wrong with a transaction, with the code the national agency answers with.

The codes and their sentences follow EBTS 8.001 table M-1. A finding may quote up to 30 characters of the
submitter's own data, because the standard sends them back to the submitter;
logs use ``log_text``, which quotes none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from tenprint.record.rule_file import rule_file

QUOTED_CHARACTERS = 30  # EBTS 8.001 §3.8: a bad field is returned with the first 30 characters of its data


class Severity(StrEnum):
    """Whether a finding refuses the transaction (REJECT) or only the field (WARNING: ignored, logged)."""

    REJECT = "REJECT"
    WARNING = "WARNING"


class CodeClass(StrEnum):
    """The first letter of a code: what kind of thing is wrong (EBTS 8.001 table M-1)."""

    AUTHORISATION = "A"
    ELEMENT = "E"
    HEADER = "H"
    LOGIC = "L"
    RETRY = "R"
    STATUS = "S"
    WARNING = "W"


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One code of the national agency.

    Attributes:
        code: letter and four digits.
        sentence: what it says, with ``{tag}``, ``{value}`` and ``{record}`` to be filled in.
        raised: when it is raised, in words.
        severity: of a finding for which the caller says none.
        clause: where it was read.
    """

    code: str
    sentence: str
    raised: str
    severity: Severity
    clause: str

    @property
    def code_class(self) -> CodeClass:
        """The class that its letter stands for."""
        return CodeClass(self.code[0])


@cache
def error_codes() -> Mapping[str, ErrorCode]:
    """Every code that we know, from ``rules/error_codes.yaml``.

    >>> error_codes()["L0059"].sentence, error_codes()["W0003"].severity.value
    ('Duplicate fingers supplied', 'WARNING')
    """
    table = rule_file("error_codes")
    codes = {
        code: ErrorCode(
            code,
            entry["sentence"],
            entry["raised"],
            Severity.WARNING if code.startswith(CodeClass.WARNING) else Severity.REJECT,
            entry.get("clause", table["clause"]),
        )
        for code, entry in table["codes"].items()
    }
    return MappingProxyType(codes)


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
        position: finger or palm position of the print concerned, None where there is none or it is not known.
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
    position: int | None = None

    @property
    def which(self) -> str:
        """Which of several records a field is of, and of which print, in words; empty where there is but one.

        >>> finding("L0009", record="4 IDC 07", field="4.009", expected="a picture", position=13).which
        'record 4 IDC 07, position 13'
        """
        parts = [f"record {self.record}" if self.field and " IDC " in self.record else ""]
        parts += ["" if self.position is None else f"position {self.position}"]
        return ", ".join(part for part in parts if part)

    @property
    def message(self) -> str:
        """What is wrong: code, sentence, mnemonic, which record, expected, found.

        >>> finding("E0001", record="2", field="2.018", mnemonic="NAM", expected="a name").message
        'E0001: Mandatory element 2.018 was not supplied (NAM: expected a name, found nothing)'
        """
        label = " of ".join(part for part in (self.mnemonic, self.which) if part)
        label = f"{label}: " if label else ""
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
    severity: Severity | None = None,
    position: int | None = None,
) -> Finding:
    """Make a finding whose sentence is the standard's for ``code``, with the bad data shortened."""
    shown = quote(found)
    known = error_codes()[code]
    text = known.sentence.format(tag=field or record, value=shown, record=record.removeprefix("Type-"))
    return Finding(
        code, severity or known.severity, record, field, offset, expected, shown, text, mnemonic, position
    )
