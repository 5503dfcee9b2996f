"""What the national agency reads out of a submission's Type-2: the person, the arrest, and its kind for the gate."""

import re
from collections.abc import Sequence
from datetime import date

from tenprint.identity.event import Charge, CourtReport, Custody, Disposition, Event
from tenprint.record.answer_numbers import SUBMITTED_SID
from tenprint.record.model import TaggedRecord, Transaction
from tenprint.record.nlets import GENERIC_OFFENSE
from tenprint.sharing.decide import SubmissionFacts, SubmissionKind
from tenprint.sharing.level import Conviction
from tenprint.sharing.model import County

ADULT_AGE_YEARS = 18
OFFENCE = re.compile(r"\s*(\d{4})\b\s*(.*)", re.DOTALL)
DESCRIPTORS = {
    20: "POB",
    21: "CTZ",
    22: "DOB",
    24: "SEX",
    25: "RAC",
    27: "HGT",
    29: "WGT",
    31: "EYE",
    32: "HAI",
}
REPEATED = {22: "DOB", 26: "SMT"}  # of which the file keeps every one


def descriptive(transaction: Transaction) -> TaggedRecord:
    """The Type-2 record of a validated submission."""
    record = transaction.descriptive
    assert record is not None, "a validated submission has a Type-2 record"
    return record


def biographic(transaction: Transaction) -> dict[str, str]:
    """Name and descriptors as submitted, by mnemonic; the first where a field is repeated."""
    record = descriptive(transaction)
    found = {mnemonic: record.field(number) or "" for number, mnemonic in DESCRIPTORS.items()}
    return {"NAM": record.field(18) or "", **{key: value for key, value in found.items() if value}}


def master_biographic(transaction: Transaction) -> dict[str, str]:
    """What the file keeps of a subject newly entered: name, descriptors, marks, and the state number.

    Numbers of other bodies (2.016 SOC, 2.017 MNU) are not kept: no answer of ours needs them.
    """
    record = descriptive(transaction)
    found = {mnemonic: "; ".join(record.subfields(number)) for number, mnemonic in REPEATED.items()}
    sid = record.value(15) or b""
    found["SID"] = sid.decode("ascii") if SUBMITTED_SID.fullmatch(sid) else ""
    return biographic(transaction) | {key: value for key, value in found.items() if value}


def charges(transaction: Transaction) -> tuple[Charge, ...]:
    """Charges of the arrest segment (2.047); a literal may begin with its NCIC code, else the generic one is used."""
    found = []
    for literal in _literals(transaction):
        coded = OFFENCE.fullmatch(literal)
        found.append(Charge(coded[1], coded[2]) if coded else Charge(GENERIC_OFFENSE, literal))
    return tuple(found)


def _literals(transaction: Transaction) -> list[str]:
    """The words of each charge (2.047 AOL)."""
    return [items[1] if len(items) > 1 else items[0] for items in descriptive(transaction).items(47)]


def arrest_event(transaction: Transaction) -> Event:
    """The submission as an event of an identity history."""
    record = descriptive(transaction)
    return Event(
        tcn=transaction.tcn or "",
        ori=transaction.ori or "",
        on=day(record.field(45)) or date.min,
        name=record.field(18) or "",
        agency_case=record.field(9) or "",
        charges=charges(transaction),
        aliases=tuple(name for name in record.subfields(19) if name),
        court_reports=tuple(
            CourtReport(day(items[0]), items[1], items[2]) for items in record.items(51) if len(items) == 3
        ),
        custody=_custody(record),
    )


def _custody(record: TaggedRecord) -> tuple[Custody, ...]:
    """Custody or supervisory status (2.054, 2.055), where the submission tells one."""
    since, status = record.field(54), record.field(55)
    return (Custody(day(since), status or "STATUS NOT STATED"),) if since or status else ()


def day(text: str | None) -> date | None:
    """A date CCYYMMDD, or None where it is unknown.

    >>> day("20110608"), day("00000000")
    (datetime.date(2011, 6, 8), None)
    """
    if not text or not text.isdigit() or len(text) != 8 or text == "00000000":
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:  # bad optional data are ignored (EBTS 8.001 §1.5)
        return None


def retained(transaction: Transaction) -> bool:
    """Whether the submitter asks to keep the prints (2.005 RET)."""
    return descriptive(transaction).field(5) == "Y"


def charge_codes(transaction: Transaction) -> tuple[str, ...] | None:
    """NCIC codes of the charges, as submitted; None where no charge has one that says what it is."""
    coded = map(OFFENCE.fullmatch, _literals(transaction))
    return tuple(found[1] for found in coded if found and found[1] != GENERIC_OFFENSE) or None


def sharing_facts(
    transaction: Transaction, county: County, on_record: Sequence[Disposition]
) -> SubmissionFacts:
    """What the gate may know of a submission; ``on_record`` are the convictions on this agency's file."""
    return SubmissionFacts(
        county_fips=county.fips,
        state=county.state,
        kind=_kind(transaction),
        retained=retained(transaction),
        charge_codes=charge_codes(transaction),
        convictions=tuple(map(conviction_of, on_record)),
    )


def conviction_of(disposition: Disposition) -> Conviction:
    """A conviction of the identity history as the rules know it."""
    return Conviction(
        offence_code=disposition.offence_code,
        felony=disposition.felony,
        aggravated=disposition.aggravated,
        sentence_days=disposition.sentence_days,
        on=disposition.on,
    )


def _kind(transaction: Transaction) -> SubmissionKind:
    """Criminal, or juvenile where the person was a minor and is not treated as an adult (2.087 TAA)."""
    record = descriptive(transaction)
    born, arrested = day(record.field(22)), day(record.field(45))
    if born is None or arrested is None or record.field(87) == "Y":
        return SubmissionKind.CRIMINAL
    age = arrested.year - born.year - ((arrested.month, arrested.day) < (born.month, born.day))
    return SubmissionKind.JUVENILE if age < ADULT_AGE_YEARS else SubmissionKind.CRIMINAL
