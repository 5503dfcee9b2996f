"""What is wrong with a transaction, in the national agency's own codes; nothing is changed or decoded here.

EBTS 8.001 §1.5: a mandatory element that is missing or bad refuses the transaction; a bad optional one is
ignored and noted; tags that no table knows are ignored. Checks that need pixels are made elsewhere.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from tenprint.record.binary_fields import as_fields
from tenprint.record.card import CRIMINAL_SET, FLATS, check_card
from tenprint.record.charset import declares_charset
from tenprint.record.field_check import ZONE_TOLERANCE, Context, check_field, check_tags
from tenprint.record.field_rules import FIRST_EDITION, FIRST_VERSION, has_table, rules_of
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.image_record_check import check_image_records, looks_converted
from tenprint.record.minutiae_check import check_minutiae
from tenprint.record.model import BinaryRecord, TaggedRecord, Transaction, UnreadBytes
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import TEXT_TYPES
from tenprint.record.transaction_type import TransactionType, descriptive_table, transaction_types

SUBMISSIONS = frozenset({"CAR", "CNA"})  # what a criminal ten-print service takes
KNOWN_TYPES = frozenset(transaction_types())
LENGTH_TAG = re.compile(r"\d{1,2}\.0*1")


def validate(
    transaction: Transaction, *, received_on: date, accepted: Collection[str] | None = KNOWN_TYPES
) -> list[Finding]:
    """Everything that is wrong, structural faults first, then in the order of records and fields.

    Args:
        transaction: as read.
        received_on: the receiver's date; later dates (beyond 24 hours) are in the future.
        accepted: types of transaction that the receiver takes; a national agency takes ``SUBMISSIONS``. Of another
            type, the Type-2 is measured as the CAR that it would have to be. None: judge by ANSI/NIST-ITL alone,
            whatever the type; then Type-2 has its user's fields, which nothing is said of.
    """
    known = None if accepted is None else transaction_types().get(transaction.tot or "")
    context = _context(transaction, received_on, known.kind if known else "")
    findings = list(_check_type(transaction, accepted)) if accepted is not None else []
    findings += _check_record(transaction.header, "type1_itl" if accepted is None else "type1", context)
    findings += _check_descriptive(transaction, context, by_type=accepted is not None)
    findings += _check_others(transaction, context)
    if known is not None and transaction.whole:
        findings += _check_set(transaction, known)
    said = {(one.record, one.field) for one in findings if one.field}
    findings += [one for one in _check_images(transaction, known) if (one.record, one.field) not in said]
    doubtful = _of_doubtful_length(transaction)
    certain = [one for one in findings if not any(one.offset in place for place in doubtful)]
    return list(_once(transaction.faults, certain))


def _of_doubtful_length(transaction: Transaction) -> list[range]:
    """Where the image records lie whose LEN is wrong: it has been said, and what else they hold is not known."""
    wrong = {one.offset for one in transaction.faults if LENGTH_TAG.fullmatch(one.field or "")}
    records = (one for one in transaction if one.offset in wrong and one.type not in TEXT_TYPES)
    return [range(one.offset, one.offset + len(one.raw)) for one in records]


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


def _context(transaction: Transaction, received_on: date, kind: str) -> Context:
    """What the field rules need to know of the whole transaction."""
    header = transaction.header
    domain = header.items(13)
    version = re.search(r"(\d{1,2})\.(\d{1,3})", domain[0][-1]) if domain else None
    edition = (int(version[1]), int(version[2])) if version else FIRST_EDITION
    declared = header.field(2) or ""
    return Context(
        latest=received_on + ZONE_TOLERANCE,
        edition=edition,
        ascii_only=not declares_charset(header.items(15)),
        version=int(declared) if re.fullmatch("0[0-9]{3}", declared) else FIRST_VERSION,
        header=header,
        kind=kind,
        records=frozenset(one.type for one in transaction) if transaction.whole else None,
    )


def _check_record(record: TaggedRecord, table: str, context: Context) -> Iterator[Finding]:
    """One record against its table."""
    yield from check_tags(record, rules_of(table, context.edition, context.version))
    yield from _check_fields(record, table, context)


def _check_fields(record: TaggedRecord, table: str, context: Context) -> Iterator[Finding]:
    """The fields that a table has, present or not."""
    for rule in rules_of(table, context.edition, context.version):
        yield from check_field(rule, record, context)


def _check_others(transaction: Transaction, context: Context) -> Iterator[Finding]:
    """Every record after the descriptive text against the table of its type, where there is one."""
    converted = looks_converted(transaction)
    doubtful = {place.start for place in _of_doubtful_length(transaction)}
    for record in transaction:
        if record.offset in doubtful:
            continue
        if record.type <= 2 or not has_table(f"type{record.type}"):
            continue
        if converted and isinstance(record, BinaryRecord):
            continue  # none of its positions is where it was
        if isinstance(record, BinaryRecord):  # its tags are ours
            yield from _check_fields(as_fields(record), f"type{record.type}", context)
        elif isinstance(record, TaggedRecord):
            yield from _check_record(record, f"type{record.type}", context)
            if record.type == 9:
                yield from check_minutiae(record)


def _check_type(transaction: Transaction, accepted: Collection[str]) -> Iterator[Finding]:
    """1.004 TOT is one that the receiver takes."""
    field = transaction.header.find(4)
    if field is not None and transaction.tot and transaction.tot not in accepted:
        expected = f"one of {', '.join(sorted(accepted))}"
        yield finding(
            "H0002", record="1", field="1.004", mnemonic="TOT", offset=field.offset, expected=expected,
            found=field.value,
        )  # fmt: skip


def _check_descriptive(transaction: Transaction, context: Context, *, by_type: bool) -> Iterator[Finding]:
    """The Type-2 records: one, by its transaction's table; or any number, by what every Type-2 has."""
    records = transaction.tagged(2)
    if not by_type:
        for record in records:
            yield from _check_record(record, "type2", context)
        return
    if not records and transaction.whole:
        yield finding("E0004", record="2 IDC -1", expected="one Type-2 record", found="none")
    if len(records) > 1:
        found = f"{len(records)}"
        yield finding(
            "E0004", record="2", offset=records[1].offset, expected="one Type-2 record", found=found
        )
    for record in records[:1]:
        yield from _check_record(record, descriptive_table(transaction.tot), context)


