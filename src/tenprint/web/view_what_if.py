"""The what-if as the public may see it: the question as asked, the flow decided twice, and tables that tell of nobody.

A recorded flow is of people: counts of one or two are not told, a second cell is withheld where the total would give
one away, and no sum of cells but the whole is shown. A simulated flow is of nobody and is told in full.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final

from tenprint.agency.bootstrap import Network
from tenprint.agency.national.recorded import recorded_acts, recorded_flow
from tenprint.errors import BadInput
from tenprint.sharing.act import Act
from tenprint.sharing.fate import REACHED
from tenprint.sharing.flow import LEVELS, UNKNOWN, Passage, coming_from
from tenprint.sharing.participation import laid_over
from tenprint.sharing.place import find
from tenprint.sharing.reform import Parameters, ready_reforms, with_parameters
from tenprint.sharing.rules import Rules, load, load_reform
from tenprint.sharing.what_if import Cell, Change, Row, WhatIf, change_of, what_if
from tenprint.sim.flow import roster_counties, simulated_flow
from tenprint.web.view_public import SMALL, WITHHELD, shown

SIMULATED_ARRESTS: Final = 20_000
SEED: Final = 2011
RECORDED_MAX: Final = 20_000
PASTED_NAME: Final = "the reform"
STATES_SHOWN_MAX: Final = 5
FULL_PERCENT: Final = 100
STILL: Final = "shared all the same"
NEITHER: Final = "not shared either way"
PARTS: Final = (STILL, Change.LATER, Change.NO_LONGER, Change.NEWLY, NEITHER)
"""What the reform does to an arrest, each in exactly one part."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as given: a ready reform's name or a reform's text, from when until when, where, which flow."""

    reform: str = ""
    since: str = ""
    until: str = ""
    place: str = ""
    flow: str = "simulated"
    text: str = ""


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
    """An answer as it is shown; ``rows`` are words by level, ``sums`` the further columns of a simulated flow."""

    reform: str
    arrests: str
    rows: Mapping[str, tuple[str, ...]]
    sums: Mapping[str, Row]
    charges: Mapping[str, Row]
    total: Row | None
    bars: tuple[Bar, ...]
    hidden: bool
    reasons: tuple[tuple[str, str], ...]
    states: tuple[str, ...]
    lost: Mapping[str, str]


def answer(network: Network, rules: Rules, asked: Asked) -> Shown:
    """Decide the flow that was asked for twice, and show it.

    Raises:
        BadInput: something in the question cannot be used; the text says what.
        RulesBroken: the reform's text is malformed; the text names the line.
    """
    reformed = with_parameters(_reform(asked), Parameters(_day(asked.since), _day(asked.until)))
    codes = find(rules, asked.place).counties if asked.place.strip() else ()
    if asked.flow == "recorded":
        passages, acts = _recorded(network, rules, codes)
        before, after = laid_over(rules, acts), laid_over(reformed, acts)
        return _of_people(what_if(passages, before.rules, after.rules, before.board))
    return _of_nobody(what_if(_simulated(rules, codes), rules, reformed), rules)


def _reform(asked: Asked) -> Rules:
    """The rules with the reform laid over."""
    if asked.text.strip():
        return load_reform(asked.text, PASTED_NAME)
    ready = ready_reforms().get(asked.reform)
    if ready is None:
        names = ", ".join(ready_reforms())
        raise BadInput(f"reform: expected one of {names}, found {asked.reform[:40]!r}")
    return load(ready.path)


def _day(text: str) -> date | None:
    """A day of the form, or None where none was given."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise BadInput(f"date: expected a date as 2011-06-08, found {text[:20]!r}") from None


@lru_cache(maxsize=2)
def _simulated(rules: Rules, codes: tuple[str, ...]) -> tuple[Passage, ...]:
    """A simulated flow, kept for the next question about the same place."""
    return tuple(simulated_flow(SIMULATED_ARRESTS, SEED, roster_counties(rules, codes)))


def _recorded(network: Network, rules: Rules, codes: tuple[str, ...]) -> tuple[list[Passage], list[Act]]:
    """What the national agency that runs here has recorded, and the acts that it knows of."""
    if "national" not in network.services:
        raise BadInput("flow: expected a simulated one, for the national agency does not run here")
    with network.national.store.reading() as connection:
        acts = recorded_acts(connection)
        passages = list(islice(recorded_flow(connection, rules), RECORDED_MAX + 1))
    if len(passages) > RECORDED_MAX:
        raise BadInput(f"flow: more than {RECORDED_MAX:,} are recorded here; ask with: tenprint whatif")
    found = list(coming_from(codes, passages, rules)) if codes else passages
    if not found:
        raise BadInput(
            "flow: nothing is recorded here yet, or nothing from that place; take the simulated one"
        )
    return found, acts


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


def _of_nobody(found: WhatIf, rules: Rules) -> Shown:
    """A simulated flow, told in full."""
    parts, levels = _parts(found), found.by_level()
    told = [level for level in LEVELS if levels[level].submissions or level != UNKNOWN]
    states = found.by(lambda cell: rules.county(cell.county).state)
    moved = sorted(states, key=lambda name: states[name].shared_after - states[name].shared_before)
    lost = found.lost
    return Shown(
        reform=found.reform,
        arrests=f"{found.total().submissions:,}",
        rows={level: tuple(f"{parts[level, part]:,}" for part in PARTS) for level in told},
        sums={level: levels[level] for level in told},
        charges={name: row for name, row in found.by_charge_level().items() if row.submissions},
        total=found.total(),
        bars=_bars({level: levels[level] for level in told}),
        hidden=False,
        reasons=tuple((f"{change}, {count:,}", rule) for change, rule, count in found.main_reasons()),
        states=tuple(
            f"{name} {states[name].shared_after - states[name].shared_before:+,}"
            for name in moved[:STATES_SHOWN_MAX]
            if states[name].shared_after != states[name].shared_before
        ),
        lost=_lost({key: f"{value:,}" for key, value in _lost_counts(found).items()}, lost.arrests),
    )


def _of_people(found: WhatIf) -> Shown:
    """A recorded flow, without any count that tells of one or two people."""
    parts = _parts(found)
    told = [level for level in LEVELS if any(parts[level, part] for part in PARTS)]
    names = {f"{level}/{part}": parts[level, part] for level in told for part in PARTS}
    words = shown(names)
    hidden = any(word in (SMALL, WITHHELD) for word in words.values())
    lost = {key: shown({key: value})[key] for key, value in _lost_counts(found).items()}
    return Shown(
        reform=found.reform,
        arrests=shown({"all": sum(names.values())})["all"],
        rows={level: tuple(words[f"{level}/{part}"] for part in PARTS) for level in told},
        sums={},
        charges={},
        total=None,
        bars=() if hidden else _bars({level: found.by_level()[level] for level in told}),
        hidden=hidden,
        reasons=tuple((change.value, rule) for change, rule, _ in found.main_reasons()),
        states=(),
        lost=_lost(lost, found.lost.arrests),
    )


def _lost_counts(found: WhatIf) -> dict[str, int]:
    """What is lost with not printing, by what it is called on the page."""
    lost = found.lost
    return {
        "people who are not printed": lost.arrests,
        "of them, found in the national file: not identified now": lost.identified,
        "with earlier arrests: their history is not seen": lost.with_history,
        "wanted: not recognised": lost.wanted,
    }


def _lost(words: Mapping[str, str], arrests: int) -> Mapping[str, str]:
    """The words, where anybody is not printed."""
    return words if arrests else {}


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
