"""Control numbers and agency identifiers as value types.

Sizes are those of EBTS 8.001 tables B-1 and D-1/D-2 (fields 1.007–1.010, 2.014, 2.015, 2.017).
"""

import re
from typing import Self

from tenprint.errors import BadInput


class _Number(str):
    """A string of a fixed form; ``pattern`` and ``label`` are set by the subclass."""

    __slots__ = ()
    pattern = re.compile(r".*")
    label = "number"

    def __new__(cls, value: str) -> Self:
        if not cls.pattern.fullmatch(value):
            raise BadInput(f"{cls.label}: expected {cls.pattern.pattern}, found {value[:40]!r}")
        return super().__new__(cls, value)


class ORI(_Number):
    """Originating agency identifier, nine characters, the first two the state or federal code (1.008, 2.073).

    >>> ORI("MA0130100")[:2]
    'MA'
    """

    __slots__ = ()
    pattern = re.compile(r"[A-Z]{2}[A-Z0-9]{7}")
    label = "ORI"


class TCN(_Number):
    """Transaction control number, 10 to 40 printable characters, unique per originator (1.009)."""

    __slots__ = ()
    pattern = re.compile(r"[!-~]{10,40}")
    label = "TCN"


class UCN(_Number):
    """Universal control number of a subject at the national agency, up to nine characters (2.014)."""

    __slots__ = ()
    pattern = re.compile(r"[A-Z0-9]{1,9}")
    label = "UCN"


class SID(_Number):
    """State identification number: state code and one to eight characters (2.015)."""

    __slots__ = ()
    pattern = re.compile(r"[A-Z]{2}[A-Z0-9]{1,8}")
    label = "SID"


class FIN(_Number):
    """Fingerprint identification number of a subject at the immigration agency; restricted (MNU FN)."""

    __slots__ = ()
    pattern = re.compile(r"[0-9]{4,12}")
    label = "FIN"
