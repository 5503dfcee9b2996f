"""The conditions by which a prohibition may spare a case: ``unless`` in a prohibition of the rules or of a reform.

A condition whose fact is not known answers None and is not met: what is forbidden with exceptions is forbidden until an
exception is shown to hold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from tenprint.sharing.facts import SubmissionFacts
from tenprint.sharing.level import NON_CRIMINAL, level_by
from tenprint.sharing.model import Dated


@dataclass(frozen=True)
class Circumstances:
    """What the conditions read of a case; its levels are worked out once, for all prohibitions together.

    ``on`` is the date of law, ``levels`` the version of ``federal/levels`` in force.
    """

    facts: SubmissionFacts
    on: date
    levels: Dated | None

    @cached_property
    def level(self) -> str | None:
        """The level by convictions; None where it is not known."""
        if self.facts.convictions is None or self.levels is None:
            return None
        return level_by(self.levels, (), self.facts.convictions, self.on).level

    @cached_property
    def charge_level(self) -> str | None:
        """The level that the charges would have; None where it is not known."""
        if self.facts.charge_codes is None or self.levels is None:
            return None
        return level_by(self.levels, self.facts.charge_codes, (), self.on).charge_level or NON_CRIMINAL


Exemption = Callable[[Circumstances, Any], bool | None]


def exempt(unless: Sequence[Mapping[str, Any]], case: Circumstances) -> bool:
    """Tell whether a case meets every condition of one of the alternatives.

    Args:
        unless: alternatives; each maps names of :data:`EXEMPTIONS` to what is wanted.
        case: what is known of it.
    """
    return any(
        all(EXEMPTIONS[name](case, wanted) is True for name, wanted in alternative.items())
        for alternative in unless
    )


def _convicted(case: Circumstances, wanted: Any) -> bool | None:
    if case.facts.convictions is None:
        return None
    return any(item.on <= case.on for item in case.facts.convictions) is bool(wanted)


def _level_in(case: Circumstances, names: Any) -> bool | None:
    return None if case.level is None else case.level in names


def _charge_level_in(case: Circumstances, names: Any) -> bool | None:
    return None if case.charge_level is None else case.charge_level in names


def _charged_with(case: Circumstances, prefixes: Any) -> bool | None:
    if case.facts.charge_codes is None:
        return None
    any_of = tuple(prefixes)
    return any(code.startswith(any_of) for code in case.facts.charge_codes)


def _stage_in(case: Circumstances, names: Any) -> bool | None:
    return case.facts.stage.value in names


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
