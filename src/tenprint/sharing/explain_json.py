"""The explanation in the shape which other programs rely on (``tenprint explain --json``)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from tenprint.sharing.explain_text import answers, later_line
from tenprint.sharing.model import Announcement

if TYPE_CHECKING:
    from tenprint.sharing.explain import Explanation, Standing


def as_json(found: "Explanation") -> dict[str, Any]:
    """Return the explanation as plain values: dates as ISO 8601 text, None where there is none."""
    agreement, requirement = found.agreement, found.requirement
    return {
        "place": {
            "fips": found.place.fips,
            "name": found.place.name,
            "state": found.place.state,
            "kind": found.place.kind,
        },
        "on": found.on.isoformat(),
        "reform": found.reform,
        "answer": list(answers(found)),
        "activation": {
            "state": "on" if found.active else "off",
            "since": _iso(found.since),
            "scheduled": _iso(found.scheduled),
            "counties": _split(found.standings),
        },
        "agreement": {
            "state": agreement.value if agreement else "unknown",
            "since": _iso(found.agreement_since),
            "last_act": _iso(agreement.since if agreement and agreement.since in found.acts else None),
            "note": agreement.note if agreement else "",
        },
        "signing_required": requirement.value if requirement else "unknown",
        "requirement": {
            "since": _iso(found.requirement_since),
            "announced": _iso(requirement.announced or requirement.since if requirement else None),
            "known_then": requirement is not None and not requirement.announced_after(found.on),
            "note": requirement.note if requirement else "",
        },
        "shared_anyway": found.shared,
        "why_ask_to_sign": {
            "answer": found.purpose.value if found.purpose else "not documented",
            "note": found.purpose.note if found.purpose else "",
        },
        "capability": {
            "precision": found.capability.precision if found.capability else None,
            "since": _iso(found.capability.since if found.capability else None),
            "note": found.capability.note if found.capability else "",
        },
        "announced": [_event(event) for event in found.announced],
        "later": [
            {
                "on": item.on.isoformat(),
                "text": item.text,
                "topic": item.topic,
                "source": item.source.title,
                "mark": later_line(found),
            }
            for item in found.later
        ],
        "would_stop_it": list(found.would_stop_it),
        "would_not_stop_it": list(found.would_not_stop_it),
        "relay": {"state": found.relay.on, "trace": [step.as_json() for step in found.relay.trace]},
        "detainers": {"honoured": found.detainers.honours, "rule": found.detainers.rule},
        "state_counties": _split(found.state_standings),
        "trace": [step.as_json() for step in found.trace],
        "sources": [source.as_json() for source in found.sources],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _split(standings: "tuple[Standing, ...]") -> dict[str, Any]:
    """Return how many counties are switched on, and which since when."""
    active = [item for item in standings if item.activation.active]
    return {
        "total": len(standings),
        "on": len(active),
        "shared": sum(item.decision.permitted for item in standings),
        "active": [
            {"fips": item.county.fips, "name": item.county.name, "since": _iso(item.activation.since)}
            for item in active
        ],
    }


def _event(event: Announcement) -> dict[str, Any]:
    """Return an announcement; of some only the month is documented."""
    return {
        "on": event.on.isoformat(),
        "precision": event.precision,
        "by": event.by,
        "text": event.text,
        "source": event.source.title,
        "standing": event.standing,
    }
