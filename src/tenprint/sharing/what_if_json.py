"""The what-if as plain values, for programs."""

from dataclasses import asdict
from typing import Any

from tenprint.sharing.rules import Rules
from tenprint.sharing.what_if import Row, WhatIf


def what_if_json(found: WhatIf, rules: Rules) -> dict[str, Any]:
    """Return the tables of a what-if: by level, by charge, by state and by county, with the deciding rules."""
    return {
        "reform": found.reform,
        "total": asdict(found.total()),
        "levels": _rows(found.by_level()),
        "charge_levels": _rows(found.by_charge_level()),
        "states": _rows(found.by(lambda cell: rules.county(cell.county).state)),
        "counties": _rows(found.by_county()),
        "reasons": [
            {"change": change.value, "rule": rule, "count": count}
            for change, rule, count in found.main_reasons(len(found.reasons))
        ],
        "lost": asdict(found.lost),
        "recorded": found.recorded,
        "unlike_record": found.unlike_record,
    }


def _rows(rows: dict[str, Row]) -> dict[str, dict[str, int]]:
    return {name: asdict(row) for name, row in rows.items()}
