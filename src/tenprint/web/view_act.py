"""An act of participation as consoles show it, and the fields that every form of an act has."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tenprint.agency import role
from tenprint.agency.act_register import ActEntry
from tenprint.agency.participation import AUTHORITY_CHARACTERS_MAX
from tenprint.agency.permission_place import place_name
from tenprint.agency.service import Service
from tenprint.agency.staff import Staff
from tenprint.errors import BadInput
from tenprint.sharing.act import DIGEST_FORM, HOLDINGS, NATION, level_of, words
from tenprint.sharing.rules import Rules


@dataclass(frozen=True, slots=True)
class ShownAct:
    """An act of the register for a reader; ``lapsed``: a proposal whose day passed without a second person."""

    entry: ActEntry
    place_name: str
    said: str
    by: str
    standing: str
    lapsed: bool


def shown_act(service: Service, entry: ActEntry) -> ShownAct:
    """An entry of an agency's register for a reader."""
    act, lapsed = entry.act, service.participation.lapsed(entry)
    officer = f"{entry.officer}, {act.title}" if entry.officer else f"{act.title} ({role.title(act.origin)})"
    return ShownAct(
        entry=entry,
        place_name=place_name(act.place),
        said=HOLDINGS[act.kind].told if entry.standing == "in force" else words(act.kind),
        by=f"{officer}; confirmed by {entry.confirmed_by}" if entry.confirmed_by else officer,
        standing="lapsed" if lapsed else str(entry.standing),
        lapsed=lapsed,
    )


def around(place: str, rules: Rules) -> tuple[str, ...]:
    """A place and those that contain it."""
    if level_of(place) == "county":
        return (place, rules.county(place).state, NATION)
    return tuple(dict.fromkeys((place, NATION)))


def staff_near(service: Service, agencies: Collection[str], place: str) -> list[Staff]:
    """The staff of some agencies whose own place contains a place, or lies in it."""
    rules = service.rules
    return [
        one
        for one in service.participation.staff.members.values()
        if one.agency in agencies
        and (one.jurisdiction in around(place, rules) or place in around(one.jurisdiction, rules))
    ]


def read_day(label: str, text: str) -> date:
    """A date of a form.

    Raises:
        BadInput: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{label}: expected a date as 2011-06-08, found {text[:20]!r}") from None


def read_authority(text: str) -> str:
    """The words of a form on what an officer relies on.

    Raises:
        BadInput: none, or too many.
    """
    told = text.strip()
    if not 0 < len(told) <= AUTHORITY_CHARACTERS_MAX:
        raise BadInput(f"authority: expected 1 to {AUTHORITY_CHARACTERS_MAX} characters, found {len(told)}")
    return told


def read_document(text: str) -> str | None:
    """The digest of a document, as a confirmation hands it on.

    Raises:
        BadInput: it is no digest.
    """
    if text and not DIGEST_FORM.fullmatch(text):
        raise BadInput(f"document: expected a SHA-256 of 64 hexadecimal digits, or none; found {text[:20]!r}")
    return text or None


def digest_of(data: bytes) -> str:
    """The digest of an uploaded document, nothing where none was chosen; the document itself is not kept.

    >>> digest_of(b"")
    ''
    """
    return hashlib.sha256(data).hexdigest() if data else ""
