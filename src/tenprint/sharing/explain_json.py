"""The explanation in the shape which other programs rely on (``tenprint explain --json``)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from tenprint.sharing.explain_text import later_line
from tenprint.sharing.inquiry import answers
from tenprint.sharing.inquiry_local import idle_acts, stopping_acts
from tenprint.sharing.model import Announcement, Dated, Figures

if TYPE_CHECKING:
    from tenprint.sharing.explain import Explanation, Standing


def as_json(found: "Explanation") -> dict[str, Any]:
    """Return the explanation as plain values: dates as ISO 8601 text, None where there is none."""
    told = answers(found)
    return {
        "place": {
            "fips": found.place.fips,
            "name": found.place.name,
            "state": found.place.state,
            "kind": found.place.kind,
        },
        "on": found.on.isoformat(),
        "reform": found.reform,
        "answer": [item.text for item in told if item.id in ("must_sign", "anyway")],
        "activation": {
            "state": _switch(found),
            "since": _iso(found.since),
            "scheduled": _iso(found.scheduled),
            "counties": _split(found.standings),
        },
        **_agreement(found),
        "shared_anyway": found.shared,
        **_stated(found),
        "announced": [_event(event) for event in found.announced],
        "later": [
            {
                "on": item.on.isoformat(),
                "precision": item.precision,
                "text": item.text,
                "topic": item.topic,
                "source": item.source.title,
                "mark": later_line(found),
            }
            for item in found.later
        ],
        "would_stop_it": list(stopping_acts(found)),
        "would_not_stop_it": list(idle_acts(found)),
        **_other_hands(found),
        "questions": [
            {
                "id": item.id,
                "question": item.question,
                "answer": item.text,
                "sources": [source.as_json() for source in item.sources],
            }
            for item in told
        ],
        "grants": [grant.as_json() for grant in found.shown.decision.grants],
        "counterfactual": found.shown.decision.counterfactual,
        "figures": [{"name": name, **_figures(item)} for name, item in found.figures],
        "state_counties": _split(found.state_standings),
        "trace": [step.as_json() for step in found.trace],
        "sources": [source.as_json() for source in found.sources],
    }


def _switch(found: "Explanation") -> str:
    """Return how the federal switch stands: on in a part of the place, off, or not documented for the day."""
    if found.shared == "unknown":
        return "unknown"
    return "on" if found.active else "off"


def _agreement(found: "Explanation") -> dict[str, Any]:
    """Return agreement and requirement, which are two facts."""
    agreement, requirement = found.agreement, found.requirement
    return {
        "agreement": {
            "state": agreement.value if agreement else "unknown",
            "since": _iso(found.agreement_since),
            "precision": agreement.precision if agreement else None,
            "known_then": agreement is not None and agreement.known_on <= found.on,
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
    }


def _stated(found: "Explanation") -> dict[str, Any]:
    """Return what the federal side had stated by then, and since when the link exists."""
    purpose = found.statements.get("agreement_purpose")
    return {
        "why_ask_to_sign": {
            "answer": purpose.value if purpose else "not documented",
            "note": purpose.note if purpose else "",
        },
        "capability": {
            "precision": found.capability.precision if found.capability else None,
            "since": _iso(found.capability.since if found.capability else None),
            "note": found.capability.note if found.capability else "",
        },
        "stated": {name: _dated(dated) for name, dated in found.statements.items()},
        "legal_authority": [_dated(dated) for dated in found.authorities],
    }


def _other_hands(found: "Explanation") -> dict[str, Any]:
    """Return the switches and policies which the state and the locality hold, and what was tried of them."""
    detainer = found.local["detainer"]
    return {
        "relay": {
            "state": found.local["relay"].value is True,
            "trace": [found.local["relay"].as_json()],
        },
        "receipt": {"state": found.local["receipt"].value is True},
        "detainers": {
            "honoured": detainer.value,
            "rule": detainer.rule,
            "since": _iso(detainer.since),
            "note": detainer.note,
            "terms": found.detainer_terms,
        },
        "tried": [
            {
                "act": trial.act,
                "by": trial.holder,
                "stops_sharing": trial.stops,
                "withholds_answer": trial.withholds,
            }
            for trial in found.trials
        ],
        "withdrawals": [
            {
                "state": item.state,
                "since": item.since,
                "shared_counties_before": item.shared_before,
                "shared_counties_now": item.shared_now,
            }
            for item in found.withdrawals
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _dated(dated: Dated) -> dict[str, Any]:
    """Return what was stated, since when, and how well it is documented."""
    return {
        "value": dated.value,
        "since": dated.since.isoformat(),
        "source": dated.source.title,
        "standing": dated.standing,
        "note": dated.note,
    }


def _figures(item: Figures) -> dict[str, Any]:
    """Return published figures with their cut-off."""
    return {
        "place": item.place,
        "until": item.until.isoformat(),
        "published": item.published.isoformat(),
        "counts": dict(item.counts),
        "shares": dict(item.shares),
        "note": item.note,
        "source": item.source.title,
    }


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
        "published": event.known_on.isoformat(),
        "precision": event.precision,
        "by": event.by,
        "to": event.to or "the public",
        "topic": event.topic,
        "text": event.text,
        "source": event.source.title,
        "standing": event.standing,
    }
