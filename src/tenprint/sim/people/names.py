"""Names made of syllables: plausible by form, and of no language and nobody.

A word is made of two to four syllables of ``sim/data/people_names.yaml``, drawn by falling weights, so that some names
are frequent and most are rare, as in life. Nothing but the stream decides: a name tells neither place of birth nor
citizenship, and no function here takes one. Form: EBTS 8.001 table D-1, 2.018 NAM, 3 to 30 characters.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from tenprint.sim.people.parameters import Weighted, one_of, parameters

NAME_CHARACTERS_MAX = 30  # 2.018 NAM before edition 9.4
NO_GIVEN_NAME = "FNU"  # how a person of one name is written: first name unknown
JOINT_CHARACTERS_MAX = 19  # of two surnames, so that a given name has room in 2.018


@dataclass(frozen=True, slots=True)
class Name:
    """A name in parts, capitals; ``given`` is ``FNU`` for a person of one name.

    Attributes:
        surname: one or two words, with a hyphen or a blank between them.
        given: first name.
        middle: second name or its initial, or empty.
        suffix: such as ``JR``, or empty.
    """

    surname: str
    given: str
    middle: str = ""
    suffix: str = ""

    @property
    def text(self) -> str:
        """As 2.018 NAM has it; what is too long loses its middle name, then its suffix, then its end.

        >>> Name("ORVAMERE", "KELVIN", "T", "JR").text
        'ORVAMERE,KELVIN T JR'
        """
        forms = (
            (self.given, self.middle, self.suffix),
            (self.given, self.middle[:1], self.suffix),
            (self.given, self.suffix),
            (self.given,),
        )
        texts = (f"{self.surname},{' '.join(part for part in form if part)}" for form in forms)
        return next((text for text in texts if len(text) <= NAME_CHARACTERS_MAX), self._cut())

    def _cut(self) -> str:
        """The name cut to what the field holds."""
        return f"{self.surname},{self.given}"[:NAME_CHARACTERS_MAX].rstrip(" ,-")


def surname(random: np.random.Generator) -> str:
    """One surname, or two with a hyphen or a blank between them where the field holds both."""
    shares = parameters()["names"]
    first = word(random, "surname")
    if random.random() >= shares["compound"]["share"]:
        return first
    joint = "-" if random.random() < shares["hyphen"]["share"] else " "
    both = f"{first}{joint}{word(random, 'surname')}"
    return both if len(both) <= JOINT_CHARACTERS_MAX else first


def given(random: np.random.Generator, sex: str, of_surname: str) -> Name:
    """A whole name with a surname that is given; ``sex`` F or M decides only whether a suffix may follow."""
    shares = parameters()["names"]
    if random.random() < shares["single"]["share"]:
        return Name(of_surname, NO_GIVEN_NAME)
    first, middle, suffix = word(random, "given"), "", ""
    if random.random() < shares["middle"]["share"]:
        middle = word(random, "given")
        middle = middle[:1] if random.random() < shares["middle"]["initial"] else middle
    if sex == "M" and random.random() < shares["suffix"]["share"]:
        suffix = one_of(random, shares["suffix"]["values"])
    return Name(of_surname, first, middle, suffix)


def word(random: np.random.Generator, kind: str) -> str:
    """One word: ``surname`` or ``given``.

    >>> word(np.random.default_rng(3), "surname").isalpha()
    True
    """
    opening, link, ending = _tables(kind)
    start = opening.draw(random)
    if random.random() < parameters("people_names")[kind]["linked"]:
        start += link.draw(random)
    return start + ending.draw(random)


@cache
def _tables(kind: str) -> tuple[Weighted[str], Weighted[str], Weighted[str]]:
    """Openings, links and endings of a kind of word."""
    parts = parameters("people_names")[kind]
    openings, links, endings = (
        _falling(parts[name], parts["slowly"]) for name in ("openings", "links", "endings")
    )
    return openings, links, endings


def _falling(parts: list[str], slowly: float) -> Weighted[str]:
    """Parts with weights that fall with the rank, the more slowly the larger the number."""
    return Weighted({part: 1.0 / (rank + slowly) for rank, part in enumerate(parts)})
