"""Checks of what a value rests on: its source, its note, and whether anything reads its conditions."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from tenprint.sharing.detainer_terms import TERMS
from tenprint.sharing.finding import ERROR, WARNING, did_you_mean, listed
from tenprint.sharing.lint_view import Check, Found, View, check
from tenprint.sharing.located import Located
from tenprint.sharing.model import Source
from tenprint.sharing.version_schema import PRINTING_TERMS

_READ: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "detainer": TERMS,
        "printing": PRINTING_TERMS,
    }
)
"""The conditions that the program reads, by the kind of rule whose values may have them."""

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@check("unknown-reason", ERROR, "Something unknown without a reason")
def unknown_unexplained(view: View) -> Iterator[Found]:
    """What is not known needs a note that says why: what was looked for, what was found instead."""
    for entry in view.entries():
        if entry.dated.value == "unknown" and not entry.dated.note:
            yield (
                entry.where,
                "The value is unknown, and no note says why.",
                "Add `note: `, what was looked for and not found.",
            )


@check("choice-note", WARNING, "A choice, or something unconfirmed, without a note")
def choice_unexplained(view: View) -> Iterator[Found]:
    """Where no document says it, a reader must be able to contest what was chosen or heard."""
    for entry in view.entries():
        if entry.dated.standing in ("choice", "unconfirmed") and not entry.dated.note:
            text = f"The standing is `{entry.dated.standing}`, and no note says what was chosen or where it was heard."
            yield entry.where, text, "Add `note: ` with the reason."


@check("extra-unread", ERROR, "A condition that no part of the program reads")
def extra_unread(view: View) -> Iterator[Found]:
    """A misspelt condition in `extra` would be ignored, and the value applied without it."""
    for entry in view.entries():
        known = _READ.get(entry.rule.kind, frozenset())
        for name in entry.dated.extra:
            if name not in known:
                near = did_you_mean(name, known)
                text = f"Nothing reads the condition `{name}`{f'; did you mean `{near}`?' if near else '.'}"
                mend = (
                    f"Write `{near}`."
                    if near
                    else f"Values of this kind may have: {listed(known) or 'none'}."
                )
                yield entry.where, text, mend


@check("source-unused", WARNING, "A source on which nothing rests")
def source_unused(view: View) -> Iterator[Found]:
    """A document in the table of sources that no value, event or comment names."""
    if view.folder is None:
        return
    path, shown = view.folder.path, f"{view.folder.shown}/sources.yaml"
    files = [
        file for file in path.rglob("*") if file.suffix in (".yaml", ".csv") and file.name != "sources.yaml"
    ]
    words = {word for file in files for word in re.findall(r"[\w-]+", file.read_text(encoding="utf-8"))}
    lines = (path / "sources.yaml").read_text(encoding="utf-8").splitlines()
    for name in view.folder.sources:
        if name not in words:
            line = next((number for number, text in enumerate(lines, 1) if text.startswith(f"{name}:")), 1)
            text = f"No value, event or table names the source {name!r}."
            yield Located(name, shown, line), text, "Use it, or take it out of the table."


@check("source-early", WARNING, "A document older than what it is said to prove")
def source_early(view: View) -> Iterator[Found]:
    """A document cannot tell what happened after it was written, unless it announced it: `announced` then says when."""
    for entry in view.entries():
        dated = entry.dated
        if dated.standing != "choice" and _too_old(
            dated.source, min(dated.since, dated.announced or dated.since)
        ):
            yield (
                entry.where,
                _told(dated.source, dated.since),
                "Name a later document, or say when it was `announced`.",
            )
    for event, where in view.events():
        if _too_old(event.source, event.on):
            yield (
                where,
                _told(event.source, event.on),
                "Name the document that reports the event, or correct the day.",
            )


def _told(source: Source, on: date) -> str:
    named = source.id or source.title
    return f"The source {named!r} is of {source.date}, before the day that it is said to prove ({on})."


def _too_old(source: Source, on: date) -> bool:
    """Tell whether a source was written before a day; of a year or month its last day counts."""
    parts = _DATE.fullmatch(source.date)
    if parts is None:
        return False
    year, month = int(parts[1]), int(parts[2] or 12)
    day = int(parts[3]) if parts[3] else monthrange(year, month)[1]
    return date(year, month, day) < on


@check("event-place", ERROR, "An event of a place that does not exist")
def event_place(view: View) -> Iterator[Found]:
    """An event is told for the places in its scope: `US`, a state's postal code, a county's five digits."""
    known = {"US", *view.rules.states, *view.rules.counties}
    for event, where in view.events():
        for name in sorted(event.scope - known):
            yield (
                where,
                f"No place has the code {name!r}.",
                "Write US, a state's two letters, or a county's five digits.",
            )


CHECKS: Final[tuple[Check, ...]] = (
    unknown_unexplained,
    choice_unexplained,
    extra_unread,
    source_unused,
    source_early,
    event_place,
)
