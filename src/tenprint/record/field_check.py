"""One field of one record against its rule: presence, occurrences, items, characters, codes, dates."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tenprint.record.field_rules import FIRST_VERSION, FieldRule, ItemRule
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.model import FS, RS, US, Field, TaggedRecord, decode
from tenprint.record.rule_clause import When

ZONE_TOLERANCE = timedelta(
    days=1
)  # EBTS 8.001 §1.5: a date may lie 24 hours ahead, for the zones of the earth
UNKNOWN_DATE = "00000000"
TYPE_PATTERNS = {
    "A": re.compile(r"[A-Za-z]*"),
    "N": re.compile(r"[0-9]*"),
    "AN": re.compile(r"[A-Za-z0-9]*"),
    "AS": re.compile(r"[^0-9]*"),
    "NS": re.compile(r"[^A-Za-z]*"),
}
HEADER_CODES = {"E0001": "H0001", "E0002": "H0002", "E0003": "H0003"}


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may need to know beside the field.

    Attributes:
        latest: last date that is not in the future (day of receipt and 24 hours).
        edition: of EBTS, from 1.013.
        ascii_only: whether 1.015 declares no other character set.
        version: of ANSI/NIST-ITL, from 1.002 (400 for ``0400``).
        header: the Type-1 record, where a rule compares with one of its fields.
    """

    latest: date
    edition: tuple[int, int]
    ascii_only: bool
    version: int = FIRST_VERSION
    header: TaggedRecord | None = None


def parse_date(text: str) -> date | None:
    """The day that CCYYMMDD names, or None if no calendar has it.

    >>> parse_date("20110608"), parse_date("20110631")
    (datetime.date(2011, 6, 8), None)
    """
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def check_field(rule: FieldRule, record: TaggedRecord, context: Context) -> list[Finding]:
    """All that is wrong with a field, one finding at most for each subfield; empty where nothing is.

    Absent and empty are the same (EBTS 8.001 §1.5).
    """
    current = rule.of(context.edition, context.version)
    if current is None:
        return []
    field = record.find(rule.number)
    report = _reporter(current, record, field)
    if field is None or not field.value:
        due = current.condition == "M" or _all_hold(current.required_when, record)
        return [report("E0001", current.expected)] if due else []
    if _all_hold(current.absent_when, record):
        clauses = " and ".join(map(str, current.absent_when))
        return [report("E0006", f"no such field where {clauses}", field.value)]
    return list(_check_value(current, field, context, report)) or list(
        _check_others(current, record, context, report)
    )


def _all_hold(clauses: Sequence[When], record: TaggedRecord) -> bool:
    """Whether there are clauses and all of them hold."""
    return bool(clauses) and all(one.holds(record) for one in clauses)


def _check_value(
    rule: FieldRule, field: Field, context: Context, report: Callable[..., Finding]
) -> Iterator[Finding]:
    """Findings on the field's own value."""
    if FS in field.value:
        yield report("E0005", "no record separator (1C) inside the field", field.value)
        return
    count = field.value.count(RS) + 1
    if not rule.least <= count <= rule.occurrences:
        limit = f"at most {rule.occurrences}" if count > rule.occurrences else f"at least {rule.least}"
        yield report("E0005", f"{limit} occurrences", f"{count}")
        return
    place = field.offset + len(field.raw) - len(field.value)
    for part in field.value.split(RS):
        if wrong := _check_subfield(rule, part, context):
            # The first subfield is pointed at through its tag, a later one by its own first byte.
            yield report(*wrong, offset=None if count == 1 else place)
        place += len(part) + 1


def _check_others(
    rule: FieldRule, record: TaggedRecord, context: Context, report: Callable[..., Finding]
) -> Iterator[Finding]:
    """Findings on a field that is well formed but does not agree with another."""
    absent = [tag for tag in rule.needs if not record.value(int(tag.split(".")[1]))]
    if absent:
        yield report("E0006", f"{' and '.join(rule.needs)} with it", f"no {' '.join(absent)}")
    day = parse_date(record.field(rule.number) or "")
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


