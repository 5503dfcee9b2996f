"""What the record says: authority, announcements, withdrawals, figures against the aim, inspections, claims."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tenprint.sharing.inquiry_main import NOT_DOCUMENTED
from tenprint.sharing.model import Announcement, Figures, Source, shown_date

if TYPE_CHECKING:
    from tenprint.sharing.explain import Explanation, Withdrawal

Reply = tuple[str, tuple[Source | None, ...]]
TOLD_SHOWN = 8
_TOLD_TOPICS = ("requirement", "opt_out", "plan", "agreement")


def authority(found: "Explanation") -> Reply:
    """Say since when it holds, who switched it on, and which law was named for it."""
    said: list[str] = []
    used: list[Source | None] = []
    if found.capability is not None:
        since = shown_date(found.capability.since, found.capability.precision)
        said.append(f"The link exists since {since}.")
        used.append(found.capability.source)
    step = next(step for step in found.conditions if step.rule.startswith("activation"))
    if found.active and found.since:
        said.append(
            f"On {found.since.isoformat()} the federal side switched {found.first} on ({step.reference})."
        )
    else:
        said.append(f"{found.place.name} was not switched on.")
    used.append(step.source)
    named = [dated for dated in found.authorities if dated.value != "unknown"]
    words = [f"since {shown_date(item.since, item.precision)}, {item.value} ({item.note})" for item in named]
    silent = (
        f"{NOT_DOCUMENTED.lower()}: {found.authorities[-1].note}"
        if found.authorities
        else NOT_DOCUMENTED.lower()
    )
    said.append(f"Law named by then: {'; '.join(words) or silent}.")
    return " ".join(said), (*used, *(dated.source for dated in found.authorities))


def programme(found: "Explanation") -> Reply:
    """Say under which name the federal side runs it."""
    dated = found.statements.get("programme")
    if dated is None:
        return f"{NOT_DOCUMENTED}.", ()
    note = f": {dated.note}" if dated.note else ""
    value = f"{dated.value[:1].upper()}{dated.value[1:]}"
    return f"{value}, since {shown_date(dated.since, dated.precision)}{note}.", (dated.source,)


def told(found: "Explanation") -> Reply:
    """Say who had been told what of signing, opting out and the plan, the latest last."""
    events = [event for event in found.announced if event.topic in _TOLD_TOPICS]
    own = [event for event in events if event.scope != frozenset({"US"})]
    general = [event for event in events if event not in own]
    room = max(0, TOLD_SHOWN - len(own))
    chosen = sorted([*own[-TOLD_SHOWN:], *general[len(general) - room :]], key=lambda event: event.on)
    if not chosen:
        return "Nothing was found that had been said by then of signing, opting out or the plan.", ()
    return "\n".join(_said(event) for event in chosen), tuple(event.source for event in chosen)


def not_told(found: "Explanation") -> Reply:
    """Say what had been written by the date and was shown only later."""
    hidden = [item for item in found.later if item.written is not None and item.written <= found.on]
    if not hidden:
        return "Nothing is known that had been written by then and was told only later.", ()
    words = [f"{item.text[:1].upper()}{item.text[1:]} Public only on {item.shown}." for item in hidden]
    return "\n".join(words), tuple(item.source for item in hidden)


def withdrawn(found: "Explanation") -> Reply:
    """Say what the switches of each state did that had withdrawn by the date, counted by the gate."""
    if not found.withdrawals:
        return "No state had withdrawn by this day.", ()
    words = [_withdrawal(item) for item in found.withdrawals]
    return "\n".join(words), tuple(item.source for item in found.withdrawals)


def _withdrawal(item: "Withdrawal") -> str:
    """Say what a state's switches did when it withdrew."""
    note = f" ({item.note})" if item.note else ""
    head = f"{item.name[:1].upper()}{item.name[1:]} withdrew, {item.since}{note}: "
    if item.shared_before is None or item.shared_now is None:
        return f"{head}what is shared on this day is not documented."
    if item.shared_before == item.shared_now == 0:
        return f"{head}arrests of no county were shared, before or on this day."
    more = ": more were switched on since" if item.shared_now > item.shared_before else ""
    return (
        f"{head}arrests of {item.shared_before or 'no'} counties were shared on the eve, "
        f"of {item.shared_now or 'none'} on this day{more}."
    )


def target(found: "Explanation") -> Reply:
    """Set the stated aim beside the latest figures that had been published, of the place, the state and the nation."""
    aim = found.statements.get("stated_target")
    said = [f"Said to be for: {aim.value}." if aim else f"{NOT_DOCUMENTED} for whom it was said to be."]
    said += [_figures(name, item) for name, item in found.figures]
    if not found.figures:
        said.append("No figures had been published.")
    return "\n".join(said), (aim.source if aim else None, *(item.source for _, item in found.figures))


def examined(found: "Explanation") -> Reply:
    """Name the inspections and court cases by the date."""
    events = [event for event in found.announced if event.topic in ("inspection", "court")]
    if not events:
        return "Nobody, as far as was found.", ()
    return "\n".join(_said(event) for event in events[-TOLD_SHOWN:]), tuple(
        event.source for event in events[-TOLD_SHOWN:]
    )


def claims(found: "Explanation") -> Reply:
    """Say what was claimed on each side; nothing is claimed here."""
    events = [event for event in found.announced if event.topic == "claim"]
    words = "\n".join(_said(event) for event in events) or "Nothing was found that had been said by then."
    return f"{words}\nTrust is not measured here: there are no data.", tuple(event.source for event in events)


def _said(event: Announcement) -> str:
    """Say one event as a sentence with its date and who was told."""
    to = f", to {event.to}" if event.to else ""
    return f"{shown_date(event.on, event.precision)}, {event.by}{to}: {event.text}"


def _figures(name: str, item: Figures) -> str:
    """Say published figures as a sentence."""
    words = [f"{count:,} {measure.replace('_', ' ')}" for measure, count in item.counts.items()]
    words += [f"{share:.0%} {measure.replace('_', ' ')}" for measure, share in item.shares.items()]
    note = f" ({item.note})" if item.note else ""
    return f"Published for {name} up to {item.until.isoformat()}: {_listed(words)}{note}."


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
