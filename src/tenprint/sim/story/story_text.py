"""The story in the terminal: a block for each booking, the table at the end, and what to try next."""

import re
import textwrap
from typing import Any

from rich.console import Console
from rich.table import Table

from tenprint.agency.role import ROLES, title
from tenprint.sharing.explain import explain
from tenprint.sharing.inquiry import straight
from tenprint.sharing.rules import Rules
from tenprint.sim.record_view import View
from tenprint.sim.story.demo import Outcome
from tenprint.sim.story.story import AFTER_SWITCH, Booking, scene

WHO = {
    "police_only": "known to the police only",
    "immigration_serious": "in immigration's file, convicted of robbery",
    "immigration_never_convicted": "in immigration's file, never convicted",
    "citizen": "a citizen whose old record is in immigration's file",
    "unknown": "unknown to both",
    "not_yet_activated": "the second person again, in a county not yet switched on",
    "after_switch": "the same person and county, after the switch",
    "poor_quality": "a card too poor to be searched",
}
URGENT = ("*** ",)
CYCLE = re.compile(r"\d\d ARREST ")


def opening(console: Console, rules: Rules) -> None:
    """The question of 2011, and its answer by the program."""
    question = scene()["question"]
    answer = explain(question["place"], question["on"], rules)
    console.rule("The question of June 2011")
    console.print(f"{question['place']} on {question['on']}", highlight=False)
    for asked, told in zip(("Must the state sign?", "Will it happen anyway?"), straight(answer), strict=True):
        text = f"{asked}  {told}"
        console.print(
            textwrap.fill(text, 100, subsequent_indent="    "), highlight=False, markup=False, soft_wrap=True
        )
    console.print(
        "  (dates, trace and sources: .venv/bin/tenprint explain --place Boston --on 2011-06-08)\n",
        highlight=False,
    )


def booking_block(console: Console, booking: Booking, found: View, rules: Rules) -> None:
    """What happened to one booking, agency by agency."""
    county = rules.county(booking.county)
    console.rule(f"{booking.case}: {WHO[booking.case]}", align="left")
    _line(console, "booking", f"{county.name}, {county.state}, {booking.at:%Y-%m-%d}: TCN {found.tcn}")
    _line(console, "state", _state_text(found))
    for text in _national_texts(found):
        _line(console, "national", text)
    sharing = found.sharing
    word = "[green]PERMIT[/]" if sharing["permitted"] else "[red]DENY[/]"
    _line(console, "gate", f"{word} {_plain(str(sharing['rule']))}{_since(sharing)}")
    if sharing.get("counterfactual") and not sharing["permitted"]:
        _line(console, "", _plain(f"it would be {sharing['counterfactual']}"))
    for text in _immigration_texts(found):
        _line(console, "immigration", text)
    if found.second is not None:
        reached = "reached the booking station" if found.second["relayed"] else "was not relayed"
        _line(console, "second", f"{found.second['iar'] or found.second['idr']}: {reached}")
    console.print()


def _line(console: Console, label: str, text: str) -> None:
    """One labelled line."""
    console.print(f"  [bold]{label:12}[/] {text}", highlight=False, soft_wrap=True)


def _plain(text: str) -> str:
    """Text whose brackets are not markup."""
    return text.replace("[", r"\[")


def _since(sharing: dict[str, Any]) -> str:
    """Since when the deciding rule stands as it does."""
    for step in sharing.get("trace", []):
        if step["rule"] == sharing["rule"] and step["since"]:
            return f" since {step['since']}"
    return ""


def _state_text(found: View) -> str:
    """What the bureau did."""
    row = found.rows.get("state")
    return f"validated and forwarded; now {row.state}" if row else "never saw it"


