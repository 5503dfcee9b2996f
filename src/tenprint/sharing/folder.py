"""A folder of policies as it is read: its tables, and every rule, event and prohibition with the file it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tenprint.sharing.located import Faults, Located
from tenprint.sharing.model import Announcement, County, Figures, Prohibition, Rule, Source, State
from tenprint.sharing.roster import read_roster, read_states
from tenprint.sharing.schema import (
    KINDS,
    check_events,
    check_figures,
    check_prohibitions,
    check_rule,
)
from tenprint.sharing.scope import Scope, scope_of
from tenprint.sharing.source_schema import Cite, check_sources, citation
from tenprint.sharing.yaml_file import read_yaml

CASES: Final = "cases.yaml"
REFORMS: Final = "reforms"
"""A folder of ready changes: none is in force; each is laid over the rules only when it is asked for."""

FILE_KINDS: Final = frozenset({*KINDS, "announcements", "prohibitions", "figures"})
"""What a file may be: a rule of some kind, or a list of events, prohibitions or figures."""

Content = Rule | tuple[Announcement, ...] | tuple[Prohibition, ...] | tuple[Figures, ...]


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One file of rules: ``id`` is its path below the folder without ending, ``content`` what was read of it."""

    id: str
    located: Located
    content: Content

    def entries(self) -> list[Located]:
        """Return the located entries of a list of events, prohibitions or figures, in the order of the content."""
        return self.located.take("entries", "a policy file").items("entries")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of policies. Where faults are collected, ``faulty`` are the ids of the files that have some."""

    path: Path
    shown: str
    files: tuple[PolicyFile, ...]
    faulty: frozenset[str]
    sources: Mapping[str, Source]
    states: Mapping[str, State]
    counties: Mapping[str, County]
    places: Mapping[str, tuple[str, ...]]


def read_folder(
    path: Path, skipped: frozenset[str], shown: str = "policies", faults: Faults | None = None
) -> Folder:
    """Read and check a whole folder of policies.

    Args:
        path: of the folder.
        skipped: files that are read elsewhere, by their path below the folder; ``cases.yaml`` is everywhere.
        shown: how faults call the folder.
        faults: where they are noted; None: the first is raised.

    Raises:
        RulesBroken: a file is malformed; the text names file and line.
    """
    sources = check_sources(read_yaml(path / "sources.yaml", f"{shown}/sources.yaml", faults))
    states = read_states(read_yaml(path / "states.yaml", f"{shown}/states.yaml", faults))
    codes = read_yaml(path / "county_codes.yaml", f"{shown}/county_codes.yaml", faults)
    roster = Located(None, f"{shown}/counties.csv", 1, faults)
    counties = read_roster(path / "counties.csv", roster, codes, states, sources)
    scope = scope_of(states, counties)
    files, faulty = [], set()
    for inner in _rule_files(path, skipped):
        known = len(faults or ())
        file = _read_file(path, inner, shown, citation(sources), scope, faults)
        if file is None or len(faults or ()) > known:
            faulty.add(_id_of(inner))
        else:
            files.append(file)
    _check_folders(path, shown, states, counties, faults)
    places = _read_places(read_yaml(path / "places.yaml", f"{shown}/places.yaml", faults), counties)
    return Folder(path, shown, tuple(files), frozenset(faulty), sources, states, counties, places)


def _rule_files(path: Path, skipped: frozenset[str]) -> list[Path]:
    """Return the files of rules, by their path below the folder."""
    found = [file.relative_to(path) for file in sorted(path.rglob("*.yaml"))]
    return [
        inner
        for inner in found
        if inner.as_posix() not in skipped and inner.name != CASES and inner.parts[0] != REFORMS
    ]


def _id_of(inner: Path) -> str:
    return inner.with_suffix("").as_posix()


def _read_file(
    path: Path, inner: Path, shown: str, cite: Cite, scope: Scope, faults: Faults | None
) -> PolicyFile | None:
    """Read one file by its kind; None where faults are collected and it cannot be read."""
    located = read_yaml(path / inner, f"{shown}/{inner.as_posix()}", faults)
    found = located.each([lambda: _content(located, inner, cite, scope)])
    return PolicyFile(_id_of(inner), located, found[0]) if found else None


def _content(located: Located, inner: Path, cite: Cite, scope: Scope) -> Content:
    """Read what a file of some kind holds."""
    kind = located.take("kind", "a policy file").one_of(FILE_KINDS, "kind")
    place = inner.parts[1] if inner.parts[0] in {"state", "local"} and len(inner.parts) > 1 else "US"
    if kind == "announcements":
        return check_events(located, place, cite)
    if kind == "prohibitions":
        return check_prohibitions(located.take("entries", "a policy file"), cite, scope)
    if kind == "figures":
        return check_figures(located, place, cite)
    return check_rule(_id_of(inner), located, cite) if kind in KINDS else ()


def _check_folders(
    path: Path,
    shown: str,
    states: Mapping[str, State],
    counties: Mapping[str, County],
    faults: Faults | None,
) -> None:
    """Fail on a folder of a state or county that does not exist: nothing would ever read it."""
    for level, known, form in (("state", states, "postal code"), ("local", counties, "five-digit code")):
        for inner in sorted((path / level).iterdir()) if (path / level).is_dir() else ():
            if inner.name not in known and known:
                Located(inner.name, f"{shown}/{level}/{inner.name}", 1, faults).wrong(
                    f"the code of a {level} authority",
                    code="place",
                    text=f"There is no {'state' if level == 'state' else 'county'} {inner.name!r}.",
                    mend=f"Name the folder by the {form} of its {'state' if level == 'state' else 'county'}.",
                )


def _read_places(located: Located, counties: Mapping[str, County]) -> dict[str, tuple[str, ...]]:
    """Read the table of cities: ``City, ST`` to the codes of its counties, the main one first."""
    places = {}
    for name, item in located.mapping("places").items():
        codes = tuple(code.text("county code") for code in item.items("county codes"))
        for code in codes:
            if code not in counties:
                item.wrong(
                    "county codes of the roster",
                    found=code,
                    code="place",
                    text=f"{code!r}, a county of {name}, is not in the roster.",
                    mend="Write the five digits of a county of counties.csv, in quotes.",
                )
        places[str(name)] = codes
    return places
