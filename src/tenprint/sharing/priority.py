"""Priority and request: whom the immigration agency acts upon, by the dated rule of the day of the decision.

The grounds are data (``policies/federal/priorities.yaml``); here are the conditions they may be made of. A
fact that is not known meets no condition and is listed as missing. A citizen never gets a request, whatever
else is recorded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from tenprint.errors import BadInput
from tenprint.sharing.level import NON_CRIMINAL, Conviction, LevelResult, level
from tenprint.sharing.rules import Rules, load

__all__ = ["Conviction", "LevelResult", "PriorityFacts", "PriorityResult", "level", "priority"]


@dataclass(frozen=True, slots=True)
class PriorityFacts:
    """What is known of a person when an officer decides; None where it is not known.

    ``status`` is the determined status in the words of the officer's answer, such as ``SUBJECT TO REMOVAL``.
    """

    most_serious_charge: str | None
    convictions: tuple[Conviction, ...]
    prior_removal: bool | None
    final_order: bool | None
    status: str


@dataclass(frozen=True, slots=True)
class PriorityResult:
    """The priority (``none`` where no ground is met) and what is asked of the jail.

    ``request`` is ``detainer``, ``conditional`` (a detainer that takes effect on conviction),
    ``notification`` or ``none``; ``form`` is its form. ``detainer`` is true for a detainer in effect.
    """

    priority: str
    detainer: bool
    rule: str
    evidence: tuple[str, ...]
    missing: tuple[str, ...]
    request: str = "none"
    form: str | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """The facts with the level and the convictions known on the day."""

    facts: PriorityFacts
    convictions: tuple[Conviction, ...]
    level: LevelResult


_Condition = Callable[[_Case, Any], bool | None]


def priority(facts: PriorityFacts, on: date, rules: Rules | None = None) -> PriorityResult:
    """Return priority and request for a person on the date of the decision.

    Raises:
        BadInput: the status is none of those in ``policies/federal/removability.yaml``.
    """
    rules = rules or load()
    removable, why = _removability(facts, on, rules)
    dated = rules.value("federal/priorities", on)
    if dated is None:
        return PriorityResult("none", False, "federal/priorities", ("no rule on this date", why), ())
    rule = f"federal/priorities@{dated.since.isoformat()}"
    charges = [facts.most_serious_charge] if facts.most_serious_charge else []
    known = tuple(item for item in facts.convictions if item.on <= on)
    case = _Case(facts, known, level(charges, known, on, rules))
    met, missing = _met(dated.value["grounds"], case)
    found = str(met[0]["priority"]) if met and removable is not False else "none"
    request, form, ground = _request(dated.value, case, removable, met)
    evidence = [why, *(str(item["text"]) for item in met[:1] if removable is not False), *ground]
    if removable is None:
        missing.append("status: interview needed")
    missing += case.level.missing
    return PriorityResult(
        found,
        request == "detainer",
        rule,
        tuple(dict.fromkeys(evidence)),
        tuple(dict.fromkeys(missing)),
        request,
        form,
    )


def _removability(facts: PriorityFacts, on: date, rules: Rules) -> tuple[bool | None, str]:
    """Tell whether the status lets a person be removed: yes, no, or not known before an interview."""
    dated = rules.value("federal/removability", on)
    table = dated.value if dated else {}
    if dated is not None and facts.status not in table:
        raise BadInput(f"status: expected one of {', '.join(table)}, found {facts.status[:40]!r}")
    word = table.get(facts.status, "interview")
    if word == "if_aggravated":
        aggravated = any(item.aggravated and item.on <= on for item in facts.convictions)
        return aggravated, f"{facts.status.lower()}, {'an' if aggravated else 'no'} aggravated felony"
    answers: dict[str, bool | None] = {"removable": True, "never": False, "interview": None}
    return answers.get(word), facts.status.lower()


def _request(
    version: Mapping[str, Any], case: _Case, removable: bool | None, met: list[Mapping[str, Any]]
) -> tuple[str, str | None, list[str]]:
    """Return what is asked of the jail, its form, and the ground for it."""
    request = version["request"]
    if not removable:
        return "none", None, []
    own, _ = _met(request["grounds"], case) if "grounds" in request else (met, [])
    when = request["when"]
    asked = [item for item in own if when == "priority" or item["id"] in when] if when != "any" else own[:1]
    if when != "any" and not asked:
        return "none", None, ["no ground for a request"]
    ground = [str(item["text"]) for item in asked[:1]]
    if _waits_for_conviction(version, case):
        return "conditional", str(request["form"]), ["a minor traffic offence alone: on conviction only"]
    if version.get("probable_cause") and not (case.facts.final_order or case.facts.prior_removal):
        return "notification", str(request["notification"]), ground
    return "detainer", str(request["form"]), ground


def _waits_for_conviction(version: Mapping[str, Any], case: _Case) -> bool:
    """Tell whether a minor traffic charge is all there is."""
    charge = case.facts.most_serious_charge or ""
    minor = _starts(charge, version.get("traffic_only", ())) and not _starts(
        charge, version.get("traffic_except", ())
    )
    clean = case.level.level == NON_CRIMINAL
    return minor and clean and not case.facts.prior_removal and not case.facts.final_order


def _met(grounds: Sequence[Mapping[str, Any]], case: _Case) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Return the grounds that are met, in their order, and the facts that were not known."""
    met, missing = [], []
    for ground in grounds:
        answers = {name: CONDITIONS[name](case, wanted) for name, wanted in ground["when"].items()}
        missing += [name.replace("_", " ") for name, answer in answers.items() if answer is None]
        if all(answers.values()):
            met.append(ground)
    return met, missing


def _starts(code: str, prefixes: Sequence[str]) -> bool:
    return bool(code) and any(code.startswith(prefix) for prefix in prefixes)


def _charged_with(case: _Case, prefixes: Sequence[str]) -> bool | None:
    charge = case.facts.most_serious_charge
    return None if charge is None else _starts(charge, prefixes)


CONDITIONS: Final[Mapping[str, _Condition]] = MappingProxyType(
    {
        "level_in": lambda case, names: case.level.level in names,
        "charge_level_in": lambda case, names: case.level.charge_level in names,
        "convicted": lambda case, wanted: bool(case.convictions) == wanted,
        "charged_with": _charged_with,
        "convicted_of": lambda case, prefixes: any(
            _starts(item.offence_code, prefixes) for item in case.convictions
        ),
        "felonies_min": lambda case, count: sum(item.felony for item in case.convictions) >= count,
        "misdemeanours_min": lambda case, count: sum(not item.felony for item in case.convictions) >= count,
        "aggravated": lambda case, wanted: any(item.aggravated for item in case.convictions) == wanted,
        "sentence_days_min": lambda case, days: any(
            (item.sentence_days or 0) >= days for item in case.convictions
        ),
        "prior_removal": lambda case, wanted: _known(case.facts.prior_removal, wanted),
        "final_order": lambda case, wanted: _known(case.facts.final_order, wanted),
    }
)
"""The conditions which a ground may be made of, by the name they have in the rules file."""


def _known(fact: bool | None, wanted: bool) -> bool | None:
    return None if fact is None else fact == wanted
