"""The rap sheet: an identity history as the text that a booking officer reads, and the text where nobody is on file.

EBTS prescribes no grammar for 2.075 ERS; the names IDRR (identified) and NIDR (not identified) are its own. Sections
follow the customary order, with what protects the officer before all else. Lines are at most 72 characters.
"""

import textwrap
from collections.abc import Sequence
from datetime import date

from tenprint.identity.event import Event
from tenprint.identity.history import IdentityHistory
from tenprint.identity.want import Want

LINE_CHARACTERS = 72
DESCRIPTORS = {  # of 2.020 to 2.032, in the order of the text
    "SEX": "SEX",
    "RAC": "RACE",
    "DOB": "BORN",
    "POB": "PLACE OF BIRTH",
    "CTZ": "CITIZENSHIP",
    "HGT": "HEIGHT",
    "WGT": "WEIGHT",
    "EYE": "EYES",
    "HAI": "HAIR",
}
MARKS, STATE_NUMBER = "SMT", "SID"
UNKNOWN = frozenset({"", "00000000", "000", "XXX", "XX"})  # values that say nothing
NOTHING_KNOWN = "NO WANT OR CAUTION ON FILE"
END = (
    "END OF RECORD. BASED ON FINGERPRINTS. VERIFY BEFORE FURTHER USE.",
    "AN ARREST WITHOUT A DISPOSITION IS NO FINDING OF GUILT.",
    "FURTHER ENTRIES MAY BE HELD BY STATES AND COURTS.",
    "CONFIRM A WANT WITH THE AGENCY THAT ENTERED IT BEFORE ACTING ON IT.",
)


def rap_sheet(history: IdentityHistory, on: date, notices: Sequence[str] = ()) -> str:
    """The history as text (IDRR), lines of at most 72 characters joined by line feeds.

    Args:
        history: of the subject identified.
        on: date of the answer.
        notices: what became of the numbers that the submission quoted.
    """
    state_number = history.biographic.get(STATE_NUMBER, "")
    numbers = f"UCN {history.number}" + (f"   SID {state_number}" if state_number else "")
    lines = _wants(history.wants)
    lines += ["IDENTITY HISTORY SUMMARY (IDRR)", f"{numbers}   DATE {on:%Y-%m-%d}", ""]
    lines += [*notices, ""] if notices else []
    lines += _subject(history)
    for number, event in enumerate(history.events, start=1):
        lines += [*_cycle(number, event), ""]
    if not history.events:
        lines += ["NO ARREST ON FILE", ""]
    return _text([*lines, *END])


def no_record(on: date, notices: Sequence[str] = ()) -> str:
    """The text of a search that identified nobody (NIDR)."""
    lines = ["NON-IDENTIFICATION RESPONSE (NIDR)", f"DATE {on:%Y-%m-%d}", ""]
    lines += [*notices, ""] if notices else []
    return _text([*lines, "NO IDENTITY HISTORY ON FILE FOR THESE FINGERPRINTS."])


def _text(lines: Sequence[str]) -> str:
    """Lines cut to the width, as one text."""
    return "\n".join(piece for line in lines for piece in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    """A line cut to the width, continuation lines indented."""
    return textwrap.wrap(line, LINE_CHARACTERS, subsequent_indent="    ", drop_whitespace=False) or [""]


def _wants(wants: tuple[Want, ...]) -> list[str]:
    """Cautions and warrants, before anything else; how many there are stands first, so that none is overlooked."""
    cautions = [f"*** CAUTION: {want.text} ***" for want in wants if want.caution]
    warrants = [
        f"*** WANTED: {want.text}  OFF {want.offence_code}  ORI {want.ori}  WARRANT {want.number}  {want.on} ***"
        for want in wants
        if not want.caution
    ]
    if not wants:
        return [NOTHING_KNOWN, ""]
    head = f"*** READ FIRST: CAUTIONS {len(cautions)}, WANTS {len(warrants)} ***"
    return [head, *cautions, *warrants, ""]


def _subject(history: IdentityHistory) -> list[str]:
    """Name, aliases and descriptors."""
    lines = [f"NAME {history.name}"]
    if history.aliases:
        lines.append(f"ALSO USED {'; '.join(history.aliases)}")
    known = {label: _shown(history, mnemonic) for mnemonic, label in DESCRIPTORS.items()}
    told = [f"{label} {value}" for label, value in known.items() if value]
    if told:
        lines.append("  ".join(told))
    if marks := _shown(history, MARKS):
        lines.append(f"SCARS, MARKS, TATTOOS {marks}")
    return [*lines, ""]


def _shown(history: IdentityHistory, mnemonic: str) -> str:
    """A descriptor as an officer reads it, or an empty text where it says nothing."""
    value = str(history.biographic.get(mnemonic, ""))
    if value in UNKNOWN:
        return ""
    if mnemonic == "DOB":
        return "; ".join(_day(part) for part in value.split("; "))
    return value


def _day(text: str) -> str:
    """CCYYMMDD as CCYY-MM-DD; anything else as it is.

    >>> _day("19800229")
    '1980-02-29'
    """
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdecimal() else text


def _cycle(number: int, event: Event) -> list[str]:
    """One arrest with its charges, outcomes and custody."""
    lines = [f"{number:02d} ARREST {event.on}  ORI {event.ori}  NAME USED {event.name}"]
    if event.agency_case:
        lines.append(f"   AGENCY CASE {event.agency_case}")
    lines += [f"   CHARGE {charge.offence_code} {charge.literal}" for charge in event.charges]
    lines += [f"   COURT {item.on} {item.offence_code} {item.literal}" for item in event.dispositions]
    lines += [
        f"   COURT AS REPORTED {item.on or 'UNDATED'} {item.offense}: {item.outcome}"
        for item in event.court_reports
    ]
    if not event.dispositions and not event.court_reports:
        lines.append("   COURT NO DISPOSITION REPORTED")
    lines += [f"   CUSTODY {item.on or 'UNDATED'} {item.status}" for item in event.custody]
    return lines
