"""The text of the second answer (2.075 of an SSR): both immigration answers as the police may know them.

It is written by the national agency and passed on by a state bureau, which takes the person out where the law of the
day does not let the booking station have it.
"""

import re
from datetime import date

from tenprint.record.answer import ers, read_answer
from tenprint.record.build import with_length
from tenprint.record.model import Field, Record, TaggedRecord, Transaction
from tenprint.record.nlets_response import NON_DELEGATION_NOTICE, Iar, IarStatus, Idr, IdrResult
from tenprint.record.transaction import read, write

TEXT = 75  # 2.075 ERS
TITLE = "SHARED SERVICES RESPONSE"
IDR_LINE = "IDENT DATA RESPONSE: "
IAR_LINE = "IMMIGRATION ALIEN RESPONSE"
STATUS_LINE = "STATUS "
UNASKED_LINE = "NO STATUS WAS ASKED FOR."
MEANING = {  # so that nobody reads more into a result than it says
    IdrResult.NO_MATCH: "NO RECORD OF THESE FINGERPRINTS. IT SAYS NOTHING OF CITIZENSHIP.",
    IdrResult.ERROR: "THE SEARCH COULD NOT BE MADE. WHETHER THERE IS A RECORD IS NOT KNOWN.",
}
_RESULT_LINE = re.compile(
    "|".join(
        [
            rf"DATE \d{{4}}-\d\d-\d\d|{TITLE}|{IAR_LINE}",
            *map(re.escape, (UNASKED_LINE, *MEANING.values())),
            *(re.escape(f"{IDR_LINE}{result}") for result in IdrResult),
            *(re.escape(f"{STATUS_LINE}{status}") for status in IarStatus),
            *(re.escape(line) for line in ers("\n".join(NON_DELEGATION_NOTICE)).splitlines()),
        ]
    )
)


def second_answer_text(idr: Idr, iar: Iar | None, on: date, *, person: bool) -> str:
    """What the police may know of both immigration answers; never the FIN.

    Args:
        idr: result of the search.
        iar: status determined, or None.
        on: date of the answer.
        person: whether the matched record's person, and free words that may tell of it, are told.
    """
    lines = [TITLE, f"DATE {on:%Y-%m-%d}", "", f"{IDR_LINE}{idr.result}"]
    if idr.result is IdrResult.MATCH:
        lines += _match_lines(idr) if person else []
        lines += [UNASKED_LINE] if iar is None else []
    else:
        lines.append(MEANING[idr.result])
    lines.append("")
    if iar is not None:
        lines += [IAR_LINE, f"{STATUS_LINE}{iar.status}", *(iar.text if person else ()), ""]
    return "\n".join([*lines, *NON_DELEGATION_NOTICE])


def _match_lines(idr: Idr) -> list[str]:
    """What the second answer tells of the matched record."""
    shown = {
        "NAME ON FILE": idr.name,
        "BORN": idr.birth_date,
        "PLACE OF BIRTH": idr.birth_place,
        "CITIZENSHIP ON FILE": idr.citizenship,
        "LAST ENCOUNTER": idr.encounter_on,
        "PURPOSE": idr.encounter_purpose,
    }
    return [f"{label} {value}" for label, value in shown.items() if value is not None]


def tells_person(data: bytes) -> bool:
    """Tell whether a second answer tells anything of a matched record's person."""
    text = read_answer(read(data)).text
    return _without_person(text) != text


def without_person(data: bytes) -> bytes:
    """Return a second answer that tells the results alone; the same bytes where it tells no more."""
    transaction = read(data)
    text = read_answer(transaction).text
    shortened = _without_person(text)
    if shortened == text:
        return data
    records: list[Record] = [
        _with_text(record, shortened) if isinstance(record, TaggedRecord) and record.type == 2 else record
        for record in transaction
    ]
    return write(Transaction(tuple(records)))


def _without_person(text: str) -> str:
    """Keep the lines of a known form; whatever else stands there may tell of the person."""
    return "\n".join(line for line in text.split("\n") if not line or _RESULT_LINE.fullmatch(line))


def _with_text(record: TaggedRecord, text: str) -> TaggedRecord:
    """The record with another text."""
    fields = [
        Field(one.tag, ers(text).encode()) if one.number == TEXT else one
        for one in record.fields
        if one.number != 1
    ]
    return with_length(record.type, fields)
