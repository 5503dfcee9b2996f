"""The two straight answers, must it sign and will it happen anyway, and why then a signature is asked for."""

from typing import TYPE_CHECKING, Final

from tenprint.sharing.model import Announcement, Dated, Source, shown_date

if TYPE_CHECKING:
    from tenprint.sharing.explain import Explanation

NOT_DOCUMENTED: Final = "Not documented"


def must_sign(found: "Explanation") -> tuple[str, tuple[Source | None, ...]]:
    """Answer whether signing is required, and what the state has done."""
    used = [dated.source for dated in (found.requirement, found.agreement_known) if dated is not None]
    said = f"{_requirement(found)} {_agreement(found)} {_last_word(found)}"
    return said.strip(), tuple(used)


def share_anyway(found: "Explanation") -> tuple[str, tuple[Source | None, ...]]:
    """Answer whether it happens, in which part of the place, and what had been announced of the rest."""
    used = [step.source for step in found.conditions if step.rule.startswith("activation") or not step.held]
    told = [event.source for event in plans(found)]
    return _anyway(found), (*used, *told[-1:])


def why_sign(found: "Explanation") -> tuple[str, tuple[Source | None, ...]]:
    """Say why states were asked to sign, as far as it is documented."""
    purpose = found.statements.get("agreement_purpose")
    if purpose is None:
        return f"{NOT_DOCUMENTED}.", ()
    note = f": {purpose.note}" if purpose.note else ""
    return f"{purpose.value[:1].upper()}{purpose.value[1:]}{note}.", (purpose.source,)


def agreement_words(dated: Dated | None) -> str:
    """Say an agreement's value as a predicate of the state."""
    if dated is None:
        return "has no documented agreement"
    words = {
        "none": "has not signed",
        "signed": "has signed",
        "withdrawn": "signed and has withdrawn",
        "terminated": "had signed; the federal side has ended the agreement",
        "unknown": "whether it signed is not documented",
    }[str(dated.value)]
    return f"{words}: {dated.note}" if dated.note else words


def requirement_words(found: "Explanation") -> str:
    """Say the requirement's value as a fact, and whether it was known."""
    dated = found.requirement
    if dated is None:
        return ""
    words = {True: "an agreement is needed", False: "no agreement is needed"}
    said = words.get(dated.value, "whether an agreement is needed is not documented")
    if dated.standing == "choice":
        said += ", as inferred here"
    if dated.announced_after(found.on) and dated.announced is not None:
        said += f" (! announced only {dated.announced.isoformat()})"
    return said


def _requirement(found: "Explanation") -> str:
    """Answer whether signing is required: what was in force, and whether it had been said."""
    dated = found.requirement
    if dated is None:
        return "Nobody could say: the programme had not begun."
    if dated.value == "unknown":
        return f"{NOT_DOCUMENTED}: {dated.note}."
    word = "Yes" if dated.value is True else "No"
    if dated.announced_after(found.on) and dated.announced is not None:
        since, told = dated.since.isoformat(), dated.announced.isoformat()
        return f"{word}, since {since}, {dated.note}; said formally only on {told}."
    if found.requirement_since and found.requirement_since < dated.since:
        practice = found.requirement_since.isoformat()
        return f"{word}: announced on {dated.since.isoformat()}, in practice since {practice}."
    return f"{word}, since {dated.since.isoformat()}."


def _last_word(found: "Explanation") -> str:
    """Say what had last been said of the requirement, where by then nobody had said formally what held."""
    dated = found.requirement
    if dated is None or not dated.announced_after(found.on):
        return ""
    said = [event for event in found.announced if event.topic == "requirement"]
    if not said:
        return ""
    day = max(event.known_on for event in said)
    words = [f"{event.by}: {event.text}" for event in said if event.known_on == day]
    return f"The last words by that day ({day.isoformat()}): " + " ".join(
        f"{text[:1].upper()}{text[1:]}" for text in words
    )


def _agreement(found: "Explanation") -> str:
    """Say what the state has done about an agreement."""
    dated = found.agreement_known
    since = f" ({shown_date(dated.since, dated.precision)})" if dated and dated.since in found.acts else ""
    words = agreement_words(dated)
    if dated is not None and dated.value == "unknown":
        return f"{words[:1].upper()}{words[1:]}{since}."
    return f"The state {words}{since}."


def _anyway(found: "Explanation") -> str:
    """Answer whether it happens."""
    total, active = len(found.standings), found.active
    since = found.since.isoformat() if found.since else ""
    if found.shared == "unknown":
        return f"{NOT_DOCUMENTED} for this date: {failing_note(found)}."
    if not found.shared:
        return f"Not on this date: {why_not(found)} {_outlook(found)}".strip()
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
    told = plans(found)
    return f"Last announced ({told[-1].known_on.isoformat()}): {told[-1].text}" if told else ""


def plans(found: "Explanation") -> list[Announcement]:
    """Return what had been announced to come for the whole place, by the day on which it was known."""
    state, counties = found.place.state, found.place.counties
    told = [event for event in found.announced if event.topic == "plan" and event.speaks_of(state, counties)]
    return sorted(told, key=lambda event: event.known_on)


def why_not(found: "Explanation") -> str:
    """Say the first condition that fails, in words."""
    step = next(step for step in found.conditions if not step.held)
    if step.rule.startswith("activation["):
        return f"{found.place.name} is not switched on."
    return f"{step.note}." if step.note else f"{step.rule} does not hold."


def failing_note(found: "Explanation") -> str:
    """Return the note of the first condition that fails."""
    return next(step for step in found.conditions if not step.held).note
