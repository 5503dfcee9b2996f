"""The law as the auditor reads it: slowly, from the files, with no code of the gate.

Only what a world's bookings turn on: the switch of the county, the kind of the submission, the relay of the state. The
dates are those of ``policies/``; a test holds this reading against the gate's for whole years.
"""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tenprint.sim.world.setting import Order
from tenprint.sim.world.truth import Booked

PROGRAMME = date(2008, 10, 27)
"""First day of the programme (federal/programme.yaml)."""

_POLICIES = resources.files("tenprint") / "policies"


@cache
def _roster() -> dict[str, dict[str, str]]:
    """Rows of the roster by county code."""
    lines = (_POLICIES / "counties.csv").read_text(encoding="utf-8").splitlines()
    return {row["fips"]: row for row in csv.DictReader(lines)}


@cache
def _zones() -> dict[str, Any]:
    """The table of time zones."""
    content: dict[str, Any] = yaml.safe_load((_POLICIES / "time_zones.yaml").read_text(encoding="utf-8"))
    return content


def _local(county: str, at: datetime) -> datetime:
    """An instant by the clocks of a county."""
    zones = _zones()
    name = zones["counties"].get(county) or zones["states"][_roster()[county]["state"]]
    return at.astimezone(ZoneInfo(name))


def day_at(county: str, at: datetime) -> date:
    """The day in a county at an instant."""
    return _local(county, at).date()


def local_hour(county: str, at: datetime) -> int:
    """The hour of the day in a county at an instant, 0 to 23."""
    return _local(county, at).hour


def switched_on(county: str, on: date, orders: Sequence[Order]) -> bool:
    """Whether a county's switch is on: the last word of roster and orders that has come into effect."""
    activated = _roster()[county]["activated_on"]
    state = bool(activated) and date.fromisoformat(activated) <= on
    in_effect = [
        order for order in orders if order.on <= on and order.place in (county, _roster()[county]["state"])
    ]
    for order in sorted(in_effect, key=lambda order: order.on):
        state = order.active
    return state


def may_be_shared(booked: Booked, at: datetime, orders: Sequence[Order]) -> bool:
    """Whether a submission might be passed on to the immigration agency at an instant."""
    on = day_at(booked.county, at)
    return on >= PROGRAMME and booked.adult and booked.retained and switched_on(booked.county, on, orders)


def is_relayed(booked: Booked, at: datetime) -> bool:
    """Whether state bureau and station pass on and take a second answer at an instant."""
    on = day_at(booked.county, at)
    places = {
        "relay": [f"state/{booked.state}", "default"],
        "receipt": [f"local/{booked.county}", f"state/{booked.state}", "default"],
    }
    return all(_value(name, folders, on) is True for name, folders in places.items())


@cache
def _versions(path: str) -> tuple[tuple[date, Any], ...]:
    """Dated values of a rule file, oldest first; none where there is no file."""
    file = _POLICIES / path
    if not file.is_file():
        return ()
    values = yaml.safe_load(file.read_text(encoding="utf-8"))["values"]
    return tuple(
        sorted(((since, entry["value"]) for since, entry in values.items()), key=lambda item: item[0])
    )


def _value(name: str, folders: list[str], on: date) -> Any:
    """The value of a rule on a day: of the nearest authority that has a file for it."""
    for folder in folders:
        versions = _versions(f"{folder}/{name}.yaml")
        if versions:
            return next((value for since, value in reversed(versions) if since <= on), None)
    return None
