"""What the state, the county, the police and the jail hold in their own hands, and what becomes of the prints."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tenprint.sharing.condition import NO_CONDITION, VETO
from tenprint.sharing.inquiry_main import NOT_DOCUMENTED, failing_note, why_not
from tenprint.sharing.model import Source
from tenprint.sharing.trace import TraceStep

if TYPE_CHECKING:
    from tenprint.sharing.explain import Explanation

RECIPIENTS: Final = MappingProxyType(
    {"immigration": "the immigration agency", "state": "the state bureau", "booking": "the police"}
)
"""The roles that receive something, in words."""
Reply = tuple[str, tuple[Source | None, ...]]


def stopping_acts(found: "Explanation") -> tuple[str, ...]:
    """Return what would stop the sharing: not to submit, and each change that was tried and turned the answer."""
    uses = found.statements.get("booking_uses")
    lost = f"; lost with them: {uses.value}" if uses else ""
    alone = not any(trial.stops for trial in found.trials)
    only = ": the only act left to state, county and police" if alone else ""
    told = [f"Not to submit prints{only}{lost}."]
    if any(change.rule.startswith("activation") for change in found.turning):
        off = "The federal side switching it off; nobody else holds that switch."
        told.append(off if found.shared is True else f"If it were switched on: {off[:1].lower()}{off[1:]}")
    if any(trial.act == "withdraw" and trial.stops for trial in found.trials):
        told.append("The state not signing, or withdrawing, as long as an agreement is required.")
    if any(trial.act == "ask out" and trial.stops for trial in found.trials):
        told.append("The county or city asking to be left out, as long as it may.")
    return tuple(told)


def idle_acts(found: "Explanation") -> tuple[str, ...]:
    """Return what was tried and changes nothing about the sharing, though it may change what follows."""
    follows = {
        "not receive": "immigration is told all the same",
        "decline detainers": "that changes only who is held",
    }
    return tuple(
        trial.text + (f" ({follows[trial.act]})" if trial.act in follows else "")
        for trial in found.trials
        if not trial.stops
    )


def would_stop(found: "Explanation") -> Reply:
    """Answer what would stop the sharing."""
    uses = found.statements.get("booking_uses")
    used = [
        step.source for step in found.conditions if step.rule.startswith(("activation", "federal/national"))
    ]
    return " ".join(stopping_acts(found)), (uses.source if uses else None, *used)


def would_not_stop(found: "Explanation") -> Reply:
    """Answer what was tried and does not stop it."""
    told = "; ".join(idle_acts(found))
    used = [step.source for step in (*found.conditions, *found.local.values()) if "/" in step.rule]
    return f"{told[:1].upper()}{told[1:]}. Each was tried on the rules of this day.", tuple(used)


def logistics(found: "Explanation") -> Reply:
    """Say what happens to the prints."""
    dated = found.statements.get("logistics")
    if dated is None:
        return f"{NOT_DOCUMENTED}.", ()
    note = f" ({dated.note})" if dated.note else ""
    return f"{_sentence(str(dated.value))}{note}. {_standing(found)}", (dated.source,)


def _standing(found: "Explanation") -> str:
    """Say whether the place is switched on, or which part of it."""
    total, active = len(found.standings), len(found.active)
    if found.shared == "unknown":
        return f"Whether that goes on in {found.place.name} on this day is not documented."
    if not active:
        return f"{found.place.name} is not switched on: they stay with the national agency."
    if active == total:
        return f"{found.place.name} is switched on."
    return f"Of {found.place.name}, {active} of {total} counties are switched on."


def disclosed(found: "Explanation") -> Reply:
    """Say which categories go to whom for what, by the decision on an ordinary arrest."""
    if found.shared == "unknown":
        return f"{NOT_DOCUMENTED} for this date: {failing_note(found)}.", _failing_sources(found)
    if found.shared is False:
        return f"Nothing to anybody on the immigration side: {why_not(found)}", _failing_sources(found)
    decision = found.shown.decision
    rows: dict[tuple[str, str], list[str]] = {}
    refused: dict[tuple[str, str], str] = {}
    for grant in decision.grants:
        key = (grant.recipient, grant.purpose.value)
        if grant.permitted:
            rows.setdefault(key, []).append(grant.category.value)
        else:
            refused[key] = grant.rule
    told = [f"to {RECIPIENTS[who]} for the {what}: {', '.join(names)}" for (who, what), names in rows.items()]
    withheld = [
        f"nothing to {RECIPIENTS[who]} for the {what} (by {rule})"
        for (who, what), rule in refused.items()
        if (who, what) not in rows
    ]
    rules = {item.rule for item in found.law.disclosures}
    used = [dated.source for dated in (found.law.dated(rule) for rule in sorted(rules)) if dated is not None]
    return f"{_sentence('; '.join([*told, *withheld]))}.", tuple(used)


def _failing_sources(found: "Explanation") -> tuple[Source | None, ...]:
    return tuple(step.source for step in found.conditions if not step.held)


def police_alone(found: "Explanation") -> Reply:
    """Say what the identification side answers, with the sharing off as with it on."""
    dated = found.statements.get("booking_uses")
    if dated is None:
        return f"{NOT_DOCUMENTED}.", ()
    return (
        f"The same first answer: {dated.value}. It comes from the national agency's own file; none of the conditions "
        "of the sharing stands before it."
    ), (dated.source,)


def opt_out(found: "Explanation") -> Reply:
    """Answer whether the county or city can keep its prints out, what it has asked for, and what asking changes."""
    veto, position = (_ending(found.conditions, suffix) for suffix in (VETO, "/position"))
    tried = next((trial for trial in found.trials if trial.act == "ask out"), None)
    words = {True: "Yes", False: "No"}
    said = words.get(veto.value, NOT_DOCUMENTED) if veto else NOT_DOCUMENTED
    note = f": {_bare(veto.note)}" if veto and veto.note else ""
    asked = {"wants_out": "has asked to be left out", "wants_in": "has asked to be switched on"}
    own = ""
    if position is not None and position.value in asked and found.place.kind != "state":
        since = f" (since {position.since.isoformat()})" if position.since else ""
        own = f" {found.place.name} {asked[position.value]}{since}."
    effect = (
        ""
        if tried is None
        else f" Tried here: asking {'stops' if tried.stops else 'changes nothing about'} the sharing."
    )
    return f"{said}{note}.{own}{effect}", tuple(step.source for step in (veto, position) if step is not None)


def answer_back(found: "Explanation") -> Reply:
    """Answer whether the second answer reaches the police."""
    relay, receipt = found.local["relay"], found.local["receipt"]
    if relay.value is True and relay.standing == "choice":
        said = f"{NOT_DOCUMENTED} for this state ({_bare(relay.note)}); the model takes it as passed on."
    elif relay.value is not True:
        said = f"No: the state bureau does not pass it on ({_bare(relay.note)})."
    elif receipt.value is not True:
        said = f"No: the police do not receive it ({_bare(receipt.note)})."
    else:
        said = f"Yes, where they can receive it ({_bare(relay.note)}); {_bare(receipt.note)}."
    return said, (relay.source, receipt.source)


def hold(found: "Explanation") -> Reply:
    """Answer whether the jail must hold: what its own policy says, or its state's law."""
    step = found.local["detainer"]
    words = {
        "all": "It is asked to, and does",
        "some": "It is asked to; the jail honours some",
        "none": "It is asked to; the jail honours none",
        "unknown": NOT_DOCUMENTED,
    }
    said = (
        "Yes, by law" if found.detainer_terms.get("mandatory") else words.get(str(step.value), NOT_DOCUMENTED)
    )
    since = f" since {step.since.isoformat()}" if step.since and step.value != "unknown" else ""
    note = f": {_bare(step.note)}" if step.note else ""
    return f"{said}{since}{note}.", (step.source,)


def _ending(steps: Iterable[TraceStep], suffix: str) -> TraceStep | None:
    return next((step for step in steps if step.rule.endswith(suffix)), None)


def _bare(note: str) -> str:
    """A note without the gate's remark that it is no condition."""
    return note.removeprefix(f"{NO_CONDITION}; ").removeprefix(NO_CONDITION) or "no note"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
