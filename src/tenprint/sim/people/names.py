"""Names made of syllables: plausible by form, and of no language and nobody.

A word is made of two or three syllables of the lists below, drawn by falling weights, so that some names are frequent
and most are rare, as in life. Nothing but the stream decides: a name tells neither place of birth nor citizenship, and
no function here takes one. Forms: EBTS 8.001 table D-1, 2.018 NAM, 3 to 30 characters.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from tenprint.sim.people.parameters import Weighted, one_of, parameters

NAME_CHARACTERS_MAX = 30  # 2.018 NAM before edition 9.4
NO_GIVEN_NAME = "FNU"  # how a person of one name is written: first name unknown
OPENINGS = (
    "BREV CAV CORM DAV DREL ELV FARV FEM GARV GOLV GREV HALV HOV IRV JAV JELM KAV KELV KORV LAV LEMV LORV MAV MELV "
    "MORV NAV NELV NORV ORV PAV PELM PRAV QUAV RAV RELV ROV SAV SELV SORV STREV TAV TELM TROV ULV VALM VEM VORL WAV "
    "WELV WINV YAV YEM ZAV ZEM"
).split()
VOWELS = "A E I O U AE EA IA IO OA".split()
MIDDLES = "BR D DR F G GR L LM M MB N ND P R RL RS S ST T V".split()
SURNAME_ENDS = (
    "BRECK CK DALE FELD GARTH HOLT KERN LECK LISH LOW MARK MERE NACK NELL NICK PETH QUIST RACK RELL RICK RINE SBY "
    "SETH SHAW SKEY STED TARN TELL THORP TOCK VARD VEN WARD WELL WICK WITH YARD"
).split()
GIVEN_ENDS = "D DA L LA LE M N NA NE R RA RD S SA SH TH THA V VA X Z".split()


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
    """One or two surnames; of two the shorter forms, so that the field holds them."""
    compound = parameters()["names"]["compound"]
    if random.random() >= compound["share"]:
        return word(random, "surname")
    joint = "-" if random.random() < parameters()["names"]["hyphen"]["share"] else " "
    return joint.join(word(random, "surname")[:11] for _ in range(2))


def given(random: np.random.Generator, sex: str, of_surname: str) -> Name:
    """A whole name with a surname that is given."""
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
    opening, vowel, middle, ends = _tables(kind)
    start = opening.draw(random) + vowel.draw(random)
    if random.random() < 0.45:
        start += middle.draw(random) + vowel.draw(random)
    return start + ends.draw(random)


@cache
def _tables(kind: str) -> tuple[Weighted[str], Weighted[str], Weighted[str], Weighted[str]]:
    """Syllables of a kind of word; a given name takes the openings in another order."""
    ends = SURNAME_ENDS if kind == "surname" else GIVEN_ENDS
    openings = OPENINGS if kind == "surname" else OPENINGS[1::2] + OPENINGS[::2]
    return tuple(_falling(part) for part in (openings, VOWELS, MIDDLES, ends))  # type: ignore[return-value]


def _falling(parts: list[str]) -> Weighted[str]:
    """Parts with weights that fall slowly with the rank."""
    return Weighted({part: 1.0 / (rank + 6.0) for rank, part in enumerate(parts)})
