"""An act as it travels between agencies: a head line and eight labelled lines (docs/protocols/PR-PARTICIPATION.md).

The form is this project's own. Each line ends with CR LF and the first ``/`` ends its label, as in the other messages
in line form; every label stands once, in one order, so that an act has one text.
"""

import re
from datetime import UTC, date, datetime
from typing import Final

from tenprint.errors import BadInput
from tenprint.sharing.act import Act, ActKind

LINE_END: Final = "\r\n"
BYTES_MAX: Final = 1024
HEAD: Final = re.compile(r"ACT\*([A-Z0-9\-]{10,40})\.TXT")
LABELS: Final = ("KND", "PLC", "DAY", "EFF", "DOC", "TTL", "ORG", "ATI")
NO_DOCUMENT: Final = "NONE"
_INSTANT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


def write_act(act: Act) -> bytes:
    """Return an act's bytes.

    >>> from tenprint.sharing.act import Act, ActKind
    >>> day = date(2011, 6, 8)
    >>> at = datetime(2011, 6, 8, 16, 30, tzinfo=UTC)
    >>> print(write_act(Act("MATPSIB01-20110608-A00001", ActKind.SIGN, "MA", day, day, None, "governor's office",
    ...     "state", at)).decode().replace(chr(13), ""), end="")
    ACT*MATPSIB01-20110608-A00001.TXT
    KND/sign
    PLC/MA
    DAY/2011-06-08
    EFF/2011-06-08
    DOC/NONE
    TTL/governor's office
    ORG/state
    ATI/2011-06-08T16:30:00.000000Z
    """
    values = (
        act.kind.value,
        act.place,
        act.acted_on.isoformat(),
        act.effective_on.isoformat(),
        act.document or NO_DOCUMENT,
        act.title,
        act.origin,
        act.at.astimezone(UTC).strftime(_INSTANT),
    )
    lines = [
        f"ACT*{act.control}.TXT",
        *(f"{label}/{value}" for label, value in zip(LABELS, values, strict=True)),
    ]
    return "".join(line + LINE_END for line in lines).encode("ascii")


def read_act(data: bytes) -> Act:
    """Read an act back.

    Raises:
        BadInput: not of that form; the text names the label.
    """
    if len(data) > BYTES_MAX:
        raise BadInput(f"act: expected at most {BYTES_MAX} bytes, found {len(data)}")
    try:
        head, *lines = data.decode("ascii").split(LINE_END)
    except UnicodeDecodeError:
        raise BadInput("act: expected ASCII text, found another") from None
    control = HEAD.fullmatch(head)
    if control is None or len(lines) != len(LABELS) + 1 or lines.pop():
        raise BadInput(
            f"act: expected a head and {len(LABELS)} lines, each ended by CR LF, found another form"
        )
    values = [_value(label, line) for label, line in zip(LABELS, lines, strict=True)]
    kind, place, day, effect, document, title, origin, at = values
    if kind not in set(ActKind):
        raise BadInput(f"act KND: expected one of {', '.join(ActKind)}, found {kind[:20]!r}")
    return Act(
        control=control[1],
        kind=ActKind(kind),
        place=place,
        acted_on=_day("DAY", day),
        effective_on=_day("EFF", effect),
        document=None if document == NO_DOCUMENT else document,
        title=title,
        origin=origin,
        at=_instant(at),
    )


def _value(label: str, line: str) -> str:
    """Return a line's value, or fail naming the label that was expected."""
    found, separator, value = line.partition("/")
    if found != label or not separator:
        raise BadInput(f"act: expected the line {label}/, found {found[:10]!r}")
    return value


def _day(label: str, text: str) -> date:
    """Read a date in its one form."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise BadInput(f"act {label}: expected a date YYYY-MM-DD, found {text[:20]!r}")
    return day


def _instant(text: str) -> datetime:
    """Read an instant of UTC in its one form."""
    try:
        at = datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)
    except ValueError:
        at = None
    if at is None or at.strftime(_INSTANT) != text:
        raise BadInput(f"act ATI: expected an instant of UTC with six decimals, found {text[:40]!r}")
    return at
