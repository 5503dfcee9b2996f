"""The policy files as one value: loaded once, checked, and laid over by a reform where one is asked for.

A reform is a YAML file of changes::

    description: What if an agreement had been a condition from the start?
    reference: {title: A question, date: 2011-06-08, address: none}   # for changes without their own
    changes:
      federal/agreement_required:
        replace: true                 # drop the rule's own values first (default: add and override by date)
        values:
          2008-10-27: {value: true}
    activation:                       # a county, or a state's two digits; null: never switched on
      "25": {value: 2013-01-22}
    prohibitions:
      - {id: what-if, since: 2010-01-01, until: null, scope: [US], kinds: [juvenile], text: No juveniles}
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tenprint.errors import BadInput
from tenprint.sharing.finding import did_you_mean
from tenprint.sharing.folder import Folder, read_folder
from tenprint.sharing.in_force import InForce, snapshot
from tenprint.sharing.located import Located
from tenprint.sharing.model import Announcement, County, Dated, Figures, Prohibition, Rule, Source, State
from tenprint.sharing.schema import (
    check_prohibitions,
    check_values,
)
from tenprint.sharing.scope import roster_code, rule_of, scope_of
from tenprint.sharing.source_schema import check_sources, citation
from tenprint.sharing.yaml_file import parse_yaml, read_yaml

_TABLES = frozenset(
    {
        *("sources.yaml", "states.yaml", "county_codes.yaml"),
        *(
            "places.yaml",
            "place_words.yaml",
            "time_zones.yaml",
        ),  # the last two are read when they are asked for
    }
)
_OTHER_ROOMS = frozenset(
    {"federal/dissemination.yaml"}
)  # The permissions between roles: ``exchange`` reads them.
SKIPPED = _TABLES | _OTHER_ROOMS
"""Files of the folder that are no rules."""

NEEDED = frozenset(
    {f"federal/{name}" for name in ("capability", "nationwide_switch", "agreement_required", "county_veto")}
    | {f"federal/submission_kind/{name}" for name in ("criminal", "civil", "juvenile", "not_retained")}
    | {f"default/{name}" for name in ("agreement", "position", "relay", "receipt")}
)
"""The rules for which the gate asks: without one it would take what is not said for a permission."""

_REFORM_KEYS = frozenset(
    {"description", "reference", "sources", "changes", "activation", "prohibitions", "cases"}
)  # The last: `sharing.case` reads them.


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All policy files in force in this program, and the roster of counties; equal only to itself."""

    rules: Mapping[str, Rule]
    counties: Mapping[str, County]
    states: Mapping[str, State]
    places: Mapping[str, tuple[str, ...]]
    announcements: tuple[Announcement, ...]
    prohibitions: tuple[Prohibition, ...]
    figures: tuple[Figures, ...] = ()
    reform: str | None = None
    _dates: list[date] = field(init=False, repr=False)
    _laws: dict[int, InForce] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Find the dates between which nothing changes."""
        days = {dated.since for rule in self.rules.values() for dated in rule.values}
        days |= {day for item in self.prohibitions for day in (item.since, item.until) if day}
        object.__setattr__(self, "_dates", sorted(days))
        object.__setattr__(self, "_laws", {})

    def in_force(self, on: date) -> InForce:
        """Return all values and prohibitions in force on a date; made once for each interval between two dates."""
        interval = bisect_right(self._dates, on)
        law = self._laws.get(interval)
        if law is None:
            values = {rule.id: rule.on(on) for rule in self.rules.values()}
            forbidding = tuple(item for item in self.prohibitions if item.in_force(on))
            law = self._laws[interval] = snapshot(values, forbidding)
        return law

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by its id, which is its path below ``policies/``."""
        if rule_id not in self.rules:
            raise BadInput(f"rule: expected the path of a policy file, found {rule_id!r}")
        return self.rules[rule_id]

    def value(self, rule_id: str, on: date) -> Dated | None:
        """Return the value of a rule in force on a date, or None before its first."""
        return self.rule(rule_id).on(on)

    def for_state(self, leaf: str, usps: str) -> Rule:
        """Return a state's own rule (``agreement``, ``relay``), or the default where it has none."""
        return self.rules.get(f"state/{usps}/{leaf}") or self.rule(f"default/{leaf}")

    def for_county(self, leaf: str, county: County) -> Rule:
        """Return a county's own rule (``receipt``, ``detainer``), else its state's, else the default."""
        return self.rules.get(f"local/{county.roster_fips}/{leaf}") or self.for_state(leaf, county.state)

    def county(self, fips: str) -> County:
        """Return the roster's row of a county code, older or newer."""
        if fips not in self.counties:
            raise BadInput(f"county: expected a five-digit county code of the roster, found {fips[:20]!r}")
        return self.counties[fips]

    def counties_of(self, usps: str) -> tuple[County, ...]:
        """Return a state's rows of the roster, each territory once, by code."""
        return tuple(county for county in self.roster() if county.state == usps)

    def roster(self) -> Iterator[County]:
        """Yield each row of the roster once, by code."""
        return (county for county in self.counties.values() if county.counted)

    def change_dates(self) -> tuple[date, ...]:
        """Return every date on which a rule, a county's activation or a prohibition begins or ends."""
        days = {county.activated_on for county in self.counties.values() if county.activated_on}
        return tuple(sorted(days.union(self._dates)))


