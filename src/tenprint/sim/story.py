"""The story of the demo: seven people through four agencies, on real prints, by the real services.

The story only plays the booking officer and looks on: it makes a card, submits its bytes, and waits. What it reports
is read from each agency's own database and from the written logs.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from tenprint.agency import journal, subjects
from tenprint.agency.booking.capture import judge, new_tcn, write_card
from tenprint.agency.bootstrap import Network
from tenprint.clock import SettableClock
from tenprint.errors import TenprintError
from tenprint.identity.event import Charge as IdentityCharge
from tenprint.identity.number import ORI
from tenprint.image.model import GreyImage
from tenprint.record.ebts import ArrestFields, Charge
from tenprint.sharing.jurisdiction import ori_of
from tenprint.sim import background
from tenprint.sim.card import card_images
from tenprint.sim.clerk import Clerk
from tenprint.sim.people import Case, Person, cast
from tenprint.sim.record_view import View, view
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import Template

ANSWER_SECONDS_MAX = 120.0
POLL_SECONDS = 0.02
GALLERY_SUBJECTS = 1000
BACKGROUND_NUMBER = {"national": "BG{:07d}", "immigration": "0001{:08d}"}
IMMIGRATION_OFFSET = 200  # the two background files overlap: most people are in both, some in one only
ORDER = (
    Case.POLICE_ONLY,
    Case.SERIOUS,
    Case.NEVER_CONVICTED,
    Case.CITIZEN,
    Case.UNKNOWN,
    Case.NOT_YET_ACTIVATED,
    Case.POOR_QUALITY,
)
AFTER_SWITCH = "after_switch"  # the second booking of the sixth case
Report = Callable[[str, float], None]  # what is being done, and the share of all work that is done


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking of the story.

    Attributes:
        case: name of the case.
        person: who.
        capture: which occasion; other occasions give other impressions.
        county: where, by FIPS code.
        at: when.
        quality: of the capture.
    """

    case: str
    person: Person
    capture: int
    county: str
    at: datetime
    quality: str = "typical"


