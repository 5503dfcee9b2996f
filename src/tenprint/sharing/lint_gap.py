"""Checks for gaps: days, places and questions for which the rules say nothing."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final

from tenprint.sharing.finding import ERROR, WARNING
from tenprint.sharing.lint_asked import asked_of
from tenprint.sharing.lint_view import COVERAGE, Check, Found, View, check

UNKNOWN: Final = "unknown"


@check("gap-coverage", ERROR, "The days that the rules cover are not said, or have a hole")
def coverage(view: View) -> Iterator[Found]:
    """``federal/coverage`` says from when until when the files say what held; its spans must join."""
    rule = view.rules.rules.get(COVERAGE)
    if rule is None:
        if view.expected(COVERAGE):
            text = "Nothing says from when until when these files say what held."
            yield view.missing_file(COVERAGE), text, "Add the file, with `from` and `to`."
        return
    spans = [
        (entry.dated.value["from"], entry.dated.value["to"], entry)
        for entry in view.entries()
        if entry.rule is rule
    ]
    for first, last, entry in spans:
        if last < first:
            yield (
                entry.where,
                f"The days covered end ({last}) before they begin ({first}).",
                "Exchange the two.",
            )
    spans.sort(key=lambda span: span[0])
    for (_, end, _), (begin, _, entry) in pairwise(spans):
        if begin > end + timedelta(days=1):
            text = f"Between {end} and {begin} lie days that are not covered."
            yield entry.where, text, "Let one span begin on the day after the other's end."


@check("gap-start", WARNING, "A federal rule that begins after the first day covered")
def late_federal(view: View) -> Iterator[Found]:
    """On the days before its first value the rule says nothing, and whoever asks is told nothing."""
    yield from _late(view, "federal/")


@check("gap-default", ERROR, "A default that begins after the first day covered")
def late_default(view: View) -> Iterator[Found]:
    """The default stands in for every place without a file of its own, so it must speak from the first day."""
    yield from _late(view, "default/")


def _late(view: View, folder: str) -> Iterator[Found]:
    first, base = view.first_day, view.base.rules if view.base else {}
    for file, rule in view.rule_files():
        begins = rule.values[0].since
        before = base[rule.id].values[0].since if rule.id in base else first
        if first and before and rule.id.startswith(folder) and begins > max(first, before):
            text = f"The rule begins on {begins}; of the days from {first} on it says nothing."
            mend = f"Add a value from {first}: what held then, or `unknown` with a note that says why."
            yield file.located.take("values", "a rule"), text, mend


@check("gap-place", ERROR, "A file of a state or county that begins after the default it replaces")
def late_place(view: View) -> Iterator[Found]:
    """A file of its own replaces the default wholly, also for the days before its first value."""
    for file, rule in view.rule_files():
        level, _, leaf = _parts(rule.id)
        default = view.rules.rules.get(f"default/{leaf}")
        if level in ("state", "local") and default and rule.values[0].since > default.values[0].since:
            began = default.values[0].since
            text = (
                f"The file begins on {rule.values[0].since}. It replaces the default, so that from {began} until then "
                "nothing holds for this place."
            )
            yield (
                file.located.take("values", "a rule"),
                text,
                f"Add a value from {began}, or `unknown` with a note.",
            )


@check("gap-no-default", ERROR, "A rule that only some places have, without a default for the others")
def no_default(view: View) -> Iterator[Found]:
    """Of what states or counties may decide, something must hold where they have no file."""
    seen = set()
    for file, rule in view.rule_files():
        level, _, leaf = _parts(rule.id)
        if level in ("state", "local") and f"default/{leaf}" not in view.rules.rules and leaf not in seen:
            seen.add(leaf)
            if view.base is not None or view.expected(f"default/{leaf}"):
                text = f"Some places have a rule {leaf!r}, and no default says what holds for the others."
                yield file.located, text, f"Add default/{leaf}.yaml."


@check("gap-kind", ERROR, "A file of a state or county of another kind than its default")
def other_kind(view: View) -> Iterator[Found]:
    """A place's own file answers the same question as the default, so its values must be of the same kind."""
    for file, rule in view.rule_files():
        level, _, leaf = _parts(rule.id)
        default = view.rules.rules.get(f"default/{leaf}")
        if level in ("state", "local") and default and default.kind != rule.kind:
            text = f"The kind is {rule.kind!r}; the default for the same question has {default.kind!r}."
            yield file.located.take("kind", "a rule file"), text, f"Write `kind: {default.kind}`."


@check("gap-unasked", ERROR, "A rule that the program asks for and no file has")
def not_there(view: View) -> Iterator[Found]:
    """Found by asking every question of the gate, of the explanation and of priority.

    They are asked for every state, every county with files of its own, and the days on which a rule changes.
    """
    if view.folder is None:
        return
    for rule_id in sorted(asked_of(view.rules).missing):
        if view.expected(rule_id):
            text = f"The program asks for the rule {rule_id!r}, and there is no such file."
            yield (
                view.missing_file(rule_id),
                text,
                "Add the file; what is not documented is `unknown` with a note.",
            )


@check("unread-code", ERROR, "A rule of a county under its newer code")
def newer_code(view: View) -> Iterator[Found]:
    """A file under the newer code is never read: the roster keeps the older code, and rules are looked up by it."""
    for file, rule in view.rule_files():
        level, code, _ = _parts(rule.id)
        county = view.rules.counties.get(code) if level == "local" else None
        if county is not None and not county.counted:
            text = f"Nothing reads this file: the roster knows {county.name} by its older code {county.roster_fips}."
            yield file.located, text, f"Move the file to local/{county.roster_fips}/."


@check("unread", WARNING, "A rule of a state or county that nothing asks for")
def never_asked(view: View) -> Iterator[Found]:
    """Found by asking, as above: such a file changes no answer, whatever it says."""
    if view.folder is None:
        return
    read = asked_of(view.rules).read
    for file, rule in view.rule_files():
        level, code, _ = _parts(rule.id)
        county = view.rules.counties.get(code)
        if level in ("state", "local") and rule.id not in read and (county is None or county.counted):
            yield (
                file.located,
                "No question of the program is answered by this file.",
                "See that its name is right.",
            )


def _parts(rule_id: str) -> tuple[str, str, str]:
    """Return level, code and leaf of a rule's path: ``state/IL/relay``."""
    parts = PurePosixPath(rule_id).parts
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else (parts[0], "", parts[-1])


CHECKS: Final[tuple[Check, ...]] = (
    coverage,
    late_federal,
    late_default,
    late_place,
    no_default,
    other_kind,
    not_there,
    newer_code,
    never_asked,
)
