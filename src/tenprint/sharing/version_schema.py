"""The form of the values that are whole tables: levels, priorities, statuses, coverage.

A misspelt condition or a ground that no rule names must stop the program, not quietly never be met.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from tenprint.sharing.finding import shown
from tenprint.sharing.grant import NEEDS, RECIPIENT_ROLES, Category, Purpose
from tenprint.sharing.located import Located

CONDITION_TYPES: Final[Mapping[str, type]] = MappingProxyType(
    {
        "level_in": list,
        "charge_level_in": list,
        "convicted": bool,
        "charged_with": list,
        "convicted_of": list,
        "felonies_min": int,
        "misdemeanours_min": int,
        "aggravated": bool,
        "sentence_days_min": int,
        "prior_removal": bool,
        "final_order": bool,
    }
)
"""The conditions which a ground of priority may be made of, and what each is compared with."""

_FORM_WORDS: Final[Mapping[type, str]] = MappingProxyType(
    {bool: "true or false", int: "a whole number", list: "a list of text"}
)
_METHODS: Final = frozenset({"offences", "sentences"})
_LEVELS: Final = frozenset({"1", "2", "3"})
LEVEL_NAMES: Final = _LEVELS | {"non-criminal"}
STAGES: Final = frozenset({"arrest", "conviction"})
_WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"level_in": LEVEL_NAMES, "charge_level_in": LEVEL_NAMES, "stage_in": STAGES}
)
_ENTRIES_MAX: Final = 200
PRINTING_TERMS: Final = frozenset({"not_printed", "except"})
"""The conditions that a printing rule may have."""

_STATUS_WORDS: Final = frozenset({"removable", "if_aggravated", "interview", "never"})
_LEVEL_KEYS: Final = frozenset(
    {"method", "offences", "drugs", "felonies_of_level_1", "misdemeanours_of_level_2"}
)
_TERMS_KEYS: Final = frozenset({"notice_days", "termination_days"})
_PRIORITY_KEYS: Final = frozenset(
    {
        "grounds",
        "request",
        "discretion",
        "not_modelled",
        "traffic_only",
        "traffic_except",
        "felony_charges",
        "probable_cause",
    }
)


def check_version(kind: str, located: Located) -> None:
    """Check a value which is a table, or fail naming file and line."""
    CHECKS[kind](located)


def _levels(located: Located) -> None:
    located.only(_LEVEL_KEYS, "a version of the levels")
    method = located.take("method", "a version of the levels").one_of(_METHODS, "method")
    offences = located.take("offences", "a version of the levels")
    offences.only(_LEVELS, "offences by level")
    for prefixes in offences.mapping("offences").values():
        _prefixes(prefixes)
    drugs = located.take("drugs", "a version of the levels")
    drugs.only(frozenset({"prefix", "level", "sentence_over_days"}), "drugs")
    drugs.take("prefix", "drugs").text("prefix")
    drugs.take("level", "drugs").one_of(_LEVELS, "level")
    _count(drugs.take("sentence_over_days", "drugs"))
    if method == "sentences":
        _count(located.take("felonies_of_level_1", "a version by sentences"))
        _count(located.take("misdemeanours_of_level_2", "a version by sentences"))


def _priorities(located: Located) -> None:
    located.only(_PRIORITY_KEYS, "a version of the priorities")
    entries = located.mapping("a version of the priorities")
    ids = _grounds(located.take("grounds", "a version of the priorities"), frozenset({"priority"}))
    for key in ("traffic_only", "traffic_except", "felony_charges"):
        if key in entries:
            _prefixes(entries[key])
    request = located.take("request", "a version of the priorities")
    request.only(frozenset({"when", "form", "notification", "grounds"}), "a request")
    request.take("form", "a request").text("form")
    if "grounds" in request.mapping("a request"):
        ids = _grounds(request.take("grounds", "a request"), frozenset())
    when = request.take("when", "a request")
    if isinstance(when.value, list):
        for item in when.items("when"):
            item.one_of(ids, "the id of a ground")
    else:
        when.one_of(frozenset({"any", "none", "priority"}), "when")
    if "probable_cause" in entries:
        request.take("notification", "a request where a detainer needs probable cause")


def _grounds(located: Located, more: frozenset[str]) -> frozenset[str]:
    """Check a list of grounds and return their ids."""
    ids = []
    for ground in located.items("grounds"):
        ground.only(frozenset({"id", "text", "when"}) | more, "a ground")
        ids.append(ground.take("id", "a ground").text("id"))
        ground.take("text", "a ground").text("text")
        for key in more:
            ground.take(key, "a ground").text(key)
        _conditions(ground.take("when", "a ground"))
    return frozenset(ids)


def _conditions(located: Located) -> None:
    """Check the conditions of a ground: known names, and values of the type that each compares with."""
    located.only(frozenset(CONDITION_TYPES), "the conditions of a ground")
    for name, item in located.mapping("conditions").items():
        if name in CONDITION_TYPES:
            check_condition(name, item, CONDITION_TYPES[name], every_code=True)


def check_condition(name: str, item: Located, form: type, *, every_code: bool = False) -> None:
    """Check what a condition is compared with: of the form that it needs, and such that a case can meet it.

    Args:
        name: of the condition.
        item: what stands after it.
        form: the type that it needs.
        every_code: whether an empty prefix may stand for any offence.
    """
    if type(item.value) is not form:
        item.wrong(f"{name}: {_FORM_WORDS[form]}")
    elif form is int:
        _count(item)
    elif form is list and name in _WORDS:
        for one in _entries(name, item):
            one.one_of(_WORDS[name], name)
    elif form is list:
        _entries(name, item)
        if not (every_code and item.plain() == [""]):
            _prefixes(item)


def _entries(name: str, item: Located) -> list[Located]:
    """Return the entries of a condition: of none, none could ever be met."""
    entries = item.items(name)
    if not entries:
        item.wrong(f"{name}: at least one entry", found="none", code="missing")
    if len(entries) > _ENTRIES_MAX:
        item.broken(f"{name}: at most {_ENTRIES_MAX} entries", found=len(entries), code="too_much")
    return entries


def _disclosure(located: Located) -> None:
    """Check which categories go to whom for what; each category is said, so that none is forgotten."""
    categories = frozenset(category.value for category in Category)
    located.only(frozenset({"recipient", "purpose", "needs"}) | categories, "a disclosure")
    located.take("recipient", "a disclosure").one_of(RECIPIENT_ROLES, "recipient")
    located.take("purpose", "a disclosure").one_of(frozenset(Purpose), "purpose")
    located.take("needs", "a disclosure").one_of(NEEDS, "needs")
    for category in sorted(categories):
        item = located.take(category, "a disclosure")
        if not isinstance(item.value, bool):
            item.wrong(f"{category}: true or false", code="word")


def _statuses(located: Located) -> None:
    for item in located.mapping("statuses").values():
        item.one_of(_STATUS_WORDS, "what a status allows")


def _coverage(located: Located) -> None:
    located.only(frozenset({"from", "to"}), "coverage")
    located.take("from", "coverage").day("from")
    located.take("to", "coverage").day("to")


def _terms(located: Located) -> None:
    """Check after how many days an agreement ends, by whose notice."""
    located.only(_TERMS_KEYS, "the terms of agreements")
    for key in sorted(_TERMS_KEYS):
        _count(located.take(key, "the terms of agreements"))


def _prefixes(located: Located) -> None:
    """Check a list of NCIC prefixes: text, for a number would lose its leading zero."""
    codes = located.items("offence codes")
    if len(codes) > _ENTRIES_MAX:
        located.broken(f"at most {_ENTRIES_MAX} offence codes", found=len(codes), code="too_much")
    for item in codes:
        if not (isinstance(item.value, str) and item.value.isascii() and item.value.isdigit()):
            item.wrong(
                "digits of an offence code, as text",
                text=f"{shown(item.plain())!r} is not the digits of an offence code in quotes.",
                mend="Put the digits in quotes: a number would lose its leading zero.",
            )


def check_printing(value: str, located: Located) -> None:
    """Check the conditions of a printing rule: where only some are printed, the charges of those who are not."""
    entries = located.mapping("a dated value")
    if value != "some":
        if "extra" in entries:
            entries["extra"].wrong("`extra` only where some are printed", code="key")
        return
    extra = located.take("extra", "a rule by which some are printed")
    extra.only(PRINTING_TERMS, "the conditions of a printing rule")
    _prefixes(extra.take("not_printed", "the conditions of a printing rule"))
    if "except" in extra.mapping("conditions"):
        _prefixes(extra.mapping("conditions")["except"])


def _count(located: Located) -> None:
    if type(located.value) is not int or located.value < 0:
        located.wrong("a whole number", code="number")


CHECKS: Final[Mapping[str, Callable[[Located], None]]] = MappingProxyType(
    {
        "levels": _levels,
        "priorities": _priorities,
        "statuses": _statuses,
        "coverage": _coverage,
        "terms": _terms,
        "disclosure": _disclosure,
    }
)
"""The check of each kind of rule whose value is a table."""
