"""The explanation in plain words for the terminal: an overview, or every question that a reader asks."""

import textwrap
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from tenprint.sharing.condition import NOT_RETAINED, VETO
from tenprint.sharing.inquiry import Answer, answers
from tenprint.sharing.inquiry_local import idle_acts, stopping_acts
from tenprint.sharing.inquiry_main import agreement_words, requirement_words
from tenprint.sharing.model import Announcement, Dated, Source, shown_date
from tenprint.sharing.trace import TraceStep

if TYPE_CHECKING:
    from tenprint.sharing.explain import Explanation

COLUMNS: Final = 100
LINES_MAX: Final = 40
_OVERVIEW: Final = (("must_sign", 5), ("anyway", 3), ("why_sign", 2))
_DETAILS: Final = (NOT_RETAINED, VETO, "/position")
_FACTS_MAX: Final = 9
_LATER_MAX: Final = 4
_TOLD: Final = frozenset({"plan", "rollout", "requirement", "opt_out", "agreement"})
_LATER_FIRST: Final = (
    "own", "activation", "requirement", "opt_out", "agreement", "plan", "rollout", "detainers",
)  # fmt: skip


def as_text(found: "Explanation") -> str:
    """Return the overview, at most :data:`LINES_MAX` lines of :data:`COLUMNS` columns."""
    told = {answer.id: answer for answer in answers(found)}
    lines = [_title(found)]
    for name, lines_max in _OVERVIEW:
        lines += _paragraph(f"{told[name].question}  {told[name].text}", lines_max)
    lines += ["What held and what was known, by date"] + [_line(fact) for fact in facts(found)]
    if found.later:
        lines += [later_line(found).capitalize()] + [_line(fact) for fact in _later(found)]
    lines += _paragraph("What would stop it:  " + " ".join(stopping_acts(found)), 3)
    lines += _paragraph("What would not:  " + "; ".join(idle_acts(found)) + ".", 3)
    lines += _trace(step for step in found.conditions if not (step.held and step.rule.endswith(_DETAILS)))
    lines += _paragraph(_sources(found), max(1, LINES_MAX - len(lines)))
    return "\n".join(lines[:LINES_MAX])


def reader_text(found: "Explanation", reader: str) -> str:
    """Return every question of a reader with its answer, the facts by date, the trace, and numbered sources."""
    numbers: dict[Source, int] = {}
    lines = [_title(found), ""]
    for answer in answers(found, reader):
        lines += [*_answer(answer, numbers), ""]
    lines += ["What held and what was known, by date"]
    lines += [line for fact in facts(found, None) for line in _wrapped(fact)]
    if found.later:
        lines += ["", later_line(found).capitalize()]
        later = [(item.on, item.shown, item.text) for item in found.later]
        lines += [line for fact in later for line in _wrapped(fact)]
    lines += ["", *_trace(found.trace if reader == "lawyer" else found.conditions, whole=True)]
    for step in found.trace:
        if step.source is not None:
            numbers.setdefault(step.source, len(numbers) + 1)
    lines += ["", "Sources"]
    for source, number in numbers.items():
        lines += _paragraph(f"[{number}] {source.title}, {source.date}: {source.address}", 4)
    return "\n".join(lines)


def later_line(found: "Explanation") -> str:
    """Return the mark of what was not known on the date."""
    return f"known only after {found.on.isoformat()}"


def facts(found: "Explanation", most: int | None = _FACTS_MAX) -> list[tuple[date, str, str]]:
    """Return dated facts for the reader, oldest first: those in force, and the latest of what was said.

    Args:
        found: the explanation.
        most: how many to keep; None for all.
    """
    known = found.agreement_known
    agreement = known if known and known.since in found.acts else None
    kept = [
        *_dated(found.capability, "link", "the link between the two federal files exists"),
        *_dated(found.statements.get("programme"), "programme", _programme(found)),
        *_activated(found),
        *_dated(agreement, "agreement", agreement_words(agreement)),
        *_dated(found.requirement, "requirement", requirement_words(found)),
        *_local(found),
    ]
    signed_on = agreement.since if agreement else None
    told = [
        event
        for event in found.announced
        if most is None
        or (event.topic in _TOLD and not (event.topic == "agreement" and event.on == signed_on))
    ]
    if most is not None and len(told) > most - len(kept):
        own = [event for event in told if event.scope != frozenset({"US"})]
        general = [event for event in told if event not in own]
        told = (general[-2:] + own)[-(most - len(kept)) :]
    kept += [
        (
            event.on,
            shown_date(event.on, event.precision),
            f"{event.by}{_audience(event)}: {event.text}",
        )
        for event in told
    ]
    return sorted(kept, key=lambda fact: fact[0])


def _programme(found: "Explanation") -> str:
    dated = found.statements.get("programme")
    return "" if dated is None else f"{dated.value}" + (f" ({dated.note})" if dated.note else "")


