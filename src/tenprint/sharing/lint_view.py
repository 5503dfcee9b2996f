"""What the checks of rules look at: every dated value, event and prohibition, with where it stands in its file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from inspect import cleandoc
from typing import Final

from tenprint.sharing.finding import Finding
from tenprint.sharing.folder import Folder, PolicyFile
from tenprint.sharing.located import Located
from tenprint.sharing.model import Announcement, County, Dated, Figures, Prohibition, Rule
from tenprint.sharing.rules import Rules

COVERAGE: Final = "federal/coverage"
NAMED_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated value: its rule, the value before it, and where it stands."""

    rule: Rule
    dated: Dated
    before: Dated | None
    where: Located


@dataclass(frozen=True)
class View:
    """The rules as a whole, and the files of them that are being checked.

    ``files`` are those of the folder, or one for each change of a reform; ``base`` are the rules before the reform,
    None for a folder; ``activations`` are the reform's entries of the roster, by place.
    """

    rules: Rules
    files: tuple[PolicyFile, ...]
    folder: Folder | None = None
    base: Rules | None = None
    activations: Mapping[str, Located] = field(default_factory=dict)

    def rule_files(self) -> Iterator[tuple[PolicyFile, Rule]]:
        """Yield every file that holds a rule."""
        return ((file, file.content) for file in self.files if isinstance(file.content, Rule))

    def entries(self) -> Iterator[Entry]:
        """Yield every dated value that stands in a file being checked, oldest first within its rule."""
        for file, rule in self.rule_files():
            places = file.located.take("values", "a rule").mapping("values")
            for before, dated in zip((None, *rule.values), rule.values, strict=False):
                if dated.since in places:
                    yield Entry(rule, dated, before, places[dated.since])

    def events(self) -> Iterator[tuple[Announcement, Located]]:
        """Yield every event with where it stands."""
        return ((item, where) for item, where in self._listed() if isinstance(item, Announcement))

    def prohibitions(self) -> Iterator[tuple[Prohibition, Located]]:
        """Yield every prohibition with where it stands."""
        return ((item, where) for item, where in self._listed() if isinstance(item, Prohibition))

    def figures(self) -> Iterator[tuple[Figures, Located]]:
        """Yield all published figures with where they stand."""
        return ((item, where) for item, where in self._listed() if isinstance(item, Figures))

    def _listed(self) -> Iterator[tuple[Announcement | Prohibition | Figures, Located]]:
        for file in self.files:
            if isinstance(file.content, tuple):
                yield from zip(file.content, file.entries(), strict=True)

    def missing_file(self, rule_id: str) -> Located:
        """Return where a rule that no file has would stand."""
        shown = self.folder.shown if self.folder else "policies"
        return Located(rule_id, f"{shown}/{rule_id}.yaml", 1)

    def expected(self, rule_id: str) -> bool:
        """Tell whether a rule that is not there is really lacking, and not only unreadable."""
        return self.folder is not None and rule_id not in self.folder.faulty

    @cached_property
    def first_day(self) -> date | None:
        """The first day of which the rules must say what held."""
        rule = self.rules.rules.get(COVERAGE)
        return min((dated.value["from"] for dated in rule.values), default=None) if rule else None

    @cached_property
    def roster_lines(self) -> Mapping[str, int]:
        """The line of each county in the roster of the folder."""
        if self.folder is None:
            return {}
        lines = (self.folder.path / "counties.csv").read_text(encoding="utf-8").splitlines()
        return {line[:5]: number for number, line in enumerate(lines, 1)}

    def roster_row(self, county: County) -> Located:
        """Return where a county stands in the roster."""
        shown = self.folder.shown if self.folder else "policies"
        return Located(county.fips, f"{shown}/counties.csv", self.roster_lines.get(county.fips, 1))

    def counties_in(self, scope: frozenset[str]) -> list[County]:
        """Return the counties that an event's scope names; the nation only where nothing narrower is named."""
        narrow = scope - {"US"}
        return [
            county
            for county in self.rules.roster()
            if not narrow or county.state in narrow or county.fips in narrow
        ]


Found = tuple[Located, str, str]
"""What a check yields: where, what is wrong, how to mend it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the rules: its code, how grave a finding is, its title, what it looks for, and the function."""

    code: str
    severity: str
    title: str
    meaning: str
    run: Callable[[View], Iterator[Found]]

    def findings(self, view: View) -> Iterator[Finding]:
        """Yield what the check finds."""
        for where, text, mend in self.run(view):
            yield Finding(where.file, where.line, self.severity, self.code, text, mend)


def check(code: str, severity: str, title: str) -> Callable[[Callable[[View], Iterator[Found]]], Check]:
    """Make a check of a function; its docstring says what is looked for and why."""

    def made(function: Callable[[View], Iterator[Found]]) -> Check:
        return Check(code, severity, title, cleandoc(function.__doc__ or ""), function)

    return made


def names(counties: list[County]) -> str:
    """Return some counties as a phrase: the first by name, the others counted."""
    said = "; ".join(f"{county.name}, {county.state}" for county in counties[:NAMED_MAX])
    more = len(counties) - NAMED_MAX
    return f"{said}; and {more} more" if more > 0 else said
