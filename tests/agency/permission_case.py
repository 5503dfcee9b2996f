"""What the tests of permissions share: the rules' text, the matrix's script, and rules with something changed."""

import importlib.util
import re
from functools import cache
from importlib import resources
from pathlib import Path
from types import ModuleType

from tenprint.agency.permission_rules import PermissionRules, read_permission_rules

GOLDEN = Path(__file__).parents[1] / "golden" / "agency"
_FOLDER = resources.files("tenprint.agency")
RULES = (_FOLDER / "permission.cedar").read_text(encoding="utf-8")
SCHEMA = (_FOLDER / "permission.cedarschema").read_text(encoding="utf-8")
RULE = re.compile(r'^@id\("([^"]+)"\).*?;\n', re.MULTILINE | re.DOTALL)
TITLES = re.findall(r'^  "([^"]+)",?$', SCHEMA, re.MULTILINE)


@cache
def matrix_script() -> ModuleType:
    """The script that makes the golden matrix."""
    spec = importlib.util.spec_from_file_location("make_permissions", GOLDEN / "make_permissions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_rules(text: str) -> PermissionRules:
    """Other rules under the package's schema."""
    return read_permission_rules(text, SCHEMA)


def mutants() -> dict[str, str]:
    """The rules with one thing wrong in each: a rule gone, its condition gone, or one title or action exchanged."""
    found = {}
    for rule in RULE.finditer(RULES):
        name, body = rule[1], rule[0]
        conditioned = re.sub(r"\)\s*(?:when|unless)\s*\{.*\};\n$", ");\n", body, flags=re.DOTALL)
        changes = {"gone": ""} | ({"unconditional": conditioned} if conditioned != body else {})
        for kind, instead in (("Title", "public"), ("Action", "see_switches")):
            for number, one in enumerate(re.finditer(rf'{kind}::"([^"]+)"', body)):
                if one[1] != instead:
                    changed = body[: one.start()] + f'{kind}::"{instead}"' + body[one.end() :]
                    changes[f"{kind.lower()} {number}"] = changed
        found |= {
            f"{name}: {what}": RULES[: rule.start()] + text + RULES[rule.end() :]
            for what, text in changes.items()
        }
    return found
