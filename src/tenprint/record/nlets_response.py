"""IDR and IAR: the immigration agency's two answers, in a line form of this project.

No text with all field labels of the real answers was found. Here each is a head line
``IDR.<sender>.<receiver>[*<control>].TXT``, then lines ``LABEL/value``, each ended by CR LF. The first ``/``
ends the label, so values may hold ``.`` and ``/``; what is not printable ASCII is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from tenprint.errors import BadInput
from tenprint.identity.number import FIN, ORI

LINE_END = "\r\n"
MAX_BYTES = 1_000_000
PRINTABLE = re.compile(r"[ -~]*")
CONTROL = re.compile(r"[A-Z0-9\-]{1,40}")
HEAD = re.compile(r"(IDR|IAR)\.([^.*]*)\.([^.*]*)(?:\*([^.]*))?\.TXT")

# Every IDR says this, after the policy that ICE described in an e-mail of 2010-08-24 (FOIA 10-2674.0007508):
# an identification in the immigration agency's file gives local officers no power to enforce immigration law.
NON_DELEGATION_NOTICE = (
    "THIS IDENTIFICATION DELEGATES NO AUTHORITY TO ENFORCE IMMIGRATION LAW.",
    "IT IS NOT A WARRANT OR A DETAINER AND IS NO GROUND BY ITSELF TO ARREST OR HOLD ANYBODY.",
)


class IarStatus(StrEnum):
    """Immigration status as an officer determined it (the values an IAR carries)."""

    NO_RECORD = "NO RECORD"
    LAWFUL_PERMANENT_RESIDENT = "LAWFUL PERMANENT RESIDENT"
    NON_IMMIGRANT_IN_STATUS = "NON-IMMIGRANT IN STATUS"
    UNITED_STATES_CITIZEN = "UNITED STATES CITIZEN"
    SUBJECT_TO_REMOVAL = "SUBJECT TO REMOVAL"
    PENDING_PROCEEDINGS = "PENDING PROCEEDINGS"
    DEPORTED_FELON = "DEPORTED FELON"
    INDETERMINATE = "STATUS INDETERMINATE - INTERVIEW NEEDED"


class IdrResult(StrEnum):
    """Outcome of the search in the immigration agency's file."""

    MATCH = "MATCH"
    NO_MATCH = "NO MATCH"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Iar:
    """An immigration alien response, in reply to an IAQ; an officer's determination, with its text.

    ``control`` repeats the query's. ``level`` (1–3 or NON-CRIMINAL) and ``priority`` are codes of the rules
    named in ``rules``. Birth date and encounters are not repeated here: they stand in the IDR.
    """

    ori: ORI
    dai: ORI
    status: IarStatus
    control: str | None = None
    name: str | None = None
    fin: FIN | None = None
    a_number: str | None = None
    citizenship: str | None = None
    level: str | None = None
    priority: str | None = None
    rules: str | None = None
    detainer_intended: bool | None = None
    officer: str | None = None
    phone: str | None = None
    determined_on: date | None = None
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Idr:
    """An IDENT data response: what the immigration agency's file holds on the person that matched.

    ``fin`` is restricted: it goes to the national agency, and on to nobody whose rules do not permit it. A
    result other than MATCH carries no data of any person.
    """

    ori: ORI
    dai: ORI
    result: IdrResult
    control: str | None = None
    fin: FIN | None = None
    encounter_id: str | None = None
    name: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    birth_place: str | None = None
    citizenship: str | None = None
    document: str | None = None
    encounter_on: date | None = None
    encounter_site: str | None = None
    encounter_purpose: str | None = None
    photo: bool = False
    text: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        person = (
            self.fin,
            self.encounter_id,
            self.name,
            self.birth_date,
            self.sex,
            self.birth_place,
            self.citizenship,
            self.document,
            self.encounter_on,
            self.encounter_site,
            self.encounter_purpose,
        )
        if self.result is IdrResult.MATCH and self.fin is None:
            raise BadInput("IDR FIN: expected a number on a match, found none")
        if self.result is not IdrResult.MATCH and (self.photo or any(one is not None for one in person)):
            raise BadInput(f"IDR {self.result}: expected no data of a person, found some")


_IAR_LABELS = {
    "STA": "status",
    "NAM": "name",
    "FIN": "fin",
    "ARN": "a_number",
    "CTZ": "citizenship",
    "LVL": "level",
    "PRI": "priority",
    "RUL": "rules",
    "DET": "detainer_intended",
    "OFC": "officer",
    "PHN": "phone",
    "DTE": "determined_on",
}
_IDR_LABELS = {
    "RES": "result",
    "FIN": "fin",
    "EID": "encounter_id",
    "NAM": "name",
    "DOB": "birth_date",
    "SEX": "sex",
    "POB": "birth_place",
    "CTZ": "citizenship",
    "DOC": "document",
    "EDT": "encounter_on",
    "EST": "encounter_site",
    "EPU": "encounter_purpose",
    "PHO": "photo",
}
_DATES = frozenset({"birth_date", "encounter_on", "determined_on"})
_FLAGS = frozenset({"photo", "detainer_intended"})


def write_iar(iar: Iar) -> bytes:
    """The response's bytes."""
    return _write("IAR", iar, _IAR_LABELS)