def load(extra: Path | None = None) -> Rules:
    """Return the rules of this package, with the reform ``extra`` laid over where one is given.

    Raises:
        RulesBroken: a file is malformed; the text names file and line.
    """
    base, sources = _package_rules()
    return base if extra is None else reformed(base, sources, read_yaml(extra, str(extra)))


def load_reform(text: str, name: str) -> Rules:
    """Return the rules with a reform laid over that is given as text; ``name`` is how errors call it.

    Raises:
        RulesBroken: the reform is malformed; the text names the line.
    """
    return reformed(*_package_rules(), parse_yaml(text, name))


def load_from(folder: Path) -> tuple[Rules, Mapping[str, Source]]:
    """Read and check a whole folder of policies; return the rules and the table of sources."""
    read = read_folder(folder, SKIPPED)
    rules = rules_of(read)
    for rule_id in sorted(NEEDED - rules.rules.keys()):
        missing = Located(rule_id, f"{read.shown}/{rule_id}.yaml", 1)
        missing.broken("the rule, for which the gate asks", found="no such file", code="missing")
    return rules, MappingProxyType(dict(read.sources))


def rules_of(read: Folder) -> Rules:
    """Return the rules of a folder as it was read."""
    contents = [file.content for file in read.files]
    items = [item for content in contents if isinstance(content, tuple) for item in content]
    events = [item for item in items if isinstance(item, Announcement)]
    figures = [item for item in items if isinstance(item, Figures)]
    return Rules(
        rules=MappingProxyType({rule.id: rule for rule in contents if isinstance(rule, Rule)}),
        counties=MappingProxyType(dict(read.counties)),
        states=MappingProxyType(dict(read.states)),
        places=MappingProxyType(dict(read.places)),
        announcements=tuple(sorted(events, key=lambda event: event.on)),
        prohibitions=tuple(item for item in items if isinstance(item, Prohibition)),
        figures=tuple(sorted(figures, key=lambda item: (item.published, item.until))),
    )


def package_sources() -> Mapping[str, Source]:
    """Return this package's table of sources."""
    return _package_rules()[1]


@cache
def _package_rules() -> tuple[Rules, Mapping[str, Source]]:
    """Read the package's own policies, once in a process."""
    with resources.as_file(resources.files("tenprint") / "policies") as folder:
        return load_from(folder)


