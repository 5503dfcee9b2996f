"""The identity history: events, dispositions, wants and cautions under one number, and its text, the rap sheet.

EBTS prescribes no grammar for the text of 2.075 ERS; sections follow the customary order, with what protects the
officer first. Lines are at most 72 characters.
"""

import textwrap
from dataclasses import dataclass
from datetime import date

from tenprint.identity.event import Disposition, Event
from tenprint.identity.want import Want

LINE_CHARACTERS = 72


@dataclass(frozen=True, slots=True)
class IdentityHistory:
    """All that one agency knows of a subject under its number.

    Attributes:
        number: UCN.
        name: master name, ``SURNAME,GIVEN``.
        biographic: further descriptors by EBTS mnemonic (DOB, SEX, POB ...).
        events: arrest cycles, oldest first.
        wants: warrants and cautions in force.
    """

    number: str
    name: str
    biographic: dict[str, str]
    events: tuple[Event, ...]
    wants: tuple[Want, ...]

    @property
    def convictions(self) -> tuple[Disposition, ...]:
        """Every conviction, oldest first."""
        found = [item for event in self.events for item in event.dispositions if item.convicted]
        return tuple(sorted(found, key=lambda item: item.on))

    @property
    def aliases(self) -> tuple[str, ...]:
        """Names used at arrests, other than the master name, each once."""
        return tuple(dict.fromkeys(event.name for event in self.events if event.name != self.name))


def rap_sheet(history: IdentityHistory, on: date) -> str:
    """The history as text, lines of at most 72 characters joined by line feeds."""
    lines = ["IDENTITY HISTORY SUMMARY", f"UCN {history.number}   DATE {on:%Y-%m-%d}", ""]
    lines += _wants(history.wants)
    lines += _subject(history)
    for number, event in enumerate(history.events, start=1):
        lines += _cycle(number, event)
    if not history.events:
        lines += ["NO ARREST ON FILE"]
    lines += ["", "END OF RECORD. BASED ON FINGERPRINTS. VERIFY BEFORE FURTHER USE."]
    return "\n".join(piece for line in lines for piece in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    """A line cut to the width, continuation lines indented."""
    return textwrap.wrap(line, LINE_CHARACTERS, subsequent_indent="    ", drop_whitespace=False) or [""]


def _wants(wants: tuple[Want, ...]) -> list[str]:
    """Cautions and warrants, before anything else."""
    lines = [f"*** CAUTION: {want.text} ***" for want in wants if want.caution]
    lines += [
        f"*** WANTED: {want.text}  OFF {want.offence_code}  ORI {want.ori}  WARRANT {want.number}  {want.on} ***"
        for want in wants
        if not want.caution
    ]
    return [*lines, ""] if lines else ["NO WANT OR CAUTION ON FILE", ""]


def _subject(history: IdentityHistory) -> list[str]:
    """Name, descriptors and aliases."""
    descriptors = "  ".join(f"{mnemonic} {value}" for mnemonic, value in history.biographic.items())
    lines = [f"NAME {history.name}", descriptors]
    if history.aliases:
        lines.append(f"ALSO USED {'; '.join(history.aliases)}")
    return [*lines, ""]


def _cycle(number: int, event: Event) -> list[str]:
    """One arrest with its charges and outcomes."""
    lines = [f"{number:02d} ARREST {event.on}  ORI {event.ori}  NAME USED {event.name}"]
    if event.agency_case:
        lines.append(f"   AGENCY CASE {event.agency_case}")
    lines += [f"   CHARGE {charge.offence_code} {charge.literal}" for charge in event.charges]
    lines += [f"   COURT {item.on} {item.offence_code} {item.literal}" for item in event.dispositions]
    if not event.dispositions:
        lines.append("   COURT NO DISPOSITION REPORTED")
    return lines