def _audience(event: Announcement) -> str:
    """Say who was told, and when the public could know, where that was not at once."""
    to = f" (to {event.to}" if event.to else ""
    later = f"public since {event.published.isoformat()}" if event.published else ""
    if not to and not later:
        return ""
    return f"{to}; {later})" if to and later else f"{to or ' (' + later})"


def _title(found: "Explanation") -> str:
    reform = f", with the reform: {found.reform}" if found.reform else ""
    return _short(f"{found.place.label()} on {found.on.isoformat()}{reform}")


def _answer(answer: Answer, numbers: dict[Source, int]) -> list[str]:
    """Return a question and its answer with the numbers of its sources."""
    for source in answer.sources:
        numbers.setdefault(source, len(numbers) + 1)
    cited = "".join(f"[{numbers[source]}]" for source in answer.sources)
    lines = [answer.question]
    for line in f"{answer.text} {cited}".rstrip().split("\n"):
        lines += textwrap.wrap(line, COLUMNS, initial_indent="    ", subsequent_indent="    ")
    return lines


def _trace(steps: Iterable[TraceStep], *, whole: bool = False) -> list[str]:
    """Return the trace with its key; each step on one line, or wrapped and whole."""
    shown = list(steps)
    width = max(len(step.rule) for step in shown)
    key = (
        "Why (+ holds, - fails)"
        if all(step.condition for step in shown)
        else "Why (+ holds, - fails, · decides nothing)"
    )
    texts = ("  " + step.as_text(width) for step in shown)
    if not whole:
        return [key, *(_short(text) for text in texts)]
    return [
        key,
        *(line for text in texts for line in textwrap.wrap(text, COLUMNS, subsequent_indent="      ")),
    ]


def _activated(found: "Explanation") -> list[tuple[date, str, str]]:
    """Return the fact of activation."""
    if not found.active or found.since is None:
        return []
    if len(found.standings) == 1:
        text = f"activation: {found.active[0].county.name} is switched on"
    else:
        count = f"{len(found.active)} of {len(found.standings)} counties by {found.on.isoformat()}"
        text = f"activation: {found.first} is switched on ({count})"
    return [(found.since, found.since.isoformat(), text)]


def _dated(dated: Dated | None, label: str, words: str) -> list[tuple[date, str, str]]:
    """Return a value in force as a fact."""
    if dated is None:
        return []
    return [(dated.since, shown_date(dated.since, dated.precision), f"{label}: {words}")]


def _local(found: "Explanation") -> list[tuple[date, str, str]]:
    """Return the switches which the state and the locality do hold, where they are not at their default."""
    relay, detainers = found.local["relay"], found.local["detainer"]
    told: list[tuple[date, str, str]] = []
    if relay.value is not True and relay.since:
        text = "relay: the state bureau does not pass the second answer on"
        told.append((relay.since, relay.since.isoformat(), text))
    if detainers.value not in ("all", "unknown") and detainers.since:
        text = f"detainers: {detainers.value} are honoured; {detainers.note}"
        told.append((detainers.since, detainers.since.isoformat(), text))
    return told


def _later(found: "Explanation") -> list[tuple[date, str, str]]:
    """Return what was known only later; the switching on and the requirement are the first to be kept."""

    def rank(topic: str) -> int:
        return _LATER_FIRST.index(topic) if topic in _LATER_FIRST else len(_LATER_FIRST)

    last = [item for item in found.later if item.topic == "activation"][-1:]
    rest = [item for item in found.later if item.topic != "activation"]
    chosen = sorted([*last, *rest], key=lambda item: rank(item.topic))
    return sorted((item.on, item.shown, item.text) for item in chosen[:_LATER_MAX])


def _line(fact: tuple[date, str, str]) -> str:
    return _short(f"  {fact[1]:<10}  {fact[2]}")


def _wrapped(fact: tuple[date, str, str]) -> list[str]:
    """Return a fact on as many lines as it needs, its date standing out."""
    return textwrap.wrap(
        f"{fact[1]:<10}  {fact[2]}", COLUMNS, initial_indent="  ", subsequent_indent=" " * 14
    )


def _short(text: str) -> str:
    """Return one line, cut at a word where it is too long."""
    return text if len(text) <= COLUMNS else text[: COLUMNS - 1].rsplit(" ", 1)[0] + "…"


def _paragraph(text: str, lines_max: int) -> list[str]:
    """Return wrapped lines, the last cut where there are too many."""
    return textwrap.wrap(
        text, COLUMNS, subsequent_indent="    ", max_lines=lines_max, placeholder=" …", break_on_hyphens=False
    )


def _sources(found: "Explanation") -> str:
    """Return the sources of the reasons as one paragraph; the JSON form has them all."""
    names: Iterable[str] = (f"{source.title} [{source.address}]" for source in found.sources)
    return f"Sources ({len(found.sources)}, all with --json):  " + "; ".join(names)
