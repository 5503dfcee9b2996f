"""What the national agency writes: the query after a match, and the texts of its answers."""

from collections.abc import Sequence

from tenprint.agency import role
from tenprint.agency.national.arrest import biographic, charges
from tenprint.identity.event import Disposition
from tenprint.record.ebts import SharedServicesStatus
from tenprint.record.model import Transaction
from tenprint.record.nlets import DESTINATION, GENERIC_OFFENSE, Iaq, Idr, IdrResult
from tenprint.sharing.grant import Category

REMARK_CHARACTERS = 200
STATUS_OF = {
    IdrResult.MATCH: SharedServicesStatus.MATCH,
    IdrResult.NO_MATCH: SharedServicesStatus.NO_MATCH,
    IdrResult.ERROR: SharedServicesStatus.ERROR,
}


def status_query(
    transaction: Transaction,
    idr: Idr,
    ucn: str | None,
    convictions: Sequence[Disposition],
    control: str,
    granted: frozenset[Category],
) -> Iaq:
    """The immigration alien query (IAQ) after a match: the person as arrested, charge, and convictions on file.

    It cannot be written without the person; without ``charge`` it has the generic code and tells no conviction.
    """
    assert Category.BIOGRAPHICS in granted, "the query names the person"
    charge = Category.CHARGE in granted
    person = biographic(transaction)
    attention, phone = role.national_contact()
    born = person.get("DOB", "")
    if born in ("", "00000000") and idr.birth_date is not None:
        born = f"{idr.birth_date:%Y%m%d}"
    return Iaq(
        ori=role.federal_ori("national"),
        pur="C",
        atn=attention,
        phn=phone,
        nam=_plain(person["NAM"].replace(",", ", "))[:30],
        dob=born,
        sex=person["SEX"],
        pob=person["POB"],
        cus="Y",
        off=charges(transaction)[0].offence_code if charge else GENERIC_OFFENSE,
        fbi=ucn,
        rem=conviction_remark(convictions) if charge else None,
        control=control,
    )


def no_query(control: str) -> bytes:
    """Tell the immigration agency that no query follows a match; the form is ours and names nobody.

    >>> no_query("USTPNAT01-20110608-000004")
    b'NOQ.USTPNAT01.AX*USTPNAT01-20110608-000004.TXTRSN/NO STATUS MAY BE ASKED FOR.'
    """
    head = f"NOQ.{role.federal_ori('national')}.{DESTINATION}*{control}.TXT"
    return f"{head}RSN/NO STATUS MAY BE ASKED FOR.".encode()


def conviction_remark(convictions: Sequence[Disposition]) -> str | None:
    """Convictions on file as a remark of the query: code, F or M, A where aggravated, days, date; newest first.

    The form is ours (docs/protocols/PR-STATUS.md); ``immigration.ident.convictions_of`` reads it.

    >>> from datetime import date
    >>> conviction_remark([Disposition(date(2007, 4, 12), "1299", "", True, True, True, 1460)])
    'CONV 1299 F A 1460D 20070412'
    """
    parts: list[str] = []
    for item in sorted(convictions, key=lambda one: one.on, reverse=True):
        kind = f"{'F' if item.felony else 'M'} {'A' if item.aggravated else '-'}"
        part = f"CONV {item.offence_code} {kind} {item.sentence_days}D {item.on:%Y%m%d}"
        if len("; ".join([*parts, part])) > REMARK_CHARACTERS:
            break
        parts.append(part)
    return "; ".join(parts) or None


def _plain(text: str) -> str:
    """Text without the characters that end or name a field of the query."""
    return "".join(" " if letter in "./" or not " " <= letter <= "~" else letter for letter in text)
