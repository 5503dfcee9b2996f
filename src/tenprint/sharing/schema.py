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

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from tenprint.sharing.detainer_terms import check_terms
from tenprint.sharing.located import Located, as_mapping
from tenprint.sharing.model import Announcement, Dated, Figures, Prohibition, Rule, Source, nothing
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
        "detainer": frozenset({"all", "some", "none"}),
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

_EVENT_FILE_KEYS: Final = frozenset({"description", "kind", "authority", "entries"})

Cite = Callable[[Located], Source]


def check_sources(located: Located) -> dict[str, Source]:
    """Read the table of sources: id to title, date and address."""
    return {str(key): _source(str(key), item) for key, item in located.mapping("sources").items()}


def citation(sources: Mapping[str, Source], default: Source | None = None) -> Cite:
    """Return the function which turns a ``reference`` into its source, or fails naming the line."""

    def cite(located: Located) -> Source:
        if isinstance(located.value, dict) and "title" in located.value:
            return _source("", located)
        if isinstance(located.value, dict):
            if default is None:
                located.broken("`reference`: every value needs one", found="none")
            return default
        wanted = located.text("reference")
        if wanted not in sources:
            located.broken("reference: an id of sources.yaml or a mapping {title, date, address}")
        return sources[wanted]

    return cite


def check_rule(rule_id: str, located: Located, cite: Cite) -> Rule:
    """Read one rule file, or fail naming file and line."""
    located.only(_RULE_KEYS, "a rule file")
    kind = located.take("kind", "a rule file").one_of(frozenset(KINDS), "kind")
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
        located.broken("at least one dated value", found="none")
    return tuple(_dated(kind, key, entries[key], cite) for key in _dates(entries))


def check_events(located: Located, place: str, cite: Cite) -> tuple[Announcement, ...]:
    """Read an event file; ``place`` is ``US``, a state or a county code, from where the file lies."""
    located.only(_EVENT_FILE_KEYS, "an event file")
    entries = located.take("entries", "an event file").items("entries")
    return tuple(_event(entry, place, cite) for entry in entries)


def check_prohibitions(located: Located, cite: Cite) -> tuple[Prohibition, ...]:
    """Read a list of prohibitions."""
    return tuple(_prohibition(entry, cite) for entry in located.items("prohibitions"))


def _source(source_id: str, located: Located) -> Source:
    located.only(frozenset({"title", "date", "address"}), "a source")
    when = located.take("date", "a source")
    return Source(
        id=source_id,
        title=located.take("title", "a source").text("title"),
        date=when.value.isoformat() if type(when.value) is date else str(when.value),
        address=located.take("address", "a source").text("address"),
    )


def _dates(entries: dict[Any, Located]) -> list[date]:
    for key, item in entries.items():
        if type(key) is not date:
            item.broken("a date YYYY-MM-DD as the key of a value", found=key)
    return sorted(entries)


def _dated(kind: str, since: date, located: Located, cite: Cite) -> Dated:
    located.only(_VALUE_KEYS, "a dated value")
    entries = located.mapping("a dated value")
    value = _value(kind, located.take("value", "a dated value"))
    if kind == "detainer":
        check_terms(value, entries["value"], entries.get("extra"))
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
    allowed = KINDS[kind]
    if isinstance(allowed, frozenset):
        if not isinstance(located.value, bool | str) or located.value not in allowed:
            located.broken(f"a value of {kind}: one of {', '.join(sorted(map(str, allowed)))}")
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


def _prohibition(located: Located, cite: Cite) -> Prohibition:
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
        scope=_words(located.take("scope", "a prohibition"), "scope"),
        kinds=named,
        text=located.take("text", "a prohibition").text("text"),
        source=cite(entries.get("reference", located)),
        unless=_alternatives(entries["unless"]) if "unless" in entries else (),
    )


def _alternatives(located: Located) -> tuple[Mapping[str, Any], ...]:
    """Read the exceptions of a prohibition: one mapping of conditions, or a list of such."""
    alternatives = located.items("unless") if isinstance(located.value, list) else [located]
    for alternative in alternatives:
        alternative.only(frozenset(EXEMPTION_TYPES), "the exceptions of a prohibition")
        if not alternative.mapping("exceptions"):
            alternative.broken("at least one condition of an exception", found="none")
        for name, item in alternative.mapping("exceptions").items():
            check_condition(name, item, EXEMPTION_TYPES[name])
    return tuple(MappingProxyType(dict(as_mapping(item))) for item in alternatives)


def check_figures(located: Located, place: str, cite: Cite) -> tuple[Figures, ...]:
    """Read a file of published figures; ``place`` as of an event file."""
    located.only(_EVENT_FILE_KEYS, "a file of figures")
    entries = located.take("entries", "a file of figures").items("entries")
    return tuple(_figures(entry, place, cite) for entry in entries)


def _figures(located: Located, place: str, cite: Cite) -> Figures:
    located.only(_FIGURES_KEYS, "published figures")
    entries = located.mapping("published figures")
    counts, shares = entries.get("counts"), entries.get("shares")
    if counts is None and shares is None:
        located.broken("`counts` or `shares` in published figures", found="neither")
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
            item.broken(f"{name}: {'a whole number' if form is int else 'a share from 0.0 to 1.0'}")
    return MappingProxyType(dict(as_mapping(located)))


def _words(located: Located, what: str) -> frozenset[str]:
    return frozenset(item.text(what) for item in located.items(what))
