"""The form of a policy file: which keys it has, which values its kind allows, and a reference on each value.

A rule file (``kind`` one of :data:`KINDS`)::

    description: Is there a signed agreement between this state and the immigration agency?
    kind: agreement
    authority: the state's identification bureau
    values:
      2009-11-02: {value: signed, reference: moa-illinois}
      2011-05-04: {value: withdrawn, reference: governor-illinois, note: the state's own letter}

An event file has ``kind: announcements`` and ``entries`` of ``{date, by, text, reference}``; the
prohibitions file ``kind: prohibitions`` and ``entries`` of ``{id, since, until, scope, kinds, text,
reference}``. A reference is the id of an entry of ``sources.yaml``, or a mapping ``{title, date, address}``.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from tenprint.sharing.detainer_terms import check_terms
from tenprint.sharing.located import Located, as_mapping, not_a_date_key
from tenprint.sharing.model import Announcement, Dated, Figures, Prohibition, Rule, nothing
from tenprint.sharing.scope import Scope
from tenprint.sharing.source_schema import Cite
from tenprint.sharing.version_schema import check_condition, check_printing, check_version

KINDS: Final[Mapping[str, frozenset[Any] | type]] = MappingProxyType(
    {
        "agreement": frozenset({"none", "signed", "withdrawn", "terminated", "unknown"}),
        "requirement": frozenset({True, False, "unknown"}),
        "switch": frozenset({True, False, "unknown"}),
        "statement": str,
        "position": frozenset({"none", "wants_out", "wants_in", "unknown"}),
        "printing": frozenset({"all", "some"}),
        "disclosure": dict,
        "submission_kind": frozenset({"shared", "not_shared"}),
        "detainer": frozenset({"all", "some", "none", "unknown"}),
        "levels": dict,
        "priorities": dict,
        "statuses": dict,
        "coverage": dict,
        "terms": dict,
    }
)
"""The values which each kind of rule may take: a set of words, or a type."""

STANDINGS: Final = frozenset({"read", "reported", "unconfirmed", "choice"})
TOPICS: Final = frozenset(
    {"programme", "plan", "rollout", "requirement", "opt_out", "agreement", "detainers", "court"}
    | {"inspection", "claim"}
)
PRECISIONS: Final = frozenset({"day", "month"})
SUBMISSION_KINDS: Final = frozenset({"criminal", "civil", "juvenile"})
_VALUE_KEYS: Final = frozenset({"value", "reference", "announced", "standing", "note", "precision", "extra"})
_RULE_KEYS: Final = frozenset({"description", "kind", "authority", "values"})
_EVENT_KEYS: Final = frozenset(
    {
        "date",
        "by",
        "to",
        "text",
        "reference",
        "precision",
        "standing",
        "scope",
        "topic",
        "activates",
        "published",
        "cancels",
    }
)
_PROHIBITION_KEYS: Final = frozenset(
    {"id", "since", "until", "scope", "kinds", "text", "reference", "unless"}
)
_FIGURES_KEYS: Final = frozenset({"until", "published", "counts", "shares", "note", "reference"})
COUNTS: Final = frozenset(
    {
        "submissions",
        "matches",
        "booked",
        "removed",
        "removed_never_convicted",
        "removed_level_1",
        "jurisdictions",
    }
)
SHARES: Final = frozenset({"removed_never_convicted", "removed_level_1", "removed_minor_only"})
EXEMPTION_TYPES: Final[Mapping[str, type]] = MappingProxyType(
    {"convicted": bool, "level_in": list, "charge_level_in": list, "charged_with": list, "stage_in": list}
)
"""The conditions by which a prohibition may spare a case, and what each is compared with."""

_PROHIBITIONS_MAX: Final = 64
_ALTERNATIVES_MAX: Final = 8

_EVENT_FILE_KEYS: Final = frozenset({"description", "kind", "authority", "entries"})


def check_rule(rule_id: str, located: Located, cite: Cite) -> Rule:
    """Read one rule file, or fail naming file and line."""
    located.only(_RULE_KEYS, "a rule file")
    kind = located.take("kind", "a rule file").one_of(KINDS, "kind")
    return Rule(
        id=rule_id,
        description=located.take("description", "a rule file").text("description"),
        kind=kind,
        authority=located.take("authority", "a rule file").text("authority"),
        values=check_values(kind, located.take("values", "a rule file"), cite),
    )


def check_values(kind: str, located: Located, cite: Cite) -> tuple[Dated, ...]:
    """Read the dated values of a rule of ``kind``, oldest first."""
    entries = located.mapping("values: dates and what held from each")
    if not entries:
        located.wrong(
            "at least one dated value", found="none", code="missing", text="The rule has no value at all."
        )
    found = located.each(partial(_dated, kind, key, entries[key], cite) for key in _dates(entries))
    return tuple(dated for dated in found if type(dated.since) is date)


def check_events(located: Located, place: str, cite: Cite) -> tuple[Announcement, ...]:
    """Read an event file; ``place`` is ``US``, a state or a county code, from where the file lies."""
    located.only(_EVENT_FILE_KEYS, "an event file")
    entries = located.take("entries", "an event file").items("entries")
    return located.each(partial(_event, entry, place, cite) for entry in entries)


def check_prohibitions(located: Located, cite: Cite, scope: Scope) -> tuple[Prohibition, ...]:
    """Read a list of prohibitions; ``scope`` reads the places of which they speak."""
    entries = located.items("prohibitions")
    if len(entries) > _PROHIBITIONS_MAX:
        located.broken(f"at most {_PROHIBITIONS_MAX} prohibitions", found=len(entries), code="too_much")
    return located.each(partial(_prohibition, entry, cite, scope) for entry in entries)


def _dates(entries: dict[Any, Located]) -> list[date]:
    for key, item in entries.items():
        if type(key) is not date:
            not_a_date_key(key, item)
    return sorted(entries, key=str)


def _dated(kind: str, since: date, located: Located, cite: Cite) -> Dated:
    located.only(_VALUE_KEYS, "a dated value")
    entries = located.mapping("a dated value")
    given = located.take("value", "a dated value")
    value = _value(kind, given)
    if kind == "detainer":
        check_terms(value, given, entries.get("extra"))
    standing = entries.get("standing")
    note, precision = entries.get("note"), entries.get("precision")
    announced = entries.get("announced")
    if kind == "printing":
        check_printing(value, located)
    return Dated(
        value=value,
        since=since,
        source=cite(entries.get("reference", located)),
        announced=announced.day("announced") if announced else None,
        standing=standing.one_of(STANDINGS, "standing") if standing else "read",
        precision=precision.one_of(PRECISIONS, "precision") if precision else "day",
        note=note.text("note") if note else "",
        extra=as_mapping(entries["extra"]) if "extra" in entries else nothing(),
    )


def _value(kind: str, located: Located) -> Any:
    allowed = KINDS.get(kind)
    if allowed is None:  # the kind is unknown, which has been noted: nothing can be said of the value
        return located.value
    if isinstance(allowed, frozenset):
        if not isinstance(located.value, bool | str) or located.value not in allowed:
            located.not_one_of(allowed, f"a value of {kind}")
        return located.value
    if allowed is dict:
        check_version(kind, located)
        return MappingProxyType(dict(as_mapping(located)))
    return located.text(f"a value of {kind}")


def _event(located: Located, place: str, cite: Cite) -> Announcement:
    located.only(_EVENT_KEYS, "an event")
    entries = located.mapping("an event")
    precision, standing, scope = entries.get("precision"), entries.get("standing"), entries.get("scope")
    topic, activates = entries.get("topic"), entries.get("activates")
    return Announcement(
        on=located.take("date", "an event").day("date"),
        by=located.take("by", "an event").text("by"),
        text=located.take("text", "an event").text("text"),
        source=cite(located.take("reference", "an event")),
        scope=_words(scope, "scope") if scope else frozenset({place}),
        topic=topic.one_of(TOPICS, "topic") if topic else "programme",
        activates=activates.day("activates") if activates else None,
        precision=precision.one_of(PRECISIONS, "precision") if precision else "day",
        standing=standing.one_of(STANDINGS, "standing") if standing else "read",
        to=entries["to"].text("to") if "to" in entries else "",
        published=entries["published"].day("published") if "published" in entries else None,
        cancels=entries["cancels"].day("cancels") if "cancels" in entries else None,
    )


def _prohibition(located: Located, cite: Cite, scope: Scope) -> Prohibition:
    located.only(_PROHIBITION_KEYS, "a prohibition")
    entries = located.mapping("a prohibition")
    until = entries.get("until")
    kinds = entries.get("kinds")
    named = (
        frozenset(item.one_of(SUBMISSION_KINDS, "kinds") for item in kinds.items("kinds"))
        if kinds
        else SUBMISSION_KINDS
    )
    return Prohibition(
        id=located.take("id", "a prohibition").text("id"),
        since=located.take("since", "a prohibition").day("since"),
        until=until.day("until") if until and until.value is not None else None,
        scope=frozenset(map(scope, located.take("scope", "a prohibition").items("scope"))),
        kinds=named,
        text=located.take("text", "a prohibition").text("text"),
        source=cite(entries.get("reference", located)),
        unless=_alternatives(entries["unless"]) if "unless" in entries else (),
    )


def _alternatives(located: Located) -> tuple[Mapping[str, Any], ...]:
    """Read the exceptions of a prohibition: one mapping of conditions, or a list of such."""
    alternatives = located.items("unless") if isinstance(located.value, list) else [located]
    if not 0 < len(alternatives) <= _ALTERNATIVES_MAX:
        located.broken(
            f"from 1 to {_ALTERNATIVES_MAX} alternatives", found=len(alternatives), code="too_much"
        )
    for alternative in alternatives:
        alternative.only(frozenset(EXEMPTION_TYPES), "the exceptions of a prohibition")
        if not alternative.mapping("exceptions"):
            alternative.wrong("at least one condition of an exception", found="none", code="missing")
        for name, item in alternative.mapping("exceptions").items():
            if name in EXEMPTION_TYPES:
                check_condition(name, item, EXEMPTION_TYPES[name])
    return tuple(MappingProxyType(dict(as_mapping(item))) for item in alternatives)


def check_figures(located: Located, place: str, cite: Cite) -> tuple[Figures, ...]:
    """Read a file of published figures; ``place`` as of an event file."""
    located.only(_EVENT_FILE_KEYS, "a file of figures")
    entries = located.take("entries", "a file of figures").items("entries")
    return located.each(partial(_figures, entry, place, cite) for entry in entries)


def _figures(located: Located, place: str, cite: Cite) -> Figures:
    located.only(_FIGURES_KEYS, "published figures")
    entries = located.mapping("published figures")
    counts, shares = entries.get("counts"), entries.get("shares")
    if counts is None and shares is None:
        located.wrong("`counts` or `shares` in published figures", found="neither", code="missing")
    return Figures(
        until=located.take("until", "published figures").day("until"),
        published=located.take("published", "published figures").day("published"),
        place=place,
        counts=_numbers(counts, COUNTS, int, "counts"),
        shares=_numbers(shares, SHARES, float, "shares"),
        note=entries["note"].text("note") if "note" in entries else "",
        source=cite(located.take("reference", "published figures")),
    )


def _numbers(located: Located | None, allowed: frozenset[str], form: type, what: str) -> Mapping[str, Any]:
    """Read counts (whole numbers) or shares (from 0 to 1) by name."""
    if located is None:
        return nothing()
    located.only(allowed, what)
    for name, item in located.mapping(what).items():
        known, number = type(item.value) is form, item.value
        if not known or number < 0 or (form is float and number > 1):
            item.wrong(
                f"{name}: {'a whole number' if form is int else 'a share from 0.0 to 1.0'}", code="number"
            )
    return MappingProxyType(dict(as_mapping(located)))


def _words(located: Located, what: str) -> frozenset[str]:
    return frozenset(item.text(what) for item in located.items(what))