def read_iar(data: bytes) -> Iar:
    """Read an immigration alien response."""
    ori, dai, control, values, text = _read("IAR", data, _IAR_LABELS)
    status = _member("IAR STA", IarStatus, values.pop("status", None))
    return Iar(ori, dai, status, control, **values, text=text)  # type: ignore[arg-type]  # _value made each type


def write_idr(idr: Idr) -> bytes:
    """The response's bytes; the non-delegation notice stands on every one."""
    return _write("IDR", idr, _IDR_LABELS, NON_DELEGATION_NOTICE)


def read_idr(data: bytes) -> Idr:
    """Read an IDENT data response; one without the non-delegation notice is refused."""
    ori, dai, control, values, text = _read("IDR", data, _IDR_LABELS, NON_DELEGATION_NOTICE)
    result = _member("IDR RES", IdrResult, values.pop("result", None))
    return Idr(ori, dai, result, control, **values, text=text)  # type: ignore[arg-type]  # _value made each type


def check_control(kind: str, control: str | None) -> None:
    """Refuse a control field that could not be told from what follows it."""
    if control is not None and not CONTROL.fullmatch(control):
        raise BadInput(f"{kind} control field: expected 1-40 capitals, digits, hyphens, found another form")


def control_part(control: str | None) -> str:
    """The control field as it follows the destination, or nothing."""
    return f"*{control}" if control is not None else ""


def ascii_text(kind: str, data: bytes) -> str:
    """The message as text; refuses what is too long or not ASCII."""
    if len(data) > MAX_BYTES:
        raise BadInput(f"{kind}: expected at most {MAX_BYTES} bytes, found {len(data)}")
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        raise BadInput(f"{kind}: expected ASCII, found another byte at {error.start}") from None


def _write(kind: str, message: Iar | Idr, labels: dict[str, str], notice: tuple[str, ...] = ()) -> bytes:
    """Head line, labelled lines, text lines, notice lines."""
    lines = [f"{kind}.{message.ori}.{message.dai}{control_part(message.control)}.TXT"]
    for label, attribute in labels.items():
        value = getattr(message, attribute)
        if value is not None:
            lines.append(f"{label}/{_shown(value)}")
    lines += [f"TXT/{line}" for line in message.text] + [f"NOT/{line}" for line in notice]
    bad = next((line[:3] for line in lines if not PRINTABLE.fullmatch(line)), None)
    if bad is not None:
        raise BadInput(f"{kind} {bad}: expected printable ASCII, found another character")
    return "".join(line + LINE_END for line in lines).encode("ascii")


def _shown(value: object) -> str:
    """A value as its line carries it."""
    if isinstance(value, bool):
        return "Y" if value else "N"
    return f"{value:%Y%m%d}" if isinstance(value, date) else str(value)


_Values = dict[str, str | bool | date | FIN]


def _read(
    kind: str, data: bytes, labels: dict[str, str], notice: tuple[str, ...] = ()
) -> tuple[ORI, ORI, str | None, _Values, tuple[str, ...]]:
    """Sender, receiver, control field, values by attribute, and text lines of a message."""
    lines = ascii_text(kind, data).split(LINE_END)
    head = HEAD.fullmatch(lines[0])
    if not head or head[1] != kind or lines.pop():
        raise BadInput(
            f"{kind}: expected a line {kind}.<ORI>.<ORI>.TXT and lines ended by CR LF, found neither"
        )
    values: _Values = {}
    text: list[str] = []
    notices: list[str] = []
    for label, value in _labelled(kind, lines[1:]):
        if label in ("TXT", "NOT"):
            (text if label == "TXT" else notices).append(value)
        elif label not in labels or labels[label] in values:
            raise BadInput(
                f"{kind} field: expected each of {', '.join(labels)} at most once, found {label!r}"
            )
        else:
            values[labels[label]] = _value(kind, label, labels[label], value)
    if tuple(notices) != notice:
        raise BadInput(f"{kind} NOT: expected the non-delegation notice, found {len(notices)} other lines")
    return ORI(head[2]), ORI(head[3]), head[4], values, tuple(text)


def _labelled(kind: str, lines: list[str]) -> Iterator[tuple[str, str]]:
    """Label and value of each line."""
    for line in lines:
        label, slash, value = line.partition("/")
        if not slash or not PRINTABLE.fullmatch(line):
            raise BadInput(f"{kind}: expected printable lines LABEL/value, found another line")
        yield label[:3] if len(label) == 3 else "???", value


def _value(kind: str, label: str, attribute: str, text: str) -> str | bool | date | FIN:
    """A line's value as its attribute's type."""
    if attribute == "fin":
        return FIN(text)
    if attribute in _FLAGS:
        if text not in ("Y", "N"):
            raise BadInput(f"{kind} {label}: expected Y or N, found another value")
        return text == "Y"
    if attribute in _DATES:
        if not re.fullmatch(r"\d{8}", text):
            raise BadInput(f"{kind} {label}: expected a date ccyymmdd, found another form")
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            raise BadInput(
                f"{kind} {label}: expected a date ccyymmdd, found one that no calendar has"
            ) from None
    return text


_Member = TypeVar("_Member", bound=StrEnum)


def _member(place: str, values: type[_Member], text: object) -> _Member:
    """The enumeration's member of that value."""
    if text not in list(values):
        raise BadInput(f"{place}: expected one of {', '.join(values)}, found another value or none")
    return values(str(text))
