"""What came of a world, in numbers: bookings by place, day and hour, answers, matches, statuses, levels, delays."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from tenprint.sharing.rules import Rules
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.evidence import Evidence, Row, instant
from tenprint.sim.world.finding import Audit
from tenprint.sim.world.law import day_at, local_hour
from tenprint.sim.world.setting import Setting, parameters
from tenprint.sim.world.truth import Truth

_DELAYS = ("first answer", "second answer", "examine", "determine", "field decision")


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a world.

    Attributes:
        setting: what it was made from.
        digest: of all that the agencies did; equal settings have equal ones.
        figures: by name.
        audit: the auditor's verdict.
        truth: what the auditor knew; it is not printed.
    """

    setting: Setting
    digest: str
    figures: dict[str, Any]
    audit: Audit
    truth: Truth

    def as_json(self) -> dict[str, Any]:
        """The shape that ``--json`` prints."""
        return {
            "seed": self.setting.seed,
            "since": self.setting.since.isoformat(),
            "days": self.setting.days,
            "faults": self.setting.faults,
            "digest": self.digest,
            **self.figures,
            "audit": self.audit.as_json(),
        }


def figures(setting: Setting, evidence: Evidence, truth: Truth, rules: Rules) -> dict[str, Any]:
    """Count what happened."""
    immigration = evidence.agencies["immigration"].rows["submission"]
    facts = [row["facts"] for row in immigration]
    return {
        "bookings": len(truth.booked),
        "people": len({one.person for one in truth.booked}),
        "by_county": _ranked(rules.county(one.county).name + f", {one.state}" for one in truth.booked),
        "by_hour": [
            sum(local_hour(one.county, one.at) == hour for one in truth.booked) for hour in range(24)
        ],
        "by_day": dict(
            sorted(Counter(day_at(one.county, one.at).isoformat() for one in truth.booked).items())
        ),
        "first_answers": _ranked(_first(evidence, one.tcn) for one in truth.booked),
        "sharing": _ranked(_rule(evidence, one.tcn) for one in truth.booked),
        "immigration": _ranked(row["state"] for row in immigration),
        "statuses": _ranked(
            f"{booked.status} determined as {row['facts']['status']}"
            for row in immigration
            if row["facts"].get("status") and (booked := truth.of(row["tcn"])) is not None
        ),
        "levels": _ranked(one["level"] for one in facts if one.get("level")),
        "reasons": _ranked(f"{one['outcome']}: {one['reason']}" for one in facts if one.get("outcome")),
        "courts": {
            "convicted": sum(truth.outcomes.values()),
            "not convicted": len(truth.outcomes) - sum(truth.outcomes.values()),
        },
        "detainers_too_late": _too_late(setting, evidence, truth),
        "delays_minutes": _delays(evidence),
        "backlog": _backlog(evidence),
    }


def _ranked(names: Iterable[str]) -> dict[str, int]:
    """Counts by name, the most frequent first, then by name."""
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _first(evidence: Evidence, tcn: str) -> str:
    """The first answer to a submission, in words."""
    first = (evidence.submission("booking", tcn) or {}).get("facts", {}).get("first") or {}
    words = {"I": "identified", "N": "not identified"}
    return words.get(first.get("srf") or "", "refused" if first.get("tot") == "ERRT" else "none")


def _rule(evidence: Evidence, tcn: str) -> str:
    """The deciding rule of a submission, with its answer."""
    sharing = (evidence.submission("national", tcn) or {}).get("facts", {}).get("sharing")
    return "not asked" if not sharing else f"{'permit' if sharing['permitted'] else 'deny'} {sharing['rule']}"


def _too_late(setting: Setting, evidence: Evidence, truth: Truth) -> int:
    """Detainers that were requested after the person had been released."""
    late = 0
    for row in evidence.agencies["immigration"].rows["task"]:
        booked = truth.of(row["tcn"])
        if booked is None or (row["outcome"] or {}).get("move") != "detainer requested":
            continue
        random = stream(setting.seed, Stream.WORLD_CUSTODY, booked.arrest, 0, 1)
        hours = float(random.exponential(1.0)) * parameters()["custody"]["hours_median"] / 0.6931
        late += (instant(row["done_at"]) - booked.at).total_seconds() > hours * 3600
    return late


def _delays(evidence: Evidence) -> dict[str, dict[str, float]]:
    """Median, longest and count of each delay, in minutes of the world; computing takes none."""
    found: dict[str, list[float]] = {name: [] for name in _DELAYS}
    sent = {
        row["tcn"]: instant(row["received_at"]) for row in evidence.agencies["booking"].rows["submission"]
    }
    for row in evidence.agencies["booking"].rows["inbox"]:
        name = "second answer" if row["kind"] == "SSR" else "first answer"
        if row["reference"] in sent:
            found[name].append(_minutes(sent[row["reference"]], instant(row["received_at"])))
    for role in ("national", "immigration"):
        for row in evidence.agencies[role].rows["task"]:
            if row["done_at"] is not None:
                found[row["kind"]].append(_minutes(instant(row["created_at"]), instant(row["done_at"])))
    return {
        name: {"median": round(median(values), 1), "longest": round(max(values), 1), "count": len(values)}
        for name, values in found.items()
        if values
    }


def _minutes(begin: datetime, end: datetime) -> float:
    """Minutes between two instants."""
    return (end - begin).total_seconds() / 60


def _backlog(evidence: Evidence) -> dict[str, dict[str, int]]:
    """Tasks that wait at the end of each day (UTC) on which any was opened or done, by kind."""
    tasks: list[Row] = [
        row for role in ("national", "immigration") for row in evidence.agencies[role].rows["task"]
    ]
    days = sorted({str(row[name])[:10] for row in tasks for name in ("created_at", "done_at") if row[name]})
    return {
        day: dict(
            sorted(
                Counter(
                    row["kind"]
                    for row in tasks
                    if str(row["created_at"])[:10] <= day
                    and (row["done_at"] is None or str(row["done_at"])[:10] > day)
                ).items()
            )
        )
        for day in days
    }
