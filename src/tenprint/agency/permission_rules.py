"""The rules of ``permission.cedar``, read and checked once, and put to Cedar with their readable names.

Cedar numbers the rules by their place in the file. Here each is renamed to its ``@id``, so that an answer names
``flip-county-by-activation-officer``. A rule that cannot be evaluated would be skipped by Cedar, also where it is a
prohibition: such an answer is refused here.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, NoReturn

from cedarpy import Entities, PolicySet, Schema, is_authorized_batch, policies_to_json_str, validate_policies

from tenprint.agency.permission_place import level_of, place_parents
from tenprint.errors import RulesBroken

RULES_FILE: Final = "permission.cedar"
SCHEMA_FILE: Final = "permission.cedarschema"
_RULE_START: Final = re.compile(r"^@id\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Cedar answers to one question: whether it is permitted, and the rules that decided; none denies, too."""

    permitted: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PermissionRules:
    """Rules that can be asked; ``says`` is each rule in a phrase, prohibitions first as they stand in the file."""

    policies: PolicySet
    schema: Schema
    places: Entities
    says: Mapping[str, str]
    prohibitions: frozenset[str]

    def ask(self, questions: Sequence[dict[str, Any]]) -> tuple[Answer, ...]:
        """Answer questions in Cedar's form, each by itself.

        Raises:
            RulesBroken: a rule could not be evaluated; nothing is permitted then.
        """
        results = is_authorized_batch(list(questions), self.policies, self.places)
        for result in results:
            if result.diagnostics.errors:
                found = "; ".join(result.diagnostics.errors)
                raise RulesBroken(f"{RULES_FILE}: expected rules that can be evaluated, found: {found[:300]}")
        return tuple(Answer(result.allowed, self._in_order(result.diagnostics.reasons)) for result in results)

    def _in_order(self, names: Collection[str]) -> tuple[str, ...]:
        """Return names of rules in the order of the file, where the most telling prohibition comes first."""
        return tuple(name for name in self.says if name in names)

    def knows_title(self, title: str) -> bool:
        """Whether the schema lists a title; no rule can speak of another."""
        entity = {"uid": {"type": "Title", "id": title}, "attrs": {}, "parents": []}
        try:
            Entities.from_json_str(json.dumps([entity]), self.schema)
        except ValueError:
            return False
        return True


@cache
def permission_rules() -> PermissionRules:
    """Return the package's own rules, read once in a process.

    Raises:
        RulesBroken: a file is malformed; the text names the file, and the line of the rule.
    """
    return read_permission_rules(_file(RULES_FILE), _file(SCHEMA_FILE))


def _file(name: str) -> str:
    """Read one of the package's files, or fail."""
    try:
        return (resources.files("tenprint.agency") / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesBroken(f"{name}: expected a readable UTF-8 file, found: {error}") from None


def read_permission_rules(text: str, schema_text: str) -> PermissionRules:
    """Read rules and the schema that they are checked against.

    Raises:
        RulesBroken: not Cedar, a rule without or with another's ``@id``, without ``@says``, or speaking of a title,
            an action or a circumstance which the schema does not have.
    """
    schema = _schema(schema_text)
    rules = _named(text)
    _check_against_schema(text, list(rules), schema)
    static = {"staticPolicies": rules, "templates": {}, "templateLinks": []}
    return PermissionRules(
        policies=PolicySet.from_json_str(json.dumps(static)),
        schema=schema,
        places=_places(schema_text),
        says=MappingProxyType({name: rule["annotations"]["says"] for name, rule in rules.items()}),
        prohibitions=frozenset(name for name, rule in rules.items() if rule["effect"] == "forbid"),
    )


def _schema(text: str) -> Schema:
    """Read the schema, or fail."""
    try:
        return Schema.from_str(text)
    except ValueError as error:
        raise RulesBroken(f"{SCHEMA_FILE}: expected a Cedar schema, found: {error}") from None


def _named(text: str) -> dict[str, dict[str, Any]]:
    """Read the rules one by one, in the order of the file, under their own names."""
    starts = [match.start() for match in _RULE_START.finditer(text)]
    if not starts or _parsed(text, 0, starts[0]):
        _broken(text, 0, "rules that each begin with a line @id(…)", "something before it, or no rule")
    rules: dict[str, dict[str, Any]] = {}
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        found = _parsed(text, start, end)
        if len(found) != 1:
            _broken(text, start, "one rule after each line @id(…)", f"{len(found)}")
        name, says = (found[0].get("annotations", {}).get(key) for key in ("id", "says"))
        if not name or not says:
            _broken(text, start, "a rule with @id and @says", f"@id {name!r}, @says {says!r}")
        if name in rules:
            _broken(text, start, "each @id once", f"{name!r} again")
        rules[name] = found[0]
    return rules


def _parsed(text: str, start: int, end: int) -> list[dict[str, Any]]:
    """Read the rules between two places of the file: Cedar itself does not say in which line an error is."""
    try:
        document = json.loads(policies_to_json_str(text[start:end]))
    except ValueError as error:
        _broken(text, start, "a Cedar rule", str(error))
    if document["templates"]:
        _broken(text, start, "a Cedar rule without slots", "a template")
    return list(document["staticPolicies"].values())


def _check_against_schema(text: str, names: list[str], schema: Schema) -> None:
    """Fail on the first rule that speaks of something which the schema does not have."""
    starts = [match.start() for match in _RULE_START.finditer(text)]
    for error in validate_policies(text, schema).errors:
        number = re.fullmatch(r"policy(\d+)", error.policy_id)
        start = starts[int(number[1])] if number else 0
        found = (
            error.error.replace(f"`{error.policy_id}`", f"`{names[int(number[1])]}`")
            if number
            else error.error
        )
        _broken(text, start, f"a rule that fits {SCHEMA_FILE}", found)


def _broken(text: str, start: int, expected: str, found: str) -> NoReturn:
    """Raise ``RulesBroken`` naming file and line."""
    line = text.count("\n", 0, start) + 1
    raise RulesBroken(f"{RULES_FILE}:{line}: expected {expected}, found: {found[:300]}")


@cache
def _places(schema_text: str) -> Entities:
    """Return every place as Cedar knows it, within the one above it; the schema adds its groups of actions."""
    entities = [
        {
            "uid": {"type": "Place", "id": code},
            "attrs": {"level": level_of(code)},
            "parents": [{"type": "Place", "id": above}] if above else [],
        }
        for code, above in place_parents().items()
    ]
    return Entities.from_json_str(json.dumps(entities), schema_text)
