"""Reforms by name or file, and from when until when one holds.

A reform is a file of changes laid over the rules (``rules``). The ready ones are data, in ``policies/reforms``. Each
submission is decided for itself, so to limit a reform to a place and to look at that place alone are the same: a place
is no parameter here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from tenprint.errors import BadInput
from tenprint.sharing.model import Dated, Prohibition, Rule
from tenprint.sharing.rules import Rules, load

_SHOWN_MAX = 60


@dataclass(frozen=True, slots=True)
class ReadyReform:
    """A reform that comes with the program: its name, its question, the day from which it holds, and its file."""

    name: str
    description: str
    since: date
    path: Path


@dataclass(frozen=True, slots=True)
class Parameters:
    """From when and until when a reform holds; None: as its file says. ``until`` is the first day without it."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise BadInput(f"until: expected a date after {self.since}, found {self.until}")


@cache
def ready_reforms() -> Mapping[str, ReadyReform]:
    """Return the ready reforms by name, in the order of their names.

    >>> "consent-required" in ready_reforms()
    True
    """
    folder = Path(str(resources.files("tenprint") / "policies" / "reforms"))
    return MappingProxyType({path.stem: _ready(path) for path in sorted(folder.glob("*.yaml"))})


def reform_file(text: str) -> Path:
    """Return the file of a reform: a ready one's by its name, else the file at a path.

    Raises:
        BadInput: neither; the text lists the names.
    """
    found = ready_reforms().get(text)
    if found is not None:
        return found.path
    if Path(text).is_file():
        return Path(text)
    names = ", ".join(ready_reforms())
    raise BadInput(f"reform: expected a file or one of {names}, found {text[:_SHOWN_MAX]!r}")


def with_parameters(reformed: Rules, parameters: Parameters) -> Rules:
    """Let a reform hold from one day until another instead of those that its file says.

    Raises:
        BadInput: a rule or a set of prohibitions begins on more than one day, or a switch's day is changed: it is then
            not plain which day to move; or a change would end before it begins.
    """
    if parameters == Parameters():
        return reformed
    base = load()
    if reformed.counties != base.counties:
        raise BadInput("since, until: expected a reform of rules, found one that changes days of activation")
    rules = {
        name: rule if rule is base.rules.get(name) else _moved_rule(base, rule, parameters)
        for name, rule in reformed.rules.items()
    }
    prohibitions = tuple(
        item if item in base.prohibitions else _moved_prohibition(item, parameters)
        for item in reformed.prohibitions
    )
    until = f" until {parameters.until}" if parameters.until else ""
    since = f" from {parameters.since}" if parameters.since else ""
    told = f"{reformed.reform} ({(since + until).strip()})"
    return replace(reformed, rules=MappingProxyType(rules), prohibitions=prohibitions, reform=told)


def _ready(path: Path) -> ReadyReform:
    rules, base = load(path), load()
    days = [
        dated.since
        for name, rule in rules.rules.items()
        for dated in (() if rule is base.rules.get(name) else _own_values(base, rule))
    ]
    days += [item.since for item in rules.prohibitions if item not in base.prohibitions]
    return ReadyReform(path.stem, rules.reform or "", min(days), path)


def _own_values(base: Rules, rule: Rule) -> tuple[Dated, ...]:
    """Return the values that a reform brings to a rule."""
    before = _as_it_was(base, rule)
    return tuple(dated for dated in rule.values if dated not in before)


def _as_it_was(base: Rules, rule: Rule) -> tuple[Dated, ...]:
    """Return a rule's values without the reform; those of the default where a place has no rule of its own."""
    leaf = rule.id.rpartition("/")[2]
    found = base.rules.get(rule.id) or base.rules[f"default/{leaf}"]
    return found.values


def _moved_rule(base: Rules, rule: Rule, parameters: Parameters) -> Rule:
    """Return a rule whose one new value holds from and until the days given; beyond them it is as it was."""
    own, before = _own_values(base, rule), _as_it_was(base, rule)
    if len(own) != 1:
        raise BadInput(f"since, until: expected one new value of {rule.id}, found {len(own)}")
    since = parameters.since or own[0].since
    _in_order(since, parameters.until, rule.id)
    values = {dated.since: dated for dated in before if dated.since < since}
    values[since] = replace(own[0], since=since)
    values |= {dated.since: dated for dated in rule.values if dated.since > max(since, own[0].since)}
    if parameters.until is not None:
        until = parameters.until
        values = {day: dated for day, dated in values.items() if day < until}
        resumed = replace(rule, values=before).on(until)
        if resumed is not None:
            values[until] = replace(resumed, since=until)
        values |= {dated.since: dated for dated in before if dated.since > until}
    return replace(rule, values=tuple(values[day] for day in sorted(values)))


def _moved_prohibition(item: Prohibition, parameters: Parameters) -> Prohibition:
    """Return a prohibition with the days given."""
    since, until = parameters.since or item.since, parameters.until or item.until
    _in_order(since, until, item.id)
    return replace(item, since=since, until=until)


def _in_order(since: date, until: date | None, what: str) -> None:
    """Fail where a change would end before it begins: it would be in force never, without a word."""
    if until is not None and until <= since:
        raise BadInput(f"since, until: expected an end of {what} after its start {since}, found {until}")