def _check_set(transaction: Transaction, known: TransactionType) -> Iterator[Finding]:
    """The records that a transaction of this type holds, and the set of its impressions."""
    counts = Counter(record.type for record in transaction.records[1:])
    allowed = frozenset({2}).union(*(one.types for one in known.records))
    # What is too much in a submission is ignored as bad optional data is; an answer holds what it should.
    severity = Severity.WARNING if known.kind == "submission" else Severity.REJECT
    for record in transaction.records[1:]:
        if record.type not in allowed and not isinstance(record, UnreadBytes):
            yield finding(
                "E0004",
                record=f"Type-{record.type}",
                offset=record.offset,
                expected=_allowed(known),
                found=f"Type-{record.type}",
                severity=severity,
            )
    for one in known.records:
        found = sum(counts[kind] for kind in one.types)
        if not one.least <= found <= one.most:
            expected = f"{one.least} to {one.most} records of {one.label} in {known.code}"
            grave = Severity.REJECT if found < one.least else severity
            yield finding("E0004", record=one.label, expected=expected, found=f"{found}", severity=grave)


def _check_images(transaction: Transaction, known: TransactionType | None) -> Iterator[Finding]:
    """Each image record by itself, and the set that a submission of this type brings."""
    if known is None or not known.prints.startswith("card"):
        yield from check_image_records(transaction)
    elif known.prints == "card_or_flats" and _is_flats(transaction):
        yield from check_card(transaction, positions=FLATS)
    else:
        yield from check_card(transaction, positions=CRIMINAL_SET)


def _is_flats(transaction: Transaction) -> bool:
    """Whether all images are plain impressions of four fingers or of both thumbs."""
    found = {one.position for one in impressions(transaction)}
    return bool(found) and found.issubset(FLATS)


def _allowed(known: TransactionType) -> str:
    """Which records a type may hold, in words."""
    kinds = sorted({1, 2}.union(*(one.types for one in known.records)))
    return f"only Type-{', '.join(map(str, kinds))} in {known.code}"
