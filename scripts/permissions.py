"""Write the tables of docs/concepts/permissions.md, from the matrix of permissions and the rules themselves."""

import sys

import yaml
from page import ROOT, write_or_check

from tenprint.agency.permission_rules import permission_rules

PAGE = ROOT / "docs" / "concepts" / "permissions.md"
MATRIX = ROOT / "tests" / "golden" / "agency" / "permissions.yaml"
END = "<!-- end -->"


def actions() -> str:
    """Who may do what: each action with its titles and the rules that permit it."""
    matrix = yaml.safe_load(MATRIX.read_text(encoding="utf-8"))
    rows = ["| action | who | rule |\n|---|---|---|\n"]
    for action in next(iter(matrix.values())):
        answers = {title: answers[action]["own"].split() for title, answers in matrix.items()}
        titles = [title for title, (answer, *_) in answers.items() if answer == "permit"]
        rules = dict.fromkeys(rule for title in titles for rule in answers[title][1:])
        who = "everybody" if len(titles) == len(matrix) else ", ".join(titles)
        rows.append(f"| `{action}` | {who} | {', '.join(f'`{rule}`' for rule in rules)} |\n")
    return "".join(rows)


def prohibitions() -> str:
    """What nobody may, whoever else permits it."""
    rules = permission_rules()
    rows = [f"| `{name}` | {says} |\n" for name, says in rules.says.items() if name in rules.prohibitions]
    return "| prohibition | what it says |\n|---|---|\n" + "".join(rows)


def page() -> str:
    """The page with both tables between their markers."""
    text = PAGE.read_text(encoding="utf-8")
    for name, table in (("actions", actions()), ("prohibitions", prohibitions())):
        begin = f"<!-- begin: {name}, by scripts/permissions.py -->\n"
        head, found, rest = text.partition(begin)
        if not found or END not in rest:
            raise SystemExit(f"{PAGE.relative_to(ROOT)}: expected {begin.strip()} and {END}, found none")
        text = head + begin + table + END + rest.partition(END)[2]
    return text


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page))
