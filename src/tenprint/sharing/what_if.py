"""A flow of submissions decided twice: by the rules, and by the rules with a reform laid over.

Every submission is counted in exactly one cell: level by conviction, level by charge, county, what became of it, what
would have become of it, and whether it matched. All tables are sums of cells, so nobody is lost between them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tenprint.sharing.activation import Board, Orders
from tenprint.sharing.fate import REACHED, Fate, Verdict, fate_of, reason_of
from tenprint.sharing.flow import LEVELS, UNKNOWN, Passage, levels_of
from tenprint.sharing.rules import Rules


class AsItWas(NamedTuple):
    """An arrest, what becomes of it by the rules as they are, its levels, and its county by the roster's code."""

    passage: Passage
    verdict: Verdict
    level: str
    charge_level: str
    county: str


class Cell(NamedTuple):
    """What is counted together; ``county`` is the roster's code, ``matched`` None where it is not known."""

    level: str
    charge_level: str
    county: str
    before: Fate
    after: Fate
    matched: bool | None


class Change(StrEnum):
    """How the reform changes what becomes of prints."""

    NO_LONGER = "no longer shared"
    NEWLY = "newly shared"
    LATER = "shared later"


@dataclass(frozen=True, slots=True)
class Lost:
    """What the police do not learn of people who are not printed; ``not_known`` of how many the file is not known."""

    arrests: int = 0
    identified: int = 0
    with_history: int = 0
    wanted: int = 0
    not_known: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: sums of cells.

    ``shared_before`` and ``shared_after`` include what is shared later; matches are of what is shared.
    ``match_not_known`` counts what is shared either way without its being known whether it matched.
    """

    submissions: int = 0
    shared_before: int = 0
    shared_after: int = 0
    later: int = 0
    no_longer: int = 0
    newly: int = 0
    not_printed: int = 0
    matched_before: int = 0
    matched_after: int = 0
    match_not_known: int = 0


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A flow with and without a reform.

    Attributes:
        reform: its question.
        cells: every submission, counted in exactly one of them.
        reasons: of each change the rules that decide it, with counts; a rule of a place is named without the place.
        lost: what not printing costs.
        unlike_record: how many were in fact treated otherwise than the rules say; of ``recorded`` ones.
    """

    reform: str
    cells: Mapping[Cell, int]
    reasons: Mapping[tuple[Change, str], int]
    lost: Lost
    recorded: int
    unlike_record: int

    def total(self) -> Row:
        """Return the whole flow as one line."""
        return _row(self.cells.items())

    def by_level(self) -> dict[str, Row]:
        """Return a line for each level by conviction, every level named."""
        return {**dict.fromkeys(LEVELS, Row()), **self.by(lambda cell: cell.level)}

    def by_charge_level(self) -> dict[str, Row]:
        """Return a line for each level by charge, every level named."""
        named = (level for level in LEVELS if level in ("1", "2", "3", UNKNOWN))
        return {**dict.fromkeys(named, Row()), **self.by(lambda cell: cell.charge_level)}

    def by_county(self) -> dict[str, Row]:
        """Return a line for each county of the flow, by the roster's code."""
        return self.by(lambda cell: cell.county)

    def by(self, group: Callable[[Cell], str]) -> dict[str, Row]:
        """Return a line for each group of cells, in the order of the groups' names."""
        groups: dict[str, list[tuple[Cell, int]]] = {}
        for cell, count in self.cells.items():
            groups.setdefault(group(cell), []).append((cell, count))
        return {name: _row(groups[name]) for name in sorted(groups)}

    def main_reasons(self, count: int = 3) -> list[tuple[Change, str, int]]:
        """Return the rules that decide most changes, the most frequent first."""
        ordered = sorted(self.reasons.items(), key=lambda item: (-item[1], item[0]))
        return [(change, rule, number) for (change, rule), number in ordered[:count]]


def what_if(passages: Iterable[Passage], rules: Rules, reformed: Rules, orders: Orders = ()) -> WhatIf:
    """Decide a flow by the rules and by a reform.

    Args:
        passages: the flow; read once.
        rules: as they are.
        reformed: with the reform laid over.
        orders: switches flipped on the activation board; they hold either way.
    """
    board = Board.of(orders)
    return compare(as_it_was(passages, rules, board), reformed, board)


def as_it_was(passages: Iterable[Passage], rules: Rules, orders: Orders = ()) -> Iterator[AsItWas]:
    """Yield a flow decided by the rules as they are: the half of a what-if that is the same for every reform."""
    board = Board.of(orders)
    for passage in passages:
        level, charge_level = levels_of(passage.facts, passage.on, rules.in_force(passage.on))
        county = rules.county(passage.facts.county_fips).roster_fips
        yield AsItWas(passage, fate_of(passage, rules, board), level, charge_level, county)


def compare(arrests: Iterable[AsItWas], reformed: Rules, orders: Orders = ()) -> WhatIf:
    """Decide by a reform what was decided by the rules as they are; see ``what_if``."""
    board = Board.of(orders)
    cells: Counter[Cell] = Counter()
    reasons: Counter[tuple[Change, str]] = Counter()
    lost: Counter[str] = Counter()
    recorded = unlike = 0
    for passage, before, level, charge_level, county in arrests:
        after = fate_of(passage, reformed, board)
        cells[Cell(level, charge_level, county, before.fate, after.fate, passage.matched)] += 1
        change = change_of(before.fate, after.fate)
        if change is not None:
            reasons[change, reason_of(before if change is Change.NEWLY else after)] += 1
        if after.fate is Fate.NOT_TAKEN and before.fate is not Fate.NOT_TAKEN:
            _lose(lost, passage)
        if passage.recorded is not None:
            recorded += 1
            unlike += passage.recorded is not (before.fate in REACHED)
    return WhatIf(reformed.reform or "", cells, reasons, Lost(**lost), recorded, unlike)


def change_of(before: Fate, after: Fate) -> Change | None:
    """Return how a reform changes what becomes of prints, or None where what is shared stays the same.

    >>> change_of(Fate.SHARED, Fate.NOT_TAKEN)
    <Change.NO_LONGER: 'no longer shared'>
    """
    if before in REACHED and after not in REACHED:
        return Change.NO_LONGER
    if before not in REACHED and after in REACHED:
        return Change.NEWLY
    return Change.LATER if (before, after) == (Fate.SHARED, Fate.LATER) else None


def _lose(lost: Counter[str], passage: Passage) -> None:
    """Count what is not learned of somebody who is not printed."""
    lost["arrests"] += 1
    if passage.identified is None:
        lost["not_known"] += 1
    for name, fact in (
        ("identified", passage.identified),
        ("with_history", passage.history),
        ("wanted", passage.wanted),
    ):
        lost[name] += bool(fact)


def _row(cells: Iterable[tuple[Cell, int]]) -> Row:
    """Add up cells."""
    sums: Counter[str] = Counter()
    for cell, count in cells:
        was, would = cell.before in REACHED, cell.after in REACHED
        change = change_of(cell.before, cell.after)
        for name, holds in (
            ("submissions", True),
            ("shared_before", was),
            ("shared_after", would),
            ("later", cell.after is Fate.LATER),
            ("no_longer", change is Change.NO_LONGER),
            ("newly", change is Change.NEWLY),
            ("not_printed", cell.after is Fate.NOT_TAKEN),
            ("matched_before", was and cell.matched is True),
            ("matched_after", would and cell.matched is True),
            ("match_not_known", (was or would) and cell.matched is None),
        ):
            sums[name] += count if holds else 0
    return Row(**sums)