def reformed(base: Rules, sources: Mapping[str, Source], located: Located) -> Rules:
    """Lay a reform's changes over the rules; see ``load``."""
    located.only(_REFORM_KEYS, "a reform")
    entries = located.mapping("a reform")
    own = check_sources(entries["sources"]) if "sources" in entries else {}
    known = citation({**sources, **own})
    default = known(entries["reference"]) if "reference" in entries else None
    cite = citation({**sources, **own}, default)
    rules = dict(base.rules)
    changes = entries["changes"] if "changes" in entries else Located({}, located.file, located.line)
    for rule_id, change in _by_roster(changes, "changes", partial(rule_of, counties=base.counties)):
        changed = _changed(base, rule_id, change, cite)
        if changed is not None:
            rules[rule_id] = changed
    counties = dict(base.counties)
    if "activation" in entries:
        _change_activation(counties, entries["activation"], cite)
    scope = scope_of(base.states, base.counties)
    added = check_prohibitions(entries["prohibitions"], cite, scope) if "prohibitions" in entries else ()
    return replace(
        base,
        rules=MappingProxyType(rules),
        counties=MappingProxyType(counties),
        prohibitions=base.prohibitions + added,
        reform=located.take("description", "a reform").text("description"),
    )


def _by_roster(located: Located, what: str, named: Callable[[str], str]) -> Iterator[tuple[str, Located]]:
    """Yield the entries of a reform by what they are called where the roster has the code, each once."""
    seen = set()
    for key, item in located.mapping(what).items():
        name = named(str(key))
        if name in seen:
            item.wrong(
                "each place once",
                found=f"{key} again",
                code="twice",
                text=f"{str(key)!r} means {name!r}, of which these {what} speak already.",
                mend="Keep one of the two: a newer code of a county means the roster's older one.",
            )
        seen.add(name)
        yield name, item


def _changed(base: Rules, rule_id: str, change: Located, cite: Any) -> Rule | None:
    """Return a rule with a reform's values; a state's or county's new rule starts from the default's."""
    change.only(frozenset({"replace", "values"}), "a change")
    authority, _, leaf = rule_id.rpartition("/")
    level, _, code = authority.partition("/")
    known = (level == "state" and code in base.states) or (level == "local" and code in base.counties)
    old = base.rules.get(rule_id) or (base.rules.get(f"default/{leaf}") if known else None)
    if old is None:
        near = did_you_mean(rule_id, base.rules)
        change.wrong(
            "the path of a policy file as the key of a change",
            found=rule_id,
            code="name",
            text=f"There is no rule {rule_id!r}{f'; did you mean {near}?' if near else '.'}",
            mend="Write the path of a file of the policies without its ending.",
        )
        return None
    new = check_values(old.kind, change.take("values", "a change"), cite)
    drop = change.mapping("a change").get("replace")
    if drop is not None and not isinstance(drop.value, bool):
        drop.not_one_of((True, False), "replace")
    kept = {} if drop is not None and drop.value is True else {dated.since: dated for dated in old.values}
    merged = kept | {dated.since: dated for dated in new}
    return replace(old, id=rule_id, values=tuple(merged[since] for since in sorted(merged)))


def _change_activation(counties: dict[str, County], located: Located, cite: Any) -> None:
    """Give counties another activation date, in place; a two-digit key changes a whole state."""
    for key, item in _by_roster(located, "activation", partial(roster_code, counties=counties)):
        item.only(frozenset({"value", "reference"}), "an activation")
        value = item.take("value", "an activation")
        day = None if value.value is None else value.day("activation")
        source = cite(item.mapping("an activation").get("reference", item))
        named = [fips for fips, county in counties.items() if key in (county.roster_fips, fips[:2])]
        if not named:
            item.wrong(
                "a county code, or a state's two digits, as text",
                found=key,
                code="place",
                text=f"No county or state has the code {key!r}.",
                mend="Write the five digits of a county, or the two of a state, in quotes.",
            )
        for fips in named:
            counties[fips] = replace(counties[fips], activated_on=day, source=source)