def _national_texts(found: View) -> list[str]:
    """The first answer: finding, wants and cautions first."""
    row, first = found.rows.get("national"), found.first
    if row is None or first.get("tot") == "ERRT":
        return [f"[red]ERRT[/] {_plain(message)}" for message in first.get("messages", [])]
    best = row.facts["candidates"][0] if row.facts["candidates"] else None
    found_by = (
        f"identified as {row.facts['ucn']} ({row.facts['by']})" if row.facts["identified"] else "no hit"
    )
    score = f", best score {best['score']:.1f}" if best else ""
    texts = [f"searched {row.facts['searched']:,} subjects: {found_by}{score}; answered SRE {first['srf']}"]
    lines = str(first.get("text") or "").splitlines()
    texts += [f"[bold red]{_plain(line)}[/]" for line in lines if line.startswith(URGENT)]
    arrests = sum(1 for line in lines if CYCLE.match(line))
    if row.facts["identified"]:
        texts.append(f"rap sheet returned: {arrests} arrest{'s' if arrests != 1 else ''}, this one included")
    return texts


def _immigration_texts(found: View) -> list[str]:
    """What the immigration agency saw, decided and kept."""
    row = found.rows.get("immigration")
    if row is None:
        return ["never saw it"]
    facts = row.facts
    if "fin" not in facts:
        return ["searched: no match; bytes, pictures and templates erased, nobody enrolled"]
    texts = [f"match; status determined by a clerk (simulated): {facts.get('status')}"]
    if facts.get("level"):
        texts.append(f"level {facts['level']} by {facts['level_rule']}")
        texts.append(f"priority {facts['priority']} by {facts['priority_rule']}")
    texts.append(f"outcome: [bold]{facts.get('outcome')}[/] ({facts.get('reason')})")
    return texts


def closing(console: Console, outcome: Outcome, served_at: str | None) -> None:
    """The table of who saw what, the check of the logs, and what to try."""
    console.rule("Who saw what, under which rule, and what is kept")
    console.print(_table(outcome))
    for role, entry in outcome.ledger["logs"].items():
        state = "[green]verified[/]" if entry["verified"] else "[red]DOES NOT HOLD[/]"
        label = f"log of the {title(role).lower()}"
        text = f"  {label:38} {entry['size']:4} leaves, root {entry['root'][:12]}…  {state}"
        console.print(text, highlight=False, soft_wrap=True)
    console.print("  checked by ledger/verify.py, one file that shares no code with the writer")
    console.print()
    console.print(_what_next(outcome, served_at), highlight=False, markup=False, soft_wrap=True)
    console.print(f"\n  set up in {outcome.setup_seconds:.1f} s, all done in {outcome.seconds:.1f} s")


def _table(outcome: Outcome) -> Table:
    """Person by agency."""
    table = Table(show_lines=True)
    table.add_column("person")
    table.add_column("rule")
    for role in ROLES:
        table.add_column(f"{role}: saw, keeps")
    for person in outcome.people:
        for entry in (person, person.get(AFTER_SWITCH)):
            if entry is None:
                continue
            name = entry["case"].replace("_", " ")
            word = "PERMIT" if entry["sharing"]["permitted"] else "DENY"
            rule = f"{word} {entry['sharing']['rule']}".replace("activation[", "activation\n[")
            cells = [f"{entry['saw'][role]}\n→ {entry['kept'][role]}" for role in ROLES]
            table.add_row(name, _plain(rule), *cells)
    return table


def _what_next(outcome: Outcome, served_at: str | None) -> str:
    """How to flip the switch, and how to alter a leaf and be found out."""
    log = outcome.network.home / "national" / "log"
    full, rest = divmod(outcome.ledger["logs"]["national"]["size"], 256)
    bundle = log / "tile" / "entries" / (f"{full:03d}.p/{rest}" if rest else f"{full - 1:03d}")
    command = "python3 src/tenprint/ledger/verify.py"
    flip = (
        f"open {served_at}/national/board"
        if served_at
        else ".venv/bin/tenprint serve, then open /national/board"
    )
    day = outcome.clock.now().date()
    return textwrap.dedent(f"""\
        Flip the switch yourself:   {flip}
                                    or: .venv/bin/tenprint flip --county 25017 --off --officer activation-1 \\
                                            --authority "..."
        Book somebody yourself:     .venv/bin/tenprint card make card.eft --on {day}
                                    .venv/bin/tenprint submit card.eft   (while the consoles run)
        Alter a leaf and be found:  sed -i 's/dissemination/Dissemination/' {bundle}
                                    {command} {log}
        Ask the question:           .venv/bin/tenprint explain --place Boston --on 2011-06-08""")
