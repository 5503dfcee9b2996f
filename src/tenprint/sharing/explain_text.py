"""The explanation in plain words for the terminal: the two questions first, then facts, reasons and sources."""

import textwrap
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from tenprint.sharing.model import Dated, shown_date

if TYPE_CHECKING:
    from tenprint.sharing.explain import Explanation

COLUMNS: Final = 100
LINES_MAX: Final = 40
_FACTS_MAX: Final = 9
_LATER_MAX: Final = 4
_TOLD: Final = frozenset({"plan", "rollout", "requirement", "opt_out", "agreement"})
_LATER_FIRST: Final = ("activation", "requirement", "agreement", "plan", "rollout", "detainers")


def as_text(found: "Explanation") -> str:
    """Return the whole answer, at most :data:`LINES_MAX` lines of :data:`COLUMNS` columns."""
    must, anyway = answers(found)
    lines = [_short(f"{found.place.label()} on {found.on.isoformat()}" + _reform(found))]
    lines += _paragraph(f"Must {found.state_name} sign?  {must}", 4)
    lines += _paragraph(f"Will it happen anyway?  {anyway}", 4)
    lines += _paragraph(f"Why then ask to sign?  {_purpose(found)}", 2)
    lines += ["What held and what was known, by date"] + [_line(fact) for fact in facts(found)]
    if found.later:
        lines += [later_line(found).capitalize()] + [_line(fact) for fact in _later(found)]
    lines += _paragraph("What would stop it:  " + " ".join(found.would_stop_it), 3)
    lines += _paragraph("What would not:  " + "; ".join(found.would_not_stop_it) + ".", 2)
    width = max(len(step.rule) for step in found.trace)
    lines += ["Why (+ holds, - fails)"] + [_short("  " + step.as_text(width)) for step in found.trace]
    lines += _paragraph(_sources(found), max(1, LINES_MAX - len(lines)))
    return "\n".join(lines[:LINES_MAX])


def answers(found: "Explanation") -> tuple[str, str]:
    """Return the two straight answers: must it sign, and will it happen anyway."""
    return f"{_requirement(found)} {_agreement(found)}", _anyway(found)


def later_line(found: "Explanation") -> str:
    """Return the mark of what was not known on the date."""
    return f"known only after {found.on.isoformat()}"


def facts(found: "Explanation") -> list[tuple[date, str, str]]:
    """Return dated facts for the reader, oldest first: those in force, and the latest of what was said."""
    agreement = found.agreement
    kept = [
        *_dated(found.capability, "link", "the link between the two federal files exists"),
        *_activated(found),
        *_dated(agreement, "agreement", _agreement_words(agreement)),
        *_dated(found.requirement, "requirement", _requirement_words(found)),
        *_local(found),
    ]
    signed_on = agreement.since if agreement else None
    told = [
        event
        for event in found.announced
        if event.topic in _TOLD and not (event.topic == "agreement" and event.on == signed_on)
    ]
    own = [event for event in told if event.scope != frozenset({"US"})]
    general = [event for event in told if event not in own]
    room = _FACTS_MAX - len(kept)
    chosen = (general[-2:] + own)[-room:] if len(told) > room else told
    kept += [
        (event.on, shown_date(event.on, event.precision), f"{event.by}: {event.text}") for event in chosen
    ]
    return sorted(kept, key=lambda fact: fact[0])


def _requirement(found: "Explanation") -> str:
    """Answer whether signing is required."""
    dated = found.requirement
    if dated is None:
        return "Nobody could say: the programme had not begun."
    if dated.value == "unknown":
        return "Not documented: agreements were asked for, and no text was read that says whether one is a condition."
    word = "Yes" if dated.value is True else "No"
    if dated.announced_after(found.on) and dated.announced is not None:
        return (
            f"{word}, as practised since {dated.since.isoformat()} (sharing went on after a state had ended its "
            f"agreement); but this was formally announced only on {dated.announced.isoformat()}."
        )
    if found.requirement_since and found.requirement_since < dated.since:
        return f"{word}: formally announced on {dated.since.isoformat()}, practised since {found.requirement_since}."
    return f"{word}, since {dated.since.isoformat()}."


def _agreement(found: "Explanation") -> str:
    """Say what the state has done about an agreement."""
    words = _agreement_words(found.agreement)
    dated = found.agreement
    since = f" ({shown_date(dated.since, dated.precision)})" if dated and dated.since in found.acts else ""
    return f"The state {words}{since}."


def _agreement_words(dated: Dated | None) -> str:
    """Say an agreement's value as a predicate of the state."""
    if dated is None:
        return "has no documented agreement"
    words = {
        "none": "has not signed",
        "signed": "has signed",
        "withdrawn": "signed and has withdrawn",
        "terminated": "had signed; the federal side has ended all agreements",
        "unknown": "may have signed: no dated text was found",
    }[str(dated.value)]
    return f"{words}: {dated.note}" if dated.note and dated.value in ("none", "withdrawn") else words


def _requirement_words(found: "Explanation") -> str:
    """Say the requirement's value as a fact."""
    dated = found.requirement
    if dated is None:
        return ""
    words = {True: "an agreement is needed", False: "no agreement is needed"}
    said = words.get(dated.value, "whether an agreement is needed is not documented")
    if dated.announced_after(found.on) and dated.announced is not None:
        said += f", as practised (! announced only {dated.announced.isoformat()})"
    return said


