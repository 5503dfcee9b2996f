"""What the agencies' files hold before anything happens: strangers, and the people whom an agency knows already."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from tenprint.agency import subjects
from tenprint.agency.bootstrap import Network
from tenprint.sim.gallery import background
from tenprint.sim.people.person import Person
from tenprint.template.model import Template

GALLERY_SUBJECTS = 1000
BACKGROUND_NUMBER = {"national": "BG{:07d}", "immigration": "0001{:08d}"}
IMMIGRATION_OFFSET = 200  # the two background files overlap: most people are in both, some in one only
Report = Callable[[str, float], None]  # what is being done, and the share of all work that is done


def load_background(network: Network, report: Report, count: int = GALLERY_SUBJECTS) -> None:
    """Fill both files with synthetic subjects from the shipped gallery, where they are still empty.

    Args:
        network: the agencies; those of both files that run here are filled.
        report: is told what is being done.
        count: of subjects in each file, at most ``GALLERY_SUBJECTS``.
    """
    last = IMMIGRATION_OFFSET + count
    everyone = list(islice(background.load(background.shipped()), last)) if count else []
    starts = {"national": 0, "immigration": IMMIGRATION_OFFSET}
    for share, role in enumerate(role for role in starts if role in network.services):
        people = everyone[starts[role] : starts[role] + count]
        report(f"preparing the {role} file: {len(people)} synthetic subjects", 0.01 + 0.02 * share)
        _fill(network, role, people)


def _fill(network: Network, role: str, people: Sequence[tuple[str, Mapping[int, Template]]]) -> None:
    """Enrol background subjects in one agency's file, if it is empty, and make them searchable."""
    service = network.national if role == "national" else network.immigration
    with service.store.writing() as connection:
        if not subjects.is_enrolled(connection, BACKGROUND_NUMBER[role].format(0)):
            rows = (
                (BACKGROUND_NUMBER[role].format(number), _nobody(number), fingers)
                for number, (_, fingers) in enumerate(people)
            )
            subjects.enrol_many(connection, rows, service.clock.now())
    with service.store.reading() as connection:
        service.file = subjects.open_print_file(connection, network.home / role / "gallery")


def enrol(network: Network, number: int, person: Person, fingers: dict[int, Template]) -> None:
    """Enter a person into the file of each agency that knows him or her.

    Args:
        network: the agencies.
        number: of the person among those known, 0 upwards; it decides the numbers given.
        person: who.
        fingers: templates by finger position, from an earlier occasion.
    """
    at = network.national.clock.now()
    biographic = describe(person)
    if person.national is not None:
        service, ucn = network.national, f"KN{number:07d}"
        with service.store.writing() as connection:
            subjects.enrol(connection, ucn, biographic, fingers, at)
            for event in person.national.events:
                subjects.add_event(connection, ucn, event)
            for want in person.national.wants:
                subjects.add_want(connection, ucn, want)
            service.note_leaf(connection, "enrolment", None, {"fingers": len(fingers)})
        service.file.add(ucn, fingers)
    if person.immigration is not None:
        office, fin = network.immigration, f"0009{number:08d}"
        record = {
            **biographic,
            "POB": person.immigration.birth_place,
            "CTZ": person.immigration.citizenship,
            "sources": dict(person.immigration.sources),
        }
        with office.store.writing() as connection:
            subjects.enrol(connection, fin, record, fingers, at)
            for encounter in person.immigration.encounters:
                subjects.add_event(connection, fin, encounter)
            office.note_leaf(connection, "enrolment", None, {"fingers": len(fingers)})
        office.file.add(fin, fingers)


def describe(person: Person) -> dict[str, Any]:
    """A person's descriptors by mnemonic, as an agency's file holds them."""
    who = person.fields
    return {
        "NAM": who.name,
        "DOB": f"{who.birth_date:%Y%m%d}" if who.birth_date else "00000000",
        "SEX": who.sex,
        "POB": who.birth_place,
        "HGT": who.height,
        "WGT": who.weight,
        "EYE": who.eyes,
        "HAI": who.hair,
    }


def _nobody(number: int) -> dict[str, Any]:
    """What the file says of a background subject: nothing but a label."""
    return {"NAM": f"BACKGROUND,SUBJECT {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26]}", "sources": {}}
