"""What an audit says: findings that name a submission, and figures."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that should not be.

    Attributes:
        check: which check found it, one of ``auditor.CHECKS``.
        tcn: control number of the submission concerned, or empty.
        text: what was expected and what was found; no name of a person.
    """

    check: str
    tcn: str
    text: str

    def as_json(self) -> dict[str, str]:
        """As ``--json`` has it."""
        return asdict(self)


@dataclass(slots=True)
class Audit:
    """The outcome of an audit.

    Attributes:
        findings: in order of the checks.
        counts: what was counted, by name.
    """

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def find(self, check: str, tcn: str, text: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(check, tcn, text))

    def as_json(self) -> dict[str, Any]:
        """As ``--json`` has it."""
        return {
            "holds": not self.findings,
            "findings": [finding.as_json() for finding in self.findings],
            "counts": dict(sorted(self.counts.items())),
        }
