"""Build a criminal ten-print submission: CAR (answer required) or CNA (none); EBTS 8.001 tables D-1, D-2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tenprint.errors import BadInput
from tenprint.identity.number import ORI, SID, TCN, UCN
from tenprint.record.answer_form import OWN_DOMAIN, OWN_VERSION
from tenprint.record.build import Value, assemble, tagged_record, with_length
from tenprint.record.field_check import UNKNOWN_DATE
from tenprint.record.model import Field, TaggedRecord, Transaction
from tenprint.record.submission_image import (
    CardImage,
    Segment,
    Type4Image,
    Type14Image,
    check_amputated,
    image_record,
)
from tenprint.record.transaction import write
from tenprint.record.validate import SUBMISSIONS, validate

__all__ = [
    "SUBMISSION_TYPES",
    "ArrestFields",
    "CardImage",
    "Charge",
    "PersonFields",
    "Segment",
    "Type4Image",
    "Type14Image",
    "car",
    "forward",
    "header_fields",
]

RESOLUTION_500_PPI = "19.69"  # 1.011 and 1.012, pixels per millimetre
SUBMISSION_TYPES = tuple(sorted(SUBMISSIONS))
MALFORMED = frozenset(
    {"E0001", "E0002", "E0005"}
)  # codes that a builder answers for; dates are the receiver's to judge


@dataclass(frozen=True, slots=True)
class PersonFields:
    """Who was booked, in the codes of EBTS: POB and CTZ two letters, HGT ``509`` or ``000``, WGT pounds.

    ``birth_date`` None is written as 00000000 (unknown).
    """

    name: str  # 2.018 NAM, SURNAME,GIVEN MIDDLE
    birth_place: str  # 2.020 POB
    birth_date: date | None  # 2.022 DOB
    sex: str  # 2.024 SEX
    race: str  # 2.025 RAC
    height: str = "000"  # 2.027 HGT
    weight: str = "000"  # 2.029 WGT
    eyes: str = "XXX"  # 2.031 EYE
    hair: str = "XXX"  # 2.032 HAI
    aliases: Sequence[str] = ()  # 2.019 AKA
    citizenship: str | None = None  # 2.021 CTZ
    ucns: Sequence[UCN] = ()  # 2.014 FBI
    sid: SID | None = None  # 2.015 SID
    social_security_numbers: Sequence[str] = ()  # 2.016 SOC
    miscellaneous_numbers: Sequence[str] = ()  # 2.017 MNU
    marks: Sequence[str] = ()  # 2.026 SMT
    employer: str | None = None  # 2.039 EAD
    occupation: str | None = None  # 2.040 OCP
    residence: str | None = None  # 2.041 RES


@dataclass(frozen=True, slots=True)
class Charge:
    """One arrest offence of 2.047 ASL: its words, and when it was committed if known."""

    offense: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ArrestFields:
    """The arrest and what the submitter asks for."""

    arrested_on: date  # 2.045 DOA
    charges: Sequence[Charge]  # 2.047 ASL
    controlling: Sequence[ORI]  # 2.073 CRI
    retain: bool = True  # 2.005 RET
    rap_sheet: bool = True  # 2.070 RAP
    attention: str | None = None  # 2.006 ATN
    copies_to: Sequence[str] = ()  # 2.007 SCO
    case_number: str | None = None  # 2.009 OCA
    treat_as_adult: bool | None = None  # 2.087 TAA
    palm_prints: bool | None = None  # 2.035 PPA, whether the submitter has them
    photographs: bool | None = None  # 2.036 PHT, likewise
    comment: str | None = None  # 2.056 ICO
    equipment: tuple[str, str, str] | None = None  # 2.067 IMA: make, model, serial number


def car(
    *,
    tcn: TCN,
    ori: ORI,
    dai: ORI,
    on: datetime,
    person: PersonFields,
    arrest: ArrestFields,
    images: Mapping[int, CardImage],
    amputated: Mapping[int, str] | None = None,
    transaction_type: str = "CAR",
) -> bytes:
    """Bytes of a criminal ten-print submission.

    Args:
        tcn: control number, unique at the submitter.
        ori: who sends.
        dai: who receives.
        on: when it is sent; 1.005 takes its date as given, 1.014 its instant in UTC.
        person: 2.018 to 2.041.
        arrest: 2.045, 2.047, 2.073 and the submitter's own fields.
        images: finger position (1–14) to image, Type-4 or Type-14; written in ascending order. A card that lacks some
            is built all the same: it is for the receiving side to say so (L0118).
        amputated: finger (1–10) to ``XX`` (amputated) or ``UP`` (unable to print).
        transaction_type: ``CAR``, or ``CNA`` (no answer; ATN, SCO and RAP are left out).

    Raises:
        BadInput: a value that its field cannot have (too long, too many, another character or code), or an image that
            is not what is said of it.
    """
    if transaction_type not in SUBMISSION_TYPES:
        raise BadInput(f"1.004 TOT: expected one of {SUBMISSION_TYPES}, found {transaction_type[:16]!r}")
    gone = amputated or {}
    check_amputated(gone)
    tagged_alone = bool(images) and all(isinstance(one, Type14Image) for one in images.values())
    resolution = (
        "00.00" if tagged_alone else RESOLUTION_500_PPI
    )  # 1.011 and 1.012 speak of binary records alone
    header = header_fields(transaction_type, tcn=tcn, ori=ori, dai=dai, on=on)
    descriptive = _descriptive(person, arrest, gone, answer=transaction_type == "CAR")
    _check_fields(header, descriptive, on)
    prints = [
        image_record(idc, position, images[position], amputated=gone, source=ori, on=on.date())
        for idc, position in enumerate(sorted(images), start=1)
    ]
    return write(assemble({**header, 11: resolution, 12: resolution}, [descriptive, *prints]))


def _check_fields(header: Mapping[int, Value | None], descriptive: TaggedRecord, on: datetime) -> None:
    """Refuse the first value of Type-2 that its field cannot have, mandatory or not."""
    given = {field.tag for field in descriptive.fields}
    for one in validate(assemble(header, [descriptive]), received_on=on.date()):
        if one.field in given and one.code in MALFORMED:
            found = f"[{one.found}]" if one.found else "nothing"
            raise BadInput(f"{one.field} {one.mnemonic}: expected {one.expected}, found {found}")


def forward(
    transaction: Transaction, *, tcn: TCN, ori: ORI, dai: ORI, on: datetime, tcr: TCN | None = None
) -> bytes:
    """Bytes of a transaction passed on under the forwarder's own header; its other records keep every byte.

    A state bureau passes a submission up with its own control number, and an answer down with ``tcr`` set to
    the control number of the submission that it once received.
    """
    new = header_fields(transaction.tot or "", tcn=tcn, ori=ori, dai=dai, on=on, tcr=tcr)
    replaced = {number: new[number] for number in (5, 7, 8, 9, 10, 14)}
    kept = [one for one in transaction.header.fields if one.number not in (1, *replaced)]
    made = [Field(f"1.{number:03d}", str(value).encode()) for number, value in replaced.items() if value]
    fields = sorted([*kept, *made], key=lambda one: one.number or 0)
    return write(Transaction((with_length(1, fields), *transaction.records[1:])))


def header_fields(
    transaction_type: str, *, tcn: TCN, ori: ORI, dai: ORI, on: datetime, tcr: str | None = None
) -> dict[int, Value | None]:
    """Type-1 fields of every transaction of ours; 1.011 and 1.012 are those of a file without images."""
    if on.tzinfo is None:
        raise BadInput("1.014 GMT: expected a time with its zone, found one without")
    return {
        2: OWN_VERSION,
        4: transaction_type,
        5: f"{on:%Y%m%d}",
        7: dai,
        8: ori,
        9: tcn,
        10: tcr,
        11: "00.00",
        12: "00.00",
        13: OWN_DOMAIN,
        14: f"{on.astimezone(UTC):%Y%m%d%H%M%SZ}",
    }


def _descriptive(
    person: PersonFields, arrest: ArrestFields, amputated: Mapping[int, str], *, answer: bool
) -> TaggedRecord:
    """The Type-2 record."""
    if not arrest.charges or not arrest.controlling:
        raise BadInput("2.047 ASL and 2.073 CRI: expected at least one charge and one ORI, found none")
    fields = _person_fields(person) | _arrest_fields(arrest)
    fields[84] = [(f"{finger:02d}", code) for finger, code in sorted(amputated.items())] or None
    if not answer:
        fields |= {6: None, 7: None, 70: None}
    return tagged_record(2, fields, idc=0)


def _person_fields(person: PersonFields) -> dict[int, Value | None]:
    """Fields 2.014 to 2.041."""
    birth = f"{person.birth_date:%Y%m%d}" if person.birth_date else UNKNOWN_DATE
    return {
        14: list(person.ucns) or None,
        15: person.sid,
        16: list(person.social_security_numbers) or None,
        17: list(person.miscellaneous_numbers) or None,
        18: person.name,
        19: list(person.aliases) or None,
        20: person.birth_place,
        21: person.citizenship,
        22: birth,
        24: person.sex,
        25: person.race,
        26: list(person.marks) or None,
        27: person.height,
        29: person.weight,
        31: person.eyes,
        32: person.hair,
        39: person.employer,
        40: person.occupation,
        41: person.residence,
    }


def _arrest_fields(arrest: ArrestFields) -> dict[int, Value | None]:
    """Fields 2.005 to 2.009 and 2.035 to 2.087."""
    return {
        5: _yes(arrest.retain),
        6: arrest.attention,
        7: list(arrest.copies_to) or None,
        9: arrest.case_number,
        35: _if_told(arrest.palm_prints),
        36: _if_told(arrest.photographs),
        45: f"{arrest.arrested_on:%Y%m%d}",
        47: [(f"{one.on:%Y%m%d}" if one.on else "", one.offense) for one in arrest.charges],
        56: arrest.comment,
        67: [arrest.equipment] if arrest.equipment else None,
        70: _yes(arrest.rap_sheet),
        73: list(arrest.controlling),
        87: _if_told(arrest.treat_as_adult),
    }


def _if_told(value: bool | None) -> str | None:
    return None if value is None else _yes(value)


def _yes(value: bool) -> str:
    return "Y" if value else "N"
