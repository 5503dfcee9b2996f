"""The register of staff: who is known at the consoles, under which title, for which agency and place.

A local name is all that is kept of a person. The demo's register is ``staff.yaml`` beside this file; an agency's own
folder may hold another, which is then read instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tenprint.agency.permission_place import level_of, place_code
from tenprint.agency.permission_rules import SCHEMA_FILE, permission_rules
from tenprint.agency.role import ROLES
from tenprint.errors import BadInput
from tenprint.sharing.located import Located
from tenprint.sharing.yaml_file import read_yaml

STAFF_FILE: Final = "staff.yaml"
OUTSIDE: Final = "outside"
"""The agency of who belongs to none: the public, an auditor."""

AGENCIES: Final = frozenset({*ROLES, OUTSIDE})
_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
_KEYS: Final = frozenset({"title", "agency", "jurisdiction"})
_LEVEL_OF_AGENCY: Final[Mapping[str, str]] = MappingProxyType(
    {"booking": "county", "state": "state", "national": "nation"}
)


@dataclass(frozen=True, slots=True)
class Staff:
    """One entry of a register.

    ``id`` is a local name, ``agency`` a role or :data:`OUTSIDE`, ``jurisdiction`` ``US``, a state's postal code or a
    county's code.
    """

    id: str
    title: str
    agency: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class StaffRegister:
    """Everybody whom an agency knows, by local name, in the order of the file."""

    members: Mapping[str, Staff]

    def staff(self, staff_id: str) -> Staff:
        """Return one of the staff.

        Raises:
            BadInput: the register has no such name.
        """
        if staff_id not in self.members:
            raise BadInput(f"staff: expected a name of the register of staff, found {staff_id[:32]!r}")
        return self.members[staff_id]

    def kinds(self) -> tuple[tuple[str, str, str], ...]:
        """Return each title with its agency and the level of place that it acts for, once, in order."""
        kinds = [(one.title, one.agency, level_of(one.jurisdiction)) for one in self.members.values()]
        return tuple(dict.fromkeys(kinds))


def staff_register(folder: Path | None = None) -> StaffRegister:
    """Return the register in an agency's folder, or the demo's where the folder has none.

    Raises:
        RulesBroken: the file is malformed; the text names file and line.
    """
    own = folder / STAFF_FILE if folder else None
    if own is not None and own.exists():
        return _read(own, str(own))
    return _demo_register()


@cache
def _demo_register() -> StaffRegister:
    """Read the package's register, once in a process."""
    with resources.as_file(resources.files("tenprint.agency") / STAFF_FILE) as path:
        return _read(path, STAFF_FILE)


def _read(path: Path, name: str) -> StaffRegister:
    """Read a register, or fail naming file and line."""
    located = read_yaml(path, name)
    located.only(frozenset({"staff"}), "a register of staff")
    entries = located.take("staff", "a register of staff").mapping("staff, by local name")
    if not entries:
        located.broken("at least one of the staff", found="none")
    return StaffRegister(
        MappingProxyType({str(key): _staff(str(key), item) for key, item in entries.items()})
    )


def _staff(staff_id: str, located: Located) -> Staff:
    """Read one entry, or fail naming file and line."""
    if not _ID.fullmatch(staff_id):
        located.broken("a local name of 1 to 32 letters a-z, digits or hyphens", found=staff_id)
    located.only(_KEYS, "an entry")
    title = located.take("title", "an entry")
    if not permission_rules().knows_title(title.text("title")):
        title.broken(f"a title that {SCHEMA_FILE} lists")
    agency = located.take("agency", "an entry").one_of(AGENCIES, "agency")
    return Staff(staff_id, title.text("title"), agency, _jurisdiction(agency, located))


def _jurisdiction(agency: str, located: Located) -> str:
    """Read the place that an entry acts for: a county's staff for a county, a state's for a state."""
    place = located.take("jurisdiction", "an entry")
    try:
        code = place_code(place.text("jurisdiction: a county's code in quotation marks"))
    except BadInput:
        place.broken("jurisdiction: US, a state's postal code or a county's code")
    wanted = _LEVEL_OF_AGENCY.get(agency, level_of(code))
    if level_of(code) != wanted:
        place.broken(f"a {wanted} as jurisdiction of agency {agency}")
    return code
