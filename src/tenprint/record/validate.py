"""What is wrong with a transaction, in the national agency's own codes; nothing is changed or decoded here.

EBTS 8.001 §1.5: a mandatory element that is missing or bad refuses the transaction; a bad optional one is
ignored and noted; tags that no table knows are ignored. Checks that need pixels are made elsewhere.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date

from tenprint.record.card import check_card
from tenprint.record.field_check import ZONE_TOLERANCE, Context, check_field, check_tags, parse_date
from tenprint.record.field_rules import FIRST_EDITION, field_rules
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.model import TaggedRecord, Transaction

SUBMISSIONS = frozenset({"CAR", "CNA"})
RESPONSES = frozenset({"SRE", "ERRT", "SSR"})
RULES = {
    "CAR": "type2_car",
    "CNA": "type2_cna",
    "SRE": "type2_sre",
    "ERRT": "type2_errt",
    "SSR": "type2_ssr",
}
RESOLUTION_TYPES = range(3, 8)  # Types whose images 1.011 and 1.012 speak of
HIGH_RESOLUTION_TYPES = frozenset({4, 6})  # Types 3 and 5 may be of 9.84 pixels per mm
NO_RESOLUTION = "00.00"
LEAST_RESOLUTION = 19.30  # pixels per mm: 500 ppi less 2 %, the standard's 19.69 with room for rounding


def validate(
    transaction: Transaction, *, received_on: date, accepted: Collection[str] = SUBMISSIONS | RESPONSES
) -> list[Finding]:
    """Everything that is wrong, structural faults first, then in the order of records and fields.

    Args:
        transaction: as read.
        received_on: the receiver's date; later dates (beyond 24 hours) are in the future.
        accepted: types of transaction that the receiver takes; a national agency takes ``SUBMISSIONS``.
    """
    context = _context(transaction, received_on)
    findings = list(_check_type(transaction, accepted))
    findings += _check_header(transaction, context)
    findings += _check_descriptive(transaction, context)
    findings += _check_dates(transaction, context)
    if transaction.whole and transaction.tot in SUBMISSIONS:
        for record in transaction.tagged(14):
            findings += _check_record(record, "type14", context)
        findings += check_card(transaction)
    if transaction.whole and transaction.tot in RESPONSES:
        findings += _check_response(transaction)
    named = {fault.field for fault in transaction.faults}
    return [*transaction.faults, *(one for one in findings if one.field is None or one.field not in named)]


def acceptable(findings: Collection[Finding]) -> bool:
    """Whether none of the findings refuses the transaction."""
    return all(one.severity is not Severity.REJECT for one in findings)


def _context(transaction: Transaction, received_on: date) -> Context:
    """What the field rules need to know of the whole transaction."""
    header = transaction.header
    domain = header.items(13)
    version = re.search(r"(\d{1,2})\.(\d{1,3})", domain[0][-1]) if domain else None
    edition = (int(version[1]), int(version[2])) if version else FIRST_EDITION
    sets = {entry[0].lstrip("0") for entry in header.items(15)}
    return Context(received_on + ZONE_TOLERANCE, edition, ascii_only=not sets & {"1", "2", "3", "4"})


def _check_record(record: TaggedRecord, table: str, context: Context) -> Iterator[Finding]:
    """One record against its table."""
    rules = field_rules(table)
    yield from check_tags(record, rules)
    for rule in rules:
        if wrong := check_field(rule, record, context):
            yield wrong


def _check_header(transaction: Transaction, context: Context) -> Iterator[Finding]:
    """The Type-1 record, and what it says of resolution."""
    yield from _check_record(transaction.header, "type1", context)
    if not transaction.whole:
        return  # whether there are pictures is not known
    kinds = {record.type for record in transaction}
    for number, mnemonic in ((11, "NSR"), (12, "NTR")):
        text = transaction.header.field(number) or ""
        if not re.fullmatch(r"\d\d\.\d\d", text):
            continue  # the table has said so
        if kinds & HIGH_RESOLUTION_TYPES and float(text) < LEAST_RESOLUTION:
            yield _resolution_finding(transaction, number, mnemonic, "19.69", Severity.REJECT)
        elif not kinds.intersection(RESOLUTION_TYPES) and text != NO_RESOLUTION:
            yield _resolution_finding(
                transaction, number, mnemonic, "00.00 without Type-3 to 7", Severity.WARNING
            )


def _resolution_finding(
    transaction: Transaction, number: int, mnemonic: str, expected: str, severity: Severity
) -> Finding:
    """H0003 on 1.011 or 1.012."""
    field = transaction.header.find(number)
    return finding(
        "H0003", record="1", field=f"1.{number:03d}", mnemonic=mnemonic, severity=severity, expected=expected,
        offset=field.offset if field else None, found=field.value if field else "",
    )  # fmt: skip


def _check_type(transaction: Transaction, accepted: Collection[str]) -> Iterator[Finding]:
    """1.004 TOT is one that the receiver takes."""
    field = transaction.header.find(4)
    if field is not None and transaction.tot and transaction.tot not in accepted:
        expected = f"one of {', '.join(sorted(accepted))}"
        yield finding(
            "H0002", record="1", field="1.004", mnemonic="TOT", offset=field.offset, expected=expected,
            found=field.value,
        )  # fmt: skip


def _check_descriptive(transaction: Transaction, context: Context) -> Iterator[Finding]:
    """The one Type-2 record; one of an unknown type is measured as the CAR that it would have to be."""
    records = transaction.tagged(2)
    if not records and transaction.whole:
        yield finding("E0004", record="2 IDC -1", expected="one Type-2 record", found="none")
    if len(records) > 1:
        found = f"{len(records)}"
        yield finding(
            "E0004", record="2", offset=records[1].offset, expected="one Type-2 record", found=found
        )
    for record in records[:1]:
        yield from _check_record(record, RULES.get(transaction.tot or "", "type2_car"), context)


def _check_dates(transaction: Transaction, context: Context) -> Iterator[Finding]:
    """Arrest not after submission; custody status not before arrest, which is optional and only noted."""
    record = transaction.descriptive
    if record is None or transaction.tot not in SUBMISSIONS:
        return
    sent = parse_date(transaction.header.field(5) or "")
    arrested = parse_date(record.field(45) or "")
    custody = parse_date(record.field(54) or "")
    if sent and arrested and sent + ZONE_TOLERANCE < arrested <= context.latest:
        expected = f"a date of arrest not after 1.005 {sent:%Y%m%d}"
        yield _date_finding(record, 45, "DOA", expected, Severity.REJECT)
    if arrested and custody and custody < arrested:
        expected = f"a date not before 2.045 {arrested:%Y%m%d}"
        yield _date_finding(record, 54, "SSD", expected, Severity.WARNING)
    if record.field(55) and not (record.value(47) and record.value(51)):
        yield _date_finding(record, 55, "SLE", "2.047 ASL and 2.051 CSL with it", Severity.WARNING)


def _date_finding(
    record: TaggedRecord, number: int, mnemonic: str, expected: str, severity: Severity
) -> Finding:
    """E0006 on one field of the Type-2 record."""
    field = record.find(number)
    return finding(
        "E0006", record="2", field=f"2.{number:03d}", mnemonic=mnemonic, severity=severity, expected=expected,
        offset=field.offset if field else None, found=field.value if field else "",
    )  # fmt: skip


def _check_response(transaction: Transaction) -> Iterator[Finding]:
    """An answer names the transaction it answers and holds a Type-1 and a Type-2 only."""
    if not transaction.tcr:
        expected = "the control number of the request"
        yield finding("H0001", record="1", field="1.010", mnemonic="TCR", expected=expected)
    for record in transaction.records[1:]:
        if record.type != 2:
            expected = f"only Type-1 and Type-2 in {transaction.tot}"
            found = f"Type-{record.type}"
            yield finding("E0004", record=found, offset=record.offset, expected=expected, found=found)
