"""The what-if in the terminal: a table by level, and the lines below it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from rich import box
from rich.table import Table

from tenprint.sharing.flow import UNKNOWN
from tenprint.sharing.rules import Rules
from tenprint.sharing.what_if import Row, WhatIf

COLUMNS = {
    "submissions": "arrests",
    "shared_before": "shared",
    "shared_after": "with reform",
    "later": "of them later",
    "no_longer": "no longer",
    "newly": "newly",
    "not_printed": "not printed",
    "matched_before": "matches",
    "matched_after": "with reform",
}
ALWAYS = frozenset(
    {"submissions", "shared_before", "shared_after"}
)  # the others only where they count anybody
STATES_SHOWN_MAX = 5


def flow_line(flow: Mapping[str, object], found: WhatIf) -> str:
    """Whose arrests they are."""
    where = f" from {flow['place']}" if flow["place"] else ""
    if flow["kind"] == "recorded":
        return f"{found.total().submissions:,} submissions recorded in {flow['home']}{where}"
    return (
        f"{found.total().submissions:,} simulated arrests{where}, seed {flow['seed']}: "
        "of nobody; the model and its sources are in sim/data/flow.yaml"
    )


def table(caption: str, rows: Mapping[str, Row], total: Row) -> Table:
    """A table of rows with their total; what is "with reform" stands beside what was."""
    totals = asdict(total)
    shown = [name for name in COLUMNS if totals[name] or name in ALWAYS]
    if total.matched_before and "matched_after" not in shown:
        shown.append("matched_after")
    close = (0, 0, 0, 1)  # eight columns fit eighty characters only without the usual gaps
    made = Table(
        title=f"Level {caption}", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=close
    )
    made.add_column("", no_wrap=True, min_width=12)
    for name in shown:
        words = COLUMNS[name]
        made.add_column(words, justify="right", min_width=max(map(len, words.split())), max_width=9)
    for label, row in rows.items():
        if row.submissions or label != UNKNOWN:
            made.add_row(label, *(f"{asdict(row)[name]:,}" for name in shown))
    made.add_section()
    made.add_row("all", *(f"{totals[name]:,}" for name in shown))
    return made


def lines(found: WhatIf, rules: Rules) -> Iterator[str]:
    """What the tables do not say: why, where, what is lost, and what is not known."""
    for change, rule, count in found.main_reasons():
        yield f"{change.value:17} {count:>9,}  by {rule}"
    if not found.reasons:
        yield "Nothing changes."
    states = found.by(lambda cell: rules.county(cell.county).state)
    changed = sorted(states.items(), key=lambda item: -abs(item[1].shared_before - item[1].shared_after))
    most = [
        f"{name} {row.shared_after - row.shared_before:+,}"
        for name, row in changed[:STATES_SHOWN_MAX]
        if row.shared_before != row.shared_after
    ]
    if most:
        yield f"changed most: {', '.join(most)}"
    lost = found.lost
    if lost.arrests:
        yield (
            f"lost by not printing {lost.arrests:,}: {lost.identified:,} identifications, "
            f"{lost.with_history:,} histories, {lost.wanted:,} wanted people"
        )
    if found.total().match_not_known:
        yield f"of {found.total().match_not_known:,} it is not known whether they match"
    if found.unlike_record:
        yield f"{found.unlike_record:,} of {found.recorded:,} were in fact treated otherwise than the rules say"
