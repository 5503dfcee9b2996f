"""One field of one record against its rule: presence, occurrences, items, characters, codes, dates."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tenprint.record.field_rules import FIRST_VERSION, FieldRule
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.item_rule import BAD_DATA, ItemRule
from tenprint.record.model import BINARY_TYPES, FS, RS, US, Field, TaggedRecord, decode
from tenprint.record.rule_clause import When, in_span

ZONE_TOLERANCE = timedelta(
    days=1
)  # EBTS 8.001 §1.5: a date may lie 24 hours ahead, for the zones of the earth
UNKNOWN_DATE = "00000000"
IMAGE = 999  # number of the field that is no text
TYPE_PATTERNS = {
    "A": re.compile(r"[A-Za-z]*"),
    "N": re.compile(r"[0-9]*"),
    "AN": re.compile(r"[A-Za-z0-9]*"),
    "AS": re.compile(r"[^0-9]*"),
    "NS": re.compile(r"[^A-Za-z]*"),
}
HEADER_CODES = {"E0001": "H0001", "E0002": "H0002", "E0003": "H0003"}
FORMATTING = dict.fromkeys(range(7, 14))  # BEL to CR: allowed in free text (EFTS 7.1, EBTS 9.1 appendix C)
Report = Callable[..., Finding]


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may need to know beside the field.

    Attributes:
        latest: last date that is not in the future (day of receipt and 24 hours).
        edition: of EBTS, from 1.013.
        ascii_only: whether 1.015 declares no other character set.
        version: of ANSI/NIST-ITL, from 1.002 (400 for ``0400``).
        header: the Type-1 record, where a rule compares with one of its fields.
        kind: of transaction (``submission``, ``response`` …); empty where it is not known.
        records: types of the records in the file; None where they are not all known.
    """

    latest: date
    edition: tuple[int, int]
    ascii_only: bool
    version: int = FIRST_VERSION
    header: TaggedRecord | None = None
    kind: str = ""
    records: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an item: code, what was expected, what was found, whether it is only noted."""

    code: str
    expected: str
    found: bytes
    noted: bool = False


def parse_date(text: str) -> date | None:
    """The day that CCYYMMDD names, or None if no calendar has it.

    >>> parse_date("20110608"), parse_date("20110631")
    (datetime.date(2011, 6, 8), None)
    """
    if len(text) != 8 or not (text.isascii() and text.isdecimal()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def check_field(rule: FieldRule, record: TaggedRecord, context: Context) -> list[Finding]:
    """All that is wrong with a field, one finding at most for each subfield; empty where nothing is.

    Absent and empty are the same (EBTS 8.001 §1.5).
    """
    current: FieldRule | None = rule
    if rule.later or rule.since or rule.until:
        current = rule.of(context.edition, context.version)
    if current is None:
        return []
    field = record.find(current.number)
    if field is None or not field.value:
        due = _is_due(current, record, context)
        return [_reporter(current, record, field)("E0001", current.expected)] if due else []
    if current.quick is not None and current.quick.fullmatch(field.value):
        return []
    return _look_closely(current, _in_utf8(field, record), record, context)


def _in_utf8(field: Field, record: TaggedRecord) -> Field:
    """The field in UTF-8 where 1.015 declares another set, so that items and characters are told apart."""
    if (
        record.charset in ("", "utf-8")
        or field.number == IMAGE
        or field is not record.find(field.number or 0)
    ):
        return field
    items = record.items(field.number or 0)
    return replace(
        field, value=RS.join(US.join(one.encode("utf-8", "replace") for one in part) for part in items)
    )


def _is_due(rule: FieldRule, record: TaggedRecord, context: Context) -> bool:
    """Whether an absent field should be there."""
    if rule.condition == "M" or context.kind in rule.required_in:
        return True
    return _all_hold(rule.required_when, record)


def _all_hold(clauses: Sequence[When], record: TaggedRecord) -> bool:
    """Whether there are clauses and all of them hold."""
    return bool(clauses) and all(one.holds(record) for one in clauses)


def _look_closely(rule: FieldRule, field: Field, record: TaggedRecord, context: Context) -> list[Finding]:
    """All that is wrong with a field that is there."""
    report = _reporter(rule, record, field)
    if _all_hold(rule.absent_when, record):
        clauses = " and ".join(map(str, rule.absent_when))
        return [report("E0006", f"no such field where {clauses}", field.value)]
    wrong = list(_check_value(rule, field, context, report))
    return wrong or ([] if rule.alone else list(_check_others(rule, record, context, report)))


def _check_value(rule: FieldRule, field: Field, context: Context, report: Report) -> Iterator[Finding]:
    """Findings on the field's own value."""
    value = field.value
    if rule.items[0].form == "binary":
        return  # any byte may look like a separator
    if FS in value:
        yield report("E0005", "no record separator (1C) inside the field", value)
        return
    count = value.count(RS) + 1
    if not rule.least <= count <= rule.occurrences:
        limit = f"at most {rule.occurrences}" if count > rule.occurrences else f"at least {rule.least}"
        yield report("E0005", f"{limit} occurrences", f"{count}")
        return
    positions = int(rule.tag.partition(".")[0]) in BINARY_TYPES  # of one byte each, under no tag
    place = field.offset if positions else field.offset + len(field.raw) - len(value)
    for part in value.split(RS):
        if fault := _check_subfield(rule, part, context):
            # The first subfield is pointed at through its tag, a later one by its own first byte.
            offset = None if count == 1 else place
            yield report(fault.code, fault.expected, fault.found, offset=offset, noted=fault.noted)
        place += 1 if positions else len(part) + 1


