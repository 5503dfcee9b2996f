"""The conditions by which a prohibition may spare a case: ``unless`` in a prohibition of the rules or of a reform.

A condition whose fact is not known answers None and is not met: what is forbidden with exceptions is forbidden until an
exception is shown to hold.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from tenprint.sharing.facts import SubmissionFacts
from tenprint.sharing.level import NON_CRIMINAL, level_by
from tenprint.sharing.model import Dated

Exemption = Callable[[SubmissionFacts, Any, date, Dated | None], bool | None]


def exempt(
    unless: Sequence[Mapping[str, Any]], facts: SubmissionFacts, on: date, levels: Dated | None
) -> bool:
    """Tell whether a case meets every condition of one of the alternatives.

    Args:
        unless: alternatives; each maps names of :data:`EXEMPTIONS` to what is wanted.
        facts: of the submission.
        on: the date of law.
        levels: the version of ``federal/levels`` in force.
    """
    return any(
        all(EXEMPTIONS[name](facts, wanted, on, levels) is True for name, wanted in alternative.items())
        for alternative in unless
    )


def _convicted(facts: SubmissionFacts, wanted: Any, on: date, _levels: Dated | None) -> bool | None:
    if facts.convictions is None:
        return None
    return any(item.on <= on for item in facts.convictions) is bool(wanted)


def _level_in(facts: SubmissionFacts, names: Any, on: date, levels: Dated | None) -> bool | None:
    if facts.convictions is None or levels is None:
        return None
    return level_by(levels, (), facts.convictions, on).level in names


def _charge_level_in(facts: SubmissionFacts, names: Any, on: date, levels: Dated | None) -> bool | None:
    if facts.charge_codes is None or levels is None:
        return None
    return (level_by(levels, facts.charge_codes, (), on).charge_level or NON_CRIMINAL) in names


def _charged_with(facts: SubmissionFacts, prefixes: Any, _on: date, _levels: Dated | None) -> bool | None:
    if facts.charge_codes is None:
        return None
    return any(code.startswith(prefix) for code in facts.charge_codes for prefix in prefixes)


def _stage_in(facts: SubmissionFacts, names: Any, _on: date, _levels: Dated | None) -> bool | None:
    return facts.stage.value in names


EXEMPTIONS: Final[Mapping[str, Exemption]] = MappingProxyType(
    {
        "convicted": _convicted,
        "level_in": _level_in,
        "charge_level_in": _charge_level_in,
        "charged_with": _charged_with,
        "stage_in": _stage_in,
    }
)
"""The conditions by name. Their types are checked by ``schema``: see ``EXEMPTION_TYPES`` there."""
