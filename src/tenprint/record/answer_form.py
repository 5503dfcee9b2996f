"""How an answer is written so that whoever asked can read it: the edition and version that the request declares.

Since EBTS 9.4 (change history of December 2012) the subject's number stands in 2.014 alone (2.081 is retired), names
have up to 50 characters, and an SRE may carry a message. Fields 1.013 to 1.015 came with ANSI/NIST-ITL 1-2000.
"""

import re
from dataclasses import dataclass

from tenprint.record.build import Value
from tenprint.record.model import TaggedRecord, Transaction

OWN_EDITION = (8, 1)
OWN_DOMAIN = (("NORAM", "EBTS8.001"),)  # 1.013
OWN_VERSION = "0400"  # 1.002: ANSI/NIST-ITL 1-2007, the one that EBTS 8 builds on
FIRST_WITH_CIVIL_NUMBER = (8, 0)  # 2.081 UCN
MERGED_NUMBER = (9, 4)  # 2.081 merged into 2.014; NAM of 50 characters; MSG in an SRE
NUMBER, UNIVERSAL_NUMBER = 14, 81  # 2.014 and 2.081
_EDITION = re.compile(r"(?:EBTS|EFTS)[ _V]{0,2}(\d{1,2})\.(\d{1,3})", re.IGNORECASE)
_VERSION = re.compile(r"0[2-5]\d\d")
_DOMAIN_ITEM = re.compile(r"[ -~]{0,50}")
_CHARACTER_SET = re.compile(
    rb"[0-9]{1,3}\x1f[ -~]{1,16}(\x1f[ -~]{0,16})?(\x1e[0-9]{1,3}\x1f[ -~]{1,16}(\x1f[ -~]{0,16})?)*"
)


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What an answer to one request looks like.

    Attributes:
        edition: of EBTS, as 1.013 of the request names it, else 8.1 (8.001).
        version: 1.002 of the answer.
        domain: 1.013 of the answer, or None where its version has none.
        character_sets: 1.015 as the request declares it, or None.
    """

    edition: tuple[int, int] = OWN_EDITION
    version: str = OWN_VERSION
    domain: tuple[tuple[str, ...], ...] | None = OWN_DOMAIN
    character_sets: bytes | None = None

    @property
    def name_characters(self) -> int:
        """Most characters of 2.018 NAM."""
        return 50 if self.edition >= MERGED_NUMBER else 30

    @property
    def number_fields(self) -> tuple[int, ...]:
        """Where the subject's number stands."""
        both = FIRST_WITH_CIVIL_NUMBER <= self.edition < MERGED_NUMBER
        return (NUMBER, UNIVERSAL_NUMBER) if both else (NUMBER,)

    @property
    def message_in_sre(self) -> bool:
        """Whether an SRE may carry 2.060 MSG."""
        return self.edition >= MERGED_NUMBER

    def header(self) -> dict[int, Value | None]:
        """The Type-1 fields that follow from it; 1.014 is None (left out) where the version has none."""
        fields: dict[int, Value | None] = {2: self.version, 13: self.domain}
        return fields if self.domain else {**fields, 14: None}


def answer_form(request: Transaction) -> AnswerForm:
    """The form in which a request is answered: its own edition and version where they are known, else ours.

    >>> from tenprint.record.build import assemble
    >>> asked = assemble({2: "0500", 13: [("NORAM", "EBTS9.4")]}, [])
    >>> answer_form(asked).edition, answer_form(asked).number_fields
    ((9, 4), (14,))
    """
    header = request.header
    version = header.field(2) or ""
    version = version if _VERSION.fullmatch(version) else OWN_VERSION
    edition, domain = _declared(header) or (OWN_EDITION, OWN_DOMAIN)
    if int(version) < 300:
        return AnswerForm(edition, version, domain=None)
    sets = header.value(15) or b""
    return AnswerForm(edition, version, domain, sets if _CHARACTER_SET.fullmatch(sets) else None)


def _declared(header: TaggedRecord) -> tuple[tuple[int, int], tuple[tuple[str, ...], ...]] | None:
    """Edition and domain of 1.013, or None where it names no edition."""
    domain = header.items(13)[:1]
    found = _EDITION.search(domain[0][-1]) if domain and len(domain[0]) == 2 else None
    if found is None or not all(_DOMAIN_ITEM.fullmatch(item) and item for item in domain[0]):
        return None
    return (int(found[1]), int(found[2])), domain
