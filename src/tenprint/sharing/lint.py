"""Check rule files: all faults of all files, and beyond their form gaps, overlap and contradiction.

With a fault of form (``finding.FORM_CODES``) the program refuses to start; the checks of :data:`CHECKS` find what can
be read and is still wrong, or doubtful.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tenprint.sharing import lint_conflict, lint_gap, lint_overlap, lint_proof, lint_reform
from tenprint.sharing.case import check_cases
from tenprint.sharing.finding import ERROR, Finding
from tenprint.sharing.folder import CASES, REFORMS, Folder, PolicyFile, read_folder
from tenprint.sharing.lint_view import Check, View
from tenprint.sharing.located import Faults, Located
from tenprint.sharing.model import Source
from tenprint.sharing.rules import SKIPPED, Rules, load, package_sources, reformed, rules_of
from tenprint.sharing.scope import rule_of
from tenprint.sharing.yaml_file import read_yaml

CHECKS: Final[tuple[Check, ...]] = (
    *lint_gap.CHECKS,
    *lint_overlap.CHECKS,
    *lint_conflict.CHECKS,
    *lint_proof.CHECKS,
    *lint_reform.CHECKS,
)
"""Every check beyond form, in the order of the reference."""

UNREADABLE: Final = "unreadable"


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and what was found, by file and line."""

    files: int
    values: int
    findings: tuple[Finding, ...]

    def status(self, *, strict: bool = False) -> int:
        """Return 0 where there is no fault, 1 with faults (strict: with warnings too), 2 where a file is unreadable."""
        if any(item.code == UNREADABLE for item in self.findings):
            return 2
        return int(any(strict or item.severity == ERROR for item in self.findings))

    @classmethod
    def together(cls, reports: Sequence["Report"]) -> "Report":
        """Return several reports as one, in their order."""
        return cls(
            sum(item.files for item in reports),
            sum(item.values for item in reports),
            tuple(finding for item in reports for finding in item.findings),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "files": self.files,
            "values": self.values,
            "findings": [item.as_json() for item in self.findings],
        }


def check_folder(path: Path, shown: str = "policies") -> Report:
    """Check a folder of policies: the form of every file, all rules together, and the reforms and cases beside them.

    Files with a fault of form are left out of the second part. Where the table of sources cannot be read, only that is
    told, for every value rests on it.
    """
    faults: Faults = []
    read_yaml(path / "sources.yaml", f"{shown}/sources.yaml", faults)
    if faults and faults[0].code == UNREADABLE:
        return Report(1, 0, tuple(faults))
    faults = []
    read = read_folder(path, SKIPPED, shown, faults)
    base = Base(rules_of(read), read.sources)
    for file in sorted(path.rglob(CASES)):
        check_cases(read_yaml(file, f"{shown}/{file.relative_to(path).as_posix()}", faults))
    whole = not any(item.code == UNREADABLE and _is_table(item, read) for item in faults)
    found = _found(View(base.rules, read.files, folder=read)) if whole else []
    for file in sorted((path / REFORMS).rglob("*.yaml")):
        found += check_reform(file, f"{shown}/{file.relative_to(path).as_posix()}", base).findings
    count = sum(file.suffix in (".yaml", ".csv") for file in path.rglob("*"))
    return Report(count, _values(read.files), _ordered([*faults, *found]))


@dataclass(frozen=True, slots=True)
class Base:
    """The rules over which a reform is laid, and the documents that it may name."""

    rules: Rules
    sources: Mapping[str, Source]


def check_reform(path: Path, shown: str, base: Base | None = None) -> Report:
    """Check a file of changes against the rules over which it is laid: the package's own, if not given."""
    base = base or Base(load(), package_sources())
    faults: Faults = []
    located = read_yaml(path, shown, faults)
    entries = located.mapping("a reform")
    made = located.each([lambda: reformed(base.rules, base.sources, located)])
    if "cases" in entries:
        check_cases(entries["cases"])
    if faults:
        return Report(1, 0, _ordered(faults))
    view = _view_of(located, base, made[0])
    return Report(1, _values(view.files), _ordered(_found(view)))


def _found(view: View) -> list[Finding]:
    return [finding for check in CHECKS for finding in check.findings(view)]


def _view_of(located: Located, base: Base, rules: Rules) -> View:
    """Return a reform as files, one for each change and one for its prohibitions."""
    entries = located.mapping("a reform")
    changes = entries["changes"].mapping("changes") if "changes" in entries else {}
    files = [
        PolicyFile(name, change, rules.rules[name])
        for name, change in ((rule_of(str(key), base.rules.counties), item) for key, item in changes.items())
    ]
    if "prohibitions" in entries:
        added = rules.prohibitions[len(base.rules.prohibitions) :]
        holder = Located({"entries": entries["prohibitions"]}, located.file, located.line)
        files.append(PolicyFile("prohibitions", holder, added))
    places = entries["activation"].mapping("activation") if "activation" in entries else {}
    activations = {str(key): item for key, item in places.items()}
    return View(rules, tuple(files), base=base.rules, activations=activations)


def _is_table(finding: Finding, read: Folder) -> bool:
    """Tell whether a fault lies in a table, without which the rules cannot be looked at together."""
    return finding.file.removeprefix(f"{read.shown}/") in SKIPPED | {"counties.csv"}


def _values(files: Iterable[PolicyFile]) -> int:
    """Count dated values, events, prohibitions and figures."""
    return sum(
        len(file.content) if isinstance(file.content, tuple) else len(file.content.values) for file in files
    )


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, by file and line."""
    return tuple(sorted(set(findings)))
