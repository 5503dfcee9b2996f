"""What is wrong with a transaction, in the national agency's own codes; nothing is changed or decoded here.

EBTS 8.001 §1.5: a mandatory element that is missing or bad refuses the transaction; a bad optional one is
ignored and noted; tags that no table knows are ignored. Checks that need pixels are made elsewhere.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date

from tenprint.record.binary_fields import as_fields
from tenprint.record.card import check_card
from tenprint.record.field_check import ZONE_TOLERANCE, Context, check_field, check_tags
from tenprint.record.field_rules import FIRST_EDITION, FIRST_VERSION, has_table, rules_of
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.model import BinaryRecord, TaggedRecord, Transaction

SUBMISSIONS = frozenset({"CAR", "CNA"})
RESPONSES = frozenset({"SRE", "ERRT", "SSR"})
MEASURED_AS = "CAR"  # what a submission of an unknown type would have to be
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
    findings += _check_others(transaction, context)
    if transaction.whole and transaction.tot in SUBMISSIONS:
        findings += check_card(transaction)
    if transaction.whole and transaction.tot in RESPONSES:
        findings += _check_response(transaction)
    return list(_once(transaction.faults, findings))


def _once(faults: Collection[Finding], findings: Collection[Finding]) -> Iterator[Finding]:
    """The findings without those on a field that a fault of structure, or an earlier refusal, has named.

    A field may occur several times and each of its subfields be wrong: findings of one code stay together.
    """
    structural = {fault.field for fault in faults if fault.field}
    refused: dict[tuple[str, str], str] = {}
    yield from faults
    for one in findings:
        if one.field in structural:
            continue
        place = (one.record, one.field or "")
        if one.field and refused.setdefault(place, one.code) != one.code:
            continue
        yield one


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
    declared = header.field(2) or ""
    return Context(
        latest=received_on + ZONE_TOLERANCE,
        edition=edition,
        ascii_only=not sets & {"1", "2", "3", "4"},
        version=int(declared) if re.fullmatch("0[0-9]{3}", declared) else FIRST_VERSION,
        header=header,
    )


def _check_record(record: TaggedRecord, table: str, context: Context) -> Iterator[Finding]:
    """One record against its table."""
    rules = rules_of(table, context.edition, context.version)
    yield from check_tags(record, rules)
    for rule in rules:
        yield from check_field(rule, record, context)


def _check_others(transaction: Transaction, context: Context) -> Iterator[Finding]:
    """Every record after the descriptive text against the table of its type, where there is one."""
    for record in transaction:
        if record.type <= 2 or not has_table(f"type{record.type}"):
            continue
        fields = as_fields(record) if isinstance(record, BinaryRecord) else record
        if isinstance(fields, TaggedRecord):
            yield from _check_record(fields, f"type{record.type}", context)


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


def descriptive_table(tot: str | None) -> str:
    """The table of a Type-2 record by type of transaction; of one that has none, that of a submission.

    >>> descriptive_table("SRE"), descriptive_table("XYZ")
    ('type2_sre', 'type2_car')
    """
    name = f"type2_{(tot or '').lower()}"
    known = re.fullmatch("type2_[a-z]{3,16}", name) is not None and has_table(name)
    return name if known else f"type2_{MEASURED_AS.lower()}"


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
        yield from _check_record(record, descriptive_table(transaction.tot), context)


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