def _reporter(rule: FieldRule, record: TaggedRecord, field: Field | None) -> Callable[..., Finding]:
    """A function that makes findings about this field, with the header's codes in Type-1."""
    name = str(record.type) if record.type <= 2 else f"{record.type} IDC {record.idc or 0:02d}"

    def report(code: str, expected: str, found: bytes | str = "", offset: int | None = None) -> Finding:
        return finding(
            HEADER_CODES.get(code, code) if record.type == 1 else code,
            record=name,
            field=rule.tag,
            mnemonic=rule.mnemonic,
            offset=offset if offset is not None or field is None else field.offset,
            expected=expected,
            found=found,
            severity=Severity.REJECT if rule.mandatory else Severity.WARNING,
        )

    return report


def _check_subfield(rule: FieldRule, part: bytes, context: Context) -> tuple[str, str, bytes] | None:
    """Code, what was expected and what was found for the first wrong item of one repetition, or None."""
    items = part.split(US) if part.count(US) <= len(rule.items) else [part] * (len(rule.items) + 1)
    least = max(
        place for place, item in enumerate(rule.items, start=1) if item.condition == "M" or place == 1
    )
    if not least <= len(items) <= len(rule.items):
        return "E0005", f"{rule.expected}, separated by 1F", part
    for item, value in zip(rule.items, items, strict=False):
        if not value and item.condition == "M":
            return "E0001", f"{item.mnemonic}: {item.expected}", part
        if value and (code := _item_fault(item, value, context)):
            until = f" up to {context.latest:%Y%m%d}" if code == "E0003" else ""
            return code, item.expected + until, value
    return None


def _item_fault(item: ItemRule, value: bytes, context: Context) -> str | None:
    """The code of what is wrong with an item, or None."""
    text = decode(value)
    least, most = item.size
    if not least <= len(text) <= most or not _characters_fit(item, value, text, context):
        return "E0002"
    if item.codes and text not in item.codes:
        return "E0002"
    if item.pattern and not re.fullmatch(item.pattern, text):
        return "E0002"
    return _form_fault(item.form, text, context)


def _characters_fit(item: ItemRule, value: bytes, text: str, context: Context) -> bool:
    """Whether all characters are of the item's type: printable, ASCII unless another set is declared."""
    printable = text.replace("\r\n", "") if item.form == "lines" else text
    if not printable.isprintable() or (context.ascii_only and not value.isascii()):
        return False
    kind = TYPE_PATTERNS.get(item.kind)
    return kind is None or kind.fullmatch(text) is not None


def _form_fault(form: str, text: str, context: Context) -> str | None:
    """E0002 if a date is none, E0003 if it lies in the future where it must not; None if it fits."""
    if form == "zulu_time":
        return None if _is_zulu_time(text) else "E0002"
    if "date" not in form or (form.endswith("unknown") and text == UNKNOWN_DATE):
        return None
    day = parse_date(text)
    if day is None:
        return "E0002"
    return "E0003" if form.startswith("past") and day > context.latest else None


def _is_zulu_time(text: str) -> bool:
    """Whether the text is CCYYMMDDHHMMSSZ of an instant that exists."""
    try:
        return bool(re.fullmatch(r"\d{14}Z", text) and datetime.strptime(text, "%Y%m%d%H%M%SZ"))
    except ValueError:
        return False


def check_tags(record: TaggedRecord, rules: tuple[FieldRule, ...]) -> Iterator[Finding]:
    """Findings on fields that are no fields of this record, or stand twice; unknown tags are ignored."""
    mandatory = {rule.number for rule in rules if rule.mandatory}
    seen: set[int] = set()
    repeated: set[int] = set()
    for field in record.fields:
        number = field.number
        if number is None or (field.tag or "").split(".")[0].lstrip("0") != str(record.type):
            yield _tag_finding(record, field, f"{record.type}.nnn: at each field separator", Severity.REJECT)
            return
        if number in seen and number not in repeated:
            repeated.add(number)
            severity = Severity.REJECT if number in mandatory else Severity.WARNING
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
