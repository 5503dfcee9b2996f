"""The level of a person by convictions and charges: 1 to 3, or non-criminal, by the rule of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenprint.sharing.model import Dated
from tenprint.sharing.rules import Rules, load

NON_CRIMINAL = "non-criminal"


@dataclass(frozen=True, slots=True)
class Conviction:
    """One conviction: NCIC offence code, whether punishable by over a year, aggravated, sentence, date."""

    offence_code: str
    felony: bool
    aggravated: bool
    sentence_days: int | None
    on: date


@dataclass(frozen=True, slots=True)
class LevelResult:
    """The level by convictions, and apart from it the level that the charges alone would have.

    ``rule`` names the rule file and the date of its version; ``evidence`` what decided; ``missing`` what was
    not known and could change the answer. Charges and convictions are never mixed: a person who was only
    charged is ``non-criminal``, and ``charge_level`` says with what.
    """

    level: str
    charge_level: str | None
    rule: str
    evidence: tuple[str, ...]
    missing: tuple[str, ...]


def level(
    charge_codes: Sequence[str],
    convictions: Sequence[Conviction],
    on: date,
    rules: Rules | None = None,
) -> LevelResult:
    """Return the level of a person on a date; convictions after that date are not known yet.

    >>> level(["5404"], [], date(2011, 6, 8)).level
    'non-criminal'
    """
    return level_by((rules or load()).value("federal/levels", on), charge_codes, convictions, on)


def level_by(
    dated: Dated | None, charge_codes: Sequence[str], convictions: Sequence[Conviction], on: date
) -> LevelResult:
    """Return the level by a version of ``federal/levels``, None where there is none on the date."""
    if dated is None:
        return LevelResult(NON_CRIMINAL, None, "federal/levels", ("no rule on this date",), ())
    known = tuple(item for item in convictions if item.on <= on)
    charged = [_by_offence(dated, code, None) for code in charge_codes]
    by_rule = _by_sentences if dated.value["method"] == "sentences" else _by_offences
    found, evidence, missing = by_rule(dated, known) if known else (NON_CRIMINAL, ("no conviction",), ())
    if not charge_codes:
        missing = (*missing, "charge")
    return LevelResult(
        found, min(charged, default=None), f"federal/levels@{dated.since.isoformat()}", evidence, missing
    )


def _by_sentences(
    dated: Dated, convictions: Sequence[Conviction]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Apply the definitions by punishability: aggravated felony, felonies, misdemeanours."""
    felonies = sum(item.felony for item in convictions)
    misdemeanours = len(convictions) - felonies
    counts = f"{felonies} felonies, {misdemeanours} misdemeanours"
    if any(item.aggravated for item in convictions):
        return "1", ("aggravated felony", counts), ()
    if felonies >= dated.value["felonies_of_level_1"]:
        return "1", (counts,), ()
    if felonies or misdemeanours >= dated.value["misdemeanours_of_level_2"]:
        return "2", (counts,), ()
    return "3", (counts,), ()


def _by_offences(
    dated: Dated, convictions: Sequence[Conviction]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Apply the list of offences: the most serious conviction decides."""
    found = [(_by_offence(dated, item.offence_code, item.sentence_days), item) for item in convictions]
    worst, item = min(found, key=lambda pair: pair[0])
    drugs = dated.value["drugs"]["prefix"]
    unknown = any(one.sentence_days is None and one.offence_code.startswith(drugs) for one in convictions)
    missing = ("sentence of a drug offence",) if unknown and worst != "1" else ()
    return worst, (f"offence {item.offence_code}, level {worst}",), missing


def _by_offence(dated: Dated, code: str, sentence_days: int | None) -> str:
    """Return the level of one offence by the longest prefix listed."""
    drugs: Mapping[str, Any] = dated.value["drugs"]
    long_sentence = sentence_days is not None and sentence_days > drugs["sentence_over_days"]
    if code.startswith(drugs["prefix"]) and long_sentence:
        return str(drugs["level"])
    for length in range(len(code), 0, -1):
        listed = [name for name, prefixes in dated.value["offences"].items() if code[:length] in prefixes]
        if listed:
            return str(max(listed))
    return "3"
