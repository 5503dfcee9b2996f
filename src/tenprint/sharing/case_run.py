"""Run cases against rules, and say in a sentence what was expected and what was found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Final

from tenprint.errors import BadInput, TenprintError
from tenprint.sharing.case import Case, CaseFacts, check_cases
from tenprint.sharing.counterfactual import smallest_change
from tenprint.sharing.decide import Decision, SubmissionFacts, decide
from tenprint.sharing.explain import explain
from tenprint.sharing.finding import shown
from tenprint.sharing.folder import CASES, REFORMS
from tenprint.sharing.grant import Purpose
from tenprint.sharing.located import Located
from tenprint.sharing.model import Source
from tenprint.sharing.place import find
from tenprint.sharing.rules import Rules, load, load_from, package_sources, reformed
from tenprint.sharing.source_schema import check_sources
from tenprint.sharing.yaml_file import read_yaml

_SHORT: Final = {
    "counties": ("activation", "counties"),
    "relay": ("relay", "state"),
    "detainers": ("detainers", "honoured"),
}
"""Words for parts of the explanation that lie deeper."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case that was run, and in which ways the answer was not as expected."""

    case: Case
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Law:
    """The rules that cases are asked of, and the documents that they may name."""

    rules: Rules
    sources: Mapping[str, Source]


def outcomes(paths: Sequence[Path] = ()) -> list[Outcome]:
    """Run the cases of some folders of policies, reforms, or lists of cases; of the package's own rules without any.

    Raises:
        RulesBroken: a file is malformed; the text names file and line.
        BadInput: a file has no cases.
    """
    if not paths:
        with resources.as_file(resources.files("tenprint") / "policies") as folder:
            return _of_folder(folder, _Law(load(), package_sources()))
    return [outcome for path in paths for outcome in _of_path(path)]


def _of_path(path: Path) -> list[Outcome]:
    if path.is_dir():
        return _of_folder(path, _Law(*load_from(path)))
    located, law = read_yaml(path, str(path)), _Law(load(), package_sources())
    if isinstance(located.value, dict):
        if "cases" not in located.value:
            raise BadInput(f"{path}: expected `cases`, found {', '.join(map(str, located.value))}")
        return _of_reform(located, law)
    return [run(case, law.rules, law.sources, path.parent) for case in check_cases(located)]


def _of_folder(folder: Path, law: _Law) -> list[Outcome]:
    """Run every list of cases in a folder, and those of its ready reforms."""
    files = sorted(folder.rglob(CASES))
    listed = [read_yaml(file, f"policies/{file.relative_to(folder).as_posix()}") for file in files]
    found = [
        run(case, law.rules, law.sources, file.parent)
        for file, located in zip(files, listed, strict=True)
        for case in check_cases(located)
    ]
    for file in sorted((folder / REFORMS).rglob("*.yaml")):
        located = read_yaml(file, f"policies/{file.relative_to(folder).as_posix()}")
        if "cases" in located.mapping("a reform"):
            found += _of_reform(located, law)
    return found


def _of_reform(located: Located, law: _Law) -> list[Outcome]:
    """Run the cases of a reform against the reformed rules."""
    law = _reformed(law, located)
    return [run(case, law.rules, law.sources) for case in check_cases(located.take("cases", "a reform"))]


def run(case: Case, rules: Rules, sources: Mapping[str, Source], folder: Path | None = None) -> Outcome:
    """Ask the question of a case, and compare.

    Args:
        case: what is asked and expected.
        rules: of whom it is asked, before the case's own reform.
        sources: documents by id.
        folder: in or below which a reform named by the case lies.
    """
    try:
        law = _Law(rules, sources)
        if case.reform is not None:
            law = _reformed(law, _reform_of(case.reform, folder))
        differences = list(
            _explained(case, law) if case.facts is None else _decided(case, case.facts, law.rules)
        )
    except TenprintError as error:
        differences = [f"no answer: {error}"]
    start = f"{case.where.file}:{case.where.line}: {case.place} on {case.on.isoformat()}"
    return Outcome(case, tuple(f"{start}: {difference} ({case.name})" for difference in differences))


def _reform_of(located: Located, folder: Path | None) -> Located:
    """Return a case's reform, written in the case or named."""
    if not isinstance(located.value, str):
        return located
    within = (folder or Path()).resolve()
    path = (within / located.value).resolve()
    if not path.is_relative_to(within):
        located.broken("a file beside the cases", text="A case names only a reform that lies beside it.")
    return read_yaml(path, located.value)


