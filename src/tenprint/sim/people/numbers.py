"""Numbers in ranges that nobody issues: each kind with its form, its source, and a function that tells.

The ranges are in docs/concepts/people.md, with the same words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from tenprint.identity.number import FIN, SID, UCN

CHOICE = "a choice of this model"
STEP = 7919  # a prime that divides neither range, so that neighbours have no neighbouring numbers
GROUPS, SERIALS = 99, 9999  # of a social security number; neither is ever zero


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers of a kind that nobody has.

    Attributes:
        form: regular expression of the whole number.
        why: why nobody has it.
        source: who says so.
    """

    form: re.Pattern[str]
    why: str
    source: str


RANGES: Final[Mapping[str, Range]] = MappingProxyType(
    {
        "social_security": Range(
            re.compile(r"666(?!00)\d\d(?!0000)\d{4}"),
            "area 666 was never assigned, and is not since the areas lost their meaning in 2011",
            "ssa.gov/employer/randomizationfaqs.html",
        ),
        "alien": Range(
            re.compile(r"000(?!000000)\d{6}"),
            "registration began in 1940 with A1 000 000; numbers below it were not given out",
            "uscis.gov, Alien Registration Forms on Microfilm, 1940-1944",
        ),
        "telephone": Range(
            re.compile(r"[2-9]\d{2}55501\d{2}"),
            "555-0100 to 555-0199 of every area are kept for fiction",
            "North American Numbering Plan, as reported (liquisearch.com, area codes: fictional numbers)",
        ),
        "ucn": Range(re.compile(r"TP\d{7}"), "letters of this model before the digits", CHOICE),
        "sid": Range(re.compile(r"[A-Z]{2}TP\d{6}"), "letters of this model after the state's", CHOICE),
        "fin": Range(re.compile(r"0008\d{8}"), "a range of this model", CHOICE),
        "case": Range(re.compile(r"TP\d{2}-\d{6}"), "letters of this model before the year", CHOICE),
        "docket": Range(re.compile(r"TP\d{2}CR\d{6}"), "letters of this model before the year", CHOICE),
        "warrant": Range(re.compile(r"TPW-\d{4}-\d{6}"), "letters of this model before the year", CHOICE),
        "encounter": Range(re.compile(r"E8\d{8}"), "a range of this model", CHOICE),
        "station": Range(
            re.compile(r"[A-Z]{2}\d{3}TP\d{2}"), "stations of this model (sharing/jurisdiction.py)", CHOICE
        ),
    }
)
"""Every kind of number that a synthetic person has or is quoted with."""


def is_reserved(kind: str, number: str) -> bool:
    """Whether a number lies in the range of its kind that nobody has.

    >>> is_reserved("social_security", "666123456"), is_reserved("social_security", "123456789")
    (True, False)
    """
    return RANGES[kind].form.fullmatch(number) is not None


@dataclass(frozen=True, slots=True)
class Numbers:
    """A person's own numbers.

    Attributes:
        social_security: nine digits, or empty.
        alien: nine digits, or empty.
        ucn: at the national agency, where it knows the person.
        sid: at the state, where it knows the person.
        fin: at the immigration agency, where it knows the person.
        telephone: ten digits.
    """

    social_security: str
    alien: str
    ucn: UCN | None
    sid: SID | None
    fin: FIN | None
    telephone: str


def social_security(seed: int, number: int) -> str:
    """Of the population's person ``number``, in area 666; no two alike below number 989,901.

    >>> social_security(1, 0)
    '666010002'
    """
    group, serial = divmod((number * STEP + seed) % (GROUPS * SERIALS), SERIALS)
    return f"666{group + 1:02d}{serial + 1:04d}"


def alien(seed: int, number: int) -> str:
    """Of the population's person ``number``, below the first number of 1940; no two alike below number 999,999.

    >>> alien(1, 0)
    '000000002'
    """
    return f"000{(number * STEP + seed) % 999_999 + 1:06d}"


def telephone(random: np.random.Generator) -> str:
    """Ten digits, of the hundred of an area that are kept for fiction."""
    return f"{int(random.integers(2, 10))}{int(random.integers(100)):02d}55501{int(random.integers(100)):02d}"


def ucn(number: int) -> UCN:
    """Of the population's person ``number``."""
    return UCN(f"TP{number % 10**7:07d}")


def sid(state: str, number: int) -> SID:
    """Of the population's person ``number`` in a state."""
    return SID(f"{state}TP{number % 10**6:06d}")


def fin(number: int) -> FIN:
    """Of the population's person ``number``."""
    return FIN(f"0008{number % 10**8:08d}")


def case(year: int, random: np.random.Generator) -> str:
    """Of an agency that arrested (2.009 OCA)."""
    return f"TP{year % 100:02d}-{int(random.integers(10**6)):06d}"


def docket(year: int, random: np.random.Generator) -> str:
    """Of a court; it stands with the outcome."""
    return f"TP{year % 100:02d}CR{int(random.integers(10**6)):06d}"


def warrant(year: int, random: np.random.Generator) -> str:
    """Of a want or a caution."""
    return f"TPW-{year}-{int(random.integers(10**6)):06d}"


def encounter(number: int, which: int) -> str:
    """Of an encounter of the population's person ``number`` at the immigration agency; ``which`` is 0 to 9."""
    return f"E8{number % 10**7:07d}{which}"