@cache
def scene() -> dict[str, Any]:
    """Places and days of the story, from ``data/story.yaml``."""
    text = (resources.files("tenprint.sim") / "data" / "story.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def bookings(seed: int) -> list[Booking]:
    """The eight bookings of the seven people, in order of time."""
    place = scene()
    people = cast(seed, place["earlier_station"])

    def booking(case: str, name: str, capture: int, county: str, quality: str = "typical") -> Booking:
        """One booking on its day."""
        return Booking(name, people[case], capture, place[county], place["days"][name], quality)

    made = [booking(case, case, 1, "activated_county") for case in ORDER[:5]]
    made.append(booking(Case.NOT_YET_ACTIVATED, Case.NOT_YET_ACTIVATED, 2, "later_county"))
    made.append(booking(Case.NOT_YET_ACTIVATED, AFTER_SWITCH, 3, "later_county"))
    made.append(booking(Case.POOR_QUALITY, Case.POOR_QUALITY, 1, "activated_county", "poor"))
    return made


class Story:
    """Plays the story on a running network whose clock it moves."""

    def __init__(self, network: Network, clock: SettableClock, seed: int, report: Report) -> None:
        """Prepare to play.

        Args:
            network: the four services, not yet started.
            clock: their clock.
            seed: of people and prints.
            report: is told what is being done.
        """
        self.network = network
        self.clock = clock
        self.seed = seed
        self.report = report
        self.clerk: Clerk | None = Clerk(network.national, network.immigration, seed=seed)
        self._cards = ThreadPoolExecutor(1, thread_name_prefix="cards")

    # --- set-up ------------------------------------------------------------------------------------

    def enrol_known(self) -> None:
        """Enrol those of the seven whom an agency knows already, from impressions of another occasion."""
        people = {booking.person.prints_seed: booking.person for booking in bookings(self.seed)}
        known = [person for person in people.values() if person.national or person.immigration]
        for number, person in enumerate(known):
            self.report(
                "enrolling the people whom an agency knows already", 0.05 + 0.15 * number / len(known)
            )
            fingers = enrolment_templates(person.prints_seed)
            self._enrol_person(number, person, fingers)

    def _enrol_person(self, number: int, person: Person, fingers: dict[int, Template]) -> None:
        """Enter a person into the file of each agency that knows him or her."""
        at = self.clock.now()
        biographic = describe(person)
        if person.national is not None:
            service, ucn = self.network.national, f"KN{number:07d}"
            with service.store.writing() as connection:
                subjects.enrol(connection, ucn, biographic, fingers, at)
                for event in person.national.events:
                    subjects.add_event(connection, ucn, event)
                for want in person.national.wants:
                    subjects.add_want(connection, ucn, want)
                service.note_leaf(connection, "enrolment", None, {"fingers": len(fingers)})
            service.file.add(ucn, fingers)
        if person.immigration is not None:
            office, fin = self.network.immigration, f"0009{number:08d}"
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

    # --- the story ---------------------------------------------------------------------------------

    def play(self) -> Iterator[tuple[Booking, View]]:
        """Book everybody in turn; yields each booking with what came of it."""
        todo = bookings(self.seed)
        cards = self._make_cards(todo)
        for number, booking in enumerate(todo):
            self.report(f"booking {number + 1} of {len(todo)}", 0.2 + 0.75 * number / len(todo))
            images = cards[number].result()
            if self.clock.now() < booking.at:
                self.clock.set(booking.at)
            tcn = self.submit(booking, images)
            self.await_end(tcn)
            yield booking, view(self.network, tcn)
        self._cards.shutdown()

    def _make_cards(self, todo: list[Booking]) -> list[Future[dict[int, GreyImage]]]:
        """Print the cards ahead of the story, in the background."""
        return [
            self._cards.submit(
                card_images, item.person.prints_seed, capture=item.capture, quality=item.quality, workers=2
            )
            for item in todo
        ]

    def submit(self, booking: Booking, images: dict[int, GreyImage]) -> str:
        """Judge the capture, write the card, and submit its bytes; returns the control number."""
        desk = self.network.booking
        ori = ORI(ori_of(desk.rules.county(booking.county)))
        at = self.clock.now()
        with desk.store.writing() as connection:
            tcn = new_tcn(connection, ori, at)
        poor = [item.position for item in judge(images) if item.recapture]
        data = write_card(
            images,
            tcn=tcn,
            ori=ori,
            on=at,
            person=booking.person.fields,
            arrest=ArrestFields(
                arrested_on=at.date(),
                charges=[Charge(_literal(booking.person.charge), at.date())],
                controlling=[ori],
                case_number=f"{at:%y-%m%d}-{booking.capture}",
                attention="BOOKING DESK",
            ),
        )
        with desk.store.writing() as connection:
            text = f"capture judged: {len(poor)} of 10 fingers should be taken again"
            journal.note(connection, tcn, ori, at, text)
        return desk.submit(data)

    def await_end(self, tcn: str) -> None:
        """Wait until a submission's journey has ended everywhere; the clerk works what waits for a person.

        Raises:
            TenprintError: it has not ended in two minutes.
        """
        deadline = time.monotonic() + ANSWER_SECONDS_MAX
        while not view(self.network, tcn).ended:
            if self.clerk is not None:
                self.clerk.work()
            if time.monotonic() > deadline:
                raise TenprintError(f"TCN {tcn}: no end after {ANSWER_SECONDS_MAX:.0f} s")
            time.sleep(POLL_SECONDS)


def load_background(network: Network, report: Report) -> None:
    """Fill both files with synthetic subjects from the shipped gallery, where they are still empty."""
    everyone = list(background.load(background_file()))
    starts = {"national": 0, "immigration": IMMIGRATION_OFFSET}
    for share, role in enumerate(role for role in starts if role in network.services):
        people = everyone[starts[role] : starts[role] + GALLERY_SUBJECTS]
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


def background_file() -> Path:
    """The shipped gallery of synthetic subjects; ``tenprint sim background`` makes it anew."""
    return Path(str(resources.files("tenprint.sim") / "data" / "background.npz"))


def _nobody(number: int) -> dict[str, Any]:
    """What the file says of a background subject: nothing but a label."""
    return {"NAM": f"BACKGROUND,SUBJECT {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26]}", "sources": {}}


def enrolment_templates(prints_seed: int) -> dict[int, Template]:
    """Templates of a person's ten rolled fingers as taken on an earlier occasion (capture 0)."""
    images = card_images(prints_seed, capture=0, workers=2)
    with ThreadPoolExecutor(2) as pool:
        positions = [position for position in images if position <= 10]
        return dict(zip(positions, pool.map(lambda p: extract(images[p]), positions), strict=True))


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


def _literal(charge: IdentityCharge) -> str:
    """A charge as the arrest segment carries it: code, then words."""
    return f"{charge.offence_code} {charge.literal}"
