"""The immigration messages: IAQ in the Nlets legacy text form, and (from ``nlets_response``) IAR and IDR.

IAQ (Immigration Alien Query), Nlets User Guide, "Legacy Text Examples - Immigration Alien Transactions":
``IAQ.<ORI>.AX[*<control>].TXT`` followed by ``PUR/C.ATN/NAME.`` and so on. A value ends at the next full
stop, so one that holds ``.`` or ``/`` is refused, never escaped: there is no escape in that form.
"""

import re
from dataclasses import dataclass
from datetime import date

from tenprint.errors import BadInput
from tenprint.identity.number import ORI
from tenprint.record.nlets_response import (
    NON_DELEGATION_NOTICE,
    Iar,
    IarStatus,
    Idr,
    IdrResult,
    ascii_text,
    check_control,
    control_part,
    read_iar,
    read_idr,
    write_iar,
    write_idr,
)

__all__ = [
    "DESTINATION",
    "GENERIC_OFFENSE",
    "NON_DELEGATION_NOTICE",
    "Iaq",
    "Iar",
    "IarStatus",
    "Idr",
    "IdrResult",
    "read_iaq",
    "read_iar",
    "read_idr",
    "write_iaq",
    "write_iar",
    "write_idr",
]

DESTINATION = "AX"  # the Law Enforcement Support Center's Nlets code
GENERIC_OFFENSE = "0399"  # OFF where no code of the most serious charge is available
IAQ_HEAD = re.compile(r"IAQ\.([^.]*)\.([^.*]*)(?:\*([^.]*))?\.TXT")


@dataclass(frozen=True, slots=True)
class _Element:
    """One IAQ field: prefix, attribute of ``Iaq``, form of its value, whether it must be there."""

    prefix: str
    attribute: str
    form: str
    expected: str
    mandatory: bool = True


_TEXT = r"[^./\x00-\x1f\x7f-\uffff]"
IAQ_ELEMENTS = (
    _Element("PUR", "pur", "[CF]", "C or F"),
    _Element("ATN", "atn", _TEXT + "{1,30}", "1-30 characters without . or /"),
    _Element("PHN", "phn", _TEXT + "{1,20}", "1-20 characters without . or /"),
    _Element("NAM", "nam", _TEXT + "{1,30}", "LAST, FIRST MIDDLE in 1-30 characters without . or /"),
    _Element("DOB", "dob", r"\d{6}|\d{8}", "a date mmddyy or ccyymmdd"),
    _Element("SEX", "sex", "[A-Z]", "one letter"),
    _Element("POB", "pob", "[A-Z]{2}", "a two-letter NCIC place code"),
    _Element("CUS", "cus", "[YN]", "Y or N"),
    _Element("OFF", "off", r"\d{4}", "a four-digit NCIC offense code"),
    _Element("ARN", "arn", "[A-Z0-9]{8,9}", "an A-number of 8 or 9 characters", mandatory=False),
    _Element("FBI", "fbi", "[A-Z0-9]{1,9}", "1-9 letters or digits", mandatory=False),
    _Element("SID", "sid", "[A-Z0-9]{3,10}", "3-10 letters or digits", mandatory=False),
    _Element("REM", "rem", _TEXT + "{1,200}", "1-200 characters without . or /", mandatory=False),
)


@dataclass(frozen=True, slots=True)
class Iaq:
    """An immigration alien query, which the national agency writes on a match in the immigration file.

    Making one checks every field against ``IAQ_ELEMENTS``. ``control`` is the optional control field after
    the destination; here it ties the query to the submission.
    """

    ori: ORI
    pur: str
    atn: str
    phn: str
    nam: str
    dob: str
    sex: str
    pob: str
    cus: str
    off: str = GENERIC_OFFENSE
    arn: str | None = None
    fbi: str | None = None
    sid: str | None = None
    rem: str | None = None
    control: str | None = None

    def __post_init__(self) -> None:
        check_control("IAQ", self.control)
        for element in IAQ_ELEMENTS:
            _check_element(element, getattr(self, element.attribute))
        _check_birth_date(self.dob)


def write_iaq(iaq: Iaq) -> bytes:
    """The query's bytes.

    >>> iaq = Iaq(ORI("DCFBIWAQZ"), "C", "DESK 4", "3045550100", "DOE, JANE", "19800101", "F", "MX", "Y")
    >>> write_iaq(iaq)[20:]
    b'PUR/C.ATN/DESK 4.PHN/3045550100.NAM/DOE, JANE.DOB/19800101.SEX/F.POB/MX.CUS/Y.OFF/0399.'
    """
    head = f"IAQ.{iaq.ori}.{DESTINATION}{control_part(iaq.control)}.TXT"
    values = ((element.prefix, getattr(iaq, element.attribute)) for element in IAQ_ELEMENTS)
    return (head + "".join(f"{prefix}/{value}." for prefix, value in values if value is not None)).encode()


def read_iaq(data: bytes) -> Iaq:
    """Read a query; fields may come in any order, each at most once, none unknown."""
    text = ascii_text("IAQ", data)
    head = IAQ_HEAD.match(text)
    if not head:
        raise BadInput(f"IAQ header: expected IAQ.<ORI>.AX.TXT, found {text[:3]!r}")
    if head[2] != DESTINATION:
        raise BadInput(f"IAQ destination: expected {DESTINATION}, found {head[2][:10]!r}")
    values = _iaq_values(text[head.end() :])
    missing = [
        element.prefix for element in IAQ_ELEMENTS if element.mandatory and element.prefix not in values
    ]
    if missing:
        raise BadInput(f"IAQ {missing[0]}: expected a mandatory field, found none")
    known = {element.attribute: values.get(element.prefix) for element in IAQ_ELEMENTS}
    return Iaq(ORI(head[1]), control=head[3], **known)  # type: ignore[arg-type]  # mandatory ones were checked


def _iaq_values(text: str) -> dict[str, str]:
    """Prefix to value of the fields, each ended by a full stop."""
    parts = text.split(".")
    if parts.pop().strip():
        raise BadInput("IAQ: expected a full stop after the last field, found none")
    prefixes = {element.prefix for element in IAQ_ELEMENTS}
    values: dict[str, str] = {}
    for part in parts:
        prefix, slash, value = part.lstrip("\r\n").partition("/")
        if not slash or prefix not in prefixes:
            raise BadInput(f"IAQ field: expected one of {', '.join(sorted(prefixes))}, found {prefix[:3]!r}")
        if prefix in values:
            raise BadInput(f"IAQ {prefix}: expected once, found twice")
        values[prefix] = value
    return values


def _check_element(element: _Element, value: str | None) -> None:
    """Refuse a value that has not its element's form; the text never quotes a name."""
    if value is None and not element.mandatory:
        return
    if value is None or not re.fullmatch(element.form, value):
        found = "none" if value is None else f"{len(value)} characters of another form"
        raise BadInput(f"IAQ {element.prefix}: expected {element.expected}, found {found}")


def _check_birth_date(text: str) -> None:
    """Refuse a day that no calendar has; mmddyy is tried in a leap year, since its century is not known."""
    year, month, day = (text[:4], text[4:6], text[6:]) if len(text) == 8 else ("1904", text[:2], text[2:4])
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        raise BadInput(
            "IAQ DOB: expected a date mmddyy or ccyymmdd, found one that no calendar has"
        ) from None