def _reformed(law: _Law, located: Located) -> _Law:
    """Lay a reform over the rules; one that is written in a case needs no description."""
    entries = located.mapping("a reform")
    if "description" not in entries:
        described = {**entries, "description": Located("the case's own", located.file, located.line)}
        located = Located(described, located.file, located.line)
    own = check_sources(entries["sources"]) if "sources" in entries else {}
    return _Law(reformed(law.rules, law.sources, located), {**law.sources, **own})


def _decided(case: Case, given: CaseFacts, rules: Rules) -> Iterator[str]:
    """Compare a decision of the gate."""
    place = find(rules, case.place)
    if place.kind == "state" or len(place.counties) != 1:
        raise BadInput(f"expected one county, found {place.label()}")
    facts = SubmissionFacts(
        place.fips, place.state, given.kind, given.retained, given.charges, given.convictions, given.stage
    )
    decision = decide(facts, case.on, rules)
    answer, expect = "permit" if decision.permitted else "deny", case.expect
    if expect["decision"] != answer:
        yield f"expected {expect['decision']}, found {answer} by {decision.rule}"
    if "rule" in expect and expect["rule"] != decision.rule:
        yield f"expected the rule {expect['rule']}, found {decision.rule}"
    if "turned_by" in expect and decision.question is not None:
        turning = [change.rule for change in smallest_change(decision.question)]
        if sorted(turning) != sorted(expect["turned_by"]):
            yield f"expected to be turned by {_said(expect['turned_by'])}, found {_said(turning)}"
    yield from _granted(decision, expect.get("grants", {}))


def _granted(decision: Decision, expect: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[str]:
    """Compare what may go to whom, for what."""
    for recipient, purposes in expect.items():
        for purpose, wanted in purposes.items():
            found = sorted(decision.grants.categories(recipient, Purpose(purpose)))
            if found != sorted(wanted):
                yield f"expected {recipient} to get for {purpose} {_said(wanted)}, found {_said(found)}"


def _explained(case: Case, law: _Law) -> Iterator[str]:
    """Compare an explanation."""
    found = explain(case.place, case.on, law.rules).as_json()
    for name, wanted in case.expect.items():
        if name == "sources":
            yield from _sources(wanted, found["sources"], law.sources)
        elif name in ("announced", "later"):
            yield from _days(name, wanted, found[name])
        else:
            yield from _compare(name, wanted, _part(name, wanted, found))


def _part(name: str, wanted: Any, found: Mapping[str, Any]) -> Any:
    """Return the part of an explanation that a name of a case means."""
    first, inner = _SHORT.get(name, (name, ""))
    if first not in found:
        raise BadInput(f"the explanation tells nothing called {name!r}")
    deep = inner and (name not in found or not isinstance(wanted, dict))
    return found[first][inner] if deep else found[first]


def _compare(name: str, wanted: Any, found: Any) -> Iterator[str]:
    """Compare a value; of a table only what is named."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key, inner in wanted.items():
            if key not in found:
                yield f"expected {name} {key}, found only {_said(list(found))}"
            else:
                yield from _compare(f"{name} {key}", inner, found[key])
    elif _plain(wanted) != _plain(found):
        yield f"expected {name} {_said(wanted)}, found {_said(found)}"


def _days(name: str, wanted: Sequence[date], told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say which days are not among those told."""
    found = {item["on"] for item in told}
    for day in wanted:
        if _plain(day) not in found:
            yield f"expected {_plain(day)} among what is {name}, found {_said(sorted(found))}"


def _sources(
    wanted: Sequence[str], told: Sequence[Mapping[str, Any]], known: Mapping[str, Source]
) -> Iterator[str]:
    """Say which documents are not among the sources."""
    titles = {item["title"] for item in told}
    for name in wanted:
        if name not in known or known[name].title not in titles:
            yield f"expected the source {name}, found it not among {len(titles)} sources"


def _plain(value: Any) -> Any:
    """Return a value as the explanation has it: dates as text."""
    return value.isoformat() if isinstance(value, date) else value


def _said(value: Any) -> str:
    """Return a value as it is read in a sentence."""
    return ", ".join(map(str, value)) or "nothing" if isinstance(value, list | tuple) else shown(value)
