"""Cases made from the field tables: of each rule the values that pass, and of each constraint one that fails it alone.

Expected codes follow from the constraint, not from the checker. A constraint that another one implies (a size beside a
list of codes) has no case of its own.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import pairwise

from rule_values import POOL, bad_items, context_of, fits, good_field, good_item, good_items, seeds

from tenprint.record.field_check import HEADER_CODES, item_fault
from tenprint.record.field_rules import FIRST_EDITION, FIRST_VERSION, Change, FieldRule, field_rules, rules_of
from tenprint.record.rule_clause import ByRecords, When

MOST_OCCURRENCES = 100_000
MOST_DIFFERENT = 2  # values of a change that are tried
ANY_BYTES = bytes(range(256))


@dataclass(frozen=True)
class RuleCase:
    """One value of one field and what must be found.

    Attributes:
        tag: of the field.
        constraint: what it passes or fails.
        value: of the field; None where it is absent.
        code: expected, None where nothing is wrong with the field.
        severity: expected, empty where nothing is wrong.
        beside: other fields by tag that the case needs; None where they are absent.
        edition: of EBTS.
        version: of ANSI/NIST-ITL.
        within: type of transaction that it must stand in; empty for any.
    """

    tag: str
    constraint: str
    value: bytes | None
    code: str | None = None
    severity: str = ""
    beside: tuple[tuple[str, bytes | None], ...] = ()
    edition: tuple[int, int] = FIRST_EDITION
    version: int = FIRST_VERSION
    within: str = ""

    def row(self) -> list[object]:
        """The case in the stored list: constraint, value (a long one by its digest), result, and what it needs."""
        said = f"{self.code} {self.severity}" if self.code else "passes"
        needs: dict[str, object] = {tag: shortened(value) for tag, value in self.beside}
        needs |= {} if self.edition == FIRST_EDITION else {"edition": f"{self.edition[0]}.{self.edition[1]}"}
        needs |= {} if self.version == FIRST_VERSION else {"version": f"{self.version:04d}"}
        needs |= {"within": self.within} if self.within else {}
        return [self.constraint, shortened(self.value), said, *([needs] if needs else [])]


def shortened(value: bytes | None) -> str | None:
    """A value as text, by digest and length where it is long."""
    if value is None or len(value) <= 40:
        return None if value is None else value.decode("utf-8")  # what is not text is longer
    return f"sha256:{hashlib.sha256(value).hexdigest()[:12]}:{len(value)}"


def cases_of(table: str) -> dict[str, list[RuleCase]]:
    """Tag to its cases, for a whole table."""
    return {rule.tag: list(cases_of_rule(rule, table)) for rule in field_rules(table)}


def cases_of_rule(rule: FieldRule, table: str) -> Iterator[RuleCase]:
    """The cases of one rule in each edition and version in which it differs."""
    for edition, version in moments(rule):
        current = rule.of(edition, version)
        if current is None:
            bad = next((one for one in _all(rule, table, edition, version) if one.code), None)
            if bad is not None:
                yield replace(bad, constraint="no rule yet", code=None, severity="")
            continue
        yield from _all(current, table, edition, version)
        if rule.alone and all(later.alone for _, later in rule.later):
            yield from (
                one for one in _came_and_went(rule) if (one.edition, one.version) == (edition, version)
            )
        if current.condition == "M" and rule.required_when:
            others = {one.tag: one for one in rules_of(table, FIRST_EDITION, FIRST_VERSION)}
            beside = (_made(rule.required_when[0], others, holds=False),)
            yield RuleCase(
                rule.tag,
                "mandatory even so",
                None,
                "E0001",
                "REJECT",
                beside,
                edition=edition,
                version=version,
            )


def _came_and_went(rule: FieldRule) -> Iterator[RuleCase]:
    """Values that one edition allows and the next does not, or the contrary, in both."""
    states = [((FIRST_EDITION, FIRST_VERSION), rule), *((_at(change), later) for change, later in rule.later)]
    for before, after in pairwise(states):
        if len(rule.items) > 1 or rule.items[0].form == "binary":
            continue
        different = 0
        for text in (*(str(number) for number in range(100)), *POOL):
            faults = [
                item_fault(state.items[0], text.encode(), context_of(*moment))
                for moment, state in (before, after)
            ]
            if (faults[0] is None) == (faults[1] is None) or different >= MOST_DIFFERENT:
                continue
            different += 1
            for fault, (moment, state) in zip(faults, (before, after), strict=True):
                code = None if fault is None else fault.code
                code = HEADER_CODES.get(code or "", code) if rule.tag.startswith("1.") else code
                severity = (
                    "" if fault is None else "REJECT" if state.mandatory and not fault.noted else "WARNING"
                )
                value = b"\x1e".join([text.encode()] * state.least)
                yield RuleCase(
                    rule.tag, "changed", value, code, severity, edition=moment[0], version=moment[1]
                )


def moments(rule: FieldRule) -> list[tuple[tuple[int, int], int]]:
    """Editions and versions at which the rule differs: the first, and each of its changes."""
    changes = [change for change, _ in rule.later] + [one for one in (rule.since, rule.until) if one]
    found = [(FIRST_EDITION, FIRST_VERSION)]
    for change in changes:
        found.append(_at(change))
        if change.version is not None and change.version <= FIRST_VERSION:
            found.append((FIRST_EDITION, 201))  # before it
    return sorted(set(found))


def _at(change: Change) -> tuple[tuple[int, int], int]:
    return change.edition or FIRST_EDITION, FIRST_VERSION if change.version is None else change.version


def _all(rule: FieldRule, table: str, edition: tuple[int, int], version: int) -> Iterator[RuleCase]:
    """All cases of a rule as it stands in one edition and version."""
    context = context_of(edition, version)
    others = {
        one.tag: one.of(edition, version) or one for name in (table, "type1") for one in field_rules(name)
    }
    header = rule.tag.startswith("1.")
    beside = tuple((tag, good_field(others[tag])) for tag in rule.needs)
    beside += tuple(_made(one, others, holds=False) for one in rule.absent_when[:1])
    base = RuleCase(rule.tag, "", None, beside=beside, edition=edition, version=version)

    def passing(name: str, value: bytes | None, **changes: object) -> RuleCase:
        return replace(base, constraint=name, value=value, **changes)  # type: ignore[arg-type]

    def failing(
        name: str, value: bytes | None, code: str, *, noted: bool = False, **changes: object
    ) -> RuleCase:
        severity = "REJECT" if rule.condition != "O" and not noted else "WARNING"
        code = HEADER_CODES.get(code, code) if header else code
        return replace(base, constraint=name, value=value, code=code, severity=severity, **changes)  # type: ignore[arg-type]

    if rule.items[0].form == "binary":
        yield from _presence(rule, others, passing, failing)
        yield passing("any bytes", ANY_BYTES)
        return
    good = good_field(rule)
    yield from _presence(rule, others, passing, failing)
    yield from _occurrences(rule, good, passing, failing)
    for place, item in enumerate(rule.items):
        around = [good_item(one, context) for one in rule.items]
        label = f"{item.mnemonic} " if len(rule.items) > 1 else ""

        def whole(text: str, place: int = place, around: list[str] = around) -> bytes:
            items = [*around[:place], text, *around[place + 1 :]]
            return b"\x1e".join(["\x1f".join(items).encode()] * rule.least)

        for name, text in good_items(item, context):
            if not _disagrees(rule, text):
                yield passing(label + name, whole(text))
        for name, text, code in bad_items(item, context):
            yield failing(label + name, whole(text), code, noted=name == "known")
        if item.condition == "M" and len(rule.items) > 1:
            yield failing(f"{label}empty", whole(""), "E0001")
        elif len(rule.items) > 1:
            yield passing(f"{label}empty", whole(""))
    yield from _agreement(rule, good, others, passing, failing)


def _disagrees(rule: FieldRule, text: str) -> bool:
    """Whether a value that is right by itself is wrong because of the records in the file."""
    return any(not one.fits(text) for one in rule.by_records[:1])


def _presence(rule, others, passing, failing):
    """Absent: right or wrong by condition and clauses."""
    if rule.condition == "M":
        yield failing("mandatory", None, "E0001")
        yield failing("mandatory, empty", b"", "E0001")
    elif not rule.required_when and not rule.required_in:
        yield passing("optional", None, beside=())
    if rule.required_when:
        made = tuple(_made(one, others, holds=True) for one in rule.required_when)
        yield failing("required_when", None, "E0001", beside=made)
        for place, one in enumerate(rule.required_when if len(made) > 1 else ()):
            rest = (*made[:place], *made[place + 1 :], _made(one, others, holds=False))
            yield passing(f"required_when but {one}", None, beside=rest)
        yield passing("required_when not", None, beside=(_made(rule.required_when[0], others, holds=False),))
    for kind in sorted(rule.required_in):
        yield failing(f"required_in {kind}", None, "E0001", within="SRE")
        yield passing("required_in not", None, within="CAR")


def _occurrences(rule, good, passing, failing):
    """As many as allowed, one more, one less; a record separator; items left out and added."""
    one = good.split(b"\x1e")[0]
    if rule.occurrences <= MOST_OCCURRENCES:
        yield passing("occurrences", b"\x1e".join([one] * rule.occurrences))
        yield failing("occurrences.most", b"\x1e".join([one] * (rule.occurrences + 1)), "E0005")
    if rule.least > 1:
        yield failing("occurrences.least", b"\x1e".join([one] * (rule.least - 1)), "E0005")
    yield failing("items.most", one + b"\x1fX", "E0005")
    last = max((place for place, item in enumerate(rule.items) if item.condition == "M"), default=0)
    if last > 0:
        yield failing("items.least", b"\x1f".join(one.split(b"\x1f")[:last]), "E0005")


def _agreement(rule, good, others, passing, failing):
    """Right by itself, wrong beside others."""
    for clause in rule.absent_when:
        yield failing("absent_when", good, "E0006", beside=(_made(clause, others, holds=True),))
    for tag in rule.needs:
        there = tuple((one, good_field(others[one])) for one in rule.needs if one != tag)
        yield failing(f"needs {tag}", good, "E0006", beside=(*there, (tag, None)))
    if rule.not_before:
        yield failing(
            "not_before", b"20110601", "E0006", beside=_with_needs(rule, others, rule.not_before, b"20110603")
        )
        yield passing(
            "not_before, same day",
            b"20110603",
            beside=_with_needs(rule, others, rule.not_before, b"20110603"),
        )
    if rule.not_after:
        day = b"20110601" if rule.not_after.startswith("1.") else b"20110602"
        yield failing(
            "not_after", b"20110603", "E0006", beside=_with_needs(rule, others, rule.not_after, day)
        )
        yield passing("not_after, same day", day, beside=_with_needs(rule, others, rule.not_after, day))
    for clause in rule.by_records:
        yield from _records(clause, passing, failing)


def _with_needs(rule, others, tag: str, value: bytes):
    return (*((one, good_field(others[one])) for one in rule.needs if one != tag), (tag, value))


def _records(clause: ByRecords, passing, failing):
    """A value because of the records: a CAR has Type-4, an SRE nothing beside Type-2."""
    within = "CAR" if clause.any_of else "SRE"
    right, wrong = ("19.69", "09.84") if clause.any_of else ("00.00", "19.69")
    name = f"by_records {'any' if clause.any_of else 'none'}"
    yield failing(name, wrong.encode(), "E0003", noted=clause.warn, within=within)
    yield passing(f"{name} right", right.encode(), within=within)


def _made(clause: When, others, *, holds: bool) -> tuple[str, bytes | None]:
    """A field so that a clause holds, or does not."""
    rule = others[clause.tag]
    if clause.values is None:
        return clause.tag, good_field(rule) if clause.wanted is holds else None
    context = context_of(FIRST_EDITION, FIRST_VERSION)
    item = rule.items[clause.item - 1]
    wanted = clause.wanted is holds
    fitting = (text for text in (*sorted(clause.values), *seeds(item)) if fits(item, text, context))
    text = next(one for one in fitting if ((one.lstrip("0") or "0") in clause.values) is wanted)
    items = [good_item(one, context) for one in rule.items]
    items[clause.item - 1] = text
    return clause.tag, "\x1f".join(items).encode()


def tables_of_records() -> list[str]:
    """The tables of the records that are no Type-2 of a transaction, in the order of their types."""
    found = (path.name.removesuffix(".yaml") for path in files("tenprint.record").joinpath("rules").iterdir())
    return sorted(
        (name for name in found if re.fullmatch(r"type\d+(_itl)?", name)), key=lambda name: (len(name), name)
    )


def stored_form(tables: list[str]) -> str:
    """The stored list: the cases of each rule once, and which rule of which table has which."""
    sets: dict[str, list[list[object]]] = {}
    named: dict[str, dict[str, str]] = {}
    for table in tables:
        for tag, cases in cases_of(table).items():
            rows = [case.row() for case in cases]
            text = json.dumps(rows, ensure_ascii=True)
            key = f"{tag} {hashlib.sha256(text.encode()).hexdigest()[:8]}"
            sets[key] = rows
            named.setdefault(table, {})[tag] = key
    lines = [
        f' "{key}": [\n' + ",\n".join(f"  {json.dumps(row, separators=(',', ':'))}" for row in rows) + "\n ]"
        for key, rows in sorted(sets.items())
    ]
    return '{"cases": {\n' + ",\n".join(lines) + '\n},\n"tables": ' + json.dumps(named, indent=1) + "\n}\n"