def _anyway(found: "Explanation") -> str:
    """Answer whether it happens."""
    total, active = len(found.standings), found.active
    since = found.since.isoformat() if found.since else ""
    if found.shared == "unknown":
        return "Not documented for this date: " + _failing_note(found)
    if not found.shared:
        return f"Not on this date: {_why_not(found)} {_outlook(found)}".strip()
    if total == 1:
        where = f"It happens: prints of arrests in {active[0].county.name} are shared since {since}."
    elif len(active) == total:
        where = f"It happens in all {total} counties (the first since {since})."
    else:
        where = f"It already happens in {len(active)} of {total} counties (first: {found.first}, {since})."
    return f"Yes. {where} {_rest_of_state(found)} {_outlook(found)}".replace("  ", " ").strip()


def _rest_of_state(found: "Explanation") -> str:
    """Say how the rest of the state stands, where a part of it was asked for."""
    total = len(found.state_standings)
    if total == len(found.standings):
        return ""
    active = sum(item.activation.active for item in found.state_standings)
    return f"In the whole state {active} of {total} counties are switched on."


def _outlook(found: "Explanation") -> str:
    """Say what had been announced of the rest, if anything is left to switch on."""
    if found.scheduled:
        return f"Announced for {found.scheduled.isoformat()}."
    if all(item.activation.active for item in found.state_standings):
        return ""
    told = [event for event in found.announced if event.topic == "plan"]
    return f"Last announced ({told[-1].on.isoformat()}): {told[-1].text}" if told else ""


def _why_not(found: "Explanation") -> str:
    """Say the first condition that fails, in words."""
    step = next(step for step in found.trace if not step.held)
    if step.rule.startswith("activation["):
        return f"{found.place.name} is not switched on."
    return f"{step.note}." if step.note else f"{step.rule} does not hold."


def _failing_note(found: "Explanation") -> str:
    """Return the note of the first condition that fails."""
    return next(step for step in found.trace if not step.held).note


def _activated(found: "Explanation") -> list[tuple[date, str, str]]:
    """Return the fact of activation."""
    if not found.active or found.since is None:
        return []
    if len(found.standings) == 1:
        return [
            (
                found.since,
                found.since.isoformat(),
                f"activation: {found.active[0].county.name} is switched on",
            )
        ]
    count = f"{len(found.active)} of {len(found.standings)} counties by {found.on.isoformat()}"
    text = f"activation: {found.first} is switched on ({count})"
    return [(found.since, found.since.isoformat(), text)]


def _dated(dated: Dated | None, label: str, words: str) -> list[tuple[date, str, str]]:
    """Return a value in force as a fact."""
    return (
        []
        if dated is None
        else [(dated.since, shown_date(dated.since, dated.precision), f"{label}: {words}")]
    )


def _local(found: "Explanation") -> list[tuple[date, str, str]]:
    """Return the switches which the state and the locality do hold, where they are not at their default."""
    relay, detainers = found.relay.trace[0], found.detainers.trace[0]
    facts: list[tuple[date, str, str]] = []
    if not found.relay and relay.since:
        text = "relay: the state bureau does not pass the second answer on"
        facts.append((relay.since, relay.since.isoformat(), text))
    if found.detainers.honours != "all" and detainers.since:
        text = f"detainers: {found.detainers.honours} are honoured; {detainers.note}"
        facts.append((detainers.since, detainers.since.isoformat(), text))
    return facts


def _purpose(found: "Explanation") -> str:
    """Say why states were asked to sign, as far as it is documented."""
    if found.purpose is None:
        return "Not documented."
    return f"{found.purpose.value.capitalize()}: {found.purpose.note}."


def _later(found: "Explanation") -> list[tuple[date, str, str]]:
    """Return what was known only later; the switching on and the requirement are the first to be kept."""

    def rank(topic: str) -> int:
        return _LATER_FIRST.index(topic) if topic in _LATER_FIRST else len(_LATER_FIRST)

    last = [item for item in found.later if item.topic == "activation"][-1:]
    rest = [item for item in found.later if item.topic != "activation"]
    chosen = last + sorted(rest, key=lambda item: rank(item.topic))
    return sorted((item.on, item.on.isoformat(), item.text) for item in chosen[:_LATER_MAX])


def _line(fact: tuple[date, str, str]) -> str:
    return _short(f"  {fact[1]:<10}  {fact[2]}")


def _short(text: str) -> str:
    """Return one line, cut at a word where it is too long."""
    return text if len(text) <= COLUMNS else text[: COLUMNS - 1].rsplit(" ", 1)[0] + "…"


def _paragraph(text: str, lines_max: int) -> list[str]:
    """Return wrapped lines, the last cut where there are too many."""
    return textwrap.wrap(
        text, COLUMNS, subsequent_indent="    ", max_lines=lines_max, placeholder=" …", break_on_hyphens=False
    )


def _sources(found: "Explanation") -> str:
    """Return the sources of the reasons as one paragraph; the JSON form has them all."""
    names: Iterable[str] = (f"{source.title} [{source.address}]" for source in found.sources)
    return f"Sources ({len(found.sources)}, all with --json):  " + "; ".join(names)


def _reform(found: "Explanation") -> str:
    return f", under the reform: {found.reform}"[: COLUMNS // 2] if found.reform else ""
