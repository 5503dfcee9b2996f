"""The answer to a what-if as a page shows it: tables by level, the reasons, and what not printing loses.

The public page tells of a simulated flow, which is of nobody. The recorded one is of people: it is told at the national
agency's own console alone, to staff who may see the submissions themselves.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from tenprint.agency.national.recorded import recorded_acts, recorded_flow
from tenprint.agency.national.service import NationalService
from tenprint.agency.permission import Action, Resource, require
from tenprint.errors import BadInput
from tenprint.sharing.act import NATION
from tenprint.sharing.fate import REACHED
from tenprint.sharing.flow import LEVELS, UNKNOWN, coming_from
from tenprint.sharing.participation import laid_over
from tenprint.sharing.rules import Rules
from tenprint.sharing.what_if import AsItWas, Cell, Change, Row, WhatIf, as_it_was, change_of, compare
from tenprint.sim.world.flow import roster_counties, simulated_flow
from tenprint.web.what_if_question import Asked, counties_of, reform_of, within_work

SIMULATED_ARRESTS: Final = 20_000
SEED: Final = 2011
RECORDED_MAX: Final = 20_000
FLOWS_KEPT: Final = 4
STATES_SHOWN_MAX: Final = 5
FULL_PERCENT: Final = 100
STILL: Final = "shared all the same"
NEITHER: Final = "not shared either way"
PARTS: Final = (STILL, Change.LATER, Change.NO_LONGER, Change.NEWLY, NEITHER)
"""What the reform does to an arrest, each in exactly one part."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One group's bars: what was shared, and what would be, in words and as percents of the longest."""

    level: str
    before: str
    after: str
    before_percent: float
    after_percent: float


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as it is shown: ``rows`` are the parts by level in words, ``sums`` hold the further columns."""

    reform: str
    arrests: str
    rows: Mapping[str, tuple[str, ...]]
    sums: Mapping[str, Row]
    charges: Mapping[str, Row]
    total: Row
    bars: tuple[Bar, ...]
    reasons: tuple[tuple[str, str], ...]
    states: tuple[str, ...]
    lost: Mapping[str, str]
    unlike_record: int


def of_nobody(rules: Rules, asked: Asked) -> Shown:
    """Decide a simulated flow anew, and show it.

    Raises:
        BadInput: something in the question cannot be used; the text says what.
        RulesBroken: the reform's text is malformed; the text names the line.
    """
    reformed = reform_of(asked)
    return shown(compare(within_work(_simulated(rules, counties_of(rules, asked))), reformed), rules)


def of_people(service: NationalService, asked: Asked) -> Shown:
    """Decide anew what the national agency has recorded, with the acts that it knows of, and show it to its staff.

    Raises:
        BadInput: something in the question cannot be used, or nothing is recorded; the text says what.
        NotPermitted: who asks may not see submissions of the whole nation here.
        RulesBroken: the reform's text is malformed; the text names the line.
    """
    require(
        service.participation.staff.staff(asked.officer), Action.SEE_SUBMISSION, Resource("national", NATION)
    )
    rules, reformed = service.rules, reform_of(asked)
    codes = counties_of(rules, asked)
    with service.store.reading() as connection:
        acts = recorded_acts(connection)
        passages = list(islice(recorded_flow(connection, rules), RECORDED_MAX + 1))
    if len(passages) > RECORDED_MAX:
        raise BadInput(f"flow: more than {RECORDED_MAX:,} are recorded here; ask with: tenprint whatif")
    found = list(coming_from(codes, passages, rules)) if codes else passages
    if not found:
        raise BadInput("flow: expected recorded submissions, found none here, or none from that place")
    before, after = laid_over(rules, acts), laid_over(reformed, acts)
    arrests = as_it_was(within_work(found), before.rules, before.board)
    return shown(compare(arrests, after.rules, before.board), rules)


@lru_cache(maxsize=FLOWS_KEPT)
def _simulated(rules: Rules, codes: tuple[str, ...]) -> tuple[AsItWas, ...]:
    """Return a simulated flow decided by the rules as they are, kept for the next reform."""
    flow = simulated_flow(SIMULATED_ARRESTS, SEED, roster_counties(rules, codes))
    return tuple(as_it_was(flow, rules))


def part_of(cell: Cell) -> str:
    """The part of what a reform does in which a cell lies."""
    change = change_of(cell.before, cell.after)
    if change is not None:
        return change
    return STILL if cell.before in REACHED else NEITHER


def _parts(found: WhatIf) -> Counter[tuple[str, str]]:
    """Every arrest in exactly one part of its level."""
    parts: Counter[tuple[str, str]] = Counter()
    for cell, count in found.cells.items():
        parts[cell.level, part_of(cell)] += count
    return parts


def shown(found: WhatIf, rules: Rules) -> Shown:
    """Return an answer as it is shown, told in full."""
    parts, levels = _parts(found), found.by_level()
    told = [level for level in LEVELS if levels[level].submissions or level != UNKNOWN]
    states = found.by(lambda cell: rules.county(cell.county).state)
    moved = sorted(states, key=lambda name: -abs(states[name].shared_after - states[name].shared_before))
    return Shown(
        reform=found.reform,
        arrests=f"{found.total().submissions:,}",
        rows={level: tuple(f"{parts[level, part]:,}" for part in PARTS) for level in told},
        sums={level: levels[level] for level in told},
        charges={name: row for name, row in found.by_charge_level().items() if row.submissions},
        total=found.total(),
        bars=_bars({level: levels[level] for level in told}),
        reasons=tuple((f"{change}, {count:,}", rule) for change, rule, count in found.main_reasons()),
        states=tuple(
            f"{name} {states[name].shared_after - states[name].shared_before:+,}"
            for name in moved[:STATES_SHOWN_MAX]
            if states[name].shared_after != states[name].shared_before
        ),
        lost=_lost(found),
        unlike_record=found.unlike_record,
    )


def _lost(found: WhatIf) -> Mapping[str, str]:
    """What is lost with not printing, where anybody is not printed."""
    lost = found.lost
    counts = {
        "people who are not printed": lost.arrests,
        "of them, found in the national file: not identified now": lost.identified,
        "with earlier arrests: their history is not seen": lost.with_history,
        "wanted: not recognised": lost.wanted,
    }
    return {words: f"{count:,}" for words, count in counts.items()} if lost.arrests else {}


def _bars(rows: Mapping[str, Row]) -> tuple[Bar, ...]:
    """Two bars for each level, on one scale."""
    longest = max([max(row.shared_before, row.shared_after) for row in rows.values()], default=0) or 1
    return tuple(
        Bar(
            level_words(level),
            f"{row.shared_before:,}",
            f"{row.shared_after:,}",
            round(FULL_PERCENT * row.shared_before / longest, 2),
            round(FULL_PERCENT * row.shared_after / longest, 2),
        )
        for level, row in rows.items()
    )


def level_words(level: str) -> str:
    """A level as a reader would say it.

    >>> level_words("1"), level_words("non-criminal"), level_words("unknown")
    ('level 1', 'no conviction', 'not known')
    """
    words = {"non-criminal": "no conviction", UNKNOWN: "not known"}
    return words.get(level, f"level {level}")