def _check_others(
    rule: FieldRule, record: TaggedRecord, context: Context, report: Report
) -> Iterator[Finding]:
    """Findings on a field that is well formed but does not agree with another, or with the records in the file."""
    absent = [tag for tag in rule.needs if not record.value(int(tag.split(".")[1]))]
    if absent:
        yield report("E0006", f"{' and '.join(rule.needs)} with it", f"no {' '.join(absent)}")
    text = record.field(rule.number) or ""
    for clause in rule.by_records if context.records is not None else ():
        if clause.holds(context.records or ()) and not clause.fits(text):
            yield report("E0003", clause.expected, text, noted=clause.warn)
    if rule.not_before or rule.not_after:
        yield from _check_order(rule, text, record, context, report)


def _check_order(
    rule: FieldRule, text: str, record: TaggedRecord, context: Context, report: Report
) -> Iterator[Finding]:
    """Findings on a date that does not agree with another one."""
    day = parse_date(text)
    if day is None or day > context.latest:  # said already where it matters
        return
    for tag, sign in ((rule.not_before, -1), (rule.not_after, 1)):
        other = _date_of(tag, record, context) if tag else None
        tolerance = ZONE_TOLERANCE if tag.startswith("1.") else timedelta()
        if other is not None and (day - other) * sign > tolerance:
            words = "before" if sign < 0 else "after"
            yield report("E0006", f"a date not {words} {tag} {other:%Y%m%d}", f"{day:%Y%m%d}")


def _date_of(tag: str, record: TaggedRecord, context: Context) -> date | None:
    """The date that a field of this record or of the header holds, if it holds one."""
    kind, number = tag.split(".")
    holder = context.header if kind == "1" else record
    return parse_date(holder.field(int(number)) or "") if holder is not None else None


def _reporter(rule: FieldRule, record: TaggedRecord, field: Field | None) -> Report:
    """A function that makes findings about this field, with the header's codes in Type-1."""
    name = str(record.type) if record.type <= 2 else f"{record.type} IDC {record.idc or 0:02d}"

    def report(
        code: str,
        expected: str,
        found: bytes | str = "",
        offset: int | None = None,
        noted: bool = False,
    ) -> Finding:
        return finding(
            HEADER_CODES.get(code, code) if record.type == 1 else code,
            record=name,
            field=rule.tag,
            mnemonic=rule.mnemonic,
            offset=offset if offset is not None or field is None else field.offset,
            expected=expected,
            found=found,
            severity=Severity.REJECT if rule.mandatory and not noted else Severity.WARNING,
        )

    return report


