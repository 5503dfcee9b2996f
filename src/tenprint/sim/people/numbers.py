"""Numbers in ranges that nobody issues: each kind with its form, its source, and a function that tells.

The ranges are in docs/concepts/people.md, with the same words.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from tenprint.identity.number import FIN, SID, UCN


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers of a kind that nobody has.

    Attributes:
        form: regular expression of the whole number.
        why: why nobody has it, with the source.
    """

    form: re.Pattern[str]
    why: str


RANGES: Final = {
    "social_security": Range(
        re.compile(r"666(?!00)\d\d(?!0000)\d{4}"),
        "area 666 was never assigned and is excluded from randomized assignment (ssa.gov/employer/randomizationfaqs.html)",
    ),
    "alien": Range(
        re.compile(r"000(?!000000)\d{6}"),
        "registration began at A1 000 000 in 1940; a choice of this model",
    ),
    "ucn": Range(re.compile(r"TP[0-9]{7}"), "a prefix of this model"),
    "sid": Range(re.compile(r"[A-Z]{2}TP\d{6}"), "letters of this model after the state's"),
    "fin": Range(re.compile(r"0008\d{8}"), "a range of this model beginning with 000"),
    "telephone": Range(re.compile(r"[2-9]\d{2}55501\d{2}"), "555-0100 to 555-0199 are reserved for fiction"),
    "case": Range(re.compile(r"TP\d{2}-\d{6}"), "a prefix of this model"),
    "docket": Range(re.compile(r"TP\d{2}CR\d{6}"), "a prefix of this model"),
    "warrant": Range(re.compile(r"TPW-\d{4}-\d{6}"), "a prefix of this model"),
    "encounter": Range(re.compile(r"E8\d{8}"), "a range of this model"),
}


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


def social_security(random: np.random.Generator) -> str:
    """Of area 666."""
    return f"666{int(random.integers(1, 100)):02d}{int(random.integers(1, 10_000)):04d}"


def alien(random: np.random.Generator) -> str:
    """Below the first number of 1940."""
    return f"000{int(random.integers(1, 1_000_000)):06d}"


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
    """Of a court (2.094 CCN)."""
    return f"TP{year % 100:02d}CR{int(random.integers(10**6)):06d}"


def warrant(year: int, random: np.random.Generator) -> str:
    """Of a want or a caution."""
    return f"TPW-{year}-{int(random.integers(10**6)):06d}"


def encounter(random: np.random.Generator) -> str:
    """Of an encounter at the immigration agency."""
    return f"E8{int(random.integers(10**8)):08d}"