def _check_subfield(rule: FieldRule, part: bytes, context: Context) -> Fault | None:
    """What is wrong with the first wrong item of one repetition; what is only noted comes last."""
    least = max(
        place for place, item in enumerate(rule.items, start=1) if item.condition == "M" or place == 1
    )
    count = part.count(US) + 1
    if not least <= count <= len(rule.items):
        return Fault("E0005", f"{rule.expected}, separated by 1F", part)
    noted = None
    for item, value in zip(rule.items, part.split(US), strict=False):
        if not value and item.condition == "M":
            return Fault("E0001", f"{item.mnemonic}: {item.expected}", part)
        fault = item_fault(item, value, context) if value else None
        if fault is not None and not fault.noted:
            return fault
        noted = noted or fault
    return noted


def item_fault(item: ItemRule, value: bytes, context: Context) -> Fault | None:
    """What is wrong with an item that is not empty, or None."""
    text = decode(value)
    least, most = item.size
    if not least <= len(text) <= most or not _characters_fit(item, value, text, context):
        return Fault(BAD_DATA, item.expected, value)
    if text in item.unknown:
        return None
    if code := _value_fault(item, text) or _form_fault(item.form, text, context):
        until = f" up to {context.latest:%Y%m%d}" if code == "E0003" and item.form else ""
        return Fault(code, item.expected + until, value)
    if item.known and text not in item.known:
        return Fault(BAD_DATA, f"{item.expected}, a code that our list has", value, noted=True)
    return None


def _value_fault(item: ItemRule, text: str) -> str | None:
    """The code of what is wrong with a value of the right size and characters, or None."""
    if item.codes and text not in item.codes:
        return BAD_DATA
    if item.pattern and not re.fullmatch(item.pattern, text):
        return item.fault
    return None if in_span(item.span, text) else "E0003"


def _characters_fit(item: ItemRule, value: bytes, text: str, context: Context) -> bool:
    """Whether all characters are of the item's type: printable, ASCII unless another set is declared."""
    printable = text
    if item.form == "lines":
        printable = text.replace("\r\n", "")
    elif item.form == "text":
        printable = text.translate(FORMATTING)
    if not printable.isprintable() or (context.ascii_only and not value.isascii()):
        return False
    kind = TYPE_PATTERNS.get(item.kind)
    return kind is None or kind.fullmatch(text) is not None


def _form_fault(form: str, text: str, context: Context) -> str | None:
    """E0002 if a date is none, E0003 if it lies in the future where it must not; None if it fits."""
    if form == "zulu_time":
        return None if _is_zulu_time(text) else BAD_DATA
    if "date" not in form or (form.endswith("unknown") and text == UNKNOWN_DATE):
        return None
    day = parse_date(text)
    if day is None:
        return BAD_DATA
    return "E0003" if form.startswith("past") and day > context.latest else None


def _is_zulu_time(text: str) -> bool:
    """Whether the text is CCYYMMDDHHMMSSZ of an instant that exists."""
    try:
        return bool(re.fullmatch(r"\d{14}Z", text) and datetime.strptime(text, "%Y%m%d%H%M%SZ"))
    except ValueError:
        return False


def check_tags(record: TaggedRecord, rules: tuple[FieldRule, ...]) -> Iterator[Finding]:
    """Findings on fields that are no fields of this record, or stand twice; unknown tags are ignored."""
    seen: set[int] = set()
    repeated: set[int] = set()
    prefix = f"{record.type}."
    for field in record.fields:
        number = field.number
        if number is None or not (field.tag or "").lstrip("0").startswith(prefix):
            yield _tag_finding(record, field, f"{record.type}.nnn: at each field separator", Severity.REJECT)
            return
        if number in seen and number not in repeated:
            repeated.add(number)
            mandatory = any(rule.mandatory for rule in rules if rule.number == number)
            severity = Severity.REJECT if mandatory else Severity.WARNING
            yield _tag_finding(record, field, "each tag once in a record", severity)
        seen.add(number)


def _tag_finding(record: TaggedRecord, field: Field, expected: str, severity: Severity) -> Finding:
    """E0005 on a tag."""
    return finding(
        "E0005",
        record=str(record.type),
        field=f"{record.type}.{field.number:03d}" if field.number is not None else f"{record.type}.?",
        offset=field.offset,
        expected=expected,
        found=field.raw[:60],
        severity=severity,
    )
